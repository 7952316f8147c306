"""A sender that runs as long as a block, with the local Telegram on its other side."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from core.database import Database
from delivery.backend import AiohttpRequest
from delivery.claims import Claims
from delivery.client import Client, make_bot
from delivery.metrics import DeliveryMetrics
from delivery.models import Fate, OutboxRow
from delivery.outbox import Outbox
from delivery.owner import Owner
from delivery.pacer import Pacer, Windows
from delivery.renderers import Renderers
from delivery.sender import Sender
from delivery.settling import Move, Settling
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import BOT, metrics, outbox, owner_of, puts, saying, until, until_found

ON_ITS_WAY = {Fate.WAITING, Fate.CLAIMED}
ANSWER_SECONDS = 0.3  # what a call may take here, where a story may be about an answer that never comes


@dataclass
class Sending:
    """What runs, and what a story does with it."""

    sender: Sender
    settling: Settling
    database: Database
    clock: MovedClock
    figures: DeliveryMetrics

    async def put(self, put: Callable[[Outbox], object]) -> None:
        """Put something into the outbox and wake the sender."""
        await puts(self.database, self.clock, put)
        self.sender.wake()

    async def say(self, key: str, chat: int, words: str = "hello") -> None:
        """Say something."""
        await self.put(lambda box: box.say(key, chat, saying(words)))

    async def settles(self, *keys: str) -> list[OutboxRow]:
        """Wait until none of these is on its way any more, and return them."""

        async def look() -> list[OutboxRow] | None:
            found = await outbox(self.database)
            rows = [found[key] for key in keys]
            return None if any(row.state in ON_ITS_WAY for row in rows) else rows

        return list(await until_found(look))

    async def tries(self, key: str, times: int = 1) -> OutboxRow:
        """Wait until a call that was tried so often rests before the next try."""

        async def look() -> OutboxRow | None:
            row = (await outbox(self.database))[key]
            return row if row.state == Fate.WAITING and row.attempts == times else None

        found: OutboxRow = await until_found(look)
        # Its chat is told to rest a moment after the row is; time must not pass in between.
        await until(lambda: not self.sender._tasks)  # noqa: SLF001  nothing else tells
        return found

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.moves(seconds=seconds)
        self.sender.wake()


@asynccontextmanager
async def sending(
    database: Database,
    telegram: Sandbox,
    clock: MovedClock,
    renderers: Renderers | None = None,
    moves: Sequence[Move] = (),
    owner: Owner | None = None,
    *,
    answers: float = ANSWER_SECONDS,
    pacer: Pacer | None = None,
    together: int = 1,
) -> AsyncIterator[Sending]:
    """Send what is in the outbox for as long as the block; then stop in good order.

    One after the other, so that calls to several chats arrive as they were claimed, unless more go together.
    """
    figures, owner = metrics(), owner or owner_of(database)
    bot = make_bot(telegram.bot.token, telegram.url, AiohttpRequest(answers))
    await bot.request.initialize()
    assert await owner.acquire()
    pacer = pacer or Pacer(rate=1000)
    pacer.windows = Windows(lambda: clock.now().timestamp())
    settling = Settling(BOT, clock, moves)
    claims = Claims(BOT, clock, renderers or Renderers())
    sender = Sender(database, owner, Client(bot), claims, settling, figures, pacer)
    sender.token_pause, sender.grace, sender.together = 0.05, 1.0, together
    running = asyncio.create_task(sender.run())
    try:
        yield Sending(sender, settling, database, clock, figures)
    finally:
        sender.stop()
        try:
            await running
        finally:
            await owner.release()
            await bot.request.shutdown()
