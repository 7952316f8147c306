"""Takes a person out of what arrived and what was said."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, delete, exists, func, literal, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from delivery.models import Handling, InboxRow, OutboxFile, OutboxRow, Unreachable

FAREWELL = "farewell"
"""The run of the last message to somebody who was erased; when it is settled, it goes, too."""
NOTHING = "{}"


def forget_arrived(session: Session, member: int, *, waiting: bool) -> None:
    """Empty what came from this person; the rows stay without them, so that nothing is taken in twice.

    With `waiting`, what was not handled yet, too.
    """
    handled = true() if waiting else InboxRow.state != Handling.WAITING
    values = {"lane": 0, "body": NOTHING, "trouble": None, "state": Handling.DONE}
    session.execute(update(InboxRow).where(InboxRow.lane == member, handled).values(values))


def forget_words(session: Session, words: Collection[str]) -> None:
    """Empty whatever holds one of these words and was handled or settled: nobody needs it any more."""
    found = _holds(InboxRow.body, words)
    session.execute(update(InboxRow).where(InboxRow.state != Handling.WAITING, found).values(body=NOTHING))
    settled = OutboxRow.settled_at.is_not(None)
    session.execute(update(OutboxRow).where(settled, _holds(OutboxRow.body, words)).values(body=None))
    rows = select(OutboxRow.id).where(settled)
    in_files = or_(*(_in_bytes(session, word) for word in words))
    session.execute(update(OutboxFile).where(OutboxFile.row_id.in_(rows), in_files).values(content=b""))


def forget_handled(session: Session, lanes: Collection[int]) -> None:
    """Empty what came from these chats and was handled, reports of our own calls included."""
    handled = InboxRow.lane.in_(lanes), InboxRow.state != Handling.WAITING
    session.execute(update(InboxRow).where(*handled).values(body=NOTHING))


def forget_thread(session: Session, chat: int, thread: int) -> None:
    """Remove what was said, or is still to be said, in a topic that is removed."""
    body = OutboxRow.body
    there = or_(body.contains(f'"message_thread_id": {thread},'), body.contains(f'"message_thread_id": {thread}}}'))
    session.execute(delete(OutboxRow).where(OutboxRow.lane == chat, there))


def forget_said(session: Session, lane: int, messages: Collection[int], keys: Collection[str]) -> None:
    """Remove what was said, or is still to be said, in a chat as these messages or under these keys, and its edits.

    A key that ends with a slash is the beginning of others.
    """
    rows, beginnings = OutboxRow, [key for key in keys if key.endswith("/")]
    known = [*keys, *session.scalars(select(rows.key).where(rows.lane == lane, rows.message_id.in_(messages)))]
    found = or_(rows.key.in_(known), rows.edits.in_(known), *(rows.key.startswith(each) for each in beginnings))
    session.execute(delete(rows).where(rows.lane == lane, found))


def has_farewells(session: Session) -> bool:
    """Whether there are such that have come to an end."""
    return bool(farewells_said(session, 1))


def farewells_said(session: Session, limit: int = 100) -> list[OutboxRow]:
    """Return the last messages that have come to an end, whatever end, where nothing waits to be handled any more."""
    settled = OutboxRow.settled_at.is_not(None)
    waits = exists().where(InboxRow.lane == OutboxRow.lane, InboxRow.state == Handling.WAITING)
    said = select(OutboxRow).where(OutboxRow.run == FAREWELL, settled, ~waits)
    return list(session.scalars(said.order_by(OutboxRow.id).limit(limit)))


def forget_farewell(session: Session, farewell: OutboxRow, *, came_back: bool) -> None:
    """Remove a last message and all before it; of somebody who came back, what came after it stays."""
    lane = farewell.lane
    handled = [InboxRow.lane == lane, InboxRow.state != Handling.WAITING]
    if came_back:
        handled.append(InboxRow.received_at <= func.coalesce(farewell.settled_at, farewell.created_at))
    else:
        session.execute(delete(Unreachable).where(Unreachable.chat_id == lane))
    session.execute(update(InboxRow).where(*handled).values(lane=0, body=NOTHING))
    session.execute(delete(OutboxRow).where(OutboxRow.lane == lane, OutboxRow.id <= farewell.id))


def _holds(column: InstrumentedAttribute[Any], words: Collection[str]) -> ColumnElement[bool]:
    # Bodies are ASCII JSON.
    return or_(*(column.contains(json.dumps(word)[1:-1], autoescape=True) for word in words))


def _in_bytes(session: Session, word: str) -> ColumnElement[bool]:
    content, sought = OutboxFile.content, literal(word.encode(), LargeBinary)
    if session.get_bind().dialect.name == "sqlite":
        return func.instr(content, sought) > 0
    return func.position(sought.op("IN")(content)) > 0
