"""What the delivery asks of the outbox.

To build a statement costs several times what it costs to run it, so those on the way of every message are built once.
"""

import datetime as dt
from functools import cache

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Delete,
    Insert,
    Select,
    Update,
    bindparam,
    delete,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.tables import Base, Moment
from delivery.models import Fate, OutboxFile, OutboxRow, Unreachable

TABLE = Base.metadata.tables["outbox"]
OPEN = (Fate.WAITING, Fate.HELD)


@cache
def new_call(dialect: str) -> Insert:
    """Insert a call, whose columns are the parameters, unless its key is there already; returns the new id."""
    insert = sqlite_insert if dialect == "sqlite" else postgres_insert
    statement = insert(TABLE).on_conflict_do_nothing(index_elements=["bot_id", "key"])
    return statement.returning(TABLE.c.id)


def id_of(bot_id: int, key: str) -> Select[int]:
    """Return the id of the call with this key."""
    return select(OutboxRow.id).where(OutboxRow.bot_id == bot_id, OutboxRow.key == key)


def by_key(bot_id: int, key: str) -> Select[OutboxRow]:
    """Return the call with this key."""
    return select(OutboxRow).where(OutboxRow.bot_id == bot_id, OutboxRow.key == key)


def last_edit_of(bot_id: int, key: str) -> Select[OutboxRow]:
    """Return the last edit of the message that was said under this key, unless it was not made."""
    made = OutboxRow.state.not_in((Fate.DROPPED, Fate.REFUSED, Fate.EXPIRED))
    edits = OutboxRow.bot_id == bot_id, OutboxRow.edits == key, made
    return select(OutboxRow).where(*edits).order_by(OutboxRow.id.desc()).limit(1)


@cache
def lately_said() -> Select[str, str | None, str | None]:
    """Return key, edited key and body of the last messages said in a chat and the last edits of them, newest first.

    Parameters: `bot`, `lane`, `since`.
    """
    lane, since = bindparam("lane", type_=BigInteger()), bindparam("since", type_=Moment())
    return (
        select(OutboxRow.key, OutboxRow.edits, OutboxRow.body)
        .where(OutboxRow.bot_id == bindparam("bot", type_=BigInteger()), OutboxRow.lane == lane)
        .where(OutboxRow.created_at >= since)
        .where(OutboxRow.method.in_(("sendMessage", "editMessageText")))
        .order_by(OutboxRow.id.desc())
        .limit(8)
    )


def said_under(bot_id: int, lane: int, prefix: str) -> Select[OutboxRow]:
    """Return the last messages said in a chat under keys that begin like this, and edits of them, the newest first."""
    ours = or_(OutboxRow.key.startswith(prefix), OutboxRow.edits.startswith(prefix))
    return (
        select(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.lane == lane, OutboxRow.body.is_not(None), ours)
        .order_by(OutboxRow.id.desc())
        .limit(100)
    )


def uncertain_in_lane(bot_id: int, lane: int, since: dt.datetime) -> Select[OutboxRow]:
    """Return what was to be said in a chat and may never have arrived."""
    return (
        select(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.lane == lane, OutboxRow.state == Fate.UNCERTAIN)
        .where(OutboxRow.must, OutboxRow.settled_at > since, OutboxRow.body.is_not(None))
        .order_by(OutboxRow.id)
        .limit(10)
    )


@cache
def left_over() -> CompoundSelect[int]:
    """Return a row if a chat is unreachable, or anything waits for it to come back or may never have arrived there.

    Parameters: `bot_id`, `chat`. It is asked for every message, so it must cost next to nothing.
    """
    away = Base.metadata.tables["unreachable"]
    bot_id, chat = bindparam("bot_id", type_=BigInteger()), bindparam("chat", type_=BigInteger())
    waiting = TABLE.c.state.in_((Fate.HELD, Fate.UNCERTAIN))
    return union_all(
        select(TABLE.c.id).where(TABLE.c.lane == chat, waiting, TABLE.c.bot_id == bot_id),
        select(away.c.chat_id).where(away.c.bot_id == bot_id, away.c.chat_id == chat),
    ).limit(1)


def claimed(bot_id: int, limit: int) -> Select[OutboxRow]:
    """Return the calls of which nobody knows the end: claimed by an owner that is gone."""
    return (
        select(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.state == Fate.CLAIMED)
        .order_by(OutboxRow.id)
        .limit(limit)
    )


def followers(row_id: int) -> Select[OutboxRow]:
    """Return the calls that wait for this one."""
    return (
        select(OutboxRow)
        .where(OutboxRow.follows == row_id, OutboxRow.state.in_(OPEN))
        .order_by(OutboxRow.id)
        .limit(1000)
    )


def overtaken_edits(bot_id: int, message_key: str, by: int) -> Select[OutboxRow]:
    """Return the edits of a message that are still open, but for the newest."""
    return (
        select(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.edits == message_key, OutboxRow.state.in_(OPEN))
        .where(OutboxRow.id != by)
        .order_by(OutboxRow.id)
        .limit(1000)
        .with_for_update()
    )


def followed_instead(row_id: int, by: int) -> Update:
    """Let what follows a call follow another."""
    return update(OutboxRow).where(OutboxRow.follows == row_id).values(follows=by)


def still_open(bot_id: int, key: str) -> Select[OutboxRow]:
    """Return the call with this key, if nobody is making or has made it."""
    return by_key(bot_id, key).where(OutboxRow.state.in_(OPEN)).with_for_update()


def overdue(bot_id: int, now: dt.datetime) -> Select[OutboxRow]:
    """Return what was not sent in its time."""
    return (
        select(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.state.in_(OPEN), OutboxRow.expires_at <= now)
        .order_by(OutboxRow.id)
        .limit(1000)
    )


def hold_lane(bot_id: int, lane: int, trouble: str) -> Update:
    """Hold everything that waits for a chat."""
    return (
        update(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.lane == lane, OutboxRow.state == Fate.WAITING)
        .values(state=Fate.HELD, trouble=trouble)
    )


def release_lane(bot_id: int, lane: int) -> Update:
    """Let everything go that was held for a chat."""
    return (
        update(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.lane == lane, OutboxRow.state == Fate.HELD)
        .values(state=Fate.WAITING, trouble=None)
    )


def move_lane(bot_id: int, old: int, new: int) -> Update:
    """Send to a chat's new id what was meant for the old one."""
    return update(OutboxRow).where(OutboxRow.bot_id == bot_id, OutboxRow.lane == old).values(lane=new)


def stop_run(bot_id: int, run: str, now: dt.datetime, trouble: str) -> Update:
    """Stop what is left of a broadcast."""
    return (
        update(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.run == run, OutboxRow.state.in_(OPEN))
        .values(state=Fate.DROPPED, settled_at=now, trouble=trouble)
    )


def equal_failures(bot_id: int, run: str, trouble: str) -> Select[int]:
    """Count the calls of a broadcast that Telegram refused for the same reason."""
    return select(func.count(OutboxRow.id)).where(
        OutboxRow.bot_id == bot_id, OutboxRow.run == run, OutboxRow.state == Fate.REFUSED, OutboxRow.trouble == trouble
    )


def lately_claimed(bot_id: int, since: dt.datetime) -> Select[int | None, dt.datetime | None]:
    """Return chat and moment of what was sent since then."""
    return (
        select(OutboxRow.lane, OutboxRow.claimed_at)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.claimed_at > since)
        .order_by(OutboxRow.claimed_at)
        .limit(10_000)
    )


def resting_lanes(bot_id: int, now: dt.datetime) -> Select[int | None, dt.datetime]:
    """Return the chats whose first call waits to be tried again, and until when."""
    return (
        select(OutboxRow.lane, OutboxRow.due_at)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.state == Fate.WAITING, OutboxRow.attempts > 0)
        .where(OutboxRow.due_at > now)
        .order_by(OutboxRow.id)
        .limit(10_000)
    )


def due_backlog(bot_id: int, now: dt.datetime) -> Select[int, dt.datetime | None]:
    """Return how many calls are due and since when the oldest is."""
    return select(func.count(OutboxRow.id), func.min(OutboxRow.due_at)).where(
        OutboxRow.bot_id == bot_id, OutboxRow.state == Fate.WAITING, OutboxRow.due_at <= now
    )


def files_of(row_id: int) -> Select[OutboxFile]:
    """Return the files that go with a call."""
    return select(OutboxFile).where(OutboxFile.row_id == row_id).order_by(OutboxFile.name).limit(20)


def empty_bodies(before: dt.datetime) -> Update:
    """Remove the words of what was settled long ago."""
    return update(OutboxRow).where(OutboxRow.settled_at < before, OutboxRow.body.is_not(None)).values(body=None)


def old_files(before: dt.datetime) -> Delete:
    """Delete the files of what was settled long ago."""
    return delete(OutboxFile).where(OutboxFile.row_id.in_(select(OutboxRow.id).where(OutboxRow.settled_at < before)))


def old_calls(before: dt.datetime) -> Delete:
    """Delete what was settled so long ago that nobody edits it any more."""
    return delete(OutboxRow).where(OutboxRow.settled_at < before)


def old_unreachables(before: dt.datetime) -> Delete:
    """Forget who refused the bot so long ago."""
    return delete(Unreachable).where(Unreachable.since < before)


def reachable_again(bot_id: int, chat_id: int) -> Delete:
    """Forget that a chat refused the bot."""
    return delete(Unreachable).where(Unreachable.bot_id == bot_id, Unreachable.chat_id == chat_id)


def open_in_lane(bot_id: int, lane: int) -> Select[OutboxRow]:
    """Return what is still to be sent to a chat."""
    return (
        select(OutboxRow)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.lane == lane, OutboxRow.state.in_((*OPEN, Fate.CLAIMED)))
        .order_by(OutboxRow.id)
        .limit(100_000)
    )
