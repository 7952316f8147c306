"""How long before an event somebody is reminded, as editors and members write it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from events.moments import Moment

_OFFSET = re.compile(r"(?P<amount>[0-9]{1,3})(?P<unit>[dhm])(?:@(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]))?")


class Unit(StrEnum):
    """What an offset counts in: days keep the wall clock, hours and minutes are elapsed time."""

    DAYS = "d"
    HOURS = "h"
    MINUTES = "m"


@dataclass(frozen=True, slots=True)
class Offset:
    """A time before a start: `10m`, `1h`, `1d`, or `7d@09:00` for nine o'clock seven days before."""

    amount: int
    unit: Unit
    at: time | None = None

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}{f'@{self.at:%H:%M}' if self.at else ''}"

    def before(self, starts: Moment, zone: ZoneInfo) -> datetime | None:
        """Return when that is, in UTC; `None` where it needs the hour of a start whose hour is not published.

        A wall clock that the zone skips is taken as much later as the clocks are put forward.
        """
        at = self.at or starts.clock
        if at is None:
            return None
        if self.unit is Unit.DAYS:
            return _utc(datetime.combine(starts.day - timedelta(days=self.amount), at), zone)
        elapsed = timedelta(hours=self.amount) if self.unit is Unit.HOURS else timedelta(minutes=self.amount)
        return _utc(datetime.combine(starts.day, at), zone) - elapsed


def offset_in(text: str) -> Offset | None:
    """Return the offset that somebody wrote; `None` where it is none, or not before anything."""
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    amount, unit = int(found["amount"]), Unit(found["unit"])
    at = time(int(found["hour"]), int(found["minute"])) if found["hour"] else None
    if (at and unit is not Unit.DAYS) or not (amount or at):
        return None
    return Offset(amount, unit, at)


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
