"""What the delivery asks of the inbox."""

import datetime as dt

from sqlalchemy import Delete, Select, Update, delete, func, select, update

from delivery.models import Handling, InboxRow


def waiting_updates(bot_id: int, after: int, limit: int) -> Select[int, int, int]:
    """Return id, lane and attempts of what waits to be handled, oldest first."""
    return (
        select(InboxRow.id, InboxRow.lane, InboxRow.attempts)
        .where(InboxRow.bot_id == bot_id, InboxRow.state == Handling.WAITING, InboxRow.id > after)
        .order_by(InboxRow.id)
        .limit(limit)
    )


def waiting_in_lane(bot_id: int, lane: int, after: int, limit: int) -> Select[int, int, int]:
    """Return the same for one lane."""
    return waiting_updates(bot_id, after, limit).where(InboxRow.lane == lane)


def count_attempt(row_id: int, by: int = 1) -> Update:
    """Count an attempt before it is made, or take back one that was cut off; returns the body and the count."""
    return (
        update(InboxRow)
        .where(InboxRow.id == row_id, InboxRow.state == Handling.WAITING)
        .values(attempts=InboxRow.attempts + by)
        .returning(InboxRow.body, InboxRow.attempts)
    )


def settle_update(row_id: int, attempt: int, state: Handling, trouble: str | None = None) -> Update:
    """Mark an update, if this attempt is still the one that counts."""
    return (
        update(InboxRow)
        .where(InboxRow.id == row_id, InboxRow.state == Handling.WAITING, InboxRow.attempts == attempt)
        .values(state=state, trouble=trouble)
    )


def empty_update(row_id: int) -> Update:
    """Remove the content of an update that was none of our business."""
    return update(InboxRow).where(InboxRow.id == row_id).values(body="{}")


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
