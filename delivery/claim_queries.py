"""What a claim asks of the outbox: which call is next, of which chats."""

import json
from collections.abc import Collection
from functools import cache

from sqlalchemy import ARRAY, BigInteger, Select, SmallInteger, String, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.tables import Moment
from delivery.models import Fate, OutboxRow, Priority, Unreachable

SETTLED_WELL = (Fate.SENT, Fate.UNCERTAIN)


@cache
def next_reply(dialect: str, *, in_chat: bool = False) -> Select[OutboxRow]:
    """Return the reply to send next, the one that was put first: how long it is tried says nothing of its urgency.

    Parameters: `bot_id`, `now`; `blocked`, the chats that must wait, as `chats` returns them; `after`, an id: only
    calls that were put later are looked at; `lane`, a chat, where only that one is looked at.
    """
    return _next(dialect, in_chat=in_chat).where(OutboxRow.priority == Priority.REPLY).order_by(OutboxRow.id)


@cache
def next_other(dialect: str, *, in_chat: bool = False) -> Select[OutboxRow]:
    """Return the call to make next of those that are no replies: the most urgent, of these what expires first.

    Parameters: the same, and `most`, the last priority that is looked at.
    """
    others = OutboxRow.priority > Priority.REPLY, OutboxRow.priority <= bindparam("most", type_=SmallInteger())
    order = OutboxRow.priority, OutboxRow.expires_at, OutboxRow.id
    return _next(dialect, in_chat=in_chat).where(*others).order_by(*order)


def _next(dialect: str, *, in_chat: bool) -> Select[OutboxRow]:
    """Return what is due, not expired, in a chat that is free and reachable, with what it follows made."""
    bot_id, now = bindparam("bot_id", type_=BigInteger()), bindparam("now", type_=Moment())
    earlier, edited = aliased(OutboxRow), aliased(OutboxRow)
    away = select(Unreachable.chat_id).where(Unreachable.bot_id == bot_id)
    free = and_(OutboxRow.lane.not_in(_blocked(dialect)), OutboxRow.lane.not_in(away))
    follows_ok = exists().where(earlier.id == OutboxRow.follows, earlier.state.in_(SETTLED_WELL))
    waiting = (Fate.WAITING, Fate.CLAIMED, Fate.HELD)
    edits_open = exists().where(edited.bot_id == bot_id, edited.key == OutboxRow.edits, edited.state.in_(waiting))
    found = (
        select(OutboxRow)
        .where(
            OutboxRow.bot_id == bot_id,
            OutboxRow.state == Fate.WAITING,
            OutboxRow.id > bindparam("after", type_=BigInteger()),
            OutboxRow.due_at <= now,
            OutboxRow.expires_at > now,
            or_(OutboxRow.lane.is_(None), free),
            or_(OutboxRow.follows.is_(None), follows_ok),
            or_(OutboxRow.edits.is_(None), ~edits_open),
        )
        .limit(1)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    return found.where(OutboxRow.lane == bindparam("lane", type_=BigInteger())) if in_chat else found


def chats(dialect: str, ids: Collection[int]) -> str | list[int]:
    """Return chats as one parameter; thousands of parameters cost more than the search."""
    return json.dumps(list(ids)) if dialect == "sqlite" else list(ids)


@cache
def newest() -> Select[int]:
    """Return the id of the call that was put last."""
    return select(OutboxRow.id).order_by(OutboxRow.id.desc()).limit(1)


def _blocked(dialect: str) -> Select[int]:
    if dialect == "sqlite":
        return select(func.json_each(bindparam("blocked", type_=String())).table_valued("value").c.value)
    # PostgreSQL goes through an array for each row, but makes a hash of what is selected.
    return select(func.unnest(bindparam("blocked", type_=ARRAY(BigInteger()))))
