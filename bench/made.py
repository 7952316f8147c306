"""Contents made of phrasings alone, for measuring."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from core.problems import Place
from knowledge.entries import Content, Entry, Phrasing
from knowledge.profile import Profile

_NOWHERE = Place(Path("made-up"))


def content_of(phrasings: Mapping[str, Sequence[str]]) -> Content:
    """Return a content in English whose entries have these phrasings and no answer."""
    entries = tuple(
        Entry(id_, said[0], "", "", _phrasings(said), (), date.min, date.max, _NOWHERE)
        for id_, said in phrasings.items()
    )
    return Content(Profile(), entries, (), ())


def _phrasings(said: Sequence[str]) -> tuple[Phrasing, ...]:
    return tuple(Phrasing(text, "en", _NOWHERE) for text in said)
