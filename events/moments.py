"""When something happens, as clocks in its place show it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
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
