"""Statements about events."""

import datetime as dt
from collections.abc import Collection
from functools import cache

from sqlalchemy import BigInteger, BindParameter, Select, and_, bindparam, func, or_, select

from core.tables import Moment
from events.models import Event, EventState, EventVersion, Registration, Standing
from events.written import Registration as Kind

PUBLIC = (EventState.PUBLISHED, EventState.CANCELLED, EventState.FINISHED)
MOST = 10_000
_JOINABLE = (Kind.HERE, Kind.LINK)
_NOW = bindparam("now", type_=Moment())


def held(id_: str) -> Select[Event]:
    """Return the event, which nobody else changes until this transaction ends."""
    return select(Event).where(Event.id == id_).with_for_update()


def events(states: Collection[EventState], limit: int = MOST) -> Select[Event]:
    """Return the events in these states by their start; those without one come last."""
    order = (Event.begins_at.is_(None), Event.begins_at, Event.id)
    return select(Event).where(Event.state.in_(states)).order_by(*order).limit(limit)


def upcoming(now: dt.datetime, limit: int = 50) -> Select[Event]:
    """Return the published events that are not over, the next one first."""
    return events((EventState.PUBLISHED,), limit).where(or_(Event.over_at.is_(None), Event.over_at > now))


def over(now: dt.datetime, limit: int = 100) -> Select[Event]:
    """Return the published events that are over."""
    return events((EventState.PUBLISHED,), limit).where(Event.over_at <= now).with_for_update()


def named(id_: str) -> Select[Event]:
    """Return the event of this id, however its letters are written; files let no two differ by that alone."""
    return select(Event).where(func.lower(Event.id) == id_.lower()).order_by(Event.id).limit(1)


def ahead(now: dt.datetime | BindParameter[dt.datetime], limit: int = 500) -> Select[Event]:
    """Return what somebody may still come to; without a date only where people can register for it."""
    dated = or_(Event.over_at > now, and_(Event.over_at.is_(None), Event.registration.in_(_JOINABLE)))
    return events((EventState.PUBLISHED,), limit).where(dated)


def past(now: dt.datetime, limit: int = 500) -> Select[Event]:
    """Return what has been, the latest first; last what has no date and cannot be joined."""
    gone = or_(Event.over_at <= now, and_(Event.over_at.is_(None), Event.registration.not_in(_JOINABLE)))
    over = or_(Event.state == EventState.FINISHED, and_(Event.state == EventState.PUBLISHED, gone))
    order = (Event.begins_at.is_(None), Event.begins_at.desc(), Event.id)
    return select(Event).where(over).order_by(*order).limit(limit)


def versions(id_: str, limit: int = 20) -> Select[EventVersion]:
    """Return what an event said of time, place and state, the newest first."""
    return select(EventVersion).where(EventVersion.event_id == id_).order_by(EventVersion.version.desc()).limit(limit)


def of_member(
    member_id: int | BindParameter[int], states: Collection[Standing], limit: int = 100
) -> Select[Event, Registration]:
    """Return the events to which a person stands so, with how, the next one first."""
    return (
        select(Event, Registration)
        .join(Registration, Registration.event_id == Event.id)
        .where(Registration.member_id == member_id, Registration.state.in_(states))
        .order_by(Event.begins_at.is_(None), Event.begins_at, Event.id)
        .limit(limit)
    )


@cache
def titles_ahead(limit: int) -> Select[str, str, str]:
    """Return id, title and guide of what somebody may still come to; parameter: `now`. Every question needs it."""
    return ahead(_NOW, limit).with_only_columns(Event.id, Event.title, Event.guide)


@cache
def titles_of_member(states: Collection[Standing]) -> Select[str, str, str]:
    """Return the same of the open events to which `member` stands so. Parameters: `member`, `now`."""
    still_open = Event.state == EventState.PUBLISHED, or_(Event.over_at.is_(None), Event.over_at > _NOW)
    found = of_member(bindparam("member", type_=BigInteger()), states).where(*still_open)
    return found.with_only_columns(Event.id, Event.title, Event.guide)
