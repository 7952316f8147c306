"""Floods of a running helpdesk: what is acknowledged how soon, what is lost, and what others notice of it."""

import asyncio
import json
import re
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench.commits import commit_times
from bench.load import update
from core.database import Database
from core.databases import open_database
from delivery.models import Handling, InboxRow
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.campaigns.owners import fetched, until_ready
from tests.campaigns.process import ROOT, Installation, Process
from tests.learned import LEARNED

SECRET = "campaign"
CHATS = 5000
FIRST = 1_500_000_000  # the ids of a flood's updates; the local Telegram's own are far below
OTHERS = 8
STARTS = 120.0  # seconds until it must be ready on the busiest machine
PAUSE = 1.5  # seconds between two questions of one of the others: slow enough for a chat's own limit
LAST_ONES = 30.0  # seconds for what still waits once as many were handled as there were


@dataclass(slots=True)
class Flooded:
    """A helpdesk in a process of its own, which measures how late its loop is."""

    telegram: Sandbox
    installation: Installation
    database: Database
    process: Process

    async def brings(self, rate: float, seconds: float, *, chats: int, first: int) -> dict[str, Any]:
        """Bring updates at this rate, by another process; return what was acknowledged, and after how many seconds."""
        url = f"http://127.0.0.1:{self.installation.http_port}/telegram/webhook"
        options = {"rate": rate, "count": int(rate * seconds), "chats": chats, "first": first}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        command = (sys.executable, "-m", "bench.load", url, SECRET, *words)
        load = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        output, _ = await load.communicate()
        noted: dict[str, Any] = json.loads(output)
        return noted

    async def handled(self, count: float) -> float:
        """Wait until so many updates are handled in all; return the seconds that took."""
        begun = time.monotonic()
        while await self._handled() < count:  # noqa: ASYNC110  another process tells nobody
            await asyncio.sleep(0.05)
        return time.monotonic() - begun

    async def _handled(self) -> float:
        text = await fetched(f"http://127.0.0.1:{self.installation.metrics_port}/metrics")
        found = re.search(r"^helpdesk_updates_handled_total ([0-9.e+]+)$", text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    def megabytes(self) -> float:
        """Return the memory it holds."""
        return round(psutil.Process(self.process.process.pid).memory_info().rss / 1e6, 1)

    def cpu(self) -> float:
        """Return the seconds of the processor it has used, which do not depend on what else the machine does."""
        times = psutil.Process(self.process.process.pid).cpu_times()
        return round(times.user + times.system, 2)

    async def lag(self) -> dict[str, float]:
        """Ask it to end; return how late its loop was, in milliseconds."""
        await self.process.stopped()
        return lag_in(self.installation.log.read_text())


def lag_in(log: str) -> dict[str, float]:
    """Return what the measured build has written last."""
    found = re.findall(r"^lag (\{.*\})$", log, re.MULTILINE)
    lag: dict[str, float] = json.loads(found[-1]) if found else {}
    return lag


@asynccontextmanager
async def flooded(url: str, folder: Path, waiting: int = 0) -> AsyncIterator[tuple[Flooded, float, float]]:
    """Start a helpdesk with so many updates waiting; yields also the seconds until it was ready and to the first."""
    async with Sandbox() as telegram:
        telegram.faults.latency = 0.05
        bot = telegram.new_bot("helpdesk")
        shutil.copytree(LEARNED, folder, dirs_exist_ok=True)
        database = open_database(url)
        await database.write(lambda session: _fill(session, bot.id, max(waiting, 1)))
        installation = Installation(bot.token, telegram.url, url, folder, webhook=True, cold=True, change="measured")
        begun = time.monotonic()
        helpdesk = Flooded(telegram, installation, database, await installation.start())
        try:
            if not await until_ready(installation, helpdesk.process, STARTS):
                raise AssertionError("it did not become ready")
            ready = time.monotonic() - begun
            await helpdesk.handled(1)
            yield helpdesk, ready, time.monotonic() - begun
        finally:
            await installation.clear()
            await database.close()


def _fill(session: Session, bot_id: int, count: int) -> None:
    now, same = datetime.now(UTC), {"bot_id": bot_id, "state": Handling.WAITING, "attempts": 0}
    rows = [
        {
            **same,
            "update_id": n,
            "lane": 10_000_000 + n % CHATS,
            "body": json.dumps(update(n, CHATS)),
            "received_at": now,
        }
        for n in range(count)
    ]
    session.execute(insert(InboxRow), rows)


async def flood(url: str, folder: Path, rate: float, seconds: float) -> dict[str, Any]:
    """Bring so many a second for so long; return what became of them."""
    commits = commit_times(folder)
    async with flooded(url, folder) as (helpdesk, ready, first):
        rest, cpu = helpdesk.megabytes(), helpdesk.cpu()
        brought = await helpdesk.brings(rate, seconds, chats=CHATS, first=FIRST)
        after = helpdesk.megabytes()
        behind = await helpdesk.handled(1 + len(brought["acknowledged"]))
        kept = await helpdesk.database.read(_kept)
        return {
            "rate": rate,
            "updates": int(rate * seconds),
            "acknowledged": len(brought["acknowledged"]),
            "lost": len({500_000_000 + n for n in brought["acknowledged"]} - kept),
            "ack_ms": spread(brought["seconds"]),
            "sent_at_rate": round(int(rate * seconds) / brought["took"], 1),
            "handled_behind_s": round(behind, 1),
            "commit_ms": {name: round(value, 2) for name, value in commits.items()},
            "start_cpu_s": cpu,
            "cpu_ms_an_update": round(1000 * (helpdesk.cpu() - cpu) / max(1, len(brought["acknowledged"])), 2),
            "rest_mb": rest,
            "after_mb": max(after, helpdesk.megabytes()),
            "ready_s": round(ready, 2),
            "first_handled_s": round(first, 2),
            "lag_ms": await helpdesk.lag(),
        }


def _kept(session: Session) -> set[int | None]:
    return set(session.scalars(select(InboxRow.update_id)))


async def abused(url: str, folder: Path, rate: float, seconds: float) -> dict[str, Any]:
    """Let one chat write that fast, while others ask one thing after the other; return how long they wait."""
    async with flooded(url, folder) as (helpdesk, _, _):
        people = [helpdesk.telegram.new_person(f"Other {number}") for number in range(OTHERS)]
        alone = await _asked(people, 3)
        asking = asyncio.create_task(_asked(people, int(seconds / PAUSE)))
        brought = await helpdesk.brings(rate, seconds, chats=1, first=FIRST)
        beside = await asking
        return {
            "abuser_rate": rate,
            "acknowledged": len(brought["acknowledged"]),
            "others_alone_ms": spread(alone),
            "others_beside_ms": spread(beside),
            "unanswered": beside.count(float("inf")),
        }


async def _asked(people: Sequence[Person], times: int) -> list[float]:
    """Let everybody ask so often; return the seconds to each answer, infinite for none."""
    waited: list[float] = []

    async def asks(person: Person) -> None:
        for number in range(times):
            words = f"/x{person.id}n{len(waited)}t{number}"
            begun = time.monotonic()
            await person.says(words)
            try:
                await person.sees(f"There is no command {words} here", timeout=30)
                waited.append(time.monotonic() - begun)
            except AssertionError:
                waited.append(float("inf"))
            await asyncio.sleep(max(0.0, PAUSE - (time.monotonic() - begun)))

    await asyncio.gather(*map(asks, people))
    return waited


async def backlog(url: str, folder: Path, count: int) -> dict[str, Any]:
    """Start with so many updates waiting; return the seconds until the first and the last are handled."""
    async with flooded(url, folder, waiting=count) as (helpdesk, ready, first):
        cpu = helpdesk.cpu()
        more, begun = await helpdesk.handled(count), time.monotonic()
        # What became of our own calls is handled as well, and counted: some of those that waited may still wait.
        while (left := await helpdesk.database.read(_left)) and time.monotonic() - begun < LAST_ONES:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.05)
        more += time.monotonic() - begun
        return {
            "waiting": count,
            "ready_s": round(ready, 2),
            "first_handled_s": round(first, 2),
            "all_handled_s": round(first + more, 2),
            "all_after_ready_s": round(first + more - ready, 2),
            "left": left,
            "start_cpu_s": cpu,
            "handling_cpu_s": round(helpdesk.cpu() - cpu, 2),
            "after_mb": helpdesk.megabytes(),
            "lag_ms": await helpdesk.lag(),
        }


def _left(session: Session) -> int:
    return session.scalar(select(func.count(InboxRow.id)).where(InboxRow.state == Handling.WAITING)) or 0


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return percentiles in milliseconds."""
    listed = sorted(seconds)
    if not listed:
        return {}
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}
    return {
        name: round(1000 * listed[min(len(listed) - 1, int(place * len(listed)))], 1) for name, place in places.items()
    }
