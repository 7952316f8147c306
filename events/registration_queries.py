"""Statements about who comes."""

import datetime as dt
from collections.abc import Collection
from functools import cache

from sqlalchemy import (
    BigInteger,
    Delete,
    Select,
    Text,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from core.tables import Moment
from events.models import HOLDING, Event, EventState, OwnReminder, Registration, Run, Standing
from events.written import Registration as Kind

MOST = 10_000


@cache
def take_place() -> Update:
    """Take a place at an event if there is one that nobody waits for; returns how many are taken then.

    Parameters: `event`, `now`. Of many at once each waits for the one before, so the capacity is never passed. Where
    places are not given here, there is always one: the bot only reminds. Built once: 500 may come at once.
    """
    event, now = bindparam("event", type_=Text()), bindparam("now", type_=Moment())
    waits = exists().where(Registration.event_id == event, Registration.state == Standing.WAITING)
    limited = or_(Event.capacity.is_(None), Event.taken < Event.capacity)
    free = or_(Event.registration != Kind.HERE, and_(limited, ~waits))
    return (
        update(Event)
        .where(Event.id == event, Event.state == EventState.PUBLISHED, Event.registration != Kind.CLOSED, free)
        .where(or_(Event.over_at.is_(None), Event.over_at > now))
        .values(taken=Event.taken + 1)
        .returning(Event.taken)
        .execution_options(synchronize_session=False)
    )


@cache
def hold_event() -> Select[Event]:
    """Return the event as it is now, which nobody else changes until this transaction ends. Parameter: `event`.

    Whoever changes a registration holds its event first, always in this order, so that no two wait for each other.
    """
    event = bindparam("event", type_=Text())
    return select(Event).where(Event.id == event).with_for_update().execution_options(populate_existing=True)


@cache
def registration() -> Select[Registration]:
    """Return how a person stands to an event, as it is now. Parameters: `event`, `member`."""
    event, member = bindparam("event", type_=Text()), bindparam("member", type_=BigInteger())
    return (
        select(Registration)
        .where(Registration.event_id == event, Registration.member_id == member)
        .execution_options(populate_existing=True)
    )


def before_in_queue(event_id: str, queue: int) -> Select[int]:
    """Count those on the waiting list whose turn comes earlier."""
    return select(func.count()).where(
        Registration.event_id == event_id, Registration.state == Standing.WAITING, Registration.queue < queue
    )


def first_waiting(event_id: str, limit: int) -> Select[Registration]:
    """Return those whose turn it is."""
    return (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.state == Standing.WAITING)
        .order_by(Registration.queue)
        .limit(limit)
        .execution_options(populate_existing=True)
    )


def holding(event_id: str) -> Select[int]:
    """Count the places that are really held."""
    return select(func.count()).where(Registration.event_id == event_id, Registration.state.in_(HOLDING))


def lapsed(now: dt.datetime, limit: int = 100) -> Select[str, int]:
    """Return event and person of the offers that nobody took in time."""
    return (
        select(Registration.event_id, Registration.member_id)
        .where(Registration.state == Standing.OFFERED, Registration.offer_until <= now)
        .order_by(Registration.offer_until)
        .limit(limit)
    )


def with_room(now: dt.datetime, limit: int = 20) -> Select[str]:
    """Return the events at which a place is free and somebody waits."""
    waits = select(Registration.event_id).where(Registration.state == Standing.WAITING)
    return (
        select(Event.id)
        .where(Event.id.in_(waits), Event.state == EventState.PUBLISHED, Event.registration == Kind.HERE)
        .where(or_(Event.capacity.is_(None), Event.taken < Event.capacity))
        .where(or_(Event.begins_at.is_(None), Event.begins_at > now))
        .order_by(Event.id)
        .limit(limit)
    )


def miscounted(limit: int = 20) -> Select[str]:
    """Return the events whose count of taken places is not how many are held: people were forgotten."""
    held = (
        select(func.count())
        .where(Registration.event_id == Event.id, Registration.state.in_(HOLDING))
        .correlate(Event)
        .scalar_subquery()
    )
    return select(Event.id).where(Event.taken != held).order_by(Event.id).limit(limit)


def people(event_id: str, states: Collection[Standing], limit: int = MOST) -> Select[Registration]:
    """Return those who stand so to an event, the waiting in the order of their turn."""
    return (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.state.in_(states))
        .order_by(Registration.queue.is_(None), Registration.queue, Registration.since, Registration.member_id)
        .limit(limit)
    )


def counted(event_id: str) -> Select[str, int]:
    """Count the people by how they stand to an event."""
    return (
        select(Registration.state, func.count())
        .where(Registration.event_id == event_id)
        .group_by(Registration.state)
        .order_by(Registration.state)
    )


def active_of(member_id: int, limit: int = 1000) -> Select[str]:
    """Return the events at which a person holds a place or waits for one."""
    standings = (*HOLDING, Standing.WAITING)
    return (
        select(Registration.event_id)
        .where(Registration.member_id == member_id, Registration.state.in_(standings))
        .order_by(Registration.event_id)
        .limit(limit)
    )


def long_over(before: dt.datetime) -> tuple[Delete, ...]:
    """Forget who came to what was over before this moment, and what they were told."""
    gone = select(Event.id).where(Event.over_at < before)
    return tuple(delete(table).where(table.event_id.in_(gone)) for table in (Registration, OwnReminder, Run))
