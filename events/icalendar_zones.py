"""A time zone as a calendar needs it, RFC 5545, 3.6.5: from when on its clocks were how far from UTC."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.icalendar_lines import line, local, offset, text_line

AROUND = timedelta(days=370)
"""How far before and after an event its clocks are told: a calendar may show its week, or its next year."""
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


def zone_lines(zone: ZoneInfo, first: date, last: date) -> list[str]:
    """Return the definition of a zone that holds from the first to the last of these days, and around them."""
    begins, ends = _midnight(first) - AROUND, _midnight(last) + AROUND
    changes = [_change(at, zone) for at in _transitions(zone, begins, ends)]
    return [
        "BEGIN:VTIMEZONE",
        line("TZID", zone.key),
        *_from_the_beginning(zone, begins),
        *(each for change in changes for each in change),
        "END:VTIMEZONE",
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _transitions(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Return the moments at which clocks are changed."""
    at = begins
    while at < ends:
        if _offset(zone, at) != _offset(zone, at + _DAY):
            yield _exactly(zone, at, at + _DAY)
        at += _DAY


def _exactly(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _from_the_beginning(zone: ZoneInfo, begins: datetime) -> list[str]:
    """Return what holds until clocks are changed for the first time."""
    wall, same = begins.astimezone(zone), offset(_offset(zone, begins))
    return _observance(zone, begins, local(wall), same, same)


def _change(at: datetime, zone: ZoneInfo) -> list[str]:
    """Return what holds from a moment on; it is named by what clocks showed before they were changed."""
    before, now = _offset(zone, at - _SECOND), _offset(zone, at)
    return _observance(zone, at, local((at + before).replace(tzinfo=None)), offset(before), offset(now))


def _observance(zone: ZoneInfo, at: datetime, wall: str, before: str, now: str) -> list[str]:
    there = at.astimezone(zone)
    kind = "DAYLIGHT" if there.dst() else "STANDARD"
    return [
        f"BEGIN:{kind}",
        line("DTSTART", wall),
        line("TZOFFSETFROM", before),
        line("TZOFFSETTO", now),
        text_line("TZNAME", there.tzname() or zone.key),
        f"END:{kind}",
    ]


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
