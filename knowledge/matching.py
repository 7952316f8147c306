"""From a question to entries: how like it their phrasings are.

Words are stemmed, unknown ones mended, and compared with every phrasing, half by stems and half by letters; an entry
scores half its best and half its mean phrasing; of a long message each sentence is tried too.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from knowledge.index import Floats, Index
from knowledge.repair import Mending, Vocabulary
from knowledge.words import READS, grams, sentences, stems, words

A_SENTENCE_COUNTS = 0.9
THE_SAME = 0.9999


class Matcher:
    """The phrasings of every entry in one language, ready to be compared with a question."""

    def __init__(self, phrasings: Mapping[str, Sequence[str]], language: str) -> None:
        """Read the phrasings of each entry by its id; each entry has at least one."""
        self.ids = tuple(phrasings)
        self.language = language
        self.phrasings = tuple(text for texts in phrasings.values() for text in texts)
        self.counts = np.array([len(texts) for texts in phrasings.values()], np.int64)
        self.entry_of = np.repeat(np.arange(len(self.ids)), self.counts)
        self._starts = np.cumsum(self.counts) - self.counts
        spoken = [words(text) for text in self.phrasings]
        self._vocabulary = Vocabulary(word for each in spoken for word in each)
        self._stems = Index((set(stems(each, language)) for each in spoken), self.entry_of)
        self._grams = Index((_all_grams(each) for each in spoken), self.entry_of)

    def scores(self, question: str) -> Floats:
        """How well each entry fits the question, from 0 to 1, in the order of `ids`."""
        read = question[:READS]
        whole = self.by_entry(self.likeness(read))
        parts = sentences(read)
        for part in parts if len(parts) > 1 else ():
            whole = np.maximum(whole, A_SENTENCE_COUNTS * self.by_entry(self.likeness(part)))
        return whole

    def likeness(self, text: str) -> Floats:
        """How like the text each phrasing is, from 0 to 1."""
        said = words(text)
        known, unknown = self._meant(said)
        letters = _all_grams(said)
        found = [gram for gram in sorted(letters) if gram in self._grams]
        by_stem = self._stems.cosines(known, unknown)
        by_letter = self._grams.cosines(dict.fromkeys(found, 1.0), len(letters) - len(found))
        return (by_stem + by_letter) / 2

    def by_entry(self, likeness: Floats) -> Floats:
        """Return each entry's score from how like its phrasings are: half the best, half their mean.

        Whoever says in any order just what a phrasing says means its entry, which then scores 1.
        """
        if not self.ids:
            return np.zeros(0)
        best = np.maximum.reduceat(likeness, self._starts)
        mean = np.add.reduceat(likeness, self._starts) / self.counts
        return np.where(best >= THE_SAME, 1.0, (best + mean) / 2)

    def mended(self, question: str) -> dict[str, list[Mending]]:
        """Return each word of the question that no phrasing has, with what it may be a slip of."""
        said = words(question[:READS])
        stemmed = zip(said, stems(said, self.language), strict=True)
        return {word: self._vocabulary.nearest(word) for word, stem in stemmed if stem not in self._stems}

    def nearest(self, question: str, ids: Iterable[str]) -> dict[str, str]:
        """Return the phrasing most like the question of each of these entries that are known here."""
        likeness = self.likeness(question[:READS])
        found = {}
        for id_ in ids:
            if id_ in self.ids:
                own = self.entry_of == self.ids.index(id_)
                found[id_] = self.phrasings[int(np.argmax(np.where(own, likeness, -1.0)))]
        return found

    def _meant(self, said: Sequence[str]) -> tuple[dict[str, float], float]:
        """Return the known stems of these words with their weights, and the squared weight of what stays unknown."""
        known: dict[str, float] = {}
        unknown = 0.0
        for word, stem in dict(zip(said, stems(said, self.language), strict=True)).items():
            if stem in self._stems:
                known[stem] = 1.0
            else:
                unknown += 1 - self._mend(word, known) ** 2
        return known, unknown

    def _mend(self, word: str, known: dict[str, float]) -> float:
        """Add the stems that an unknown word may stand for; the weight of the likeliest, 0 if there is none."""
        mendings = self._vocabulary.nearest(word)
        meant = stems((mending.word for mending in mendings), self.language)
        for mending, stem in zip(mendings, meant, strict=True):
            known[stem] = max(known.get(stem, 0.0), mending.weight)
        return max((mending.weight for mending in mendings), default=0.0)


def _all_grams(said: Iterable[str]) -> set[str]:
    return {gram for word in said for gram in grams(word)}
