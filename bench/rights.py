"""How long a copy and an erasure take for somebody with 500 messages and 20 requests, among a year of others' rows."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot import storage
from bot.backups import back_up, restore
from core.clock import SystemClock
from core.database import Database
from core.databases import open_database
from core.language import Language
from core.sqlite import Sqlite
from delivery.models import Fate, Handling, InboxRow, OutboxRow
from handlers.rights.figure_list import figures
from handlers.rights.leaving import erase
from handlers.rights.leaving_step import Leaving
from knowledge.models import Question
from knowledge.profile import Profile
from people.export import copy_of
from people.export_page import page
from people.models import Member
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


async def measure(url: str, folder: Path, others: int = 100_000) -> dict[str, float | int]:
    """Return seconds, and how many traces the files of a SQLite database hold afterwards."""
    await storage.prepare(url, folder, NOW)
    database = open_database(url)
    figured: dict[str, float | int] = {"others": others}
    try:
        await database.write(lambda session: fill(session, others))
        if isinstance(database, Sqlite):
            figured |= await _restored(url, folder)
        begun = time.perf_counter()
        copy = await database.read(lambda session: copy_of(session, SystemClock(), PERSON))
        page(copy, Language("en"), "Helpdesk"), copy.as_json()
        figured["copy_s"] = round(time.perf_counter() - begun, 2)
        figured["erasure_s"] = await _erased(database)
    finally:
        await database.close()
    traces = (str(PERSON).encode(), b"Agnieszka", CANARY.encode())
    return figured | {"traces": sum(trace in content for content in _contents(folder) for trace in traces)}


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
    """Measure on SQLite."""
    with TemporaryDirectory() as folder:
        found: dict[str, Any] = asyncio.run(measure(f"sqlite+aiosqlite:///{folder}/helpdesk.db", Path(folder)))
    return found


if __name__ == "__main__":
    print(json.dumps(rights()))
