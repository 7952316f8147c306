"""In which language a question is written, told by the runs of letters in the phrasings of each."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from knowledge.matching.words import READS, grams, words

CLEARLY = 6.0
"""How much likelier (as a power of e) another language must be than the ones that the person reads."""
FEWEST = 50
"""Phrasings from which a language is known well enough to be told."""


class Languages:
    """What each language of the knowledge looks like: how often each run of two to four letters occurs."""

    def __init__(self, phrasings: Mapping[str, Iterable[str]]) -> None:
        """Count the letters of these phrasings, by their language."""
        heard = {language: list(texts) for language, texts in phrasings.items()}
        counts = {language: Counter(_runs(texts)) for language, texts in heard.items() if len(texts) >= FEWEST}
        kinds = len({run for each in counts.values() for run in each}) + 1
        self._logs = {language: _logarithms(each, kinds) for language, each in counts.items()}
        self._unheard = {language: -math.log(each.total() + kinds) for language, each in counts.items()}

    def of(self, text: str, read: Sequence[str]) -> str | None:
        """Return the language of a text, if it is clearly none of those that the person reads (Telegram's first)."""
        runs = list(_runs([text[:READS]]))
        likely = {
            language: sum(logs.get(run, self._unheard[language]) for run in runs)
            for language, logs in self._logs.items()
        }
        if not likely:
            return None
        best = max(likely, key=likely.__getitem__)
        known = max((likely[language] for language in read if language in likely), default=-math.inf)
        # Runs of two, three and four letters tell the same thing three times.
        return best if (likely[best] - known) / 3 > CLEARLY else None


def _runs(texts: Iterable[str]) -> Iterable[str]:
    return (run for text in texts for word in words(text) for run in grams(word))


def _logarithms(counts: Counter[str], kinds: int) -> dict[str, float]:
    whole = math.log(counts.total() + kinds)
    return {run: math.log(count + 1) - whole for run, count in counts.items()}
