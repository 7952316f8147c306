"""What a person hears and sees of the bot's messages."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.chats import Chat
from sandbox.screen import Message, described, visible


@dataclass(slots=True)
class Ears:
    """One person's memory of which messages they have heard, chat by chat."""

    name: str
    heard: dict[int, set[int]] = field(default_factory=dict)
    cursors: dict[tuple[int, int, int | None], int] = field(default_factory=dict)

    async def hears(self, chat: Chat, thread: int | None, after: Message | None, timeout: float) -> Message:  # noqa: ASYNC109  # part of the promise
        """Wait for the next message of a bot not heard yet; AssertionError if none comes in `timeout` seconds."""
        found = await until(chat, lambda: self._next(chat, thread, after), timeout)
        if found is None:
            raise AssertionError(
                f"{self.name} heard nothing within {timeout} s; on the screen: {described(visible(chat))}"
            )
        return found

    async def hears_nothing(self, chat: Chat, thread: int | None, seconds: float) -> None:
        """AssertionError if a bot says something within `seconds`."""
        found = await until(chat, lambda: self._next(chat, thread, None), seconds)
        if found is not None:
            raise AssertionError(f"{self.name} heard {found}")

    def _next(self, chat: Chat, thread: int | None, after: Message | None) -> Message | None:
        heard = self.heard.setdefault(id(chat), set())
        key = (id(chat), chat.id, thread)
        cursor = max(self.cursors.get(key, 0), after.id if after else 0)
        for message in _since(chat, cursor):
            self.cursors[key] = message.id
            if (
                message.from_bot
                and not message.service
                and message.id not in heard
                and thread in (None, message.thread)
            ):
                heard.add(message.id)
                return message
        return None

    async def sees(self, chat: Chat, words: str, thread: int | None, timeout: float) -> Message:  # noqa: ASYNC109  # part of the promise
        """Wait for a visible message that contains the words, edited ones too; the newest."""
        found = await until(chat, lambda: _containing(chat, words, thread), timeout)
        if found is None:
            raise AssertionError(
                f"{self.name} sees no {words!r} within {timeout} s; on the screen: {described(visible(chat))}"
            )
        self.heard.setdefault(id(chat), set()).add(found.id)
        return found


def _since(chat: Chat, cursor: int) -> Iterator[Message]:
    for number in range(cursor + 1, chat.last_id + 1):
        if number in chat.posts:
            yield Message.of(chat, chat.posts[number])


def _containing(chat: Chat, words: str, thread: int | None) -> Message | None:
    for entry in reversed(chat.posts.values()):
        message = Message.of(chat, entry)
        if words in message.text and thread in (None, message.thread):
            return message
    return None


async def until(chat: Chat, look: Callable[[], Message | None], seconds: float) -> Message | None:
    """Look again at every change in the chat until there is something, or the time is over."""
    end = asyncio.get_running_loop().time() + seconds
    while (found := look()) is None:
        left = end - asyncio.get_running_loop().time()
        if left <= 0:
            return None
        try:
            await asyncio.wait_for(chat.bell.heard(), left)
        except TimeoutError:
            return look()
    return found
