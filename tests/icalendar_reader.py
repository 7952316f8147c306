"""Reads iCalendar as RFC 5545 says, and refuses what it does not allow; it knows nothing of how ours is written."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

_LINE = re.compile(
    r'(?P<name>[A-Z][A-Z-]*)(?P<parameters>(?:;[A-Z-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]+))*):(?P<value>.*)'
)
_PARAMETER = re.compile(r';([A-Z-]+)=("[^"]*"|[^";:,]+)')
_ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "SEQUENCE"}
_TEXT = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "PRODID", "NAME", "X-WR-CALNAME", "TZNAME"}


@dataclass
class Property:
    """A line: its parameters and its value, which is unescaped where it is text."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """What stands between BEGIN and END."""

    kind: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.get(name).value

    def get(self, name: str) -> Property:
        """Return the only property of this name; AssertionError if there is none or more."""
        (found,) = (each for each in self.properties if each.name == name)
        return found

    def has(self, name: str) -> bool:
        """Whether there is a property of this name."""
        return any(each.name == name for each in self.properties)

    def all(self, kind: str) -> list["Component"]:
        """Return the parts of a kind."""
        return [part for part in self.parts if part.kind == kind]


def read(file: bytes) -> Component:
    """Return the calendar in a file; AssertionError for what the standard forbids."""
    assert file.endswith(b"\r\n"), "3.1: every line ends with CRLF"
    physical = file[:-2].split(b"\r\n")
    assert not any(b"\n" in each or b"\r" in each for each in physical), "3.1: no bare line end"
    assert all(0 < len(each) <= 75 for each in physical), "3.1: at most 75 octets a line"
    for each in physical:
        each.decode()  # no character is broken by folding
    (calendar,) = _components(file[:-2].decode().replace("\r\n ", "").split("\r\n"))
    _check(calendar)
    return calendar


def moment(event: Component, calendar: Component, name: str) -> datetime:
    """Return a moment in UTC, by the zone's definition in the file itself."""
    said = event.get(name)
    if said.value.endswith("Z"):
        return datetime.strptime(said.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    wall = datetime.strptime(said.value, "%Y%m%dT%H%M%S")  # noqa: DTZ007  a wall clock has no zone
    (zone,) = (each for each in calendar.all("VTIMEZONE") if each["TZID"] == said.parameters["TZID"])
    return wall.replace(tzinfo=timezone(_offset_at(zone, wall))).astimezone(UTC)


def _offset_at(zone: Component, wall: datetime) -> timedelta:
    """Return the offset after the last onset that lies before this local time; 3.6.5.

    An onset's DTSTART is what clocks showed before it, so a time shown twice is still taken the first time.
    """
    onsets = sorted(
        (_local(part["DTSTART"]), _offset(part["TZOFFSETFROM"]), _offset(part["TZOFFSETTO"])) for part in zone.parts
    )
    found = onsets[0][2]
    for onset, before, after in onsets:
        shown_twice = after < before and wall < onset
        if wall >= onset and not shown_twice:
            found = after
        gap_ends = onset + (after - before)
        if after > before and onset <= wall < gap_ends:
            found = before  # 3.3.5: a time that clocks skip counts as before the change
    return found


def _components(lines: list[str]) -> list[Component]:
    root = Component("")
    open_ = [root]
    for each in lines:
        found = _LINE.fullmatch(each)
        assert found, f"3.1: not a content line: {each!r}"
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            open_.append(Component(value))
        elif name == "END":
            done = open_.pop()
            assert done.kind == value, f"{done.kind} ends as {value}"
            open_[-1].parts.append(done)
        else:
            parameters = {key: written.strip('"') for key, written in _PARAMETER.findall(found["parameters"])}
            open_[-1].properties.append(Property(name, parameters, _plain(name, value)))
    assert open_ == [root]
    return root.parts


def _plain(name: str, value: str) -> str:
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), "3.1: no control characters"
    if name not in _TEXT:
        return value
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), f"3.3.11: not escaped: {value!r}"
    assert not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value), f"3.3.11: a stray backslash: {value!r}"
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _check(calendar: Component) -> None:
    assert calendar.kind == "VCALENDAR"
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    names = [zone["TZID"] for zone in calendar.all("VTIMEZONE")]
    assert len(names) == len(set(names)), "3.6.5: a zone is defined once"
    for zone in calendar.all("VTIMEZONE"):
        assert zone.parts, "3.6.5: at least one STANDARD or DAYLIGHT"
        for part in zone.parts:
            assert part.kind in {"STANDARD", "DAYLIGHT"}
            _local(part["DTSTART"])
            _offset(part["TZOFFSETFROM"])
            _offset(part["TZOFFSETTO"])
    for event in calendar.all("VEVENT"):
        _check_event(event, names)


def _check_event(event: Component, zones: list[str]) -> None:
    for name in _ONCE:
        assert sum(each.name == name for each in event.properties) <= 1, f"3.6.1: {name} stands once"
    assert event["UID"]
    assert event["DTSTAMP"].endswith("Z"), "3.8.7.2: in UTC"
    assert event["STATUS"] in {"TENTATIVE", "CONFIRMED", "CANCELLED"}
    assert int(event["SEQUENCE"]) >= 0
    starts = event.get("DTSTART")
    if event.has("DTEND"):
        ends = event.get("DTEND")
        assert ends.parameters.get("VALUE") == starts.parameters.get("VALUE"), "3.8.2.2: the same type"
        assert ends.value > starts.value, "3.8.2.2: later than the start"
    for each in (starts, *([event.get("DTEND")] if event.has("DTEND") else [])):
        if each.parameters.get("VALUE") == "DATE":
            assert re.fullmatch(r"\d{8}", each.value)
        else:
            assert re.fullmatch(r"\d{8}T\d{6}Z?", each.value)
            assert each.value.endswith("Z") or each.parameters["TZID"] in zones, "3.2.19: the zone is defined"


def _local(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007  a wall clock has no zone


def _offset(value: str) -> timedelta:
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", value)
    assert found, f"3.3.14: no offset: {value}"
    sign = -1 if found[1] == "-" else 1
    return sign * timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
