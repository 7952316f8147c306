"""News for those who watch, such as the chat page: bounded, and a reader who is too slow is let go."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "message",
    "edit",
    "deletion",
    "answer",
    "action",
    "reaction",
    "call",
    "fault",
    "topic",
    "member",
    "pin",
    "trouble",
    "control",
]


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened: in which chat (None where it is in none), for which bot's private chat, and its facts."""

    kind: Kind
    chat_id: int | None
    bot_id: int | None
    facts: Any


class Reader:
    """An async iterator of changes that ends when its reader fell `size` changes behind, or closed it."""

    def __init__(self, readers: set["Reader"], size: int) -> None:
        self._readers = readers
        self._queue: asyncio.Queue[Change | None] = asyncio.Queue(size + 1)
        self._size = size
        self.lost = False

    def offer(self, change: Change) -> None:
        """Hand it over, or end the reader who has not kept up."""
        if self._queue.qsize() < self._size:
            self._queue.put_nowait(change)
        else:
            self.lost = True
            self.close()

    def close(self) -> None:
        """No more changes after those already waiting."""
        if self in self._readers:
            self._readers.discard(self)
            self._queue.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Change]:
        while (change := await self._queue.get()) is not None:
            yield change


@dataclass(slots=True)
class Changes:
    """Who watches."""

    readers: set[Reader] = field(default_factory=set)

    def subscribe(self, size: int = 1000) -> Reader:
        """Return a reader of everything from now on."""
        reader = Reader(self.readers, size)
        self.readers.add(reader)
        return reader

    def tell(self, kind: Kind, chat_id: int | None, bot_id: int | None, facts: Any) -> None:
        """Something happened."""
        if self.readers:
            change = Change(kind, chat_id, bot_id, facts)
            for reader in tuple(self.readers):
                reader.offer(change)
