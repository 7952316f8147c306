"""Whose turn it is: chats side by side, but for one whose update may be what ends the process."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lane:
    """One chat: what waits in it, by id, and how far it has been read."""

    waiting: deque[int] = field(default_factory=deque)
    more: bool = False  # there is more in the database than fits the window
    missed: bool = False  # more was seen since the window was last filled
    busy: bool = False
    alone: bool = False  # the first may end the process


class Turns:
    """Gives out so many places, to whoever came first.

    Who goes alone has a place only while nobody else has one. So an update that ends the process takes nothing with it
    in its last attempt but itself.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._ready: deque[int] = deque()
        self._alone: set[int] = set()
        self._at_work: list[int] = []

    def join(self, chat: int, *, alone: bool = False) -> None:
        """Stand behind the others."""
        self._ready.append(chat)
        (self._alone.add if alone else self._alone.discard)(chat)

    def next(self) -> int | None:
        """Give a place to who is first, if there is one for them now."""
        if not self._ready or len(self._at_work) >= self._places or not self._alone.isdisjoint(self._at_work):
            return None
        if self._ready[0] in self._alone and self._at_work:
            return None
        self._at_work.append(self._ready[0])
        return self._ready.popleft()

    def over(self, chat: int) -> None:
        """Give the place back."""
        self._at_work.remove(chat)
