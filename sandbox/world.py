"""Everything the local Telegram knows: accounts, chats, files, open questions; and the way to find them."""

import itertools
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.bell import Bell
from sandbox.bots import Bot
from sandbox.changes import Changes
from sandbox.chats import Chat, Raw, User
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.updates import Updates

MOST_ARRIVALS = 200_000
ANONYMOUS = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass(slots=True)
class Question:
    """A press or an inline query that waits for its one answer; `answer` is what the bot gave."""

    id: str
    bot_id: int
    user_id: int
    dies_at: float
    answer: Raw | None = None
    chat: Chat | None = None


@dataclass(slots=True)
class World:
    """The state; `clock` gives unix seconds and may be replaced."""

    clock: Callable[[], float] = time.time
    users: dict[int, User] = field(default_factory=dict)
    bots: dict[str, Bot] = field(default_factory=dict)
    privates: dict[tuple[int, int], Chat] = field(default_factory=dict)
    groups: dict[int, Chat] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    inline_messages: dict[str, tuple[Chat, int]] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    changes: Changes = field(default_factory=Changes)
    arrivals: deque[Raw] = field(default_factory=lambda: deque(maxlen=MOST_ARRIVALS))
    answered: Bell = field(default_factory=Bell)
    webhook_pauses: tuple[float, float] = (0.5, 60.0)
    perform: Callable[[Bot, str, Raw], Awaitable[Any]] | None = None
    limits: Limits = field(init=False)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.limits = Limits(self.now_exactly)
        self.users[ANONYMOUS.id] = ANONYMOUS

    def now_exactly(self) -> float:
        """Unix seconds with their fraction, by whatever clock is in force."""
        return self.clock()

    def now(self) -> int:
        """Unix seconds, as they stand in messages."""
        return int(self.clock())

    def new_bot(self, name: str, token: str | None, username: str | None, *, privacy: bool) -> Bot:
        """Register a bot; its id is the token's first part."""
        number = int(token.partition(":")[0]) if token else 7_000_000_000 + next(self.numbers)
        token = token or f"{number}:{random.Random(number).randbytes(17).hex()}x"  # noqa: S311  # a toy token
        user = User(number, name, username=username or f"{name.replace(' ', '_')}_bot", is_bot=True)
        updates = Updates(self.now_exactly, next_id=random.Random(number).randrange(10**8, 10**9))  # noqa: S311  # as Telegram: any
        bot = Bot(user, token, updates, privacy=privacy)
        self.users[number], self.bots[token] = user, bot
        return bot

    def the_bot(self, bot: Bot | None = None) -> Bot:
        """Return this bot, or the only one there is."""
        if bot:
            return bot
        if len(self.bots) != 1:
            raise AssertionError(f"there are {len(self.bots)} bots; say which one is meant")
        return next(iter(self.bots.values()))

    def private_chat(self, bot: Bot, person: User) -> Chat:
        """Their chat, made (not yet started) where there was none."""
        key = (bot.id, person.id)
        if key not in self.privates:
            self.privates[key] = Chat(person.id, "private", person=person, bot_id=bot.id)
        return self.privates[key]

    def chat_of(self, raw: Raw) -> Chat:
        """Return the chat of a message that a bot sent."""
        number = raw["chat"]["id"]
        return self.groups[number] if number < 0 else self.privates[(raw["from"]["id"], number)]

    def bots_in(self, chat: Chat) -> list[Bot]:
        """Return the bots that are in this chat now."""
        if chat.private:
            return [bot for bot in self.bots.values() if bot.id == chat.bot_id]
        return [bot for bot in self.bots.values() if chat.contains(bot.id)]

    def chat_for(self, bot: Bot, chat_id: int | str) -> Chat:
        """Return the chat a bot means, or the refusal Telegram gives because the bot may not use it."""
        if isinstance(chat_id, str):
            chat_id = self._by_username(chat_id)
        return self._private_for(bot, chat_id) if chat_id > 0 else self._group_for(bot, chat_id)

    def writable(self, bot: Bot, chat_id: int | str) -> Chat:
        """Return the chat a bot wants to write to; 403 where it may not."""
        chat = self.chat_for(bot, chat_id)
        if chat.person and chat.person.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.kind == "channel" and not chat.may(bot.id, "can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        return chat

    def _by_username(self, username: str) -> int:
        name = username.removeprefix("@").lower()
        for chat in self.groups.values():
            if (chat.username or "").lower() == name:
                return chat.id
        raise bad_request("chat not found")

    def _private_for(self, bot: Bot, user_id: int) -> Chat:
        chat = self.privates.get((bot.id, user_id))
        if chat and chat.started:
            return chat
        user = self.users.get(user_id)
        if user and user.is_bot:
            raise forbidden("bots can't send messages to bots")
        if user_id in bot.met:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    def _group_for(self, bot: Bot, chat_id: int) -> Chat:
        chat = self.groups.get(chat_id)
        if chat is None or bot.id not in chat.members:
            raise bad_request("chat not found")
        if chat.migrated_to:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, description, {"migrate_to_chat_id": chat.migrated_to})
        status = chat.member(bot.id)["status"]
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.family}")
        if status == "left":
            raise forbidden(f"bot is not a member of the {chat.family}")
        return chat

    def ask(self, bot: Bot, user: User, lifetime: float, chat: Chat | None = None) -> Question:
        """Make a new question for the bot, with its id."""
        self._forget_old_questions()
        number = str(user.id * 2**20 + next(self.numbers) % 2**20 + 2**52)
        question = Question(number, bot.id, user.id, self.clock() + lifetime, chat=chat)
        self.questions[number] = question
        return question

    def open_question(self, bot: Bot, number: Any) -> Question:
        """Return the question with this id, if it still waits for an answer; each takes one."""
        question = self.questions.get(str(number))
        if question is None or question.bot_id != bot.id or question.answer or question.dies_at <= self.clock():
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return question

    def _forget_old_questions(self) -> None:
        if len(self.questions) > 10_000:
            now = self.clock()
            self.questions = {key: one for key, one in self.questions.items() if one.dies_at > now}
