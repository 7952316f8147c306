"""An order of the chat page's visitor, read against the world it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sandbox.bots import Bot
from sandbox.chats import Chat, Raw
from sandbox.files import Upload
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.showing import Showing, bot_named
from sandbox.world import World

T = TypeVar("T")


class BadOrder(Exception):
    """It cannot be done; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it came, with the files that came with it."""

    showing: Showing
    given: Raw
    uploads: Sequence[Upload] = ()

    def value(self, name: str, kind: type[T]) -> T:
        """Return one of its values."""
        value = self.given.get(name)
        if not isinstance(value, kind):
            raise BadOrder(f"{name} is not what it should be.")
        return value

    @property
    def world(self) -> World:
        """Where it is done."""
        return self.showing.world

    @property
    def person(self) -> Person:
        """Who does it."""
        number = self.value("person", int)
        for persona in self.showing.personas:
            if persona.person.id == number:
                return persona.person
        raise BadOrder("Nobody here has this number.")

    @property
    def chat(self) -> Chat:
        """Where it is done, one of the person's own chats."""
        key = self.value("chat", str)
        for chat in self.showing.chats_of(self.person):
            if self.showing.key(chat) == key:
                return chat
        raise BadOrder("This person is not in that chat.")

    @property
    def open_chat(self) -> Chat:
        """Where it is done, unless the person has blocked the bot there."""
        chat = self.chat
        if chat.blocked:
            raise BadOrder("The bot is blocked; restart it first.")
        return chat

    @property
    def thread(self) -> int | None:
        """The topic it is done in."""
        return self.value("thread", int) if self.given.get("thread") else None

    @property
    def bot(self) -> Bot:
        """The bot that is named."""
        bot = bot_named(self.world, self.value("bot", str))
        if bot is None:
            raise BadOrder("There is no such bot here.")
        return bot

    def message(self, name: str = "message") -> Message:
        """Return the message that is meant, as it is now."""
        chat = self.chat
        entry = chat.posts.get(self.value(name, int))
        if entry is None:
            raise BadOrder("This message is not there any more.")
        return Message.of(chat, entry)

    @property
    def answered(self) -> Message | None:
        """The message it replies to."""
        return self.message("reply_to") if self.given.get("reply_to") else None
