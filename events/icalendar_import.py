"""Reading a calendar file, RFC 5545, as a file of events: what it says is checked by the same rules, with its lines."""

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from core.problems import Problem, Severity
from core.zones import zone_named
from events.file import ID_LENGTH, SUMMARY, EventsFile, read_events
from events.icalendar_reading import Read, Taken, taken_apart, zone_meant

CALENDARS = frozenset({".ics", ".ical"})
"""How the names of calendar files end."""
LONGEST = timedelta(days=3660)  # that an event lasts; what is longer is no length that anybody meant
_REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a calendar says: its events, and the ids of those that it calls off."""

    read: EventsFile
    cancelled: tuple[str, ...] = ()


@dataclass(slots=True)
class _Writing:
    """The same as a file of events; of each of its lines it is known where it stands in the calendar."""

    file: Path
    lines: list[str] = field(default_factory=lambda: ["events:"])
    places: list[int] = field(default_factory=lambda: [1])
    problems: list[Problem] = field(default_factory=list)

    def write(self, key: str, value: str, place: int, *, first: bool = False) -> None:
        """Write one key of an event; what is empty is left out."""
        if value:
            self.lines.append(f"  {'-' if first else ' '} {key}: {json.dumps(value, ensure_ascii=False)}")
            self.places.append(place)

    def note(self, place: int, sentence: str, severity: Severity = Severity.ERROR) -> None:
        """Note what is wrong in the calendar itself."""
        self.problems.append(Problem(self.file, place, severity, sentence))


def is_calendar(file: Path) -> bool:
    """Whether a file is a calendar, by its name or its first words."""
    if file.suffix.lower() in CALENDARS:
        return True
    try:
        return file.read_bytes()[:40].lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR")
    except OSError:
        return False


def read_calendar(file: Path) -> CalendarFile:
    """Read the events of a calendar; with an error in it there are none, for it is refused as a whole."""
    writing = _Writing(file)
    taken = _taken(writing)
    if not taken.events and not writing.problems:
        writing.note(1, "there is no event in this file; it must be a calendar with BEGIN:VEVENT")
    cancelled = [event for event in taken.events if event.text("STATUS").upper() == "CANCELLED"]
    for event in taken.events:
        if event not in cancelled:
            _write(event, writing, taken.zone)
    return CalendarFile(_checked(writing), tuple(_id(event.text("UID")) for event in cancelled))


def _taken(writing: _Writing) -> Taken:
    """Take the calendar apart; what is no line of one is noted."""
    try:
        taken = taken_apart(writing.file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        writing.note(1, "the file cannot be read; it must be there, and in UTF-8")
        return Taken()
    for number in taken.broken:
        writing.note(number, "this is no line of a calendar, such as SUMMARY:A meeting")
    return taken


def _checked(writing: _Writing) -> EventsFile:
    """Check what was written as any file of events, and name its problems by the lines of the calendar."""
    text = "\n".join(writing.lines) if len(writing.lines) > 1 else "events: []"
    read = read_events(writing.file, written=text)
    found = [replace(each, line=writing.places[min(each.line, len(writing.places)) - 1]) for each in read.problems]
    every = tuple(sorted([*writing.problems, *found], key=lambda problem: problem.line))
    whole = EventsFile(read.events, every)
    return replace(whole, events=()) if whole.refused else whole


def _write(event: Read, writing: _Writing, usual: str) -> None:
    """Write an event as a file of events has it."""
    repeats = next((name for name in _REPEATS if event.find(name) is not None), None)
    if repeats is not None:
        writing.note(
            event.line(repeats), "an event that repeats cannot be imported; write each of its days as an event"
        )
        return
    if not event.text("UID"):
        writing.note(event.begins, "this event has no UID, by which it is known again; export it once more")
        return
    writing.write("id", _id(event.text("UID")), event.line("UID"), first=True)
    for key, name in (("title", "SUMMARY"), ("link", "URL")):
        writing.write(key, event.text(name), event.line(name))
    _write_times(event, writing, usual)
    _write_place(event, writing)
    about, line = event.text("DESCRIPTION"), event.line("DESCRIPTION")
    if len(about) > SUMMARY:
        writing.note(line, "the description is too long for a message; it is cut", Severity.WARNING)
    writing.write("summary", _cut(about), line)


def _write_place(event: Read, writing: _Writing) -> None:
    place, room = event.text("LOCATION"), event.text("CONFERENCE")
    is_room = place.startswith(("https://", "http://")) and not room
    writing.write("online" if is_room else "place", place, event.line("LOCATION"))
    writing.write("online", room, event.line("CONFERENCE"))


def _write_times(event: Read, writing: _Writing, usual: str) -> None:
    starts, place = _moment(event, "DTSTART", writing), event.line("DTSTART")
    zone = _zone_of(event, starts, usual) or _no_zone(starts, place, writing)
    writing.write("timezone", zone, place)
    known = zone_named(zone)
    if starts is None or known is None:
        return
    first = _on_clock(starts, known)
    writing.write("starts", _said(first), place)
    ends = _moment(event, "DTEND", writing)
    last = _on_clock(ends, known) if ends is not None else _after(first, event, writing)
    if last is not None and not isinstance(last, datetime):
        last -= timedelta(days=1)  # the end of whole days is the day after them
    if last is not None and type(last) is type(first) and last > first:
        writing.write("ends", _said(last), event.line("DTEND") if ends is not None else place)


def _moment(event: Read, name: str, writing: _Writing) -> date | None:
    """Return a day, or a moment with its zone where one is known; None, noted, for what is neither."""
    moment = event.time(name)
    if isinstance(moment, date):
        return moment
    if event.find(name) is not None:
        line = event.line(name)
        writing.note(line, "this is no moment of a calendar, such as 20270309T093000 or 20270309")
    return None


def _zone_of(event: Read, starts: date | None, usual: str) -> str:
    """Return the zone of an event's start by its IANA name, or as it is written; empty where none is named."""
    named = event.named("DTSTART", "TZID") or usual
    in_utc = isinstance(starts, datetime) and starts.tzinfo is not None
    return zone_meant(named or ("UTC" if in_utc else ""))


def _no_zone(starts: date | None, place: int, writing: _Writing) -> str:
    """Take UTC for a day without a zone, and say so; which moment an hour without one means, nobody knows."""
    if isinstance(starts, datetime):
        writing.note(place, "this time has no zone, so nobody knows when it is; export the calendar with time zones")
    elif starts is not None:
        writing.note(place, "no time zone is named; UTC is taken", Severity.WARNING)
    return "UTC"


def _on_clock(moment: date, zone: ZoneInfo) -> date:
    """Return what a clock in the zone shows; of a day the day."""
    if not isinstance(moment, datetime):
        return moment
    try:
        there = moment.astimezone(zone) if moment.tzinfo is not None else moment
    except OverflowError:  # in the first or the last of all years
        there = moment
    return there.replace(tzinfo=None)


def _after(first: date, event: Read, writing: _Writing) -> date | None:
    lasts = event.time("DURATION")
    if isinstance(lasts, timedelta) and lasts < LONGEST:
        return first + lasts
    if event.find("DURATION") is not None:
        writing.note(event.line("DURATION"), "this is no length of time, such as PT1H30M")
    return None


def _said(wall: date) -> str:
    return f"{wall:%Y-%m-%d %H:%M}" if isinstance(wall, datetime) else f"{wall:%Y-%m-%d}"


def _id(uid: str) -> str:
    """Return the id of an event by its UID: ours has it in front; of a long one the end stands for the rest."""
    own = uid.partition("@")[0] if uid.endswith(".helpdesk") else uid
    plain = "-".join(re.findall(r"[A-Za-z0-9]+", own)) or "event"
    if len(plain) <= ID_LENGTH:
        return plain
    return f"{plain[: ID_LENGTH - 13].rstrip('-')}-{hashlib.sha256(uid.encode()).hexdigest()[:12]}"


def _cut(words: str) -> str:
    return words if len(words) <= SUMMARY else f"{words[: SUMMARY - 1].rstrip()}…"
