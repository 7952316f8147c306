"""Words nobody knows, mended: what they may be slips of, among the words that the knowledge itself uses."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST, LONGEST = 2, 30
"""The lengths of words that are mended: a single letter may be anything, and what is longer is no word."""
MOST = 3
_CONSIDERED = 20
_RARER = 3.0
"""How much rarer two slips in a word are than one, as a power of e."""
_OFTEN = 0.3
"""An often used word is meant more likely: by its count to this power."""
_NO_SLIP = 0.005
"""How likely a word is none that we know, on the scale of a slip's likelihood."""


@dataclass(frozen=True, slots=True)
class Mending:
    """A word of the knowledge that may have been meant, and its weight: the root of the chance that it was."""

    word: str
    weight: float


class Vocabulary:
    """The words that occur in the knowledge, normalised."""

    def __init__(self, words: Iterable[str]) -> None:
        """Count these words."""
        self._count = Counter(words)
        self._of_length: dict[int, list[str]] = {}
        for word in sorted(self._count):
            self._of_length.setdefault(len(word), []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._count

    def nearest(self, word: str) -> list[Mending]:
        """At most three words that this one may be a slip of, the likeliest first; the squared weights sum up to 1."""
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        slips = _slips_in(word)
        lengths = range(max(SHORTEST, len(word) - slips), min(LONGEST, len(word) + slips) + 1)
        alike = [known for length in lengths for known in self._of_length.get(length, ())]
        near = process.extract(word, alike, scorer=OSA.distance, score_cutoff=slips, limit=_CONSIDERED)
        likely = [(math.exp(-_RARER * edits) * self._count[known] ** _OFTEN, known) for known, edits, _ in near]
        best = sorted(likely, key=_likeliest_first)[:MOST]
        every = _NO_SLIP + sum(each for each, _ in best)
        return [Mending(known, math.sqrt(each / every)) for each, known in best]


def _slips_in(word: str) -> int:
    """Return how many slips one makes in a word: one if it is short, else two."""
    return 1 if len(word) < 4 else 2


def _likeliest_first(candidate: tuple[float, str]) -> tuple[float, str]:
    likely, known = candidate
    return -likely, known
