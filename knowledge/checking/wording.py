"""A text as its words, and a wording that has a gap in it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

GAP = "{}"
_HIDDEN = re.compile(r"<!--.*?-->|https?://[^\s)>\]]+", re.DOTALL)
_WORD = re.compile(
    r"(?P<percent>\d+(?:[.,]\d+)*)\s?%"
    r"|(?:[^\W_]|\{\})+(?:[-.](?:[^\W_]|\{\})+|(?<=\d),\d+)*"
    r"|[^\w\s*_`\[\]<>]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or a sign in a text, written in one way, and its line, counted from 0."""

    text: str
    line: int


class Words:
    """The words of a text, and where each stands among them."""

    def __init__(self, text: str) -> None:
        """Take a Markdown text apart."""
        self.each = words_of(text)
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.each):
            self.places[word.text].append(place)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words with one gap, such as `{} rooms`; the gap takes a whole word, or a part as in `{}-day`."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, written: str) -> "Wording | None":
        """Return the wording that an editor wrote; `None` where it has no gap, more than one, or nothing else."""
        words = tuple(word.text for word in words_of(written))
        one_gap = written.count(GAP) == 1 and sum(GAP in word for word in words) == 1
        return cls(words) if one_gap and words != (GAP,) else None

    def found_in(self, text: Words) -> Iterator[Word]:
        """Return what stands in the gap, wherever a text says this."""
        plain = [place for place, own in enumerate(self.words) if GAP not in own]
        if plain:
            rarest = min(plain, key=lambda place: len(text.places.get(self.words[place], ())))
            starts = [found - rarest for found in text.places.get(self.words[rarest], ())]
        else:
            starts = list(range(len(text.each)))
        for start in starts:
            yield from self._said_at(start, text.each)

    def _said_at(self, start: int, text: tuple[Word, ...]) -> Iterator[Word]:
        there = text[start : start + len(self.words)] if start >= 0 else ()
        if len(there) == len(self.words):
            gaps = [_taken(own, word) for own, word in zip(self.words, there, strict=True)]
            if None not in gaps:
                yield from (each for each in gaps if each and each.text)


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a Markdown text, in small letters, `80 %` as `80%` and `8,5` as `8.5`; no addresses."""
    shown = _HIDDEN.sub(lambda found: "\n" * found[0].count("\n"), unicodedata.normalize("NFC", text))
    return tuple(_words(shown))


def _words(text: str) -> Iterator[Word]:
    line, at = 0, 0
    for found in _WORD.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        word = f"{found['percent']}%" if found["percent"] else found[0]
        yield Word(re.sub(r"(?<=\d),(?=\d)", ".", word.casefold()).replace("’", "'"), line)


def _taken(own: str, word: Word) -> Word | None:
    """Return what a word puts into the gap of a wording's own: nothing where there is none, `None` if it differs."""
    before, gap, after = own.partition(GAP)
    fits = len(word.text) > len(before) + len(after) and word.text.startswith(before) and word.text.endswith(after)
    if gap and fits:
        return Word(word.text[len(before) : len(word.text) - len(after)], word.line)
    return Word("", word.line) if word.text == own else None
