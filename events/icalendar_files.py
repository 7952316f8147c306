"""Events as calendar files, RFC 5545 and 5546: one to add, and a person's own that follows what changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from events.icalendar_lines import address_line, day, file_of, line, local, text_line, utc
from events.icalendar_zones import zone_lines
from events.models import Event, EventState
from events.moments import Moment

MEDIA_TYPE = "text/calendar"
LOOKED_AT = "PT1H"
"""How often a calendar is asked to look at its feed."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """Writes for one service: its name, the bot's id, by which its events are told from all others, and the time."""

    service: str
    bot_id: int
    now: datetime

    def event(self, event: Event, *, with_room: bool) -> bytes:
        """Return the file of one event that has a date; of a cancelled one it takes it out of a calendar."""
        cancelled = event.state == EventState.CANCELLED
        return self._file([event], "CANCEL" if cancelled else "PUBLISH", (), with_room=with_room)

    def feed(self, events: Sequence[Event], name: str) -> bytes:
        """Return a person's calendar; cancelled events are named as such."""
        about = [
            text_line("NAME", name),
            text_line("X-WR-CALNAME", name),
            line("REFRESH-INTERVAL", LOOKED_AT, {"VALUE": "DURATION"}),
            line("X-PUBLISHED-TTL", LOOKED_AT),
        ]
        return self._file(events, "PUBLISH", about, with_room=True)

    def _file(self, events: Sequence[Event], method: str, about: Iterable[str], *, with_room: bool) -> bytes:
        dated = [event for event in events if event.starts is not None]
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            text_line("PRODID", f"-//{self.service}//Helpdesk//EN"),
            "CALSCALE:GREGORIAN",
            line("METHOD", method),
            *about,
            *(each for zone in _zones(dated) for each in zone),
            *(each for event in dated for each in self._event(event, with_room=with_room)),
            "END:VCALENDAR",
        ]
        return file_of(lines)

    def _event(self, event: Event, *, with_room: bool) -> list[str]:
        room = event.online if with_room else ""
        about = "\n\n".join(each for each in (event.summary, room, event.link) if each)
        return [
            "BEGIN:VEVENT",
            text_line("UID", f"{event.id}@{self.bot_id}.helpdesk"),
            line("DTSTAMP", utc(self.now)),
            line("LAST-MODIFIED", utc(event.changed_at)),
            line("SEQUENCE", str(event.sequence)),
            *_when(event),
            text_line("SUMMARY", event.title),
            *([text_line("LOCATION", event.place or room)] if event.place or room else []),
            *([text_line("DESCRIPTION", about)] if about else []),
            *([address_line("URL", event.link)] if event.link else []),
            line("STATUS", "CANCELLED" if event.state == EventState.CANCELLED else "CONFIRMED"),
            "END:VEVENT",
        ]


def _zones(events: Iterable[Event]) -> list[list[str]]:
    """Return the zones on whose clocks these events have an hour, each once."""
    days: dict[str, list[date]] = {}
    for event in events:
        if event.starts is not None and event.starts.clock is not None and not _is_utc(event.zone):
            ends = event.ends.day if event.ends else event.starts.day
            days.setdefault(event.timezone, []).extend([event.starts.day, ends])
    return [zone_lines(ZoneInfo(name), min(found), max(found)) for name, found in sorted(days.items())]


def _when(event: Event) -> list[str]:
    """Return start and end; without an hour whole days, of which the end is the day after the last."""
    starts, ends = event.starts, event.ends
    if starts is None:
        raise ValueError("an event without a date is in no calendar")
    if starts.clock is None:
        last = max(starts.day, ends.day if ends else starts.day)
        return [
            line("DTSTART", day(starts.day), {"VALUE": "DATE"}),
            line("DTEND", day(last + timedelta(days=1)), {"VALUE": "DATE"}),
        ]
    return [_moment("DTSTART", starts, event.zone), *([_moment("DTEND", ends, event.zone)] if ends else [])]


def _moment(name: str, moment: Moment, zone: ZoneInfo) -> str:
    """Return a moment on its clock; of a day alone the one at which it is over."""
    wall = moment.last(zone).astimezone(zone) if moment.clock is None else datetime.combine(moment.day, moment.clock)
    if _is_utc(zone):
        return line(name, utc(wall.replace(tzinfo=UTC)))
    return line(name, local(wall), {"TZID": zone.key})


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key.removeprefix("Etc/") in {"UTC", "Universal", "Zulu", "UCT"}
