"""Lists that are longer than a phone's screen: nine on a page, counted through all pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

A_PAGE = 9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; pages are counted from 0, and one beyond the last is the last."""

    each: Sequence[T]
    number: int
    of: int

    @classmethod
    def cut(cls, every: Sequence[T], number: int) -> "Page[T]":
        """Return a page of a list."""
        of = max(1, -(-len(every) // A_PAGE))
        place = min(number, of - 1)
        return cls(every[place * A_PAGE : (place + 1) * A_PAGE], place, of)

    @property
    def first(self) -> int:
        """The number of the first on this page, counted from 1 through all pages."""
        return self.number * A_PAGE + 1
