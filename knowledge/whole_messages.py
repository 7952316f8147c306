"""Whole messages that are no question: politeness, what somebody says about their data, the wish for a human."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

LONGEST = 120  # characters; who writes more says more
_WORD = re.compile(r"[^\W_]+")
_HIDDEN = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")  # how an emoji is drawn: its style, its skin
_SAID_BESIDE = re.compile(r"[^\w\s.,;:!?¡¿'’`´\"“”„«»()\-–—…/*_]")  # no words, and no punctuation either


class Kind(IntEnum):
    """What a whole message is; of one that is several the greatest counts."""

    PLEASE = 0  # what may stand around the others and is nothing alone
    FINE = 1
    HELLO = 2
    THANKS = 3
    BYE = 4
    HELP = 5
    HUMAN = 6
    DATA = 7


_EMOJIS = {
    **dict.fromkeys("👍👌✅✔💪🤝🎉😀😃😄😁", Kind.FINE),
    **dict.fromkeys("🙏❤♥💕🤗😊🙂☺👏💐🌹😍🥰", Kind.THANKS),
    **dict.fromkeys("👋", Kind.HELLO),
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of every language, and what each is."""

    kinds: Mapping[tuple[str, ...], Kind]
    longest: int

    @classmethod
    @cache
    def load(cls, folder: Path = Path(__file__).parent / "phrases") -> "Phrases":
        """Read the files, one for each language, once; what is two things in two languages is the greater."""
        kinds: dict[tuple[str, ...], Kind] = {}
        for file in sorted(folder.glob("*.toml")):
            for words, kind in _phrases_in(file):
                kinds[words] = max(kind, kinds.get(words, Kind.PLEASE))
        return cls(kinds, max(map(len, kinds), default=0))

    def kind_of(self, message: str) -> Kind | None:
        """Return what a message is if it consists of such phrases from beginning to end; None for anything else."""
        if len(message) > LONGEST:
            return None
        shown = _HIDDEN.sub("", message)
        beside = [_EMOJIS.get(sign) for sign in _SAID_BESIDE.findall(shown)]
        words = tuple(_words(shown))
        said = self._greatest(words) if words else Kind.PLEASE
        if said is None or None in beside:
            return None
        return max([said, *(kind for kind in beside if kind)]) or None

    def _greatest(self, words: tuple[str, ...]) -> Kind | None:
        """Return the greatest kind of the phrases that make up these words; None where a word is left over."""
        until: list[Kind | None] = [Kind.PLEASE]
        for end in range(1, len(words) + 1):
            until.append(max(self._ending(words, end, until), default=None))
        return until[-1]

    def _ending(self, words: tuple[str, ...], end: int, until: list[Kind | None]) -> Iterator[Kind]:
        for start in range(max(0, end - self.longest), end):
            before, own = until[start], self.kinds.get(words[start:end])
            if before is not None and own is not None:
                yield max(before, own)


def _phrases_in(file: Path) -> Iterator[tuple[tuple[str, ...], Kind]]:
    for name, phrases in tomllib.loads(file.read_text(encoding="utf-8")).items():
        yield from ((tuple(_words(phrase)), Kind[name.upper()]) for phrase in phrases)


def _words(text: str) -> list[str]:
    """Return the words in small letters and without accents, which on a phone are often left out."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return _WORD.findall(bare)
