"""Events at size: 10,000 registrations, a million rows in the outbox; `python -m bench.events` prints one JSON."""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bot import storage
from bot.serve import Service
from bot.settings import load_settings
from core.clock import Clock, SystemClock
from core.database import Database
from core.databases import open_database
from delivery.claims import Claims
from delivery.renderers import Renderers
from events.fanout import Fanout
from events.models import Event, Registration, Standing
from events.moments import Moment
from events.offsets import Offset, Unit
from events.programme import Programme
from events.registrations import Registrations
from events.written import Registration as Kind
from events.written import WrittenEvent
from people.models import Member
from tests.databases import empty_postgres, empty_sqlite, postgres_server

T = TypeVar("T")
BOT, HOME = 7_000_000_001, ZoneInfo("Europe/Brussels")
COLUMNS = (
    "bot_id, key, method, body, lane, priority, must, created_at, due_at, expires_at, state, attempts, failures,"
    " unknowns, claimed_at, settled_at, message_id"
)
ROW = (
    "{bot}, 'old/' || n, 'sendMessage', '{{}}', 1 + n % 10000, 0, {true}, {then}, {then}, {then}, 'sent', 1, 0, 0,"
    " {then}, {then}, n"
)
SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT {row} FROM s",
    "postgresql": "SELECT {row} FROM generate_series(1, {count}) n",
}
THEN = {"sqlite": "'2026-01-01 08:00:00.000000'", "postgresql": "timestamptz '2026-01-01 08:00+00'"}


class Later(SystemClock):
    """The machine's clock, moved on."""

    by = timedelta()

    def now(self) -> Any:
        """Return the moment it shows."""
        return super().now() + self.by


async def measure(url: str, *, rows: int, people: int, claims: int) -> dict[str, Any]:
    """Return how long it takes to fan out, to change and to claim; milliseconds, each transaction committed."""
    await storage.prepare(url, Path(tempfile.gettempdir()), SystemClock().now())
    database, clock, renderers = open_database(url), Later(), _renderers(url)
    try:
        await database.write(lambda session: _fill(session, database.name, rows))
        await database.write(lambda session: _people(session, clock, people))
        if database.name == "postgresql":
            await database.write(lambda session: session.execute(text("ANALYZE")))
        figures: dict[str, Any] = {"rows": rows, "registrations": people}
        figures["register_ms"] = await _registering(database, clock)
        clock.by = timedelta(days=13)
        figures["reminders"] = await _fan_out(database, clock)
        figures["claim_ms"] = await _claiming(database, clock, renderers, claims)
        moved = Moment(date.today() + timedelta(days=20), clock_time(10, 0))  # noqa: DTZ011  any day ahead will do
        figures["reschedule_ms"], _ = await _timed(lambda: _reschedule(database, clock, moved))
        figures["changes"] = await _fan_out(database, clock)
        figures["claim_change_ms"] = await _claiming(database, clock, renderers, claims)
        figures["empty_look_ms"], _ = await _timed(lambda: _look(database, clock))
        return figures
    finally:
        await database.close()


def _renderers(url: str) -> Renderers:
    """Return what makes the texts in the real helpdesk."""
    real: dict[str, Any] = {
        "telegram_token": f"{BOT}:{'a' * 35}",
        "database_url": url,
        "data_dir": Path(tempfile.gettempdir()),
    }
    return Service(load_settings(env_file=None, **real)).renderers


async def _timed(work: Callable[[], Awaitable[T]]) -> tuple[float, T]:
    begun = time.perf_counter()
    value = await work()
    return round(1000 * (time.perf_counter() - begun), 2), value


async def _fan_out(database: Database, clock: Clock) -> dict[str, Any]:
    """Look until everybody is told; one look is one transaction, and holds the one writer of SQLite that long."""
    looks = [await _timed(lambda: _look(database, clock))]
    while looks[-1][1]:
        looks.append(await _timed(lambda: _look(database, clock)))
    times = [took for took, _ in looks]
    told = sum(put for _, put in looks)
    return {"told": told, "ms": round(sum(times), 2), "longest_transaction_ms": max(times)}


async def _look(database: Database, clock: Clock) -> int:
    return await database.write(lambda session: Fanout(session, clock, BOT, HOME).look())


async def _reschedule(database: Database, clock: Clock, starts: Moment) -> None:
    def work(session: Session) -> None:
        Programme(session, clock).reschedule("clinic", starts)

    await database.write(work)


async def _registering(database: Database, clock: Clock, count: int = 200) -> dict[str, float]:
    """Let some who come already leave and come again, one after the other."""
    times = []
    for member in range(1, count + 1):
        await database.write(lambda session, member=member: Registrations(session, clock).unregister("clinic", member))  # type: ignore[misc]  # mypy cannot see the default's type
        took, _ = await _timed(
            lambda member=member: database.write(  # type: ignore[misc]  # as above
                lambda session: Registrations(session, clock).register("clinic", member)
            )
        )
        times.append(took)
    return _summary(times)


async def _claiming(database: Database, clock: Clock, renderers: Renderers, count: int) -> dict[str, float]:
    """Claim one row after the other, each in a transaction of its own, with its text made."""
    claims, times = Claims(BOT, clock, renderers), []
    for _ in range(count):
        took, ready = await _timed(lambda: database.grouped(lambda session: claims.next(session, [])))
        assert ready is not None
        times.append(took)
    return _summary(times)


def _summary(times: list[float]) -> dict[str, float]:
    return {
        "p50": round(statistics.median(times), 2),
        "p99": round(sorted(times)[int(len(times) * 0.99)], 2),
        "max": max(times),
    }


def _fill(session: Session, name: str, count: int) -> None:
    """Put what was sent long ago."""
    row = ROW.format(bot=BOT, true="true", then=THEN[name])
    if name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(text(f"INSERT INTO outbox ({COLUMNS}) {SERIES[name].format(count=count, row=row)}"))


def _people(session: Session, clock: Clock, count: int) -> None:
    now = clock.now()
    starts = Moment(date.today() + timedelta(days=14), clock_time(9, 30))  # noqa: DTZ011  any day ahead will do
    usual = dict.fromkeys(WrittenEvent.__slots__, "") | {
        "id": "clinic",
        "title": "Green Deal clinic",
        "timezone": "Europe/Brussels",
        "starts": starts,
        "ends": None,
        "place": "Brussels",
        "registration": Kind.HERE,
        "capacity": count,
        "reminders": (Offset(2, Unit.DAYS),),
    }
    programme = Programme(session, clock)
    programme.draft(WrittenEvent(**usual))  # type: ignore[arg-type]  # each has its type
    programme.publish("clinic")
    zones = [None, "Europe/Lisbon", "Europe/Vilnius", "Europe/Paris", "Europe/Warsaw"]
    same = {"name": "Maria", "reachable": True, "first_seen_at": now, "last_seen_at": now, "window_count": 0}
    members = [{"id": n, "zone": zones[n % len(zones)], **same} for n in range(1, count + 1)]
    session.execute(insert(Member), members)
    place = {"event_id": "clinic", "state": Standing.REGISTERED, "since": now, "told_version": 2, "surveyed": False}
    session.execute(insert(Registration), [{"member_id": n, **place} for n in range(1, count + 1)])
    session.get_one(Event, "clinic").taken = count


def main() -> None:
    """Measure on both databases as the command line says, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows that the outbox has already")
    parser.add_argument("--people", type=int, default=10_000, help="registrations")
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    given = parser.parse_args()
    sizes = {"rows": given.rows, "people": given.people, "claims": given.claims}
    figures: dict[str, Any] = {}
    if given.database != "postgresql":
        with tempfile.TemporaryDirectory() as name:
            figures["sqlite"] = asyncio.run(measure(empty_sqlite(Path(name)), **sizes))
    if given.database != "sqlite":
        with postgres_server(durable=True) as server:
            figures["postgresql"] = asyncio.run(measure(empty_postgres(server), **sizes))
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
