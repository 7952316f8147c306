"""What a visitor of the chat page does: says, replies, edits, presses, starts, blocks, and makes trouble."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.chats import Chat, Raw
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.showing import Showing, bot_named
from sandbox.text import LONGEST_TEXT
from sandbox.world import World

T = TypeVar("T")

EMPTY = f"A message has 1 to {LONGEST_TEXT} characters."
TROUBLED = ("sendMessage", "editMessageText", "answerCallbackQuery")
TROUBLES: dict[str, Raw] = {
    "busy": {"retry_after": 5, "times": 1},
    "slow": {"latency": 3.0, "times": None},
    "down": {"html": True, "times": None},
    "lost": {"lost": True, "times": 1},
}


class BadOrder(Exception):
    """It cannot be done; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it came, read against the world it is for."""

    showing: Showing
    given: Raw

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

    def message(self, name: str = "message") -> Message:
        """Return the message that is meant, as it is now."""
        chat = self.chat
        entry = chat.posts.get(self.value(name, int))
        if entry is None:
            raise BadOrder("This message is not there any more.")
        return Message.of(chat, entry)


async def say(order: Order) -> None:
    """Write something; what is too long for one message becomes several, as phones do it."""
    words, thread = order.value("words", str), order.given.get("thread")
    if not words.strip():
        raise BadOrder(EMPTY)
    if order.chat.blocked:
        raise BadOrder("The bot is blocked; restart it first.")
    if len(words) > LONGEST_TEXT:
        await order.person.pastes(words, order.chat, thread)
        return
    answered = order.message("reply_to") if order.given.get("reply_to") else None
    await order.person.says(words, order.chat, thread, answered)


async def edit(order: Order) -> None:
    """Change an own message."""
    words, message = order.value("words", str), order.message()
    if message.author["id"] != order.person.id:
        raise BadOrder("Only its author can change a message.")
    if not words.strip() or len(words) > LONGEST_TEXT:
        raise BadOrder(EMPTY)
    await order.person.edits(message, words)


async def press(order: Order) -> None:
    """Press a button; what the bot answers comes as news."""
    await order.person.presses(order.message(), (order.value("row", int), order.value("column", int)))


async def start(order: Order) -> None:
    """Press Start, or open a bot by its link."""
    bot = bot_named(order.world, order.value("bot", str))
    if bot is None:
        raise BadOrder("There is no such bot here.")
    await order.person.starts(order.value("payload", str), bot)


async def block(order: Order) -> None:
    """Stop the bot of a private chat."""
    bot = next((bot for bot in order.world.bots.values() if bot.id == order.chat.bot_id), None)
    if bot is None:
        raise BadOrder("Only a bot can be blocked.")
    order.person.blocks(bot)


async def trouble(order: Order) -> None:
    """Let the server misbehave in one way, or in none."""
    kind = order.value("kind", str)
    if kind not in (*TROUBLES, ""):
        raise BadOrder("There is no such trouble.")
    order.world.faults.clear()
    for method in TROUBLED if kind else ():
        order.world.faults.add(method, **TROUBLES[kind])


ORDERS: dict[str, Callable[[Order], Awaitable[Any]]] = {
    order.__name__: order for order in (say, edit, press, start, block, trouble)
}
