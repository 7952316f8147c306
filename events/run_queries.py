"""Statements about what many are told at once, and who they are."""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    Text,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy import (
    cast as as_type,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.tables import Base, Moment
from delivery.models import Fate, OutboxRow, Unreachable
from events.models import (
    Event,
    Follow,
    OwnReminder,
    Pace,
    QuietHours,
    Registration,
    Run,
    RunKind,
    Standing,
    Switch,
)
from people.models import Member

RUNS = Base.metadata.tables["event_run"]
OUTBOX = Base.metadata.tables["outbox"]
COMING = (Standing.REGISTERED, Standing.OFFERED, Standing.WAITING)
SAID = (Fate.SENT, Fate.UNCERTAIN)

Clocks = tuple[str | None, str | None, str | None]
"""A person's zone and the ends of their quiet hours, as far as they have said."""
Audience = Select[int]


@cache
def new_run(dialect: str) -> Insert:
    """Note a run, whose columns are the parameters, unless it is known already; returns the new id."""
    insert = sqlite_insert if dialect == "sqlite" else postgres_insert
    statement = insert(RUNS).on_conflict_do_nothing(index_elements=["event_id", "kind", "rule", "about"])
    return statement.returning(RUNS.c.id)


def due_events(now: dt.datetime, limit: int) -> Select[Event]:
    """Return the events that the planner must look at, and hold them."""
    return (
        select(Event)
        .where(Event.next_run_at <= now)
        .order_by(Event.next_run_at, Event.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def own_rules(event_id: str, limit: int = 1000) -> Select[str]:
    """Return the offsets of the reminders that people asked for themselves."""
    return (
        select(OwnReminder.rule)
        .where(OwnReminder.event_id == event_id)
        .distinct()
        .order_by(OwnReminder.rule)
        .limit(limit)
    )


def open_runs(event_id: str, limit: int = 100) -> Select[Run]:
    """Return what is to be told and is not wholly in the outbox yet, what became due last first."""
    open_ = select(Run).where(Run.event_id == event_id, Run.expanded_at.is_(None))
    return open_.order_by(Run.due_at.desc(), Run.id.desc()).limit(limit)


def later_reminders(run: Run, limit: int = 100) -> Select[int]:
    """Return the reminders of the same start that became due after this one, or with it and before it in turn."""
    later = or_(Run.due_at > run.due_at, and_(Run.due_at == run.due_at, Run.id > run.id))
    return (
        select(Run.id)
        .where(Run.event_id == run.event_id, Run.kind == RunKind.REMINDER, Run.about == run.about, later)
        .order_by(Run.id)
        .limit(limit)
    )


def reached(bot_id: int, run_id: int) -> Select[int | None]:
    """Return the last person for whom a run is in the outbox; they are put there in the order of their ids."""
    return select(func.max(OutboxRow.lane)).where(OutboxRow.run == name_of(run_id), OutboxRow.bot_id == bot_id)


def changes_before(event_id: str, version: int, limit: int = 100) -> Select[int]:
    """Return the runs that told of earlier changes of an event."""
    return (
        select(Run.id)
        .where(Run.event_id == event_id, Run.kind == RunKind.CHANGE, Run.version < version)
        .order_by(Run.id)
        .limit(limit)
    )


def calls(bot_id: int, keys: Collection[str]) -> Select[int | None, str]:
    """Return version and fate of the calls with these keys.

    The fate is no condition here: SQLite would look through all that was ever sent.
    """
    return (
        select(OutboxRow.version, OutboxRow.state)
        .where(OutboxRow.bot_id == bot_id, OutboxRow.key.in_(keys))
        .order_by(OutboxRow.id)
        .limit(len(keys))
    )


def next_of(audience: Audience, after: int | None, limit: int) -> Audience:
    """Return the next people of an audience, in the order of their ids."""
    people = audience.subquery()
    member = people.c.member_id
    statement = select(member.label("member_id")).order_by(member).limit(limit)
    return statement if after is None else statement.where(member > after)


def reminded(run: Run, bot_id: int, but: Collection[int], *, usual: bool) -> Audience:
    """Return who is reminded: those who had a place when it became due, and those who asked for it themselves.

    Who is told by one of the runs in `but` is left out.
    """
    off = exists().where(
        Switch.member_id == Registration.member_id,
        Switch.event_id.in_(("", run.event_id)),
        Switch.rule.in_(("", run.rule)),
    )
    coming = select(Registration.member_id.label("member_id")).where(
        Registration.event_id == run.event_id,
        Registration.state == Standing.REGISTERED,
        Registration.since < run.due_at,
        ~off,
    )
    asked = select(OwnReminder.member_id.label("member_id")).where(
        OwnReminder.event_id == run.event_id, OwnReminder.rule == run.rule, OwnReminder.since < run.due_at
    )
    people = (union(coming, asked) if usual else asked).subquery()
    member = people.c.member_id
    return select(member.label("member_id")).where(true(), *(~_told_by(bot_id, each, member) for each in but))


def concerned(run: Run, topic: str) -> Audience:
    """Return whom anything but a reminder concerns."""
    coming = select(Registration.member_id).where(Registration.event_id == run.event_id)
    if run.kind == RunKind.CHANGE:
        return coming.where(Registration.state.in_(COMING), Registration.told_version < run.version)
    if run.kind == RunKind.SURVEY:
        return coming.where(Registration.state == Standing.REGISTERED, ~Registration.surveyed)
    if run.kind == RunKind.CONCLUSIONS:
        return coming.where(Registration.state == Standing.REGISTERED)
    known = coming.where(Registration.state.in_(COMING))
    follows = select(Follow.member_id).where(Follow.topic == topic, Follow.pace == Pace.AT_ONCE)
    # To who follows only since it was announced, perhaps from its very card, it is no news.
    return follows.where(Follow.since <= run.due_at, Follow.member_id.not_in(known))


def clocks_of(audience: Audience) -> Select[str | None, str, str]:
    """Return the different zones and quiet hours of these people."""
    people = audience.subquery()
    return (
        select(Member.zone, QuietHours.begins, QuietHours.ends)
        .select_from(people)
        .join(Member, Member.id == people.c.member_id)
        .outerjoin(QuietHours, QuietHours.member_id == Member.id)
        .distinct()
        .order_by(Member.zone, QuietHours.begins, QuietHours.ends)
        .limit(10_000)
    )


def expand(
    dialect: str,
    audience: Audience,
    values: Mapping[str, Any],
    dues: Mapping[Clocks, dt.datetime],
) -> Insert:
    """Put a call into the outbox for everybody in an audience, once for each; in one statement, whoever they are.

    `values` are the columns that are the same for all, `dues` when each of these clocks is told where that is not
    `due_at`.
    """
    people = audience.subquery()
    member = people.c.member_id
    away = exists().where(Unreachable.bot_id == values["bot_id"], Unreachable.chat_id == member)
    columns = {name: literal(value, OUTBOX.c[name].type) for name, value in values.items()} | {
        "key": _key(values["run"], member),
        "lane": member,
        "state": case((away, literal(str(Fate.HELD))), else_=literal(str(Fate.WAITING))),
        "due_at": _due(dues, values["due_at"]),
    }
    source = (
        select(*(column.label(name) for name, column in columns.items()))
        .select_from(people)
        .join(Member, Member.id == member)
        .outerjoin(QuietHours, QuietHours.member_id == member)
        .where(true())
    )
    insert = sqlite_insert if dialect == "sqlite" else postgres_insert
    return insert(OUTBOX).from_select(list(columns), source).on_conflict_do_nothing(index_elements=["bot_id", "key"])


def key_of(run_id: int, member_id: int) -> str:
    """Return by which key the outbox knows what a person is told in a run."""
    return f"{name_of(run_id)}/{member_id}"


def name_of(run_id: int) -> str:
    """Return by which name the outbox knows a run."""
    return f"event/{run_id}"


def _key(run: str, member: ColumnElement[int]) -> ColumnElement[str]:
    return literal(f"{run}/", Text()) + as_type(member, Text())


def _told_by(bot_id: int, run_id: int, member: ColumnElement[int]) -> ColumnElement[bool]:
    told = aliased(OutboxRow)
    return exists().where(told.bot_id == bot_id, told.key == _key(name_of(run_id), member))


def _due(dues: Mapping[Clocks, dt.datetime], usual: dt.datetime) -> ColumnElement[dt.datetime]:
    """Return when a person is told, by their clock."""
    columns = (Member.zone, QuietHours.begins, QuietHours.ends)
    different = [
        (and_(*(_is(column, value) for column, value in zip(columns, clocks, strict=True))), literal(due, Moment()))
        for clocks, due in dues.items()
        if due != usual
    ]
    return case(*different, else_=literal(usual, Moment())) if different else literal(usual, Moment())


def _is(column: InstrumentedAttribute[Any], value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
