"""Reading a calendar file, RFC 5545, as a file of events: what it says is checked by the same rules, with its lines."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.core import get_global

from core.problems import Problem, Severity
from core.zones import zone_named
from events.file import ID_LENGTH, SUMMARY, EventsFile, read_events
from events.icalendar_reading import Line, events_in, find, lines_in, value

_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?", re.ASCII)
_DURATION = re.compile(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?", re.ASCII)
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
    if file.suffix.lower() in {".ics", ".ical"}:
        return True
    try:
        return file.read_bytes()[:40].lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR")
    except OSError:
        return False


def read_calendar(file: Path) -> CalendarFile:
    """Read the events of a calendar; with an error in it there are none, for it is refused as a whole."""
    writing = _Writing(file)
    lines = list(_lines(writing))
    zone = next((each.plain for each in lines if each.name in {"X-WR-TIMEZONE", "TIMEZONE-ID"}), "")
    events = list(events_in(lines))
    if not events and not writing.problems:
        writing.note(1, "there is no event in this file; it must be a calendar with BEGIN:VEVENT")
    cancelled = [event for event in events if value(event, "STATUS").upper() == "CANCELLED"]
    for event in events:
        if event not in cancelled:
            _write(event, writing, zone)
    return CalendarFile(_checked(writing), tuple(_id(value(event, "UID")) for event in cancelled))


def _lines(writing: _Writing) -> Iterator[Line]:
    """Return the lines of the calendar; what is none is noted."""
    try:
        text = writing.file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        writing.note(1, "the file cannot be read; it must be there, and in UTF-8")
        return
    for each in lines_in(text):
        if isinstance(each, Line):
            yield each
        else:
            writing.note(each, "this is no line of a calendar, such as SUMMARY:A meeting")


def _checked(writing: _Writing) -> EventsFile:
    """Check what was written as any file of events, and name its problems by the lines of the calendar."""
    text = "\n".join(writing.lines) if len(writing.lines) > 1 else "events: []"
    read = read_events(writing.file, written=text)
    found = [replace(each, line=writing.places[min(each.line, len(writing.places)) - 1]) for each in read.problems]
    every = tuple(sorted([*writing.problems, *found], key=lambda problem: problem.line))
    whole = EventsFile(read.events, every)
    return replace(whole, events=()) if whole.refused else whole


def _write(event: list[Line], writing: _Writing, zone: str) -> None:
    """Write an event as a file of events has it."""
    uid, begins = find(event, "UID"), event[0].number
    repeats = next((line for line in event if line.name in _REPEATS), None)
    if repeats is not None:
        writing.note(repeats.number, "an event that repeats cannot be imported; write each of its days as an event")
        return
    if uid is None or not uid.plain:
        writing.note(begins, "this event has no UID, by which it is known again; export it once more")
        return
    writing.write("id", _id(uid.plain), uid.number, first=True)
    for key, name in (("title", "SUMMARY"), ("link", "URL")):
        _copy(event, writing, key, name)
    _write_times(event, writing, zone)
    _write_place(event, writing)
    about = find(event, "DESCRIPTION")
    if about is not None:
        if len(about.plain) > SUMMARY:
            writing.note(about.number, "the description is too long for a message; it is cut", Severity.WARNING)
        writing.write("summary", _cut(about.plain), about.number)


def _copy(event: list[Line], writing: _Writing, key: str, name: str) -> None:
    found = find(event, name)
    if found is not None:
        writing.write(key, found.plain, found.number)


def _write_place(event: list[Line], writing: _Writing) -> None:
    place, room = find(event, "LOCATION"), find(event, "CONFERENCE")
    if place is not None:
        is_room = place.plain.startswith(("https://", "http://"))
        writing.write("online" if is_room and room is None else "place", place.plain, place.number)
    if room is not None:
        writing.write("online", room.plain, room.number)


def _write_times(event: list[Line], writing: _Writing, zone: str) -> None:
    starts = find(event, "DTSTART")
    place = starts.number if starts is not None else event[0].number
    name = _zone_of(starts, zone) or _no_zone(starts, place, writing)
    writing.write("timezone", name, place)
    first = _moment(starts, name, writing) if starts is not None else None
    if first is None or starts is None:
        return
    writing.write("starts", _said(*first), place)
    ends, lasts = find(event, "DTEND"), find(event, "DURATION")
    last = _moment(ends, name, writing) if ends is not None else _after(first, lasts, writing)
    if last is None:
        return
    if not last[1]:
        last = last[0] - timedelta(days=1), False  # the end of whole days is the day after them
    if last > first:
        writing.write("ends", _said(*last), ends.number if ends is not None else place)


def _zone_of(starts: Line | None, usual: str) -> str:
    """Return the zone of an event's start, by its IANA name where another one is known; empty where none is named."""
    named = starts.parameters.get("TZID", "") if starts is not None else ""
    utc = starts is not None and starts.value.endswith("Z")
    name = (named or usual or ("UTC" if utc else "")).strip().removeprefix("/")
    known = zone_named(name) is not None
    return name if known else str(get_global("windows_zone_mapping").get(name, name))


def _no_zone(starts: Line | None, place: int, writing: _Writing) -> str:
    """Take UTC for a day without a zone, and say so; which moment an hour without one means, nobody knows."""
    found = _MOMENT.fullmatch(starts.value.strip()) if starts is not None else None
    if found is not None and found[4]:
        writing.note(place, "this time has no zone, so nobody knows when it is; export the calendar with time zones")
    elif found is not None:
        writing.note(place, "no time zone is named; UTC is taken", Severity.WARNING)
    return "UTC"


def _moment(line: Line, zone: str, writing: _Writing) -> tuple[datetime, bool] | None:
    """Return what a clock in the zone shows, and whether there is an hour; None, noted, for what is no moment."""
    found = _MOMENT.fullmatch(line.value.strip())
    wall = _wall(found) if found is not None else None
    if found is None or wall is None:
        writing.note(line.number, "this is no moment of a calendar, such as 20270309T093000 or 20270309")
        return None
    known = zone_named(zone)
    other = zone_named(line.parameters.get("TZID", "")) or (ZoneInfo("UTC") if found[6] else known)
    if found[4] and known is not None and other is not None:
        wall = wall.replace(tzinfo=other).astimezone(known).replace(tzinfo=None)
    return wall, bool(found[4])


def _wall(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute = (int(each or 0) for each in found.groups()[:5])
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001  a wall clock has no zone
    except ValueError:
        return None


def _after(first: tuple[datetime, bool], lasts: Line | None, writing: _Writing) -> tuple[datetime, bool] | None:
    if lasts is None:
        return None
    found = _DURATION.fullmatch(lasts.value.strip())
    if found is None:
        writing.note(lasts.number, "this is no length of time, such as PT1H30M")
        return None
    weeks, days, hours, minutes = (int(each or 0) for each in found.groups())
    return first[0] + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes), first[1]


def _said(wall: datetime, with_hour: bool) -> str:  # noqa: FBT001  the two come from one place
    return f"{wall:%Y-%m-%d %H:%M}" if with_hour else f"{wall:%Y-%m-%d}"


def _id(uid: str) -> str:
    """Return the id of an event by its UID: ours has it in front; of a long one the end stands for the rest."""
    own = uid.partition("@")[0] if uid.endswith(".helpdesk") else uid
    plain = "-".join(re.findall(r"[A-Za-z0-9]+", own)) or "event"
    if len(plain) <= ID_LENGTH:
        return plain
    return f"{plain[: ID_LENGTH - 13].rstrip('-')}-{hashlib.sha256(uid.encode()).hexdigest()[:12]}"


def _cut(words: str) -> str:
    return words if len(words) <= SUMMARY else f"{words[: SUMMARY - 1].rstrip()}…"
