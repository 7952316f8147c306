"""The languages in which the service can speak."""

import gettext
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "helpdesk"
FIRST = "first"  # the few sentences of first contact, in languages that have no more
SOURCE = "en"  # the language of the sentences in the code
SAME = {
    "no": ("nb", "nn"),
    "nb": ("no",),
    "nn": ("no", "nb"),
    "sh": ("sr-latn", "sr"),
    "cnr": ("sr-latn-me", "sr"),
    "sr-me": ("sr-latn-me",),
    "sr-cyrl-me": ("sr",),
    "mo": ("ro",),
}
"""What else is read with ease by who reads a language that may be named in several ways."""


def say(sentence: str) -> str:
    """Mark a sentence for the catalogs where it stands; it is translated where somebody reads it."""
    return sentence


class Sentence(str):
    """A sentence in English, whose places are filled, that can still be said in another language."""

    __slots__ = ("places", "words")
    words: str
    places: Mapping[str, object]

    @classmethod
    def of(cls, words: str, **places: object) -> "Sentence":
        """Fill the `{places}` of a sentence that `say` has marked."""
        made = cls(words.format(**places))
        made.words, made.places = words, places
        return made


class Words(str):
    """Words of the content, such as a topic's title, and what they are in other languages."""

    __slots__ = ("others",)
    others: Mapping[str, str]

    @classmethod
    def of(cls, words: str, others: Mapping[str, str]) -> "Words":
        """Return the words with their translations, by the languages' codes."""
        made = cls(words)
        made.others = others
        return made


@dataclass(frozen=True, slots=True)
class Language:
    """A language to speak in; what its catalog lacks is said in English."""

    code: str
    _catalog: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, repr=False, compare=False)
    _own: "Language | None" = field(default=None, repr=False, compare=False)

    @property
    def own(self) -> "Language":
        """The reader's own language, where only the first words are translated into it; else this one."""
        return self._own or self

    def gettext(self, message: str) -> str:
        """Return the sentence in this language."""
        return self._catalog.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of the sentence that fits `n` of something."""
        return self._catalog.ngettext(one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        """Return a word whose translation depends on where it stands, such as a button's label."""
        return self._catalog.pgettext(context, message)

    def said(self, sentence: object) -> str:
        """Return `Words`, a `Sentence`, and those in its places, in this language; anything else as it is."""
        if isinstance(sentence, Words):
            return next((sentence.others[tag] for tag in near(self.code) if tag in sentence.others), str(sentence))
        if not isinstance(sentence, Sentence):
            return str(sentence)
        return self.gettext(sentence.words).format(**{name: self.said(each) for name, each in sentence.places.items()})

    def first_gettext(self, message: str) -> str:
        """Return one of the first words, a whole sentence, in the reader's own language."""
        return self.own.gettext(message)

    def first_ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of one of the first words that fits `n`, in the reader's own language."""
        return self.own.ngettext(one, many, n)


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that have a catalog, and English, which needs none; and those that have the first words only."""

    _by_code: Mapping[str, Language]
    _first: Mapping[str, Language] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Languages":
        """Read every `<folder>/<code>/LC_MESSAGES/helpdesk.po` and `first.po`; a broken one is an error."""
        return cls({SOURCE: Language(SOURCE), **_read_all(folder, DOMAIN)}, _read_all(folder, FIRST))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the languages in which all is said, sorted, as IETF tags in lower case."""
        return tuple(sorted(self._by_code))

    def best(self, *wanted: str | None) -> Language:
        """Return the first wanted language that there is, else English; `pt-br` is also served by `pt`.

        Its `own` is a language wanted before it that has the first words only.
        """
        tags = [tag for each in wanted if each for tag in near(each)]
        best = next((self._by_code[tag] for tag in tags if tag in self._by_code), self._by_code[SOURCE])
        own = next((tag for tag in tags if tag in self._by_code or tag in self._first), best.code)
        return best if own in self._by_code else replace(best, _own=self._first[own])


def near(code: str) -> Iterator[str]:
    """Return the tags by which somebody is served whose language has this code, the nearest first."""
    for tag in _shorter_and_shorter(_tag(code)):
        yield tag
        yield from SAME.get(tag, ())


def _read_all(folder: Path, domain: str) -> dict[str, Language]:
    read = [_read(file) for file in sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po"))]
    return {language.code: language for language in read}


def _read(file: Path) -> Language:
    return _parsed(file.parent.parent.name, file.read_bytes())


@lru_cache(maxsize=128)
def _parsed(code: str, source: bytes) -> Language:
    """Read the catalog as translators keep it, so that a fresh clone needs no compiling."""
    catalog = read_po(BytesIO(source), locale=code, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Language(_tag(code), gettext.GNUTranslations(compiled))


def _tag(code: str) -> str:
    return code.replace("_", "-").lower()


def _shorter_and_shorter(tag: str) -> Iterable[str]:
    parts = tag.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
