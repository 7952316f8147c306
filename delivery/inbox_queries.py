"""What the delivery asks of the inbox.

To build a statement costs several times what it costs to run it, so those on the way of every update are built once.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Delete,
    Insert,
    Select,
    String,
    TextClause,
    Update,
    bindparam,
    delete,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.tables import Base
from delivery.models import Handling, InboxRow

TABLE = Base.metadata.tables["inbox"]
COLUMNS = ("bot_id", "update_id", "lane", "body", "received_at", "state", "attempts", "trouble")
"""What is known of an update when it arrives."""


@cache
def waiting_updates(limit: int) -> Select[int, int, int]:
    """Return id, lane and attempts of what waits to be handled, oldest first. Parameters: `bot`, `after`, an id."""
    bot, after = bindparam("bot", type_=BigInteger()), bindparam("after", type_=BigInteger())
    return (
        select(InboxRow.id, InboxRow.lane, InboxRow.attempts)
        .where(InboxRow.bot_id == bot, InboxRow.state == Handling.WAITING, InboxRow.id > after)
        .order_by(InboxRow.id)
        .limit(limit)
    )


@cache
def waiting_in_lane(limit: int) -> Select[int, int, int]:
    """Return the same for one `lane`, a further parameter."""
    return waiting_updates(limit).where(InboxRow.lane == bindparam("lane", type_=BigInteger()))


@cache
def new_updates() -> Insert:
    """Insert updates on PostgreSQL, whose columns are the parameters, unless they are there; returns the new ids."""
    return postgres_insert(TABLE).on_conflict_do_nothing(index_elements=["bot_id", "update_id"]).returning(TABLE.c.id)


@cache
def new_updates_at_once() -> Insert:
    """Insert the same on SQLite; parameter: `rows`, as `listed` returns them.

    For each row that it is handed, or hands back, SQLite is left and entered again, and each time another thread may
    run first: a hundred rows one by one would wait a hundred times.
    """
    each = func.json_each(bindparam("rows", type_=String())).table_valued("value").c.value
    values = (func.json_extract(each, f"$[{place}]") for place in range(len(COLUMNS)))
    # Without a condition SQLite would take ON CONFLICT for the condition of a join.
    statement = sqlite_insert(TABLE).from_select(COLUMNS, select(*values).where(true()), include_defaults=False)
    return statement.on_conflict_do_nothing(index_elements=["bot_id", "update_id"])


def listed(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return updates as one parameter."""
    return json.dumps([[_plain(row[name]) for name in COLUMNS] for row in rows])


def _plain(value: Any) -> Any:
    # As SQLAlchemy writes a moment in SQLite.
    return f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, dt.datetime) else value


@cache
def one_after_the_other() -> TextClause:
    """Wait on PostgreSQL until every other transaction that asked for the same `number` has ended."""
    return text("SELECT pg_advisory_xact_lock(:number)")


@cache
def count_attempt() -> Update:
    """Count an attempt before it is made; returns the body and the count. Parameter: `row`."""
    return (
        update(TABLE)
        .where(TABLE.c.id == bindparam("row"), TABLE.c.state == Handling.WAITING)
        .values(attempts=TABLE.c.attempts + 1)
        .returning(TABLE.c.body, TABLE.c.attempts)
    )


@cache
def take_back() -> Update:
    """Uncount an attempt that was cut off, if it is still the one that counts. Parameters: `row`, `attempt`."""
    return (
        update(TABLE)
        .where(TABLE.c.id == bindparam("row"), TABLE.c.state == Handling.WAITING)
        .where(TABLE.c.attempts == bindparam("attempt"))
        .values(attempts=TABLE.c.attempts - 1)
    )


@cache
def settle_update() -> Update:
    """Mark an update, if this attempt is still the one that counts.

    Parameters: `row`, `attempt`, `to`, `why`.
    """
    return (
        update(TABLE)
        .where(TABLE.c.id == bindparam("row"), TABLE.c.state == Handling.WAITING)
        .where(TABLE.c.attempts == bindparam("attempt"))
        .values(state=bindparam("to"), trouble=bindparam("why"))
    )


def empty_update(row_id: int) -> Update:
    """Remove the content of an update that was none of our business."""
    return update(InboxRow).where(InboxRow.id == row_id).values(body="{}")


def received_at(row_id: int) -> Select[dt.datetime]:
    """Return when an update arrived."""
    return select(InboxRow.received_at).where(InboxRow.id == row_id)


def arrived_lately(bot_id: int, lane: int, after: int) -> Select[str]:
    """Return what came from a chat since the update with this id, the newest first."""
    ours = InboxRow.bot_id == bot_id, InboxRow.lane == lane, InboxRow.id > after
    return select(InboxRow.body).where(*ours).order_by(InboxRow.id.desc()).limit(200)


def backlog(bot_id: int) -> Select[int, dt.datetime | None]:
    """Return how many updates wait and since when the oldest does."""
    return select(func.count(InboxRow.id), func.min(InboxRow.received_at)).where(
        InboxRow.bot_id == bot_id, InboxRow.state == Handling.WAITING
    )


def old_updates(before: dt.datetime, limit: int) -> Delete:
    """Delete what was handled and is old enough."""
    old = (
        select(InboxRow.id)
        .where(InboxRow.received_at < before, InboxRow.state != Handling.WAITING)
        .order_by(InboxRow.id)
        .limit(limit)
    )
    return delete(InboxRow).where(InboxRow.id.in_(old))
