"""Who reads what is said, and how it must be said to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.language import Language, near


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: the language to speak, all they read (the preferred first), and their time zone."""

    language: Language
    languages: tuple[str, ...]
    zone: str = "UTC"
    chosen: bool = False
    """Whether they chose the language here, so that nothing else they do is taken for a wish."""


def read_languages(tags: Iterable[str]) -> tuple[str, ...]:
    """Return languages as content names them: who reads `pt-br` reads `pt`, who reads `nb` reads `no` as well."""
    names = (near_by.partition("-")[0] for tag in tags for near_by in near(tag))
    return tuple(dict.fromkeys(name for name in names if name))
