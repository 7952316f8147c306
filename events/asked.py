"""What somebody who comes to an event asks of it without naming it: when it starts, where it is, how to get there."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path

from rapidfuzz.distance import OSA

LONGEST = 16  # words; who writes more says more
SLIP = 4  # letters of a word from which on one of them may be wrong
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"\[([^\]]*)\]|(\S+)")
_IT = "{it}"
_ARTICLES = frozenset(
    {"the", "my", "this", "our", "l", "le", "la", "el", "il", "der", "die", "das", "den", "dem", "zum"}
)

Words = tuple[str, ...]


class About(StrEnum):
    """What is asked of an event."""

    WHEN = "when"
    WHERE = "where"
    WAY = "way"
    STAY = "stay"
    BRING = "bring"
    CONTACT = "contact"
    PROGRAMME = "programme"
    CHANGED = "changed"
    LEAVE = "leave"


FACTS = (About.WHEN, About.WHERE, About.WAY, About.CHANGED, About.LEAVE)
"""What an event's own record answers, as far as it is known."""
FIELDS = {
    About.WHERE: ("venue",),
    About.WAY: ("venue", "getting-there"),
    About.BRING: ("bring",),
    About.CONTACT: ("contact",),
    About.PROGRAMME: ("first-session",),
}
"""The fields of a practical guide that answer; those which the message of the day before says."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, and how the same is asked in full, by the languages in which a guide may be looked up."""

    about: About
    in_full: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """How such questions are put in every language that the service speaks; `It` is what the event may be called."""

    asked: Mapping[Words, About]
    but_one: Mapping[tuple[int, Words], Sequence[tuple[int, Words]]]
    beside: Collection[Words]
    in_full: Mapping[About, tuple[str, ...]]

    @classmethod
    @cache
    def load(cls, folder: Path = Path(__file__).parent / "phrases") -> "Phrases":
        """Read the files, one for each language, once."""
        files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml"))]
        asked = {words: about for file in files for words, about in _asked_in(file)}
        but_one: dict[tuple[int, Words], list[tuple[int, Words]]] = {}
        for number, words in enumerate(asked):
            for place, others in _but_one(words, SLIP):
                but_one.setdefault((place, others), []).append((number, words))
        beside = {tuple(words_of(each)) for file in files for each in file["beside"]}
        in_full = {about: tuple(each for file in files for each in file["guide"][about]) for about in About}
        return cls(asked, but_one, beside, in_full)

    def asking(self, message: str, titles: Sequence[str] = ()) -> tuple[Asking, int | None] | None:
        """Return what a message asks of an event, and the place of the title in it; None if it asks anything else."""
        words = tuple(words_of(message))
        if not 0 < len(words) <= LONGEST:
            return None
        about = self._about(words)
        place = None
        if about is None:
            called = ((_called_it(words, title), place) for place, title in enumerate(titles))
            named = ((self._about(it), place) for it, place in called if it)
            about, place = next(((found, at) for found, at in named if found is not None), (None, None))
        return None if about is None else (Asking(about, self.in_full[about]), place)

    def _about(self, words: Words) -> About | None:
        *_, bare = barer = [words, *self._barer(words)]
        exactly = next((each for each in barer if each in self.asked), None)
        if exactly is not None:
            return self.asked[exactly]
        near = [
            (number, known)
            for place, others in _but_one(bare, SLIP - 1)
            for number, known in self.but_one.get((place, others), ())
            if OSA.distance(known[place], bare[place], score_cutoff=1) <= 1
        ]
        return self.asked[min(near)[1]] if near else None

    def _barer(self, words: Words) -> Iterator[Words]:
        """Yield the words with less and less of what is said beside a question, after it and then before it."""
        while most := self._said(words, lambda each, length: each[-length:]):
            words = words[:-most]
            yield words
        while most := self._said(words, lambda each, length: each[:length]):
            words = words[most:]
            yield words

    def _said(self, words: Words, end: Callable[[Words, int], Words]) -> int:
        lengths = range(min(len(words) - 1, 6), 0, -1)
        return next((length for length in lengths if end(words, length) in self.beside), 0)


def words_of(text: str) -> list[str]:
    """Return the words in small letters and without accents, which on a phone are often left out."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))


def _called_it(words: Words, title: str) -> Words:
    """Return the words with `it` in the place of as many as are of the title, one of them no small one."""
    known = set(words_of(title))
    runs = [
        (end - start, start, end)
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if set(words[start:end]) <= known and any(len(each) >= SLIP for each in words[start:end])
    ]
    if not runs:
        return ()
    _, start, end = max(runs)
    before = words[: start - 1] if start and words[start - 1] in _ARTICLES else words[:start]
    return (*before, "it", *words[end:])


def _but_one(words: Words, letters: int) -> Iterator[tuple[int, Words]]:
    """Return the place of each word that has so many letters, and the others."""
    yield from (
        (place, (*words[:place], *words[place + 1 :])) for place, each in enumerate(words) if len(each) >= letters
    )


def _asked_in(file: Mapping[str, Sequence[str]]) -> Iterator[tuple[Words, About]]:
    names = [*{words for each in file["it"] for words in _spelled_out(each, ())}, ("it",)]
    for about in About:
        for pattern in file[about]:
            yield from ((words, about) for words in _spelled_out(pattern, names))


def _spelled_out(pattern: str, names: Sequence[Words]) -> Iterator[Words]:
    """Return all that a pattern stands for: `[…]` may be left out, `a/b_c` is one of these, `{it}` any of the names."""
    parts = [_choices(optional, word, names) for optional, word in _PART.findall(pattern)]
    for chosen in product(*parts):
        yield tuple(word for words in chosen for word in words)


def _choices(optional: str, word: str, names: Sequence[Words]) -> list[Words]:
    if optional:
        return [(), *_spelled_out(optional, names)]
    return list(names) if word == _IT else [tuple(each.split("_")) for each in word.split("/")]
