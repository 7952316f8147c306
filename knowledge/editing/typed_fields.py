"""A field as somebody can copy, change and send it on a phone."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any

from knowledge.editing.spots import FIELD, PHRASINGS
from knowledge.files.documents import is_id
from knowledge.matching.words import normalised
from knowledge.profile import Profile

_BULLET = re.compile(r"^\s*(?:[-–•*]\s+|\d+[.)]\s+)?")
_LANGUAGE = re.compile(r"([a-z]{2,3}):")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
# What content files may not hold; see `core.sheets`.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_SMALL = re.compile(r"an?|and|are|at|can|do|does|for|from|how|i|in|is|it|my|of|on|or|the|to|we|what|where|who")
NOTHING = "-"
LONGEST = 200  # characters of a title or of a phrasing
LATEST = timedelta(days=3 * 366)
"""How far away a review may be."""


class Wanted(StrEnum):
    """What was wanted instead of what somebody typed."""

    WORDS = auto()
    SHORTER = auto()
    DAY = auto()
    PAST = auto()
    FUTURE = auto()
    TOPIC = auto()
    ID = auto()
    FREE_ID = auto()


class Unreadable(ValueError):
    """What was typed cannot be the value of this field."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted)
        self.wanted = wanted


def copyable(value: Any, language: str) -> str:
    """Return a value as text, a line for each part; phrasings in other languages below a line such as `fr:`."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if set(value) <= {language}:
            return "\n".join(value.get(language, ()))
        return "\n".join("\n".join([f"{each}:", *texts]) for each, texts in value.items())
    return value if isinstance(value, str) else "\n".join(value)


def with_added(field: str, typed: str, now: Any, language: str) -> str:
    """Return what was typed as a list; where each line begins with a plus, behind what is there now."""
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    if not lines or not all(line.startswith("+") for line in lines):
        return typed
    heading = [f"{language}:"] if field.endswith(PHRASINGS) or field == "phrasings" else []
    there = [copyable(now, language)] if now else []
    return "\n".join([*there, *heading, *(line.removeprefix("+").strip() for line in lines)])


def read_typed(field: str, typed: str, profile: Profile, today: date, language: str = "") -> Any:
    """Return the value of a field from what was typed. Raises `Unreadable`.

    A hyphen alone is None where there may be nothing: no phrasing, nothing related, a field that is open.
    """
    words = _words(_CONTROL.sub("", typed.replace("\r\n", "\n")).strip())
    if words == NOTHING and (field in ("phrasings", "related") or field.startswith(FIELD) or field.endswith(PHRASINGS)):
        return None
    if field in ("checked", "review_by"):
        return _day(words, today, past=field == "checked").isoformat()
    if field == "topic":
        return _topic(words, profile)
    if field in ("sources", "related"):
        return _lines(words) if field == "sources" else re.split(r"[\s,;]+", words)
    if field.endswith("phrasings"):
        return _phrasings(words, language or profile.language)
    return _title(words) if field == "question" else words


def read_id(typed: str) -> str:
    """Return an id from what was typed. Raises `Unreadable`."""
    words = typed.strip().casefold()
    if not is_id(words):
        raise Unreadable(Wanted.ID)
    return words


def id_from(question: str, taken: Sequence[str]) -> str:
    """Return a short id that says what a question is about and that nobody has."""
    words = re.findall(r"[a-z0-9]+", normalised(question))
    telling = [word for word in words if not _SMALL.fullmatch(word)] or words or ["entry"]
    plain = "-".join(telling[:4])[:30].strip("-")
    ids = (plain if number == 1 else f"{plain}-{number}" for number in range(1, len(taken) + 2))
    return next(id_ for id_ in ids if id_ not in taken)


def _words(words: str) -> str:
    if not words:
        raise Unreadable(Wanted.WORDS)
    return words


def _title(words: str) -> str:
    title = _words(" ".join(words.split()))
    if len(title) > LONGEST:
        raise Unreadable(Wanted.SHORTER)
    return title


def _lines(words: str) -> list[str]:
    found = [" ".join(_BULLET.sub("", line).split()) for line in words.split("\n")]
    return list(dict.fromkeys(line for line in found if line)) or [_words("")]


def _phrasings(words: str, language: str) -> dict[str, list[str]] | None:
    found: dict[str, list[str]] = {}
    for line in _lines(words):
        named = _LANGUAGE.fullmatch(line)
        language = named[1] if named else language
        if len(line) > LONGEST:
            raise Unreadable(Wanted.SHORTER)
        if not named:
            found.setdefault(language, []).append(line)
    return found or None


def _topic(words: str, profile: Profile) -> str:
    wanted = words.casefold()
    found = [each.id for each in profile.topics if wanted in (each.id, each.title.casefold())]
    if not found:
        raise Unreadable(Wanted.TOPIC)
    return found[0]


def _day(words: str, today: date, *, past: bool) -> date:
    day = _read_day(words)
    if past and day > today:
        raise Unreadable(Wanted.PAST)
    if not past and not today < day <= today + LATEST:
        raise Unreadable(Wanted.FUTURE)
    return day


def _read_day(words: str) -> date:
    european = _DAY.fullmatch(words)
    try:
        if european:
            return date(int(european[3]), int(european[2]), int(european[1]))
        return date.fromisoformat(words)
    except ValueError:
        raise Unreadable(Wanted.DAY) from None
