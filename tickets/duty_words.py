"""What experts type behind a command: numbers, names, reasons, days."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from core.language import Language
from tickets.duty_texts import reason_label
from tickets.experts import Expert
from tickets.states import EXPERTS_REASONS, Reason

_NUMBER = re.compile(r"#?([1-9]\d{0,17})")


class Named(Protocol):
    """A topic of the profile."""

    @property
    def id(self) -> str:
        """By which it is kept."""
        ...

    @property
    def title(self) -> str:
        """By which people know it."""
        ...


T = TypeVar("T", bound=Named)


def typed_number(word: str) -> int | None:
    """Return the number of a request, typed as 12 or #12; None for anything else."""
    found = _NUMBER.fullmatch(word.strip())
    return int(found[1]) if found else None


def is_meant_as_number(word: str) -> bool:
    """Whether a word begins as a number does, right or wrong."""
    return word[:1] == "#" or word[:1].isdigit()


def meant_by(typed: str, experts: Sequence[Expert], topics: Iterable[T]) -> Expert | T | None:
    """Return the expert of this @name or numeric id, or of a first name that no other expert has.

    Or the topic of this name; None for who or what is none.
    """
    word = typed.strip().removeprefix("@").casefold()
    for expert in experts:
        if word in (str(expert.id), (expert.username or "").casefold()) and word:
            return expert
    called = [expert for expert in experts if expert.name.casefold() == word]
    if len(called) == 1:
        return called[0]
    return next((topic for topic in topics if word in (topic.id.casefold(), topic.title.casefold())), None)


def reason_typed(typed: str, languages: Iterable[Language]) -> Reason | None:
    """Return the reason that has this label in one of the languages; None for any other words."""
    word = " ".join(typed.split()).casefold()
    spoken = [(reason, reason_label(reason, language)) for language in languages for reason in EXPERTS_REASONS]
    return next((reason for reason, label in spoken if label.casefold() == word), None)
