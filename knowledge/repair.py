"""Words nobody knows, mended: the nearest words that the knowledge itself uses."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Indel

SHORTEST = 3
LEAST_LIKENESS = 0.75
FIRST_LETTER_BONUS = 0.05
MOST = 3
_CONSIDERED = 8


@dataclass(frozen=True, slots=True)
class Mending:
    """A word of the knowledge that may have been meant, and how surely, from 0 to 1."""

    word: str
    weight: float


class Vocabulary:
    """The words that occur in the knowledge, normalised."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if len(word) >= SHORTEST})

    def nearest(self, word: str) -> list[Mending]:
        """At most three words that this one may be a slip of, the likeliest first; weighed by likeness squared."""
        if len(word) < SHORTEST:
            return []
        near = process.extract(
            word, self._words, scorer=Indel.normalized_similarity, score_cutoff=LEAST_LIKENESS, limit=_CONSIDERED
        )
        likely = sorted(((_likeness(word, known, alike), known) for known, alike, _ in near), key=_likeliest_first)
        return [Mending(known, alike**2) for alike, known in likely[:MOST]]


def _likeness(word: str, known: str, alike: float) -> float:
    # People seldom miss the first letter.
    return min(1.0, alike + FIRST_LETTER_BONUS) if word[0] == known[0] else alike


def _likeliest_first(candidate: tuple[float, str]) -> tuple[float, str]:
    alike, known = candidate
    return -alike, known
