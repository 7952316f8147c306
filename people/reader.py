"""Who reads what is said, and how it must be said to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.language import Language


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: the language to speak, all they read (the preferred first), and their time zone."""

    language: Language
    languages: tuple[str, ...]
    zone: str = "UTC"


def read_languages(tags: Iterable[str]) -> tuple[str, ...]:
    """Return languages as content names them, without their country: who reads `pt-br` reads `pt`."""
    return tuple(dict.fromkeys(tag.replace("_", "-").partition("-")[0].lower() for tag in tags))
