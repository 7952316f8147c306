"""Days as people type them on a phone: 2027-01-07, 7.1., 7/1/2027."""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -]?(\d{4}|\d{2})?\.?")


def typed_day(typed: str, today: date) -> date | None:
    """Return the day that was typed, day before month; without a year the next such day. None for anything else."""
    words = typed.strip()
    if found := _ISO.fullmatch(words):
        return _day(*map(int, found.groups()))
    if found := _DAY_FIRST.fullmatch(words):
        day, month = int(found[1]), int(found[2])
        if found[3]:
            year = int(found[3])
            return _day(year if year > 99 else 2000 + year, month, day)
        return _next(month, day, today)
    return None


def _next(month: int, day: int, today: date) -> date | None:
    days = (found for year in range(today.year, today.year + 9) if (found := _day(year, month, day)))
    return next((each for each in days if each >= today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
