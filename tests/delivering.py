"""Small steps of stories about delivery: what arrives, what is put into the outbox, what became of it."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from core.postgres import Postgres
from core.saying import Saying
from core.sqlite import Sqlite
from core.text import Text
from delivery.intake import Arrival, Intake, arrival
from delivery.metrics import DeliveryMetrics
from delivery.models import InboxRow, OutboxRow
from delivery.outbox import Call, Outbox
from delivery.owner import FileOwner, Owner, PostgresOwner
from delivery.reports import Report, report_in

BOT = 7_000_000_001


def metrics() -> DeliveryMetrics:
    """Return figures of their own."""
    return DeliveryMetrics(CollectorRegistry())


def owner_of(database: Database, bot_id: int = BOT) -> Owner:
    """Return the owner's place of a database; nobody has it yet."""
    if isinstance(database, Sqlite):
        return FileOwner(database)
    assert isinstance(database, Postgres)
    return PostgresOwner(database, bot_id)


def words(number: int, chat: int, said: str = "hello") -> dict[str, Any]:
    """Return an update: somebody wrote in a chat."""
    sender = {"id": abs(chat), "is_bot": False, "first_name": "Maria"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": sender, "text": said}
    return {"update_id": number, "message": message}


async def arrives(database: Database, clock: Clock, *updates: Any, wake: Callable[[], None] = lambda: None) -> None:
    """Take updates in."""
    arrivals: list[Arrival] = [arrival(update) for update in updates]
    await Intake(database, clock, BOT, metrics(), wake).receive(arrivals)


async def inbox(database: Database) -> Sequence[InboxRow]:
    """Return all that arrived, in order."""
    return await database.read(lambda session: session.scalars(select(InboxRow).order_by(InboxRow.id)).all())


async def outbox(database: Database) -> dict[str, OutboxRow]:
    """Return all calls by key."""
    rows = await database.read(lambda session: session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all())
    return {row.key: row for row in rows}


async def reports(database: Database) -> list[Report]:
    """Return what delivery told the domain, in order."""
    found = (report_in(json.loads(row.body)) for row in await inbox(database))
    return [report for report in found if report is not None]


async def puts(database: Database, clock: Clock, put: Callable[[Outbox], object]) -> None:
    """Put something into the outbox, in a transaction of its own."""

    def work(session: Session) -> None:
        put(Outbox(session, clock, BOT))

    await database.write(work)


def runs(*statements: str, **values: object) -> Callable[[Session], None]:
    """Return a work that runs these statements."""

    def work(session: Session) -> None:
        for statement in statements:
            session.execute(text(statement), values)

    return work


async def puts_call(database: Database, clock: Clock, *calls: Call) -> None:
    """Put calls into the outbox, in a transaction of their own."""
    await puts(database, clock, lambda box: [box.call(call) for call in calls])


async def puts_words(database: Database, clock: Clock, key: str, chat: int, plain: str = "hello") -> None:
    """Put a message into the outbox."""
    await puts(database, clock, lambda box: box.say(key, chat, saying(plain)))


def saying(plain: str) -> Saying:
    """Return something to say without buttons."""
    return Saying(Text(plain))


async def until(true: Callable[[], Any], seconds: float = 40.0) -> None:
    """Wait until it is so; AssertionError if it is not so in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.005)


async def until_found(look: Callable[[], Any], seconds: float = 40.0) -> Any:
    """Wait until a look finds something, and return it."""
    end = time.monotonic() + seconds
    while not (found := await look()):
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)
    return found
