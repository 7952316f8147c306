"""A stretch of time that is reported on, as somebody types it."""

import datetime as dt
import re
from dataclasses import dataclass

SETTLES = dt.timedelta(days=3)
"""How long after its last day a period is still counted: a day rests for one, and is counted in the night after."""
_TYPED = re.compile(r"(20\d\d)(?:-(?:q([1-4])|(0[1-9]|1[0-2])))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a quarter or a month, by its first and last day."""

    name: str
    first: dt.date
    last: dt.date


def period_in(typed: str) -> Period | None:
    """Return the period that was typed, such as 2026, 2026-Q3 or 2026-09; None for anything else."""
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return _months(f"{year}-Q{quarter}", year, int(quarter) * 3 - 2, 3)
    return _months(f"{year}-{month}", year, int(month), 1) if month else _months(str(year), year, 1, 12)


def ready_on(period: Period) -> dt.date:
    """Return the day from which the period is final: it is over, and nothing in it is counted anew."""
    return period.last + SETTLES


def around(day: dt.date) -> tuple[Period, Period, Period]:
    """Return the year, the quarter and the month in which a day lies."""
    quarter = (day.month + 2) // 3
    return (
        _months(f"{day.year}", day.year, 1, 12),
        _months(f"{day.year}-Q{quarter}", day.year, 3 * quarter - 2, 3),
        _months(f"{day:%Y-%m}", day.year, day.month, 1),
    )


def parts_of(period: Period) -> tuple[Period, ...]:
    """Return the periods on which others may have a report and which make up this one: quarters, or months."""
    year = period.first.year
    if period.name == str(year):
        return tuple(_months(f"{year}-Q{quarter}", year, quarter * 3 - 2, 3) for quarter in range(1, 5))
    if "-Q" in period.name:
        months = range(period.first.month, period.first.month + 3)
        return tuple(_months(f"{year}-{month:02}", year, month, 1) for month in months)
    return ()


def _months(name: str, year: int, month: int, count: int) -> Period:
    after = dt.date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)
    return Period(name, dt.date(year, month, 1), after - dt.timedelta(days=1))
