"""Which phrasings share a term, and how much that says: an inverted index weighed by TF-IDF."""

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.integer[Any]]
Truths = npt.NDArray[np.bool_]

_LEAST = 1e-9
_OFTEN = 50
"""A term that more than one phrasing in so many has occurs often."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A question beside the phrasings: its cosine with each, and which of its terms each of them has.

    `having` and `asking` go together: this phrasing has that term of the question. `weights` and `telling` have how
    much each term weighs, and how well it tells entries apart; `whole` is what all weigh together.
    """

    cosines: Floats
    having: Whole
    asking: Whole
    weights: Floats
    telling: Floats
    whole: float

    def said(self, own: range) -> tuple[float, float]:
        """Return how much of the question occurs in any of these phrasings, and how well that tells entries apart.

        The first is a share, by weight, from 0 to 1. Of the second, 1 is a word that a single entry would have.
        """
        there = (self.having >= own.start) & (self.having < own.stop)
        found = np.zeros(len(self.weights), np.bool_)
        found[self.asking[there]] = True
        return float(self.weights[found].sum() / (self.whole or 1.0)), float(self.telling[found].sum())


class Index:
    """The terms (stems, or runs of letters) of every phrasing, as postings: for each term, who has it."""

    def __init__(self, phrasings: Iterable[set[str]], entry_of: Whole) -> None:
        """Index these phrasings' terms; `entry_of` says to which entry (0, 1, …) each belongs."""
        self._size = len(entry_of)
        self._number: dict[str, int] = {}
        term, phrasing = self._occurrences(phrasings)
        entries = int(entry_of.max()) + 1 if len(entry_of) else 0
        self._weight = _rarity(term, entry_of[phrasing], len(self._number), entries)
        self._unknown = float(_inverse_frequency(0, entries))
        length = np.sqrt(np.bincount(phrasing, self._weight[term] ** 2, minlength=self._size))
        order = np.argsort(term, kind="stable")
        self._starts = np.searchsorted(term[order], np.arange(len(self._number) + 1))
        self._phrasing = phrasing[order]
        self._share = (self._weight[term] / length[phrasing])[order].astype(np.float32)

    def __contains__(self, term: str) -> bool:
        return term in self._number

    def among_themselves(self) -> npt.NDArray[np.float32]:
        """Return the cosine of each phrasing with each, a row for each."""
        counts = np.diff(self._starts)
        often = counts > self._size / _OFTEN
        # What occurs often is multiplied whole, the rest term by term: each of them would be slow with the other's.
        column, common = np.repeat(np.cumsum(often) - 1, counts), np.repeat(often, counts)
        whole = np.zeros((self._size, int(often.sum())), np.float32)
        whole[self._phrasing[common], column[common]] = self._share[common]
        cosines: npt.NDArray[np.float32] = whole @ whole.T
        for number in np.flatnonzero(~often):
            having = self._having(number)
            shares = self._share[self._starts[number] : self._starts[number + 1]]
            cosines[having[:, None], having] += np.outer(shares, shares)
        return cosines

    def _having(self, number: int | np.integer[Any]) -> Whole:
        return self._phrasing[self._starts[number] : self._starts[number + 1]]

    def cosines(self, asked: Mapping[str, float], unknown: float) -> Floats:
        """Return the cosine of a question with each phrasing; see `compared`."""
        return self.compared(asked, unknown).cosines

    def compared(self, asked: Mapping[str, float], unknown: float) -> "Compared":
        """Compare a question with every phrasing.

        `asked` gives each known term's weight from 0 to 1; `unknown` is the squared weight of what nobody here has a
        word for. It counts in the question's length, so a question about something else is like nothing.
        """
        numbers = np.fromiter((self._number[term] for term in asked), np.int64, len(asked))
        plain = np.fromiter(asked.values(), np.float64, len(asked))
        weights = plain * self._weight[numbers]
        postings, counts = self._postings(numbers)
        having, asking = self._phrasing[postings], np.repeat(np.arange(len(counts)), counts)
        length = math.sqrt(float(weights @ weights) + unknown * self._unknown**2)
        shares = self._share[postings] * weights[asking]
        cosines = np.bincount(having, shares, minlength=self._size) / (length or 1.0)
        # A term that everybody has tells nothing, one that nobody has would tell as much as can be told.
        telling = plain**2 * (self._weight[numbers] - 1) / max(self._unknown - 1, _LEAST)
        return Compared(cosines.astype(np.float64), having, asking, weights**2, telling, length**2)

    def _postings(self, numbers: Whole) -> tuple[Whole, Whole]:
        """Return the places of these terms' postings, one term's after the other's, and how many each has."""
        starts = self._starts[numbers]
        counts = self._starts[numbers + 1] - starts
        first = np.repeat(starts - np.cumsum(counts) + counts, counts)
        return first + np.arange(len(first)), counts

    def _occurrences(self, phrasings: Iterable[set[str]]) -> tuple[Whole, Whole]:
        term, phrasing = array("i"), array("i")
        for number, terms in enumerate(phrasings):
            # Sorted, because the order of a set changes from run to run and sums of floats with it.
            term.extend([self._number.setdefault(each, len(self._number)) for each in sorted(terms)])
            phrasing.extend([number] * len(terms))
        return np.array(term, np.int32), np.array(phrasing, np.int32)


def _rarity(term: Whole, entry: Whole, terms: int, entries: int) -> Floats:
    """Return the inverse frequency of each term over entries, so that ten phrasings of one entry count once."""
    if not entries:
        return np.zeros(0)
    pairs = np.unique(term.astype(np.int64) * entries + entry)
    return _inverse_frequency(np.bincount(pairs // entries, minlength=terms), entries)


def _inverse_frequency(entries_with_it: npt.ArrayLike, entries: int) -> Floats:
    return 1 + np.log((1 + entries) / (1 + np.asarray(entries_with_it, np.float64)))
