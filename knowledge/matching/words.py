"""What the matcher reads in a text: its words, their stems, and the letters they are made of."""

import functools
import re
import unicodedata
from collections.abc import Iterable

import Stemmer

READS = 300
"""Characters of a question that matching reads; whoever writes more has said by then what it is about."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
# French and Italian articles: l'atelier, qu'est, dell'anno; but not "don't" or "I'm".
_ELISION = re.compile(r"\b(\w{1,2}|\w*ll)['’ʼ](?=\w{3})")
_APOSTROPHE = re.compile(r"['’ʼ]")
_LETTERS_WITHOUT_DECOMPOSITION = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}


def normalised(text: str) -> str:
    """Return the text as compared: one Unicode form, no case, Latin and Greek letters without their marks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if folded.isascii() else "".join(map(_bare, folded))


def words(text: str) -> list[str]:
    """Return the words of a text, normalised, in their order; what is no letter or digit only separates them."""
    plain = normalised(text)
    return _WORD.findall(_APOSTROPHE.sub("", _ELISION.sub(r"\1 ", plain)) if _APOSTROPHE.search(plain) else plain)


def stems(of: Iterable[str], language: str) -> list[str]:
    """Return the Snowball stem of each normalised word; the word itself where Snowball does not know the language."""
    stemmer = _stemmer(language)
    return list(of) if stemmer is None else stemmer.stemWords(list(of))


@functools.lru_cache(maxsize=2048)
def grams(word: str) -> tuple[str, ...]:
    """Return each run of two to four characters of a word with its borders: what survives a typo or an ending."""
    bordered = f" {word} "
    return tuple(bordered[start : start + size] for size in (2, 3, 4) for start in range(len(bordered) - size + 1))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that have at least two words."""
    return [part for part in _SENTENCE_END.split(text) if len(_WORD.findall(part)) > 1]


@functools.lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    # In other scripts a mark can make another letter: и and й.
    return base if "a" <= base <= "z" or "α" <= base <= "ω" else _LETTERS_WITHOUT_DECOMPOSITION.get(letter, letter)


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    try:
        return Stemmer.Stemmer(language)
    except KeyError:
        return None
