"""What every handler may use: built once in `bot/`, the same for all updates."""

import asyncio
from asyncio import Condition, Semaphore
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter

from core.clock import Clock
from core.database import Database
from core.language import Languages
from delivery.settling import Settling
from knowledge.library import Library
from knowledge.profile import Profile
from knowledge.whole_messages import Phrases
from tickets.experts import Office

MOMENT = 5.0
"""Seconds that a question waits at most for what is being published; on an idle machine that takes a tenth of one."""


class Measures:
    """What an operator can watch of the conversation."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.answers = Counter("helpdesk_answers", "Questions by decision", ("decision",), registry=registry)


async def _nothing() -> None:
    pass


@dataclass(slots=True)
class House:
    """The parts, and the library in force, which may be replaced whole while the bot runs."""

    database: Database
    clock: Clock
    bot_id: int
    library: Library
    languages: Languages
    settling: Settling
    measures: Measures
    phrases: Phrases = field(default_factory=Phrases.load)
    admin_ids: tuple[int, ...] = ()
    experts_chat_id: int | None = None
    content_dir: Path = field(default=Path())
    data_dir: Path = field(default=Path("data"))
    public_url: str = ""
    """Where the outside reaches this service, without a slash at its end; empty where nobody has told it."""
    thinking: Semaphore = field(default_factory=partial(Semaphore, 1))
    """Held while a question is compared with the knowledge: between two of them the loop turns to what arrives."""
    renew: Callable[[], Awaitable[None]] = field(default=_nothing)  # something was published
    wake: Callable[[], None] = field(default=lambda: None)  # something was put into the outbox

    _published: Condition = field(default_factory=Condition)
    _publishing: int = 0

    @asynccontextmanager
    async def publishing(self) -> AsyncIterator[None]:
        """Publish something and renew the knowledge; questions that come from now on wait for it a while."""
        self._publishing += 1
        try:
            yield
        finally:
            self._publishing -= 1
            async with self._published:
                self._published.notify_all()

    async def up_to_date(self) -> None:
        """Wait until what is being published is in force: who was told of it may ask at once."""
        if not self._publishing:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(MOMENT), self._published:
                await self._published.wait_for(lambda: not self._publishing)

    @property
    def profile(self) -> Profile:
        """What belongs to this service and not to the software."""
        return self.library.content.profile

    @property
    def office(self) -> Office:
        """When the helpdesk works."""
        return Office(self.profile.working_hours, self.profile.timezone, self.profile.holidays)
