"""What is done again and again: APScheduler wakes us, the database knows what is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.database import is_trouble
from core.reasons import in_short

log = structlog.get_logger(__name__)

Tick = Callable[[], Awaitable[None]]


def scheduler(ticks: dict[str, tuple[float, Tick]]) -> AsyncIOScheduler:
    """Return a scheduler that runs each tick at its distance in seconds, one at a time, never skipped as late."""
    # A tick that takes longer than its distance skips a round: that is meant, and no warning.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    made = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    in_trouble: set[str] = set()
    for name, (seconds, tick) in ticks.items():
        made.add_job(_surviving, "interval", seconds=seconds, args=(name, tick, in_trouble), id=name)
    return made


async def _surviving(name: str, tick: Tick, in_trouble: set[str]) -> None:
    """Run a tick; trouble with the database is for the next one, and is logged when it begins."""
    try:
        await tick()
    except asyncio.CancelledError:
        return  # the process ends; what is due now is due at its next start
    except Exception as error:
        if not is_trouble(error):
            log.exception("a tick failed", tick=name)
            return
        if name not in in_trouble:
            log.warning("a tick met trouble with the database", tick=name, **in_short(error))
        in_trouble.add(name)
    else:
        in_trouble.discard(name)
