"""A broadcast against a server that keeps Telegram's limits: how fast it goes, and what a reply waits meanwhile."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.house import running
from core.clock import SystemClock
from core.saying import Saying
from core.sqlite import sqlite_engine
from core.text import Text
from core.transactions import transact
from delivery.models import Priority
from delivery.outbox import Outbox
from sandbox.caller import Caller
from sandbox.people import Person
from sandbox.server import Sandbox


async def measure(recipients: int = 600, asks: int = 10) -> dict[str, Any]:
    """Return messages a second, refusals for being too fast, and what replies wait without and with a broadcast."""
    async with Sandbox() as telegram:
        telegram.new_bot("helpdesk")
        people = await _audience(telegram, recipients)
        telegram.strict_limits, telegram.faults.latency = True, 0.05
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            async with running(telegram, folder, webhook=False) as house:
                await house.ready()
                alone = await replies(telegram, asks)
                return {"reply_alone_s": alone, **await _broadcast(telegram, folder, people, asks)}


async def _audience(telegram: Sandbox, count: int) -> list[Person]:
    """Return people who have started the bot and wait for nothing."""
    people = [telegram.new_person(f"Person {number}") for number in range(count)]
    for person in people:
        await person.starts()
    async with Caller(telegram.url, telegram.bot.token) as caller:
        await caller("deleteWebhook", drop_pending_updates=True)
    return people


async def _broadcast(telegram: Sandbox, folder: Path, people: list[Person], asks: int) -> dict[str, Any]:
    begun = time.perf_counter()
    await asyncio.to_thread(_put, folder / "helpdesk.db", telegram.bot.id, [person.id for person in people])
    waits = await replies(telegram, asks)
    while len(telegram.arrivals(words="News")) < len(people):  # noqa: ASYNC110  another process sends
        await asyncio.sleep(0.05)
    took = time.perf_counter() - begun
    too_fast = sum(call.code == 429 for call in telegram.calls)
    return {"sent_per_s": (len(people) + asks) / took, "too_fast": too_fast, "reply_meanwhile_s": waits}


def _put(file: Path, bot_id: int, chats: list[int]) -> None:
    engine = sqlite_engine(file, writes=True)
    with engine.connect() as connection:
        transact(connection, lambda session: _news(Outbox(session, SystemClock(), bot_id), chats))
    engine.dispose()


def _news(outbox: Outbox, chats: list[int]) -> None:
    for chat in chats:
        outbox.say(f"news/{chat}", chat, Saying(Text("News")), priority=Priority.ARTICLE, must=False)


async def replies(telegram: Sandbox, count: int) -> dict[str, float]:
    """Let people ask one after the other and return how long they waited."""
    waits = []
    for number in range(count):
        person = telegram.new_person(f"Asker {number}")
        begun = time.perf_counter()
        await person.says("Who can use the platform?")
        await person.hears(timeout=60)
        waits.append(time.perf_counter() - begun)
    return {"median": statistics.median(waits), "max": max(waits)}
