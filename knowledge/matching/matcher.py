"""From a question to entries: how like it their phrasings are, and what these vote for.

Words are stemmed, unknown ones mended, and compared with every phrasing, half by stems and half by letters. The chance
of each entry is what the phrasings vote for, each as loud as it is like the question; until the votes are learned, an
entry scores half its best and half its mean phrasing. Of a long message each sentence is tried too.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge.matching.index import Floats, Index, Truths
from knowledge.matching.learning import FEWEST_ENTRIES, MOST_PHRASINGS, Likenesses, Votes, chances, learned
from knowledge.matching.repair import Mending, Vocabulary
from knowledge.matching.standing import NOTHING, Standing, lead
from knowledge.matching.words import READS, grams, sentences, stems, words

A_SENTENCE_COUNTS = 0.9
MOST_SENTENCES = 6
"""Sentences of a message that are tried alone, questions first."""
THE_SAME = 0.9999
MOST_MENDED = 24
"""Words of a question that are mended; whoever makes more slips in a few lines writes no words we know."""
MENDED_LETTERS = 0.5
"""How much the letters of what a word is taken for count, beside its own."""
PEOPLE_ASK_ABOUT = 64
"""As many things at least."""
SHARPNESS = 15.0
"""Makes chances of plain scores, where no votes are learned: e to this power is the odds of 1 against 0."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question looks to a matcher: how like it each phrasing is, and how many words it has.

    `found` has the place of the entry that stems find by themselves, and of that which letters find.
    """

    likeness: Floats
    words: int
    found: tuple[int, ...]


class Matcher:
    """The phrasings of every entry in one language, ready to be compared with a question."""

    def __init__(self, phrasings: Mapping[str, Sequence[str]], language: str, votes: Votes | None = None) -> None:
        """Read the phrasings of each entry by its id; each entry has at least one."""
        self.ids = tuple(phrasings)
        self.language = language
        self.phrasings = tuple(text for texts in phrasings.values() for text in texts)
        self.counts = np.array([len(texts) for texts in phrasings.values()], np.int64)
        self.entry_of = np.repeat(np.arange(len(self.ids)), self.counts)
        self.votes = votes
        self._starts = np.cumsum(self.counts) - self.counts
        spoken = [words(text) for text in self.phrasings]
        self._vocabulary = Vocabulary(word for each in spoken for word in each)
        self._mendings = lru_cache(4096)(self._vocabulary.nearest)
        self._stems = Index((set(stems(each, language)) for each in spoken), self.entry_of)
        self._grams = Index(({gram for word in each for gram in grams(word)} for each in spoken), self.entry_of)

    def among_themselves(self) -> Likenesses | None:
        """Return how like each phrasing is to each, a row for each; None where nothing can be learned from that."""
        if len(self.ids) < FEWEST_ENTRIES or len(self.phrasings) > MOST_PHRASINGS:
            return None
        return np.asarray((self._stems.among_themselves() + self._grams.among_themselves()) / 2, np.float32)

    def learn(self, own: Likenesses | None) -> None:
        """Learn the votes from how like the phrasings are among themselves, if that can be said."""
        if own is not None and len(self.ids) >= FEWEST_ENTRIES:
            self.votes = learned(own, self.entry_of)

    def read(self, question: str) -> Reading:
        """Compare the beginning of a question with every phrasing, whole and by its sentences."""
        read = question[:READS]
        parts = sorted(sentences(read), key=_most_asking)[:MOST_SENTENCES]
        every = [self._read(read), *(self._read(part) for part in parts if len(parts) > 1)]
        likeness = every[0].likeness
        for part in every[1:]:
            likeness = np.maximum(likeness, A_SENTENCE_COUNTS * part.likeness)
        return Reading(likeness, every[0].words, every[0].found)

    def likeness(self, text: str) -> Floats:
        """How like the text each phrasing is, from 0 to 1."""
        return self._read(text).likeness

    def scores(self, question: str) -> Floats:
        """How well each entry fits the question, from 0 to 1, in the order of `ids`."""
        return self.by_entry(self.read(question).likeness)

    def by_entry(self, likeness: Floats) -> Floats:
        """Return each entry's score from how like its phrasings are: half the best, half their mean.

        Whoever says in any order just what a phrasing says means its entry, which then scores 1.
        """
        if not self.ids:
            return np.zeros(0)
        best = np.maximum.reduceat(likeness, self._starts)
        mean = np.add.reduceat(likeness, self._starts) / self.counts
        return np.where(best >= THE_SAME, 1.0, (best + mean) / 2)

    def chances(self, likeness: Floats) -> Floats:
        """Return the chance of each entry to be the one that is meant, if one of them is.

        Where nothing is learned they count among others that are not written, which are like nothing: beside a handful
        of entries people ask about much else.
        """
        scores = self.by_entry(likeness)
        if (same := scores == 1).any():
            return np.asarray(same / same.sum(), np.float64)
        if self.votes is not None:
            return chances((likeness.astype(np.float32) @ self.votes).astype(np.float64))
        others = np.zeros(max(0, PEOPLE_ASK_ABOUT - len(self.ids)))
        return chances(np.append(SHARPNESS * scores, others))[: len(self.ids)]

    def look(self, question: str, among: Truths | None = None) -> tuple[Standing, Floats]:
        """Return how the best entry stands, and the chance of each in the order of `ids`; perhaps only among these."""
        reading = self.read(question)
        # What is just like it elsewhere must not take all the chance before it is shared among these.
        likeness = reading.likeness if among is None else np.where(among[self.entry_of], reading.likeness, 0.0)
        chances, scores = self.chances(likeness), self.by_entry(likeness)
        if among is not None:
            chances = np.where(among, chances, 0.0)
            chances /= max(chances.sum(), np.finfo(float).tiny)
        if not scores.any() or not chances.any():
            return NOTHING, chances
        best = int(chances.argmax())
        agreed = sum(each == best for each in reading.found) / max(1, len(reading.found))
        said = self.share(question, self.ids[best])
        first = float(chances[best])
        return Standing(float(scores.max()), first, lead(chances), reading.words, agreed, said), chances

    def share(self, question: str, id_: str) -> float:
        """Return how much of what the question says any phrasing of this entry says too, from 0 to 1."""
        said = words(question[:READS])
        mended, own = self._mended(said), self.entry_of == self.ids.index(id_)
        by_stem = self._stems.share(*self._meant(said, mended), own)
        return (by_stem + self._grams.share(*self._spelled(said, mended), own)) / 2

    def mended(self, question: str) -> dict[str, Sequence[Mending]]:
        """Return each word of the question that no phrasing has, with what it may be a slip of."""
        return self._mended(words(question[:READS]))

    def nearest(self, question: str, ids: Iterable[str]) -> dict[str, str]:
        """Return the phrasing most like the question of each of these entries that are known here."""
        likeness = self.read(question).likeness
        found = {}
        for id_ in ids:
            if id_ in self.ids:
                own = self.entry_of == self.ids.index(id_)
                found[id_] = self.phrasings[int(np.argmax(np.where(own, likeness, -1.0)))]
        return found

    def _read(self, text: str) -> Reading:
        said = words(text)
        mended = self._mended(said)
        by_letter = self._grams.cosines(*self._spelled(said, mended))
        by_stem = self._stems.cosines(*self._meant(said, mended))
        best = tuple(int(self.entry_of[each.argmax()]) for each in (by_stem, by_letter) if each.any())
        return Reading((by_stem + by_letter) / 2, len(said), best)

    def _mended(self, said: Sequence[str]) -> dict[str, Sequence[Mending]]:
        """Return the words whose stems are unknown, with what they may stand for; beyond a few dozen, with nothing."""
        stemmed = dict(zip(said, stems(said, self.language), strict=True))
        unknown = [word for word, stem in stemmed.items() if stem not in self._stems]
        return {word: self._mendings(word) if place < MOST_MENDED else () for place, word in enumerate(unknown)}

    def _meant(self, said: Sequence[str], mended: Mapping[str, Sequence[Mending]]) -> tuple[dict[str, float], float]:
        """Return the known stems of these words with their weights, and the squared weight of what stays unknown."""
        known = dict.fromkeys(stems((word for word in said if word not in mended), self.language), 1.0)
        unknown = 0.0
        for mendings in mended.values():
            meant = stems((mending.word for mending in mendings), self.language)
            for mending, stem in zip(mendings, meant, strict=True):
                known[stem] = min(1.0, math.hypot(known.get(stem, 0.0), mending.weight))
            unknown += 1 - sum(mending.weight**2 for mending in mendings)
        return known, unknown

    def _spelled(self, said: Sequence[str], mended: Mapping[str, Sequence[Mending]]) -> tuple[dict[str, float], float]:
        """Return the known runs of letters with their weights, and the squared weight of the unknown ones."""
        letters = _letters(said, mended)
        found = {gram: weight for gram, weight in letters.items() if gram in self._grams}
        return found, sum(weight**2 for weight in letters.values()) - sum(weight**2 for weight in found.values())


def _letters(said: Iterable[str], mended: Mapping[str, Sequence[Mending]]) -> dict[str, float]:
    """Return the runs of letters of these words, and at half the weight those of what a word is taken for."""
    found: dict[str, float] = {}
    for mending in (mending for mendings in mended.values() for mending in mendings):
        for gram in grams(mending.word):
            found[gram] = max(found.get(gram, 0.0), MENDED_LETTERS * mending.weight)
    return found | {gram: 1.0 for word in said for gram in grams(word)}


def _most_asking(sentence: str) -> tuple[bool, int]:
    """Return a key that puts first what ends with a question mark, then what is long."""
    return not sentence.rstrip().endswith(("?", ";")), -len(sentence)
