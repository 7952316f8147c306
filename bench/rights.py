"""How long a copy and an erasure take for somebody with 500 messages and 20 requests, and the days of a year."""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot import storage
from bot.backups import back_up, restore
from bot.retention import enforce
from core.clock import SystemClock
from core.database import Database
from core.databases import open_database
from core.language import Language
from core.sqlite import Sqlite
from delivery.models import Fate, Handling, InboxRow, OutboxRow
from handlers.house import House
from handlers.rights.figure_list import figures
from handlers.rights.leaving import erase
from handlers.rights.leaving_step import Leaving
from knowledge.models import Question
from knowledge.profile import Profile
from migrations.schema import METADATA
from people.export import copy_of
from people.export_page import page
from people.models import Member
from tests.databases import empty_postgres, empty_sqlite, postgres_server
from tickets.models import Part, Request
from tickets.states import State

PERSON, MESSAGES, REQUESTS = 5_000_000_001, 500, 20
AT_ONCE = 5000
CANARY = "xylophonist apprenticeships in lighthouses"
NOW = datetime.now(UTC)
AGO = NOW - timedelta(days=3)


def fill(session: Session, others: int) -> None:
    """Write a person's rows, and as many calls to others."""
    seen = {"reachable": True, "first_seen_at": AGO, "last_seen_at": NOW, "window_count": 0}
    session.execute(insert(Member).values(id=PERSON, name="Agnieszka", username="agnieszka", **seen))
    body = json.dumps({"message": {"chat": {"id": PERSON}, "from": {"id": PERSON}, "text": CANARY}})
    _many(session, InboxRow, [_arrived(number, body) for number in range(MESSAGES)])
    _many(session, OutboxRow, [_said(f"mine/{number}", PERSON, CANARY) for number in range(MESSAGES)])
    _many(session, OutboxRow, [_said(f"others/{each}", 6_000_000_000 + each, "hello") for each in range(others)])
    asked = {"chat_id": PERSON, "member_id": PERSON, "text": CANARY, "language": "en", "decision": "answer"}
    _many(session, Question, [{**asked, "offered": ["dogs"], "asked_at": AGO}] * MESSAGES)
    for number in range(1, REQUESTS + 1):
        _request(session, number)


def _many(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), AT_ONCE):
        session.execute(insert(table), rows[begin : begin + AT_ONCE])


def _arrived(number: int, body: str) -> dict[str, Any]:
    told = {"lane": PERSON, "body": body, "received_at": AGO, "state": Handling.DONE, "attempts": 1}
    return {"bot_id": 1, "update_id": number, **told}


def _said(key: str, lane: int, words: str) -> dict[str, Any]:
    times = {"created_at": AGO, "due_at": AGO, "expires_at": NOW, "settled_at": AGO}
    body = json.dumps({"chat_id": lane, "text": words})
    call = {"bot_id": 1, "key": key, "method": "sendMessage", "body": body, "lane": lane, "priority": 0, "must": True}
    return {**call, **times, "state": Fate.SENT, "attempts": 1, "failures": 0, "unknowns": 0}


def _request(session: Session, number: int) -> None:
    times = {"opened_at": AGO, "sent_at": AGO, "state_since": AGO, "touched_at": AGO, "answered_at": NOW}
    about = {"id": number, "member_id": PERSON, "state": State.ANSWERED, "language": "en", "subject": CANARY}
    session.add(Request(**about, **times, details={}, seen=[], thread_id=number))
    session.flush()
    said = {"request_id": number, "side": "member", "author_id": PERSON, "chat_id": PERSON, "kind": "text"}
    parts = [
        {**said, "message_id": 100 * number + n, "text": CANARY, "entities": [], "said_at": AGO} for n in range(25)
    ]
    _many(session, Part, parts)


async def measure(url: str, folder: Path, others: int = 100_000) -> dict[str, Any]:
    """Return seconds, and how many traces the rows, and of SQLite the files, hold afterwards."""
    await storage.prepare(url, folder, NOW)
    database = open_database(url)
    figured: dict[str, Any] = {"others": others}
    try:
        await database.write(lambda session: fill(session, others))
        if isinstance(database, Sqlite):
            figured |= await _restored(url, folder)
        begun = time.perf_counter()
        copy = await database.read(lambda session: copy_of(session, SystemClock(), PERSON))
        page(copy, Language("en"), "Helpdesk", {}), copy.as_json()
        figured["copy_s"] = round(time.perf_counter() - begun, 2)
        figured["erasure_s"] = await _erased(database)
        rows = [await database.read(_rows)]
    finally:
        await database.close()
    traces = (str(PERSON).encode(), b"Agnieszka", CANARY.encode())
    return figured | {"traces": sum(trace in content for content in [*rows, *_contents(folder)] for trace in traces)}


async def retained(url: str, folder: Path, days: int = 400, each_day: int = 200) -> dict[str, Any]:
    """Let days go by with messages on each, and what is kept enforced on each; return seconds, and what stays too long.

    `late` counts the rows that are older than their table says, looked at after every fifth run.
    """
    clock = _Moved(NOW)
    await storage.prepare(url, folder, NOW)
    database = open_database(url)
    house, took, late = cast("House", SimpleNamespace(clock=clock, profile=Profile())), [], 0
    try:
        for day in range(days):
            await database.write(partial(_write_day, clock=clock, day=day, count=each_day))
            begun = time.perf_counter()
            await database.write(partial(enforce, house))
            took.append(time.perf_counter() - begun)
            late += await database.read(partial(_late, now=clock.now())) if day % 5 == 0 else 0
            clock.at += timedelta(days=1)
        left = await database.read(lambda session: session.scalar(select(func.count()).select_from(Request)))
    finally:
        await database.close()
    slowest, median = round(max(took), 2), round(sorted(took)[days // 2], 2)
    return {"days": days, "rows": days * each_day, "p50_s": median, "most_s": slowest, "late": late, "requests": left}


@dataclass
class _Moved:
    at: datetime

    def now(self) -> datetime:
        return self.at


KEPT_BY: dict[Any, Any] = {
    InboxRow: InboxRow.received_at,
    OutboxRow: OutboxRow.settled_at,
    Question: Question.asked_at,
    Request: Request.closed_at,
}


def _write_day(session: Session, clock: _Moved, day: int, count: int) -> None:
    """Write what arrives, is said, asked and closed on a day; each day's people are others."""
    at, first = clock.now(), 7_000_000_000 + day * count
    seen = {"reachable": True, "first_seen_at": at, "last_seen_at": at, "window_count": 0, "name": "Somebody"}
    _many(session, Member, [{**seen, "id": first + each} for each in range(count)])
    arrived = [_arrived(10_000_000 + day * count + each, CANARY) for each in range(count)]
    _many(session, InboxRow, [{**row, "received_at": at, "lane": first} for row in arrived])
    times = {"created_at": at, "due_at": at, "expires_at": at + timedelta(days=1), "settled_at": at}
    _many(session, OutboxRow, [_said(f"{day}/{each}", first + each, CANARY) | times for each in range(count)])
    asked = {"text": CANARY, "language": "en", "decision": "answer", "offered": ["dogs"], "asked_at": at}
    people = [{"chat_id": first + each, "member_id": first + each} for each in range(count)]
    _many(session, Question, [asked | person for person in people])
    closed = {"state": State.CLOSED, "language": "en", "subject": CANARY, "details": {}, "seen": []}
    since = dict.fromkeys(("opened_at", "sent_at", "state_since", "touched_at", "closed_at"), at)
    _many(session, Request, [{**closed, **since, "member_id": first + each} for each in range(5)])


def _late(session: Session, now: datetime) -> int:
    late = 0
    for table, column in KEPT_BY.items():
        due = now - timedelta(days=table.keeping.days)
        late += session.scalar(select(func.count()).select_from(table).where(column < due)) or 0
    return late


def _rows(session: Session) -> bytes:
    """Return every row of every table as one text in which can be searched."""
    found = (repr(tuple(row)) for table in METADATA.sorted_tables for row in session.execute(select(table)))
    return "\n".join(found).encode()


def _contents(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.glob("helpdesk.db*")]


async def _restored(url: str, folder: Path) -> dict[str, float]:
    begun = time.perf_counter()
    await back_up(url, folder / "backup" / "one.db")
    made = time.perf_counter()
    other = f"sqlite+aiosqlite:///{folder}/restored/helpdesk.db"
    await restore(other, folder / "backup" / "one.db", folder / "restored", SystemClock())
    return {"backup_s": round(made - begun, 2), "restore_s": round(time.perf_counter() - made, 2)}


async def _erased(database: Database) -> float:
    counts = figures(Profile())
    begun = time.perf_counter()
    await database.write(
        lambda session: erase(Leaving(session, SystemClock(), PERSON, None, figures=counts), waiting=True)
    )
    if isinstance(database, Sqlite):
        await database.checkpoint()
    return round(time.perf_counter() - begun, 2)


def rights() -> dict[str, Any]:
    """Measure on SQLite, and under `postgresql` the same there."""
    with TemporaryDirectory() as folder, postgres_server(durable=True) as server:
        here = Path(folder)
        found: dict[str, Any] = asyncio.run(measure(empty_sqlite(here), here))
        found["postgresql"] = asyncio.run(measure(empty_postgres(server), here / "copies"))
        (here / "retention").mkdir()
        found["retention"] = asyncio.run(retained(empty_sqlite(here / "retention"), here))
        found["postgresql"]["retention"] = asyncio.run(retained(empty_postgres(server), here))
    return found


if __name__ == "__main__":
    print(json.dumps(rights()))
