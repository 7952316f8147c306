"""The lines of a calendar file, RFC 5545, as leniently as calendars write them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_LINE = re.compile(r'(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[^=:;]+=(?:"[^"]*"|[^":;]*))*):(?P<value>.*)', re.DOTALL)
_PARAMETER = re.compile(r';([^=:;]+)=(?:"([^"]*)"|([^":;]*))')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A property: its parameters, its value as it stands, and on which line it begins."""

    name: str
    parameters: Mapping[str, str]
    value: str
    number: int

    @property
    def plain(self) -> str:
        """The value as text; RFC 5545, 3.3.11."""
        words = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self.value, flags=re.DOTALL)
        return _CONTROL.sub("", words.replace("\u2028", "\n").replace("\u2029", "\n")).strip()


def lines_in(text: str) -> Iterator[Line | int]:
    """Return the lines, those that were broken in one piece; of what is none, its number."""
    whole: list[tuple[int, str]] = []
    for number, each in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if each[:1] in {" ", "\t"} and whole:
            whole[-1] = whole[-1][0], whole[-1][1] + each[1:]
        elif each.strip():
            whole.append((number, each))
    for number, each in whole:
        found = _LINE.fullmatch(each)
        if found is None:
            yield number
        else:
            given = {name.upper(): quoted or bare for name, quoted, bare in _PARAMETER.findall(found["parameters"])}
            yield Line(found["name"].upper(), given, found["value"], number)


def events_in(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Return the lines of each event, without those of its alarms."""
    event: list[Line] | None = None
    inside = 0
    for line in lines:
        kind = line.value.strip().upper()
        if line.name == "BEGIN" and kind == "VEVENT":
            event, inside = [line], 0
        elif event is None:
            continue
        elif line.name == "BEGIN":
            inside += 1
        elif line.name == "END" and kind != "VEVENT":
            inside -= 1
        elif line.name == "END":
            yield event
            event = None
        elif not inside:
            event.append(line)


def find(event: Iterable[Line], name: str) -> Line | None:
    """Return the first line of this name."""
    return next((line for line in event if line.name == name), None)


def value(event: Iterable[Line], name: str) -> str:
    """Return what it says as text; empty where there is none."""
    found = find(event, name)
    return found.plain if found is not None else ""
