"""The local Telegram: starts the server, makes bots, people and groups, and holds what happened."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from sandbox.bots import Bot
from sandbox.calls import Calls
from sandbox.changes import Reader
from sandbox.chats import Chat, User, administrator
from sandbox.faults import Faults
from sandbox.groups import Group
from sandbox.http import LARGEST_REQUEST, Front
from sandbox.journal import Call
from sandbox.limits import Limits
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.world import World


class Sandbox:
    """A Bot API server on this machine; `async with` starts and stops it.

    Add routes to `application` before the start. Everything else may be used before it as well.
    """

    def __init__(self, port: int = 0, host: str = "127.0.0.1", clock: Callable[[], float] | None = None) -> None:
        self.host, self.port = host, port
        self.world = World(clock=clock) if clock else World()
        self.front = Front(Calls(self.world))
        self.application = web.Application(client_max_size=LARGEST_REQUEST)
        self.application.add_routes(self.front.routes())
        self.people: list[Person] = []
        self.groups: list[Group] = []
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    async def start(self) -> None:
        """Listen; `port` is the one in use from now on."""
        self.front.closing.clear()
        self._runner = web.AppRunner(self.application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await self.returns()

    async def stop(self) -> None:
        """End all polls and webhooks, then listen no more; what happened can still be looked at."""
        self.front.closing.set()
        for bot in self.world.bots.values():
            bot.updates.interrupt(None)
            if bot.webhook:
                await bot.webhook.stop()
        for reader in tuple(self.world.changes.readers):
            reader.close()
        if self._runner:
            await self._runner.cleanup()
        self._runner = self._site = None

    async def vanishes(self) -> None:
        """Refuse every connection from now on, as if Telegram could not be reached."""
        if self._site:
            await self._site.stop()
            self._site = None
        for connection in list(self._runner.server.connections if self._runner and self._runner.server else ()):
            connection.force_close()
            if connection.transport:
                connection.transport.abort()

    async def returns(self) -> None:
        """Be there again, on the same port."""
        if self._runner is None:
            raise RuntimeError("start first")
        self._site = web.TCPSite(self._runner, self.host, self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The Bot API's address; methods are at `url/bot<token>/<method>`."""
        return f"http://{self.host}:{self.port}"

    @property
    def clock(self) -> Callable[[], float]:
        """Unix seconds; may be replaced at any time."""
        return self.world.clock

    @clock.setter
    def clock(self, clock: Callable[[], float]) -> None:
        self.world.clock = clock

    @property
    def faults(self) -> Faults:
        """Trouble on demand."""
        return self.world.faults

    @property
    def limits(self) -> Limits:
        """The flood limits and their figures."""
        return self.world.limits

    @property
    def strict_limits(self) -> bool:
        """Whether the flood limits are in force."""
        return self.world.limits.strict

    @strict_limits.setter
    def strict_limits(self, strict: bool) -> None:
        self.world.limits.strict = strict

    @property
    def webhook_pauses(self) -> tuple[float, float]:
        """Seconds before a webhook is tried again: at first, and at most."""
        return self.world.webhook_pauses

    @webhook_pauses.setter
    def webhook_pauses(self, pauses: tuple[float, float]) -> None:
        self.world.webhook_pauses = pauses

    @property
    def bot(self) -> Bot:
        """The only bot there is."""
        return self.world.the_bot()

    @property
    def bots(self) -> list[Bot]:
        """All bots, in the order they were made."""
        return list(self.world.bots.values())

    @property
    def calls(self) -> list[Call]:
        """Every call that arrived, oldest first."""
        return self.world.journal.calls

    def called(self, method: str, chat: Any = None) -> list[Call]:
        """Return the calls of one method (for one chat, person or group)."""
        chat_id = getattr(chat, "id", chat)
        return [call for call in self.calls if call.method == method and chat_id in (None, _number(call.chat_id))]

    def arrivals(self, chat: Any = None, words: str = "") -> list[Message]:
        """Return every message a bot put into a chat (one, or any), as it was first, even if it was changed or deleted.

        Only those that contain `words`. This tells what really arrived and how often, whatever the bot was answered.
        """
        chat_id = getattr(chat, "id", chat)
        seen = [
            Message(raw, self.world.chat_of(raw)) for raw in self.world.arrivals if chat_id in (None, raw["chat"]["id"])
        ]
        return [message for message in seen if words in message.text]

    def subscribe(self, size: int = 1000) -> Reader:
        """Return an async iterator of changes from now on; it ends when its reader fell `size` behind."""
        return self.world.changes.subscribe(size)

    def new_bot(
        self, name: str = "helpdesk", token: str | None = None, *, username: str | None = None, privacy: bool = True
    ) -> Bot:
        """Make a bot with a token of its own, unless one is given."""
        return self.world.new_bot(name, token, username, privacy=privacy)

    def new_person(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = "en",
        id: int | None = None,  # noqa: A002  # Telegram's own word
    ) -> Person:
        """Somebody who has not spoken with any bot yet."""
        number = id or 5_000_000_000 + next(self.world.numbers)
        user = User(number, first_name, last_name, username, language)
        self.world.users[number] = user
        self.people.append(Person(self.world, user))
        return self.people[-1]

    def new_group(
        self, title: str, members: Sequence[Person] = (), *, forum: bool = False, kind: str = "supergroup"
    ) -> Group:
        """Make a group, `supergroup` or `channel`; the first member owns it."""
        number = next(self.world.numbers)
        chat_id = -(4_000_000_000 + number) if kind == "group" else -1_000_000_000_000 - (10**9 + number)
        owner = members[0].user if members else self.new_person("Owner").user
        chat = Chat(
            chat_id, kind, title=title, forum=forum, members={owner.id: {"status": "creator", "is_anonymous": False}}
        )
        chat.members.update({member.id: {"status": "member"} for member in members[1:]})
        self.world.groups[chat_id] = chat
        self.groups.append(Group(self.world, chat))
        return self.groups[-1]

    def new_channel(self, title: str, admins: Sequence[Person] = ()) -> Group:
        """Make a channel, written by its administrators."""
        channel = self.new_group(title, admins, kind="channel")
        for admin in admins[1:]:
            channel.chat.members[admin.id] = administrator(channel=True)
        return channel

    def revoke(self, bot: Bot | None = None) -> None:
        """Make the bot's token worthless: 401 from now on."""
        self.world.the_bot(bot).revoked = True

    def inject(self, raw: bytes | dict[str, Any], bot: Bot | None = None, lane: int = 0) -> int:
        """Deliver this as an update, whatever it is; its update_id."""
        return self.world.the_bot(bot).updates.inject(raw, lane)

    def deliver_twice(self, times: int = 1, bot: Bot | None = None) -> None:
        """Deliver each of the next updates twice."""
        self.world.the_bot(bot).updates.repeats = times

    def deliver_reversed(self, count: int = 2, bot: Bot | None = None) -> None:
        """Hold the next `count` updates back, then deliver them in the wrong order."""
        self.world.the_bot(bot).updates.reverse(count)


def _number(chat_id: Any) -> int | None:
    try:
        return int(chat_id)
    except (TypeError, ValueError):
        return None
