"""From a question to entries: how like it their phrasings are, and what these vote for.

Words are stemmed, unknown ones mended, and compared with every phrasing, half by stems and half by letters. The chance
of each entry is what the phrasings vote for, each as loud as it is like the question; until the votes are learned, an
entry scores half its best and half its mean phrasing. Of a long message each sentence is tried by itself, too.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge.matching.index import Compared, Floats, Index, Truths
from knowledge.matching.learning import FEWEST_ENTRIES, Likenesses, Votes, chances, learnable, learned
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
    """How a text looks to a matcher, by stems and by letters: how like it each phrasing is, and how many words it has.

    `counts` is what it counts beside the others: 1 for a whole message, less for one of its sentences.
    """

    by_stem: Compared
    by_letter: Compared
    likeness: Floats
    words: int
    counts: float

    def said(self, own: range) -> tuple[float, float]:
        """Return how much of the text these phrasings say, from 0 to 1, and how well their stems tell entries apart."""
        (stems, told), (letters, _) = self.by_stem.said(own), self.by_letter.said(own)
        return (stems + letters) / 2, told


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
        if not learnable(len(self.phrasings), len(self.ids)):
            return None
        own = self._stems.among_themselves()
        own += self._grams.among_themselves()  # In place: each of these may take a quarter of a gigabyte.
        own /= 2
        return own

    def learn(self, own: Likenesses | None) -> None:
        """Learn the votes from how like the phrasings are among themselves, if that can be said."""
        if own is not None and len(self.ids) >= FEWEST_ENTRIES:
            self.votes = learned(own, self.entry_of)

    def readings(self, question: str) -> list[Reading]:
        """Compare the beginning of a question with every phrasing: whole, then by its sentences if it has several."""
        read = question[:READS]
        parts = sorted(sentences(read), key=_most_asking)[:MOST_SENTENCES]
        return [self._read(read), *(self._read(part, A_SENTENCE_COUNTS) for part in parts if len(parts) > 1)]

    def likeness(self, text: str) -> Floats:
        """How like the text each phrasing is, from 0 to 1."""
        return self._read(text).likeness

    def scores(self, question: str) -> Floats:
        """How well each entry fits the question, from 0 to 1, in the order of `ids`."""
        every = [each.counts * self.by_entry(each.likeness) for each in self.readings(question)]
        return np.asarray(np.max(every, axis=0), np.float64)

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
            # Not a product of matrices: libraries share that among processors, and wait long for those that are busy.
            return chances(np.einsum("i,ij->j", likeness.astype(np.float32), self.votes).astype(np.float64))
        others = np.zeros(max(0, PEOPLE_ASK_ABOUT - len(self.ids)))
        return chances(np.append(SHARPNESS * scores, others))[: len(self.ids)]

    def look(self, question: str, among: Truths | None = None) -> tuple[Standing, Floats]:
        """Return how the best entry stands, and the chance of each in the order of `ids`; perhaps only among these.

        Of a long message each sentence is looked at by itself, and counts by how like anything it is: what else is told
        in it says nothing about what is asked.
        """
        readings = self.readings(question)
        # What is just like it elsewhere must not take all the chance before it is shared among these.
        own = None if among is None else among[self.entry_of]
        likenesses = [each.likeness if own is None else np.where(own, each.likeness, 0.0) for each in readings]
        scores = [
            each.counts * float(self.by_entry(likeness).max(initial=0.0))
            for each, likeness in zip(readings, likenesses, strict=True)
        ]
        if not max(scores):
            return NOTHING, np.zeros(len(self.ids))
        shares = chances(SHARPNESS * np.array(scores)) * (np.array(scores) > 0)
        every = np.array([self.chances(likeness) for likeness in likenesses]) * shares[:, None]
        if among is not None:
            every = np.where(among, every, 0.0)
        found = every.sum(axis=0)
        found /= found.sum() if among is not None else shares.sum()
        best = int(found.argmax())
        asking = readings[int(every[:, best].argmax())]
        return self._standing(asking, best, max(scores), found), found

    def _standing(self, asking: Reading, best: int, score: float, found: Floats) -> Standing:
        """Return how an entry stands that is found because of this text."""
        ways = [each.cosines for each in (asking.by_stem, asking.by_letter) if each.cosines.any()]
        agreed = sum(int(self.entry_of[each.argmax()]) == best for each in ways) / max(1, len(ways))
        said, told = asking.said(self._own(best))
        return Standing(score, float(found[best]), lead(found), asking.words, agreed, said, told)

    def _own(self, entry: int) -> range:
        """Return the places of the phrasings of an entry."""
        return range(self._starts[entry], self._starts[entry] + self.counts[entry])

    def share(self, question: str, id_: str) -> float:
        """Return how much of what the question says any phrasing of this entry says too, from 0 to 1."""
        return self._read(question[:READS]).said(self._own(self.ids.index(id_)))[0]

    def mended(self, question: str) -> dict[str, Sequence[Mending]]:
        """Return each word of the question that no phrasing has, with what it may be a slip of."""
        return self._mended(words(question[:READS]))

    def nearest(self, question: str, ids: Iterable[str]) -> dict[str, str]:
        """Return the phrasing most like the question of each of these entries that are known here."""
        likeness = np.max([each.counts * each.likeness for each in self.readings(question)], axis=0)
        found = {}
        for id_ in ids:
            if id_ in self.ids:
                own = self.entry_of == self.ids.index(id_)
                found[id_] = self.phrasings[int(np.argmax(np.where(own, likeness, -1.0)))]
        return found

    def _read(self, text: str, counts: float = 1.0) -> Reading:
        said = words(text)
        mended = self._mended(said)
        by_stem = self._stems.compared(*self._meant(said, mended))
        by_letter = self._grams.compared(*self._spelled(said, mended))
        return Reading(by_stem, by_letter, (by_stem.cosines + by_letter.cosines) / 2, len(said), counts)

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
