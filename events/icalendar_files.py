"""Events as calendar files, RFC 5545 and 5546: one to add, and a person's own that follows what changes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

from events.icalendar_zones import zone_between
from events.models import Event, EventState
from events.moments import Moment

LOOKED_AT = timedelta(hours=1)
"""How often a calendar is asked to look at its feed."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Calendars:
    """Writes for one service: its name, the bot's id, by which its events are told from all others, and the time."""

    service: str
    bot_id: int
    now: datetime

    def event(self, event: Event, *, with_room: bool) -> bytes:
        """Return the file of one event that has a date; of a cancelled one it takes it out of a calendar."""
        head = self._head("CANCEL" if event.state == EventState.CANCELLED else "PUBLISH")
        return self._file(head, [event], with_room=with_room)

    def programme(self, events: Sequence[Event]) -> bytes:
        """Return a file for everybody of those that have a date: nobody's room is in it."""
        return self._file(self._head("PUBLISH"), events, with_room=False)

    def feed(self, events: Sequence[Event], name: str) -> bytes:
        """Return a person's calendar; cancelled events are named as such."""
        head = self._head("PUBLISH")
        head.calendar_name = _plain(name)
        head.refresh_interval = LOOKED_AT
        head.add("X-PUBLISHED-TTL", "PT1H")
        return self._file(head, events, with_room=True)

    def _head(self, method: str) -> icalendar.Calendar:
        head = icalendar.Calendar()
        head.add("PRODID", _plain(f"-//{self.service}//Helpdesk//EN"))
        for name, value in (("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", method)):
            head.add(name, value)
        return head

    def _file(self, head: icalendar.Calendar, events: Sequence[Event], *, with_room: bool) -> bytes:
        """Put the parts together, which are kept: the calendars of all who come look for the same events every hour."""
        dated = [event for event in events if event.starts is not None]
        stamped = _BEGIN + f"DTSTAMP:{self.now.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n".encode()
        parts = [_zone(*each) for each in _zones(dated)]
        for event in dated:
            parts += [stamped, _written(self._shown(event, with_room=with_room)).removeprefix(_BEGIN)]
        return b"".join([head.to_ical().removesuffix(_END), *parts, _END])

    def _shown(self, event: Event, *, with_room: bool) -> "_Shown":
        if event.starts is None:
            raise ValueError("an event without a date is in no calendar")
        room = event.online if with_room else ""
        return _Shown(
            uid=f"{event.id}@{self.bot_id}.helpdesk",
            sequence=event.sequence,
            changed_at=event.changed_at,
            cancelled=event.state == EventState.CANCELLED,
            starts=event.starts,
            ends=event.ends,
            timezone=event.timezone,
            title=_plain(event.title),
            place=_plain(event.place or room),
            about=_plain("\n\n".join(each for each in (event.summary, room, event.link) if each)),
            link="".join(_plain(event.link).split()),
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a calendar shows of an event."""

    uid: str
    sequence: int
    changed_at: datetime
    cancelled: bool
    starts: Moment
    ends: Moment | None
    timezone: str
    title: str
    place: str
    about: str
    link: str


class _Words(icalendar.vText):
    """Text in which a backslash before a large N is a backslash: the library takes the two for the end of a line."""

    def to_ical(self) -> bytes:
        """Return the text as it stands in a file."""
        return rb"\\N".join(icalendar.vText(part).to_ical() for part in self.split(r"\N"))


@lru_cache(maxsize=1024)
def _written(shown: _Shown) -> bytes:
    """Return an event as it stands in a file, but for the moment at which that is written."""
    event = icalendar.Event()
    event.add("UID", shown.uid)
    event.add("LAST-MODIFIED", shown.changed_at)
    event.add("SEQUENCE", shown.sequence)
    event.add("STATUS", "CANCELLED" if shown.cancelled else "CONFIRMED")
    for name, moment in _when(shown.starts, shown.ends, ZoneInfo(shown.timezone)):
        event.add(name, moment)
    for name, words in (("SUMMARY", shown.title), ("LOCATION", shown.place), ("DESCRIPTION", shown.about)):
        if words:
            event.add(name, _Words(words))
    if shown.link:
        event.add("URL", shown.link)
    return bytes(event.to_ical())


@lru_cache(maxsize=256)
def _zone(name: str, first: int, last: int) -> bytes:
    return bytes(zone_between(ZoneInfo(name), first, last).to_ical())


def _zones(events: Iterable[Event]) -> list[tuple[str, int, int]]:
    """Return the zones on whose clocks these events have an hour, each once, with its first and last year."""
    years: dict[str, list[int]] = {}
    for event in events:
        if event.starts is not None and event.starts.clock is not None and not _is_utc(event.zone):
            ends = event.ends or event.starts
            years.setdefault(event.timezone, []).extend([event.starts.day.year, ends.day.year])
    return [(name, min(found), max(found)) for name, found in sorted(years.items())]


def _when(starts: Moment, ends: Moment | None, zone: ZoneInfo) -> list[tuple[str, date]]:
    """Return start and end; without an hour whole days, of which the end is the day after the last."""
    if starts.clock is None:
        last = max(starts.day, ends.day if ends else starts.day)
        return [("DTSTART", starts.day), ("DTEND", last + timedelta(days=1))]
    return [("DTSTART", _moment(starts, zone)), *([("DTEND", _moment(ends, zone))] if ends else [])]


def _moment(moment: Moment, zone: ZoneInfo) -> datetime:
    """Return a moment on its clock; of a day alone the one at which it is over."""
    if moment.clock is None:
        return moment.last(zone).astimezone(zone)
    return datetime.combine(moment.day, moment.clock, zone)


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key.removeprefix("Etc/") in {"UTC", "Universal", "Zulu", "UCT"}


def _plain(words: str) -> str:
    """Return words without what no line of a file may hold."""
    return _CONTROL.sub("", words)
