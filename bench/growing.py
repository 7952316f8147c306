"""What an update costs with many rows in the tables: from the webhook to the answer's arrival, one after the other."""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.beside import FIRST, HEADERS
from bench.house import House, running
from bench.load import update
from bench.tries import tried
from bot import storage
from core.databases import open_database
from sandbox.server import Sandbox
from tests.campaigns.choice import say
from tests.databases import empty_postgres, empty_sqlite, postgres_server
from tests.learned import remembering_all

MOST = 300.0  # seconds for one database at one size
SIZES = (100, 10_000, 1_000_000)
AT_ONCE = 50_000  # rows written in one transaction: PostgreSQL is asked for nothing that takes half a minute
SERIES = {
    "sqlite": (
        "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) SELECT {row} FROM s"
    ),
    "postgresql": "SELECT {row} FROM generate_series({first}, {last}) n",
}
EVENT = (
    "INSERT INTO event (id, title, state, timezone, place, online, topic, summary, registration, registration_link,"
    " guide, link, follow_up, version, sequence, taken, queued, begins_at, over_at, changed_at)"
    " VALUES ('long-ago', 'Long ago', 'finished', 'UTC', '', '', '', '', 'here', '', '', '', '', 1, 0, 0, 0,"
    " {then}, {then}, {then})"
)
TABLES = {
    "member": (
        "id, name, reachable, opened_at, first_seen_at, last_seen_at, notice_shown_at, window_count",
        "n, 'Member', true, {then}, {then}, {then}, {then}, 0",
    ),
    "inbox": (
        "bot_id, update_id, lane, body, received_at, state, attempts",
        "{bot}, n, 1 + n % 10000, '{{}}', {then}, 'done', 1",
    ),
    "outbox": (
        (
            "bot_id, key, method, body, lane, priority, must, created_at, due_at, expires_at, state, attempts,"
            " failures, unknowns, claimed_at, settled_at, message_id"
        ),
        (
            "{bot}, 'old/' || n, 'sendMessage', '{{}}', 1 + n % 10000, 0, true, {then}, {then}, {then}, 'sent', 1,"
            " 0, 0, {then}, {then}, n"
        ),
    ),
    "question": (
        "chat_id, member_id, text, language, decision, offered, asked_at",
        "n, n, 'who can use this', 'en', 'answer', '[]', {then}",
    ),
    "request": (
        (
            "member_id, state, language, subject, details, seen, opened_at, state_since, touched_at, closed_at,"
            " topic, topic_round, nudged"
        ),
        "n, 'closed', 'en', 'Who can use this?', '{{}}', '[]', {then}, {then}, {then}, {then}, 'closed', 1, 0",
    ),
    "registration": (
        "event_id, member_id, state, since, told_version, surveyed",
        "'long-ago', n, 'registered', {then}, 1, true",
    ),
}
"""Each table that an ordinary question reads or writes, with what fills a row of it."""


async def measure(updates: int = 100, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Return the figures by database and number of rows in each table."""
    found: dict[str, Any] = {"updates": updates, "tables": list(TABLES)}
    with postgres_server(durable=True) as server:
        for kind in ("sqlite", "postgresql"):
            for rows in sizes:
                say(f"{rows} rows in each table, {kind}")
                with tempfile.TemporaryDirectory() as name:
                    url = (
                        await asyncio.to_thread(empty_postgres, server)
                        if kind != "sqlite"
                        else empty_sqlite(Path(name))
                    )
                    found.setdefault(kind, {})[str(rows)] = await tried(_one(url, Path(name), rows, updates), MOST)
    return found


async def _one(url: str, folder: Path, rows: int, updates: int) -> dict[str, Any]:
    async with Sandbox() as telegram:
        bot = telegram.new_bot("helpdesk")
        for number in range(updates):
            await telegram.new_person(f"Person {number}", id=FIRST + number).starts()
        bot.updates.pending.clear()
        remembering_all(folder)
        filled = await _filled(url, folder, bot.id, rows)
        async with running(telegram, folder, database=url, rate=1000) as house:
            ready = await house.ready()
            took, spent = await _answers(house, telegram, updates)
            return {
                "answer_p50_ms": round(statistics.median(took), 2),
                "answer_p99_ms": round(sorted(took)[int(0.99 * len(took))], 2),
                "processor_ms": round(1000 * spent / len(took), 2),
                "start_s": round(ready, 2),
                "mb": round(house.megabytes()),
                "filled_s": round(filled, 1),
            }


async def _filled(url: str, folder: Path, bot: int, rows: int) -> float:
    """Write what happened an hour ago; return the seconds that took."""
    begun = time.perf_counter()
    await storage.prepare(url, folder, datetime.now(UTC))
    database = open_database(url)
    moment = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%d %H:%M:%S.%f}"
    then = f"'{moment}'" if database.name == "sqlite" else f"timestamptz '{moment}+00'"

    await database.write(lambda session: session.execute(text(EVENT.format(then=then))))
    for table, (columns, row) in TABLES.items():
        filled = row.format(bot=bot, then=then)
        for first in range(1, rows + 1, AT_ONCE):
            series = SERIES[database.name].format(first=first, last=min(rows, first + AT_ONCE - 1), row=filled)
            await database.write(partial(_put, f"INSERT INTO {table} ({columns}) {series}"))
    if database.name == "postgresql":
        await database.write(lambda session: session.execute(text("ANALYZE")))
    await database.close()
    return time.perf_counter() - begun


def _put(statement: str, session: Session) -> None:
    session.execute(text(statement))


async def _answers(house: House, telegram: Sandbox, count: int) -> tuple[list[float], float]:
    """Let each person ask once; return the milliseconds to each answer, and the processor's seconds for all."""
    took, process = [], psutil.Process(house.process.pid)
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        await _answer(session, house, telegram, 0)
        before = process.cpu_times()
        for number in range(1, count):
            took.append(1000 * await _answer(session, house, telegram, number))  # noqa: PERF401  one after the other
        after = process.cpu_times()
    return took, after.user + after.system - before.user - before.system


async def _answer(session: aiohttp.ClientSession, house: House, telegram: Sandbox, number: int) -> float:
    since, begun = len(telegram.calls), time.perf_counter()
    async with session.post(f"{house.http}/telegram/webhook", json=update(number, 10**6)) as response:
        response.raise_for_status()
    while not any(call.method == "sendMessage" and call.ok for call in telegram.calls[since:]):  # noqa: ASYNC110  another process
        await asyncio.sleep(0.001)
    return time.perf_counter() - begun
