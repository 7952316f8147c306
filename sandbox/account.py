"""What everything a person does starts from: the account, and which chat is meant."""

from typing import Any

from sandbox.bots import Bot
from sandbox.chats import Chat, User
from sandbox.groups import Group
from sandbox.hearing import Ears
from sandbox.screen import Message, visible
from sandbox.world import World

Place = Group | Bot | Chat | None


class Account:
    """A person's account and ears."""

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.user = user
        self.ears = Ears(user.first_name)
        self.notices: list[dict[str, Any]] = []

    @property
    def id(self) -> int:
        """The account's number, and that of the private chat with any bot."""
        return self.user.id

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.user.first_name} {self.user.last_name or ''}".strip()

    def chat(self, place: Place = None) -> Chat:
        """Return the chat that is meant."""
        if isinstance(place, Chat):
            return place
        if isinstance(place, Group):
            return place.chat
        return self.world.private_chat(self.world.the_bot(place), self.user)

    def screen(self, chat: Place = None, thread: int | None = None) -> list[Message]:
        """Return what is visible in a chat now, oldest first; edited messages in their last form."""
        return visible(self.chat(chat), thread)

    async def hears(
        self,
        timeout: float = 30.0,  # noqa: ASYNC109  # part of the promise
        after: Message | None = None,
        in_: Place = None,
        thread: int | None = None,
    ) -> Message:
        """Wait for the bot's next message not heard yet; AssertionError if none comes in `timeout` seconds."""
        return await self.ears.hears(self.chat(in_), thread, after, timeout)

    async def hears_nothing(self, for_: float = 0.3, in_: Place = None, thread: int | None = None) -> None:
        """AssertionError if the bot says something within `for_` seconds."""
        await self.ears.hears_nothing(self.chat(in_), thread, for_)

    async def sees(
        self,
        words: str,
        in_: Place = None,
        thread: int | None = None,
        timeout: float = 30.0,  # noqa: ASYNC109  # part of the promise
    ) -> Message:
        """Wait for a visible message with these words, edited ones too; the newest."""
        return await self.ears.sees(self.chat(in_), words, thread, timeout)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} {self.id}>"
