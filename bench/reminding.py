"""A reminder for many at one second, from a helpdesk in its own process, to a server that keeps Telegram's limits.

`python -m bench.reminding` prints one JSON.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench.house import running
from core.sqlite import sqlite_engine
from core.transactions import transact
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.campaigns.audience import RULE, audience, meets, publishes, wall
from tests.clocks import MovedClock
from tests.learned import remembering_all

WORDS = "“Soon” starts in"
RATE = 28.0  # messages a second: as long as reminders go, somebody asks
LEAD = timedelta(seconds=8)  # to write the registrations down before the reminder is due


async def measure(recipients: int = 10_000, asks: int = 20, latency: float = 0.05) -> dict[str, Any]:
    """Return how fast a reminder reaches everybody, and what a member's reply waits without it and meanwhile."""
    async with Sandbox() as telegram:
        telegram.new_bot("helpdesk")
        people = await audience(telegram, recipients)
        telegram.world.journal.keep = 20 * recipients + 10_000
        telegram.strict_limits, telegram.faults.latency = True, latency
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            remembering_all(folder)
            async with running(telegram, folder, webhook=False) as house:
                await house.ready()
                alone = await replies(telegram, asks)
                due = await _put_on(folder / "helpdesk.db", [person.id for person in people])
                found = await _reminded(telegram, due, asks)
                later = round(found["reply_meanwhile_s"]["median"] - alone["median"], 3)
                return {"recipients": recipients, "reply_alone_s": alone, "reply_later_s": later, **found}


async def _put_on(file: Path, people: list[int]) -> float:
    """Let everybody be registered for an event whose reminder is due at the next full minute; return when that is."""
    due = (datetime.now(UTC) + LEAD).replace(second=0, microsecond=0) + timedelta(minutes=1)

    def work(session: Session) -> None:
        before = MovedClock(datetime.now(UTC) - timedelta(days=3))
        meets(session, before, people)
        publishes(session, before, "soon", people, starts=wall(due + timedelta(minutes=40)), reminders=(RULE,))

    await asyncio.to_thread(_write, file, work)
    if time.time() > due.timestamp():
        raise RuntimeError("the registrations were not written down in time")
    await asyncio.sleep(due.timestamp() - time.time())
    return due.timestamp()


def _write(file: Path, work: Any) -> None:
    engine = sqlite_engine(file, writes=True)
    with engine.connect() as connection:
        transact(connection, work)
    engine.dispose()


async def _reminded(telegram: Sandbox, due: float, asks: int) -> dict[str, Any]:
    people = sum(chat.started for chat in telegram.world.privates.values()) - asks
    waits = await replies(telegram, asks, every=min(3.0, people / RATE / asks))
    while len(telegram.arrivals(words=WORDS)) < people:  # noqa: ASYNC110  another process sends
        await asyncio.sleep(0.5)
    calls = [call for call in telegram.called("sendMessage") if call.ok and WORDS in call.params.get("text", "")]
    heard = Counter(call.chat_id for call in calls)
    took = calls[-1].at - calls[0].at
    return {
        "reply_meanwhile_s": waits,
        "first_after_due_s": round(calls[0].at - due, 3),
        "all_after_due_s": round(calls[-1].at - due, 1),
        "reminders_per_s": round((len(calls) - 1) / took, 2),
        "messages_per_s": round((len(calls) - 1 + asks) / took, 2),
        "twice": sum(count > 1 for count in heard.values()),
        "too_fast": sum(call.code == 429 for call in telegram.calls),
    }


async def replies(telegram: Sandbox, count: int, every: float = 0.0) -> dict[str, float]:
    """Let people ask one after the other and return how long they waited."""
    waits = []
    for number in range(count):
        person: Person = telegram.new_person(f"Asker {number}")
        begun = time.perf_counter()
        await person.says("Who can use the platform?")
        await person.hears(timeout=60)
        waits.append(time.perf_counter() - begun)
        await asyncio.sleep(every)
    return {"median": round(statistics.median(waits), 3), "max": round(max(waits), 3)}


def main() -> None:
    """Measure as the command line says, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--replies", type=int, default=20)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(measure(given.people, given.replies)), indent=2))


if __name__ == "__main__":
    main()
