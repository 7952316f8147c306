"""A time zone as a calendar needs it, RFC 5545, 3.6.5: from when on its clocks were how far from UTC.

The library's own `Timezone.from_tzinfo` names the moment at which clocks are put forward by what they show after it,
where the standard wants what they showed before, and looks so far ahead that it misses a spell of some weeks. So the
changes are found here; the library writes them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


def zone_between(zone: ZoneInfo, first: int, last: int) -> Timezone:
    """Return the definition of a zone that holds in these years, and in the ones before and after them."""
    begins, ends = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + 2, 1, 1, tzinfo=UTC)
    made = Timezone()
    made.add("TZID", zone.key)
    for at in (begins, *_changes(zone, begins, ends)):
        made.add_component(_observance(zone, at))
    return made


def _changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Return the moments at which clocks are changed; they rest for a day at least."""
    at = begins
    while at < ends:
        if _offset(zone, at) != _offset(zone, at + _DAY):
            yield _exactly(zone, at, at + _DAY)
        at += _DAY


def _exactly(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    while after - before > _SECOND:
        middle = (before + (after - before) // 2).replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _observance(zone: ZoneInfo, at: datetime) -> TimezoneDaylight | TimezoneStandard:
    """Return what holds from a moment on; it is named by what clocks showed just before."""
    there, before = at.astimezone(zone), _offset(zone, at - _SECOND)
    made = TimezoneDaylight() if there.dst() else TimezoneStandard()
    made.DTSTART = (at + before).replace(tzinfo=None)
    made.TZOFFSETFROM, made.TZOFFSETTO = before, _offset(zone, at)
    made.add("TZNAME", there.tzname() or zone.key)
    return made


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
