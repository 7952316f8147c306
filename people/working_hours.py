"""Working hours such as `Mon-Fri 09:00-17:00`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"(?P<first>\w{3})(?:-(?P<last>\w{3}))? (?P<begin>\d\d:\d\d)-(?P<end>\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """The days of the week, 0 for Monday, and the wall clock between which people are at work."""

    days: frozenset[int]
    begin: time
    end: time

    @property
    def length(self) -> timedelta:
        """How long people are at work on a day."""
        return datetime.combine(date.min, self.end) - datetime.combine(date.min, self.begin)


def hours_in(written: str) -> Hours | None:
    """Return the hours that were written; None for what cannot be read. `Fri-Mon` goes over the weekend."""
    found = _HOURS.fullmatch(written)
    if found is None or not {found["first"], found["last"] or found["first"]} <= set(_DAYS):
        return None
    first, last = _DAYS.index(found["first"]), _DAYS.index(found["last"] or found["first"])
    days = frozenset((first + number) % 7 for number in range((last - first) % 7 + 1))
    try:
        begin, end = time.fromisoformat(found["begin"]), time.fromisoformat(found["end"])
    except ValueError:
        return None
    return Hours(days, begin, end) if begin < end else None


def at_work(hours: str, local: datetime) -> bool:
    """Whether a local time is within these hours; hours that cannot be read are never."""
    found = hours_in(hours)
    return found is not None and local.weekday() in found.days and found.begin <= local.time() < found.end
