"""The events of a calendar file as the library reads them, each with the lines on which its properties stand.

The library names no lines, gives up a whole calendar for one broken part that we do not need, and keeps for ever
the time zones that a file defines. So the file is taken apart here, and the library reads each line and each event.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Component, Event
from icalendar.error import GloballyUniqueTZIDGuessed
from icalendar.parser import Contentline
from icalendar.prop import vBroken
from icalendar.timezone import tzp

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Read:
    """An event, and the number of the line on which each of its properties begins; of several the first counts."""

    event: Component
    begins: int
    lines: Mapping[str, int]

    def find(self, name: str) -> Any:
        """Return the property of this name as the library has it."""
        found = self.event.get(name)
        return found[0] if isinstance(found, list) else found

    def text(self, name: str) -> str:
        """Return what it says as text; empty where there is none."""
        found = self.find(name)
        return plain(str(found)) if found is not None else ""

    def time(self, name: str) -> date | timedelta | None:
        """Return the day, moment or length of time that it says; None where it says none."""
        found = self.find(name)
        said = None if isinstance(found, vBroken) else getattr(found, "dt", None)
        if isinstance(said, datetime) and self.named(name, "VALUE") == "DATE":
            return said.date()
        return said if isinstance(said, date | timedelta) else None

    def named(self, name: str, parameter: str) -> str:
        """Return a parameter of a property; empty where there is none."""
        found = self.find(name)
        return "" if found is None else str(found.params.get(parameter, "")).strip()

    def line(self, name: str) -> int:
        """Return where it stands, or where the event begins."""
        return self.lines.get(name, self.begins)


@dataclass(slots=True)
class Taken:
    """A calendar taken apart."""

    events: list[Read] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    """The lines that are none."""
    zone: str = ""
    """The time zone that the whole calendar names."""


def taken_apart(text: str) -> Taken:
    """Read a calendar, as leniently as calendars write it."""
    taken = Taken()
    event: list[tuple[int, str, str]] | None = None
    inside = 0
    for number, written in _unfolded(text):
        parts = _parts(written)
        if parts is None:
            taken.broken.append(number)
            continue
        name, value = parts
        kind = (name, value.strip().upper())
        if kind == ("BEGIN", "VEVENT"):
            event, inside = [(number, name, written)], 0
        elif event is None:
            taken.zone = taken.zone or (plain(value) if name in {"X-WR-TIMEZONE", "TIMEZONE-ID"} else "")
        elif kind == ("END", "VEVENT"):
            taken.events.append(_read(event))
            event = None
        elif name in {"BEGIN", "END"}:
            inside += 1 if name == "BEGIN" else -1
        elif not inside:
            event.append((number, name, written))
    return taken


def zone_meant(name: str) -> str:
    """Return the IANA name of a zone that a calendar names in another way, such as Windows; else the same name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
        zone = tzp.timezone(name) if name else None
    return str(getattr(zone, "key", name))


def plain(words: str) -> str:
    """Return words without what no message may hold."""
    return _CONTROL.sub("", words.replace("\u2028", "\n").replace("\u2029", "\n")).strip()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Return the lines, those that were broken in one piece, with their numbers."""
    whole: list[tuple[int, str]] = []
    for number, each in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if each[:1] in {" ", "\t"} and whole:
            whole[-1] = whole[-1][0], whole[-1][1] + each[1:]
        elif each.strip():
            whole.append((number, each))
    yield from whole


def _parts(written: str) -> tuple[str, str] | None:
    try:
        name, _, value = Contentline(written).parts()  # type: ignore[no-untyped-call]  # the library types it not yet
    except ValueError:
        return None
    return name.upper(), value


def _read(event: list[tuple[int, str, str]]) -> Read:
    lines = [written for _, _, written in event]
    places = {name: number for number, name, _ in reversed(event)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
        read = Event.from_ical("\r\n".join([*lines, "END:VEVENT", ""]).encode())
    return Read(read, event[0][0], places)
