"""Gathers what is known at the end: from the local Telegram, and from the database."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from core.database import Database
from delivery.models import Fate, Handling, InboxRow, OutboxRow, Unreachable
from sandbox.server import Sandbox
from tests.campaigns.crowd import Said
from tests.campaigns.hearing import Arrived, Row
from tests.campaigns.oracle import Evidence, Update

SENDS = "sendMessage"


def arrived(telegram: Sandbox) -> Iterator[Arrived]:
    """Return what was really put into chats, whatever the caller was told."""
    for call in telegram.called(SENDS):
        if call.ok:
            yield Arrived(call.result["chat"]["id"], call.result["message_id"], call.result["text"], call.at)


def acknowledged(telegram: Sandbox, said: Sequence[Said]) -> frozenset[int]:
    """Return the updates that Telegram got rid of, by a webhook's 200 or by an offset beyond them."""
    waiting = {pending.update_id for pending in telegram.bots[0].updates.alive()}
    return frozenset(update for each in said for update in each.updates) - waiting


def inbox(session: Session) -> list[Update]:
    """Return every update, and every report, as it is kept."""
    rows = session.scalars(select(InboxRow).order_by(InboxRow.id))
    return [Update(row.id, row.update_id, row.lane, row.state, row.attempts) for row in rows]


def outbox(session: Session) -> list[Row]:
    """Return every row as it is kept."""
    rows: Any = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    return [
        Row(row.id, row.key, row.lane, row.state, row.must, row.attempts, row.unknowns, row.message_id) for row in rows
    ]


def undone(session: Session) -> int:
    """Return how much is still to be handled or sent; what waits for somebody to come back is neither."""
    waiting = select(func.count(InboxRow.id)).where(InboxRow.state == Handling.WAITING)
    away = exists().where(Unreachable.bot_id == OutboxRow.bot_id, Unreachable.chat_id == OutboxRow.lane)
    unsent = select(func.count(OutboxRow.id)).where(OutboxRow.state.in_((Fate.WAITING, Fate.CLAIMED)), ~away)
    return session.execute(waiting).scalar_one() + session.execute(unsent).scalar_one()


async def gathered(
    telegram: Sandbox,
    said: Sequence[Said],
    interruptions: Sequence[float],
    thawed: Sequence[float],
    database: Database,
) -> Evidence:
    """Return all of it."""
    return Evidence(
        said=said,
        acknowledged=acknowledged(telegram, said),
        arrived=tuple(arrived(telegram)),
        interruptions=interruptions,
        thawed=thawed,
        inbox=await database.read(inbox),
        outbox=await database.read(outbox),
    )
