"""Lanes that run as long as a block, over a handler that a story writes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from core.clock import Clock
from core.database import Database
from delivery.lanes import Lanes, Pace
from delivery.letters import Letter
from delivery.metrics import DeliveryMetrics
from delivery.owner import Owner
from tests.delivering import BOT, metrics, owner_of

Handle = Callable[[Letter], Awaitable[None]]
QUICK = Pace(poll=0.02, pauses=(0.01, 0.02, 0.03), handler=5.0, grace=1.0, again=0.02)


async def decides(letter: Letter) -> None:
    """Handle an update as simply as can be."""
    await letter.decide(lambda _: None)


@dataclass
class Handling:
    """What runs, and the figures it counts."""

    lanes: Lanes
    figures: DeliveryMetrics = field(default_factory=metrics)


@asynccontextmanager
async def handling(
    database: Database, clock: Clock, handle: Handle, pace: Pace = QUICK, owner: Owner | None = None
) -> AsyncIterator[Handling]:
    """Handle what is in the inbox for as long as the block; then stop in good order."""
    figures, owner = metrics(), owner or owner_of(database)
    assert await owner.acquire()
    lanes = Lanes(database, owner, clock, BOT, figures, handle, pace)
    running = asyncio.create_task(lanes.run())
    try:
        yield Handling(lanes, figures)
    finally:
        lanes.stop()
        await running
        await owner.release()
