"""Countries as people type them."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

from core.language import Language
from people.times import locale_of

_CODE = re.compile("[A-Z]{2}")
_ALSO = {
    **dict.fromkeys(("uk", "england", "scotland", "wales", "northern ireland"), "GB"),
    "czech republic": "CZ",
    "macedonia": "MK",
}
"""Names in use that the locale data has under another one."""


def code_of(typed: str, language: str) -> str | None:
    """Return the ISO 3166-1 code of the country that was typed, such as PT for `Alentejo, Portugal`.

    Its name may be in this language or in English. None for what names no country, or more than one.
    """
    names = _names(language)
    parts = [_plain(part) for part in re.split(r"[,;/()\n]", typed)]
    found = {names[part] for part in parts if part in names}
    if not found:
        words = f" {_plain(typed)} "
        named = [name for name in names if len(name) > 2 and f" {name} " in words]
        # Northern Ireland is not Ireland, nor Guinea-Bissau Guinea.
        found = {names[name] for name in named if not any(name in other and name != other for other in named)}
    return found.pop() if len(found) == 1 else None


def name_of(code: str, language: Language) -> str:
    """Return a country's name in a reader's language; the code itself for what is none."""
    return str(locale_of(language).territories.get(code, code))


@lru_cache(maxsize=64)
def _names(language: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for locale in (locale_of(Language(language)), Locale("en")):
        for code, name in locale.territories.items():
            if _CODE.fullmatch(code):
                names.setdefault(_plain(name), code)
                names.setdefault(code.casefold(), code)
    return {**names, **_ALSO}


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(each if each.isalnum() else " " for each in bare if not unicodedata.combining(each))
    return " ".join(kept.split())
