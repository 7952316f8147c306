"""The languages in which the service can speak."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "helpdesk"
SOURCE = "en"  # the language of the sentences in the code


@dataclass(frozen=True, slots=True)
class Language:
    """A language to speak in; what its catalog lacks is said in English."""

    code: str
    _catalog: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, repr=False, compare=False)

    def gettext(self, message: str) -> str:
        """Return the sentence in this language."""
        return self._catalog.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of the sentence that fits `n` of something."""
        return self._catalog.ngettext(one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        """Return a word whose translation depends on where it stands, such as a button's label."""
        return self._catalog.pgettext(context, message)


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that have a catalog, and English, which needs none."""

    _by_code: Mapping[str, Language]

    @classmethod
    def load(cls, folder: Path) -> "Languages":
        """Read `<folder>/<code>/LC_MESSAGES/helpdesk.po` of every language; a broken catalog is an error."""
        read = [_read(file) for file in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))]
        return cls({SOURCE: Language(SOURCE), **{language.code: language for language in read}})

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages' codes, sorted, as IETF tags in lower case."""
        return tuple(sorted(self._by_code))

    def best(self, *wanted: str | None) -> Language:
        """Return the first wanted language that there is, else English; `pt-br` is also served by `pt`."""
        tags = (tag for each in wanted if each for tag in _shorter_and_shorter(_tag(each)))
        return next((self._by_code[tag] for tag in tags if tag in self._by_code), self._by_code[SOURCE])


def _read(file: Path) -> Language:
    """Read the catalog as translators keep it, so that a fresh clone needs no compiling."""
    code = file.parent.parent.name
    with file.open("rb") as source:
        catalog = read_po(source, locale=code, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Language(_tag(code), gettext.GNUTranslations(compiled))


def _tag(code: str) -> str:
    return code.replace("_", "-").lower()


def _shorter_and_shorter(tag: str) -> list[str]:
    parts = tag.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
