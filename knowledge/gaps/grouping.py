"""What was asked and not answered, grouped by likeness without a model, and in which order editors look at it.

The wording asked most often gathers all that are like it, then the next of the rest, so that the same list always gives
the same groups. Wordings are alike by half their stems and half their runs of three letters, weighed by how rare they
are among all that was asked in the language.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter

import numpy as np

from knowledge.matching.index import Floats, Index
from knowledge.matching.words import stems, words

ALIKE = 0.5
"""From here two wordings pass for the same question. Of 3,950 real questions about 150 matters, 2,640 come to stand
with others at 0.5, and 92 of 100 of these with their own; at 0.45 it was 88 of 100 of 2,939, at 0.55 94 of 2,317."""
HALF_LIFE = 30
"""Days after which having been asked once weighs half as much: four times a month ago is twice today."""
_RUN = 3


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was not answered: words, when, why (an `Outcome`), what was shown, how many wait to be told."""

    id: int
    text: str
    language: str
    reason: str
    shown: str | None
    asked_on: date
    waiting: int = 0

    @property
    def key(self) -> str:
        """What is the same for words that differ in nothing but capitals, accents and signs."""
        return key_of(self.text)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in which something was asked, and how often."""

    text: str
    asked: int


@dataclass(frozen=True)
class Group:
    """Questions that pass for one, with its wordings: the most typical first, then those asked most."""

    missed: tuple[Missed, ...]
    """The oldest first."""
    wordings: tuple[Wording, ...]

    @property
    def number(self) -> int:
        """What the group is known by: the id of its oldest question."""
        return self.missed[0].id

    @property
    def newest(self) -> int:
        """The id of its newest question."""
        return self.missed[-1].id

    @property
    def text(self) -> str:
        """The most typical wording."""
        return self.wordings[0].text

    @property
    def language(self) -> str:
        """The language in which all were asked."""
        return self.missed[0].language

    @property
    def asked(self) -> int:
        """How often it was asked; by how many people, nobody knows."""
        return len(self.missed)

    @property
    def waiting(self) -> int:
        """How many want to be told."""
        return sum(each.waiting for each in self.missed)

    @cached_property
    def first(self) -> date:
        """The day it was first asked."""
        return min(each.asked_on for each in self.missed)

    @cached_property
    def last(self) -> date:
        """The day it was last asked."""
        return max(each.asked_on for each in self.missed)

    @cached_property
    def reasons(self) -> Mapping[str, int]:
        """How often each reason was given, the most frequent first."""
        return _counted(each.reason for each in self.missed)

    @cached_property
    def shown(self) -> Mapping[str, int]:
        """How often each entry was shown for it and did not fit, the most frequent first."""
        return _counted(each.shown for each in self.missed if each.shown)

    def weight(self, today: date) -> float:
        """How much it matters: each question counts one on its day, and half as much after every thirty days."""
        return float(sum(0.5 ** ((today - each.asked_on).days / HALF_LIFE) for each in self.missed))


def grouped(missed: Iterable[Missed], today: date) -> list[Group]:
    """Return the groups, the weightiest first; of equals the older.

    10,000 wordings that all differ take some three seconds.
    """
    by_language: dict[str, list[Missed]] = {}
    for each in sorted(missed, key=attrgetter("id")):
        by_language.setdefault(each.language, []).append(each)
    groups = chain.from_iterable(_alike(language, each) for language, each in by_language.items())
    return sorted(groups, key=lambda group: (-group.weight(today), group.number))


def worded(phrasings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return from phrasings (id, text) which id a wording leads to by its key; not what stands with two of them."""
    ids: dict[str, set[str]] = {}
    for id_, text in phrasings:
        ids.setdefault(key_of(text), set()).add(id_)
    return {key: next(iter(each)) for key, each in ids.items() if len(each) == 1}


def settled(groups: Iterable[Group], new: Mapping[str, str]) -> Iterator[tuple[Group, str, list[int]]]:
    """Each group with a wording (by its key) among these new ones: the id it leads to, and the ids of what it settles.

    Not settled is for whom this very answer did not fit.
    """
    for group in groups:
        found = next((new[each.key] for each in group.missed if each.key in new), None)
        ids = [each.id for each in group.missed if each.shown != found]
        if found is not None and ids:
            yield group, found, ids


def key_of(text: str) -> str:
    """Return what is the same for words that differ in nothing but capitals, accents and signs."""
    return " ".join(words(text)) or text.strip()


class _Wordings:
    """The different wordings of one language, those asked most first, ready to be compared."""

    def __init__(self, language: str, missed: Sequence[Missed]) -> None:
        by_key: dict[str, list[Missed]] = {}
        for each in missed:
            by_key.setdefault(each.key, []).append(each)
        self.missed = sorted(by_key.values(), key=lambda each: (-len(each), each[0].id))
        said = [words(each[0].text) for each in self.missed]
        own = np.arange(len(said))
        self.stems = [set(stems(each, language)) for each in said]
        self._runs = [_runs(each) for each in said]
        self._indexes = (Index(self.stems, own), self.stems), (Index(self._runs, own), self._runs)

    def likeness(self, place: int) -> Floats:
        """How like one of them each is, from 0 to 1; it is always like itself."""
        parts = [index.cosines(dict.fromkeys(sorted(terms[place]), 1.0), 0.0) for index, terms in self._indexes]
        alike: Floats = sum(parts, np.zeros(len(self.missed))) / len(parts)
        alike[place] = 1.0
        return alike


def _alike(language: str, missed: Sequence[Missed]) -> Iterator[Group]:
    wordings = _Wordings(language, missed)
    left = np.ones(len(wordings.missed), bool)
    for place in range(len(left)):
        if left[place]:
            members = np.flatnonzero(left & (wordings.likeness(place) >= ALIKE))
            left[members] = False
            yield _group(wordings, members.tolist())


def _group(wordings: _Wordings, members: Collection[int]) -> Group:
    most = max(len(wordings.missed[place]) for place in members)
    typical = _typical([place for place in members if len(wordings.missed[place]) == most], members, wordings.stems)
    order = [typical, *(place for place in members if place != typical)]
    said = tuple(_wording(wordings.missed[place]) for place in order)
    missed = sorted(chain.from_iterable(wordings.missed[place] for place in members), key=attrgetter("id"))
    return Group(tuple(missed), said)


def _typical(most_asked: Sequence[int], members: Collection[int], terms: Sequence[Set[str]]) -> int:
    """Return which of those asked most has most in common with the others for its length; the oldest of equals."""
    if len(most_asked) == 1:
        return most_asked[0]
    shared = Counter(chain.from_iterable(terms[place] for place in members))
    common = [sum(shared[term] for term in terms[place]) / max(len(terms[place]), 1) ** 0.5 for place in most_asked]
    return most_asked[common.index(max(common))]


def _wording(missed: Sequence[Missed]) -> Wording:
    spelled, _ = Counter(each.text for each in missed).most_common(1)[0]
    return Wording(spelled, len(missed))


def _runs(said: Iterable[str]) -> set[str]:
    """Return the runs of three letters in words, with the words' borders."""
    bordered = (f" {word} " for word in said)
    return {word[start : start + _RUN] for word in bordered for start in range(len(word) - _RUN + 1)}


def _counted(each: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(each).items(), key=lambda counted: (-counted[1], counted[0])))
