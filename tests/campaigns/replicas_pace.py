"""The pace of all replicas together: owners come and go, and Telegram at its strictest refuses nothing."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import SystemClock
from delivery.models import OutboxRow, Priority
from delivery.outbox import Call, Outbox
from tests.campaigns import evidence
from tests.campaigns.audience import audience
from tests.campaigns.replicas_fleet import Fleet, fleet

PEOPLE = 500
RATE = 28
WORDS = "Something for "
STEADY = 5.0  # seconds of sending between two changes of the owner


async def paced(url: str, folder: Path, seed: int) -> tuple[dict[str, Any], list[str]]:
    """Let many be told something while one owner is killed and the next one asked to end; return figures and faults."""
    async with fleet(url, folder, 3, seed, starts=False) as those:
        telegram = those.campaign.telegram
        telegram.faults.waiting.clear()
        people = [person.id for person in await audience(telegram, PEOPLE)]
        telegram.strict_limits = True
        await those.campaign.database.write(lambda session: _all_due(session, telegram.bot.id, people))
        begun = time.time()
        for each in those.replicas:
            await each.starts()
        await _change_owners(those)
        took = await _quiet(those) - begun
        rows = await those.campaign.database.read(lambda session: session.scalars(select(OutboxRow)).all())
    arrived = [call for call in telegram.called(evidence.SENDS) if call.ok]
    heard = Counter(call.result["chat"]["id"] for call in arrived)
    unknowns = Counter({row.lane: row.unknowns for row in rows if row.key.startswith("pace/")})
    faults = [f"{id_} heard it {heard[id_]} times" for id_ in people if not 1 <= heard[id_] <= 1 + unknowns[id_]]
    if telegram.limits.violations:
        faults.append(f"Telegram refused {telegram.limits.violations} calls as too many")
    figures = {
        "people": PEOPLE,
        "repeated": sum(heard.values()) - len(heard),
        "refused as too many": telegram.limits.violations,
        "most in a second": _most([call.at for call in arrived]),
        "in a steady second": _steady([call.at for call in arrived]),
        "seconds": round(took, 1),
    }
    return figures, faults


async def _change_owners(those: Fleet) -> None:
    """Kill the first owner in the middle of it, and ask the next one to end."""
    first = await those.owner()
    await asyncio.sleep(STEADY)
    await first.process.killed()
    second, _ = await those.taken_over(first)
    await asyncio.sleep(STEADY)
    await second.process.stopped()


def _all_due(session: Session, bot_id: int, people: list[int]) -> None:
    outbox = Outbox(session, SystemClock(), bot_id)
    later = datetime.now(UTC) + timedelta(hours=1)
    for id_ in people:
        body = {"chat_id": id_, "text": f"{WORDS}{id_}"}
        outbox.call(Call(f"pace/{id_}", "sendMessage", id_, body, priority=Priority.CHANGE, expires_at=later))


async def _quiet(those: Fleet) -> float:
    """Wait until nothing is left to send; return the moment."""
    end = time.monotonic() + 120
    while await those.campaign.database.read(evidence.undone) and time.monotonic() < end:  # noqa: ASYNC110  another process tells nobody
        await asyncio.sleep(0.1)
    return time.time()


def _most(moments: list[float]) -> int:
    """Return how many there were at most in any second."""
    return max((sum(moment <= other < moment + 1 for other in moments) for moment in moments), default=0)


def _steady(moments: list[float]) -> float:
    """Return the median over whole seconds in which something was sent."""
    counts = sorted(Counter(int(moment) for moment in moments).values())
    return counts[len(counts) // 2] if counts else 0
