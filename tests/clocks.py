"""A clock that tests move."""

from datetime import UTC, datetime, timedelta


class MovedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._now

    def moves(self, **by: float) -> None:
        """Move it on, by hours, minutes, seconds or days."""
        self._now += timedelta(**by)
