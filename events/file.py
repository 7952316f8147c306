"""Reading a file of events, as `events import` takes it and `content/events.yaml` is one."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.links import fault_in
from core.problems import Problem, Severity
from core.sheets import Keys, Sheet
from core.zones import zone_named
from events.moments import Moment
from events.offsets import Offset, offset_in
from events.times import moments_of
from events.written import Registration, WrittenEvent

_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_SAID = ("title", "summary")
ID_LENGTH = 40
TITLE, PLACE, SUMMARY = 200, 300, 1000
"""The most characters of each, so that an event's card fits one message."""


class Known(NamedTuple):
    """The ids that an event may name."""

    topics: Collection[str]
    guides: Collection[str]


class Said(NamedTuple):
    """A title or summary of an event, and the line on which it stands."""

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class EventsFile:
    """What a file of events says; with an error in it there are no events, for it is refused as a whole."""

    events: tuple[WrittenEvent, ...]
    problems: tuple[Problem, ...]
    said: tuple[Said, ...] = ()
    """What people read of the events, also where the file is refused."""

    @property
    def refused(self) -> bool:
        """Whether the file cannot be used."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def read_events(file: Path, known: Known | None = None, written: str | None = None) -> EventsFile:
    """Read a file whose every key and rule the contract tells; with `known`, topics and guides must be among these.

    `written` is read in the place of the file's own text.
    """
    sheet = Sheet(file, written=written)
    keys = sheet.keys(sheet.text())
    if "events" not in keys:
        keys.text("events")
    listed = _different(keys)
    events = tuple(_event(each, known) for each in listed)
    keys.finish()
    said = tuple(Said(each.text("id", ""), each.text(key, ""), each.line_of(key)) for each in listed for key in _SAID)
    read = EventsFile(events, tuple(sorted(sheet.problems, key=lambda problem: problem.line)), said)
    return replace(read, events=()) if read.refused else read


def _different(keys: Keys) -> list[Keys]:
    """Return the events of a file, each of which must have an id of its own."""
    listed = list(keys.groups("events"))
    first: dict[str, int] = {}
    for each in listed:
        id_ = each.text("id", "").lower()
        if id_ in first:
            each.error("id", f"the id `{id_}` is used already on line {first[id_]}; choose another")
        elif id_:
            first[id_] = each.line_of("id")
    return listed


def _event(keys: Keys, known: Known | None) -> WrittenEvent:
    zone = _zone(keys)
    starts, ends = moments_of(keys, zone)
    event = WrittenEvent(
        id=_id(keys),
        title=_short(keys, "title", TITLE, None),
        timezone=zone.key if zone else "",
        starts=starts,
        ends=ends,
        place=_short(keys, "place", PLACE),
        online=_address(keys, "online"),
        topic=_known(keys, "topic", known and known.topics, "add it to profile.yaml or choose another"),
        summary=_short(keys, "summary", SUMMARY),
        registration=_registration(keys),
        registration_link=_address(keys, "registration_link"),
        capacity=_capacity(keys),
        guide=_known(keys, "guide", known and known.guides, "write it or leave this out"),
        link=_address(keys, "link"),
        follow_up=_address(keys, "follow_up"),
        reminders=_reminders(keys, starts, zone),
    )
    keys.finish()
    return event


def _id(keys: Keys) -> str:
    written = keys.text("id")
    if written and not (_ID.fullmatch(written) and len(written) <= ID_LENGTH):
        keys.error("id", f"`{written}` is no id; use at most {ID_LENGTH} letters, digits and hyphens")
    return written


def _short(keys: Keys, key: str, most: int, default: str | None = "") -> str:
    written = keys.text(key, default)
    if len(written) > most:
        keys.error(key, f"`{key}` is too long for a message; shorten it by {len(written) - most} characters")
    return written


def _address(keys: Keys, key: str) -> str:
    written = keys.text(key, "")
    fault = fault_in(written) if written else None
    if fault:
        keys.error(key, f"the address in `{key}` {fault}")
    return written


def _known(keys: Keys, key: str, known: Collection[str] | None, advice: str) -> str:
    written = keys.text(key, "")
    if written and known is not None and written not in known:
        keys.error(key, f"there is no {key} `{written}`; {advice}")
    return written


def _zone(keys: Keys) -> ZoneInfo | None:
    written = keys.text("timezone")
    zone = zone_named(written) if written else None
    if written and zone is None:
        keys.error("timezone", f"there is no time zone {written}; write one such as Europe/Brussels")
    return zone


def _registration(keys: Keys) -> Registration:
    written = keys.text("registration", Registration.CLOSED)
    if written not in list(Registration):
        keys.error("registration", f"`registration` must be {', '.join(Registration)}, not {written}")
        return Registration.CLOSED
    if written == Registration.LINK and "registration_link" not in keys:
        keys.error("registration", "with `registration: link` there must be a `registration_link`; add it")
    return Registration(written)


def _capacity(keys: Keys) -> int | None:
    written = keys.text("capacity", "")
    if written and not _NUMBER.fullmatch(written):
        keys.error(
            "capacity", f"`capacity` must be a number of places from 1, not {written}; leave it out for no limit"
        )
        return None
    return int(written) if written else None


def _reminders(keys: Keys, starts: Moment | None, zone: ZoneInfo | None) -> tuple[Offset, ...] | None:
    if "reminders" not in keys:
        return None
    offsets: list[Offset] = []
    for written in keys.texts("reminders"):
        offset = offset_in(written.text)
        if offset is None:
            sentence = f"`{written.text}` is no reminder; write one such as 7d@09:00, 1d, 1h or 10m"
            keys.sheet.error(written.place.line, sentence)
        elif offset in offsets:
            keys.sheet.error(written.place.line, f"the reminder `{offset}` stands here twice; keep one")
        elif not _before(offset, starts, zone):
            keys.sheet.error(written.place.line, f"the reminder `{offset}` would come after the start; make it earlier")
        else:
            offsets.append(offset)
    return tuple(offsets)


def _before(offset: Offset, starts: Moment | None, zone: ZoneInfo | None) -> bool:
    """Whether a reminder comes before the start, as far as that can be told."""
    begins = starts.utc(zone) if starts and zone else None
    reminds = offset.before(starts, zone) if starts and zone else None
    return begins is None or reminds is None or reminds < begins
