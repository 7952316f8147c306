"""In which language a question is written, told by the runs of letters in the phrasings of each."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from knowledge.matching.index import Floats
from knowledge.matching.words import READS, grams, words

CLEARLY = 6.0
"""How much likelier (as a power of e) another language must be than the ones that the person reads."""
FEWEST = 50
"""Phrasings from which a language is known well enough to be told."""
HEARD = 0.8
"""Which part of a text's runs of letters must occur in a language, that it is not one like it: Dutch is no German."""


class Languages:
    """What each language of the knowledge looks like: how often each run of two to four letters occurs."""

    def __init__(self, phrasings: Mapping[str, Iterable[str]]) -> None:
        """Count the letters of these phrasings, by their language."""
        heard = {language: list(texts) for language, texts in phrasings.items()}
        counts = {language: Counter(_runs(texts)) for language, texts in heard.items() if len(texts) >= FEWEST}
        self._known = tuple(counts)
        self._row = {run: row for row, run in enumerate(dict.fromkeys(run for each in counts.values() for run in each))}
        self._logs = _logarithms(list(counts.values()), self._row)
        self._last: tuple[str, list[str], dict[str, float]] = ("", [], {})

    def of(self, text: str, read: Sequence[str]) -> str | None:
        """Return the language of a text, if it is clearly none of those that the person reads (Telegram's first)."""
        _, likely = self._looked_at(text)
        if not likely:
            return None
        best = max(likely, key=likely.__getitem__)
        known = max((likely[language] for language in read if language in likely), default=-math.inf)
        return best if _clearly(likely[best], known) else None

    def told(self, text: str) -> str | None:
        """Return the language of a text, if it is clearly this one, and neither another nor one that is not known."""
        runs, likely = self._looked_at(text)
        if not likely or not runs:
            return None
        best = max(likely, key=likely.__getitem__)
        second = max((each for language, each in likely.items() if language != best), default=-math.inf)
        return best if _clearly(likely[best], second) and self._heard(runs, best) >= HEARD else None

    def _heard(self, runs: Sequence[str], language: str) -> float:
        """Return which part of these runs of letters occurs in a language."""
        logs = self._logs[:, self._known.index(language)]
        return float((logs[self._rows(runs)] > logs[-1]).mean())

    def _looked_at(self, text: str) -> tuple[list[str], dict[str, float]]:
        """Return a text's runs of letters and how likely each language is; asked twice, it is looked at once."""
        last = self._last
        if last[0] != text:
            runs = _read(text)
            last = self._last = (text, runs, self._likely(runs))
        return last[1], last[2]

    def _likely(self, runs: Sequence[str]) -> dict[str, float]:
        """Return how likely these runs of letters are in each language, as a logarithm."""
        return dict(zip(self._known, self._logs[self._rows(runs)].sum(axis=0).tolist(), strict=True))

    def _rows(self, runs: Sequence[str]) -> list[int]:
        """Return the row of each run; what nobody has is the last."""
        return [self._row.get(run, -1) for run in runs]


def _clearly(likely: float, other: float) -> bool:
    # Runs of two, three and four letters tell the same thing three times.
    return (likely - other) / 3 > CLEARLY


def _read(text: str) -> list[str]:
    return list(_runs([text[:READS]]))


def _runs(texts: Iterable[str]) -> Iterable[str]:
    return (run for text in texts for word in words(text) for run in grams(word))


def _logarithms(counts: Sequence[Counter[str]], row: Mapping[str, int]) -> Floats:
    """Return how likely each run is in each language, a row for each run and one for what was never heard."""
    heard = np.zeros((len(row) + 1, len(counts)))
    for column, each in enumerate(counts):
        heard[[row[run] for run in each], column] = list(each.values())
    found: Floats = np.log(heard + 1) - np.log(heard.sum(axis=0) + len(row) + 1)
    return found
