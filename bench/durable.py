"""The durable path: how fast updates are acknowledged and handled, with one answer of each on disk."""

import asyncio
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.house import SECRET, House, learned, running
from bench.load import update
from sandbox.server import Sandbox


async def measure(*, database: str | None = None, seconds: int = 10, backlog: int = 10_000) -> dict[str, Any]:
    """Return the figures of one helpdesk on one database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Sandbox() as telegram:
            telegram.new_bot("helpdesk")
            telegram.faults.latency = 0.05
            figures: dict[str, Any] = {"commit_ms": commit_times(folder)}
            async with running(telegram, folder, database=database) as house:
                figures["start_s"] = await house.ready()
                await learned(house.process.pid)
                figures["rest_mb"] = house.megabytes()
                first = 0
                for rate in (200, 500):
                    figures[f"at_{rate}"] = await _flood(house, rate, rate * seconds, first)
                    first += rate * seconds
                figures["after_mb"] = house.megabytes()
        if database is None:
            async with Sandbox() as telegram:
                telegram.new_bot("helpdesk")
                figures["backlog"] = await _backlog(telegram, folder, backlog)
    return figures


async def _flood(house: House, rate: int, count: int, first: int) -> dict[str, float]:
    before = await house.figure("helpdesk_updates_handled_total")
    begun = time.perf_counter()
    noted = await _load(house, rate, count, first)
    behind = await house.handled(before + count)
    times = sorted(noted["seconds"])
    return {
        "acknowledged": len(times),
        "ack_p50_ms": 1000 * times[len(times) // 2],
        "ack_p99_ms": 1000 * times[int(len(times) * 0.99)],
        "ack_max_ms": 1000 * times[-1],
        "handled_per_s": count / (time.perf_counter() - begun),
        "behind_s": behind,
    }


async def _load(house: House, rate: float, count: int, first: int) -> Any:
    options = ["--rate", str(rate), "--count", str(count), "--first", str(first)]
    url = f"{house.http}/telegram/webhook"
    command = [sys.executable, "-m", "bench.load", url, SECRET, *options]
    load = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await load.communicate()
    return json.loads(output)


async def _backlog(telegram: Sandbox, folder: Path, count: int) -> dict[str, float]:
    """Stop a helpdesk with many updates waiting; see how long the next one takes to handle them."""
    file = folder / "backlog.db"
    url = f"sqlite+aiosqlite:///{file}"
    async with running(telegram, folder, database=url) as house:
        await house.ready()
    _fill(file, telegram.bot.id, count)
    begun = time.perf_counter()
    async with running(telegram, folder, database=url) as house:
        ready = await house.ready()
        await house.handled(1)
        first = time.perf_counter() - begun
        await house.handled(count)
        return {"count": count, "ready_s": ready, "first_s": first, "all_s": time.perf_counter() - begun}


def _fill(file: Path, bot_id: int, count: int) -> None:
    rows = [(bot_id, n, 10_000_000 + n % 500, json.dumps(update(n, 500))) for n in range(count)]
    with sqlite3.connect(file) as connection:
        connection.executemany(
            "INSERT INTO inbox (bot_id, update_id, lane, body, received_at, state, attempts)"
            " VALUES (?, ?, ?, ?, '2026-11-23 08:00:00.000000', 'waiting', 0)",
            rows,
        )
    connection.close()


def commit_times(folder: Path, count: int = 300) -> dict[str, float]:
    """Return how long this disk takes for one small durable commit."""
    connection = sqlite3.connect(folder / "commits.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (x)")
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        connection.execute("INSERT INTO t VALUES ('x')")
        times.append(1000 * (time.perf_counter() - begun))
    connection.close()
    return {"p50": statistics.median(times), "p99": sorted(times)[int(count * 0.99)]}
