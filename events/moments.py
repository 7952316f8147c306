"""When something happens, as clocks in its place show it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time that clocks show in the event's zone; `None` where it is not published."""

    day: date
    clock: time | None = None

    def __str__(self) -> str:
        return f"{self.day} {self.clock:%H:%M}" if self.clock else str(self.day)

    def utc(self, zone: ZoneInfo) -> datetime | None:
        """Return the moment in UTC, where its hour is published; of a time shown twice, the first."""
        return datetime.combine(self.day, self.clock, zone).astimezone(UTC) if self.clock else None

    def first(self, zone: ZoneInfo) -> datetime:
        """Return the moment in UTC; of a day alone its first one."""
        return self.utc(zone) or _midnight(self.day, zone)

    def last(self, zone: ZoneInfo) -> datetime:
        """Return the moment in UTC; of a day alone the one at which it is over."""
        return self.utc(zone) or self.day_over(zone)

    def day_over(self, zone: ZoneInfo) -> datetime:
        """Return the moment in UTC at which its day is over."""
        return _midnight(self.day + timedelta(days=1), zone)


def moment_in(text: str) -> Moment:
    """Return the moment that `str` has written. Raises `ValueError`."""
    day, _, clock = text.partition(" ")
    return Moment(date.fromisoformat(day), time.fromisoformat(clock) if clock else None)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
