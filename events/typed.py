"""What a coordinator types of an event on a phone, field by field."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum, auto
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from core.language import Language
from core.links import fault_in
from core.zones import skipped, zone_named
from events.file import PLACE, SUMMARY, TITLE
from events.moments import Moment
from events.offsets import offset_in
from events.written import Registration
from people.times import locale_of
from people.zones import zones_meant

_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NAMED = re.compile(r"(?P<day>\d{1,2})\.?\s+(?:de\s+|di\s+)?(?P<name>[^\W\d]+)\.?,?\s+(?:de\s+)?(?P<year>\d{4})")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.]| ?h ?)(?P<minute>\d\d)(?: ?h)?")
_PLACES = re.compile(r"[1-9][0-9]{0,5}")
_YEARS = range(2000, 2100)


class Wanted(StrEnum):
    """What was wanted instead of what somebody typed."""

    WORDS = auto()
    SHORTER = auto()
    MOMENT = auto()
    FUTURE = auto()
    SHOWN = auto()  # a time that clocks show at all
    LATER = auto()  # an end after the start
    ADDRESS = auto()
    PLACES = auto()
    ZONE = auto()
    CHOICE = auto()
    OFFSETS = auto()


class Unreadable(ValueError):
    """What was typed cannot be the value of this field."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted)
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Around:
    """What else must be known to read a field."""

    now: datetime
    language: Language
    zone: ZoneInfo
    starts: Moment | None = None
    topics: Collection[str] = ()
    guides: Collection[str] = ()


def read_typed(field: str, typed: str, around: Around) -> Any:
    """Return the value of a field, by the keys of a file of events. Raises `Unreadable`."""
    words = " ".join(typed.split())
    if not words:
        raise Unreadable(Wanted.WORDS)
    return _READERS[field](words, around)


def read_moment(words: str, around: Around) -> Moment:
    """Return a day, with its time where there is one: 2027-03-09 09:30, 9.3.2027 9:30, 9 March 2027.

    Raises `Unreadable`.
    """
    found = _ISO.search(words) or _NUMBERS.search(words) or _NAMED.search(words)
    if found is None:
        raise Unreadable(Wanted.MOMENT)
    day = _day(found, around.language)
    moment = Moment(day, _clock(words[: found.start()] + " " + words[found.end() :]))
    if moment.clock and skipped(datetime.combine(day, moment.clock), around.zone):
        raise Unreadable(Wanted.SHOWN)
    return moment


def future(moment: Moment, around: Around) -> Moment:
    """Return the moment, if it has not passed. Raises `Unreadable`."""
    if moment.last(around.zone) <= around.now:
        raise Unreadable(Wanted.FUTURE)
    return moment


def zone_of(place: str, language: Language) -> str | None:
    """Return the zone of a place such as Ghent, Belgium; None where that is not sure."""
    for part in reversed([part.strip() for part in place.split(",")]):
        meant = zones_meant(part, language)
        if meant.sure:
            return meant.zones[0]
    return None


def _end(words: str, around: Around) -> Moment:
    """Return an end; a time alone is that of the day of the start."""
    clock, starts = _CLOCK.fullmatch(words), around.starts
    ends = Moment(starts.day, _time(clock)) if clock and starts else read_moment(words, around)
    if starts is not None and _not_after(ends, starts):
        raise Unreadable(Wanted.LATER)
    return ends


def _not_after(ends: Moment, starts: Moment) -> bool:
    if ends.clock and starts.clock:
        return (ends.day, ends.clock) <= (starts.day, starts.clock)
    return ends.day < starts.day


def _day(found: re.Match[str], language: Language) -> date:
    groups = found.groupdict()
    month = int(groups["month"]) if groups.get("month") else _month(groups["name"], language)
    try:
        day = date(int(groups["year"]), month, int(groups["day"]))
    except ValueError:
        raise Unreadable(Wanted.MOMENT) from None
    if day.year not in _YEARS:
        raise Unreadable(Wanted.MOMENT)
    return day


def _month(name: str, language: Language) -> int:
    """Return the month that a name means, whole or by its first letters, in the reader's language or in English."""
    wanted = name.casefold()
    for locale in (locale_of(language), locale_of(Language("en"))):
        for number, said in get_month_names("wide", locale=locale).items():
            if len(wanted) > 2 and said.casefold().startswith(wanted):
                return int(number)
    raise Unreadable(Wanted.MOMENT)


def _clock(rest: str) -> time | None:
    found = _CLOCK.search(rest)
    if found is None and any(each.isdigit() for each in rest):
        raise Unreadable(Wanted.MOMENT)
    return _time(found) if found else None


def _time(found: re.Match[str]) -> time:
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise Unreadable(Wanted.MOMENT) from None


def _short(words: str, most: int) -> str:
    if len(words) > most:
        raise Unreadable(Wanted.SHORTER)
    return words


def _address(words: str) -> str:
    if fault_in(words):
        raise Unreadable(Wanted.ADDRESS)
    return words


def _number(words: str) -> int:
    if not _PLACES.fullmatch(words):
        raise Unreadable(Wanted.PLACES)
    return int(words)


def _zone(words: str, language: Language) -> str:
    named = zone_named(words) if "/" in words else None
    meant = zones_meant(words, language)
    if named is None and not meant.sure:
        raise Unreadable(Wanted.ZONE)
    return named.key if named else meant.zones[0]


def _offsets(words: str) -> list[str]:
    found = [offset_in(each) for each in re.split(r"[\s,;]+", words)]
    if not all(found):
        raise Unreadable(Wanted.OFFSETS)
    return list(dict.fromkeys(str(each) for each in found))


def _among(words: str, known: Collection[str]) -> str:
    found = [each for each in known if each.casefold() == words.casefold()]
    if not found:
        raise Unreadable(Wanted.CHOICE)
    return found[0]


_READERS: Mapping[str, Callable[[str, Around], Any]] = {
    "title": lambda words, _: _short(words, TITLE),
    "place": lambda words, _: _short(words, PLACE),
    "summary": lambda words, _: _short(words, SUMMARY),
    "starts": lambda words, around: str(future(read_moment(words, around), around)),
    "ends": lambda words, around: str(_end(words, around)),
    "timezone": lambda words, around: _zone(words, around.language),
    "online": lambda words, _: _address(words),
    "registration_link": lambda words, _: _address(words),
    "link": lambda words, _: _address(words),
    "follow_up": lambda words, _: _address(words),
    "capacity": lambda words, _: _number(words),
    "reminders": lambda words, _: _offsets(words),
    "topic": lambda words, around: _among(words, around.topics),
    "guide": lambda words, around: _among(words, around.guides),
    "registration": lambda words, _: _among(words, [*Registration]),
}
