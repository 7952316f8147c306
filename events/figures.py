"""What is counted of events and of those who come."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session

from core.language import say
from delivery.models import Fate, OutboxRow
from events.fanout import kind_of
from events.models import Event, EventState, Registration, RunKind, Standing
from people.tally import Counts, Figure, Span, counted

PLACES, SENT, FAILED, UNCERTAIN = "places", "sent", "failed", "uncertain"


def registrations(session: Session, span: Span) -> Counts:
    """Count what people did about coming, by how they stand since."""
    within = Registration.since >= span.since, Registration.since < span.until
    return counted(session, _grouped(Registration.state, *within, *_of(span)))


def places(session: Session, span: Span) -> Counts:
    """Count the places that were taken when an event was over."""
    over = Event.over_at >= span.since, Event.over_at < span.until, Event.state != EventState.CANCELLED
    taken = select(func.count()).select_from(Registration).join(Event, Event.id == Registration.event_id)
    taken = taken.where(*over, Registration.state == Standing.REGISTERED, *_of(span))
    return {PLACES: session.scalar(taken) or 0}


def events(session: Session, span: Span) -> Counts:
    """Count the events that were over, by whether they took place."""
    if span.member is not None:
        return {}
    over = Event.over_at >= span.since, Event.over_at < span.until, Event.state != EventState.DRAFT
    found = counted(session, _grouped(Event.state, *over))
    cancelled = found.get(EventState.CANCELLED, 0)
    return {"held": sum(found.values()) - cancelled, "cancelled": cancelled}


def reminders(session: Session, span: Span) -> Counts:
    """Count reminders of events by what became of them."""
    settled = OutboxRow.settled_at >= span.since, OutboxRow.settled_at < span.until
    whose: list[ColumnElement[bool]] = [OutboxRow.lane == span.member] if span.member is not None else []
    known = {Fate.SENT: SENT, Fate.UNCERTAIN: UNCERTAIN, Fate.REFUSED: FAILED, Fate.EXPIRED: FAILED}
    fate = case({str(fate): literal(label) for fate, label in known.items()}, value=OutboxRow.state)
    statement = (
        select(fate, func.count()).where(OutboxRow.kind == kind_of(RunKind.REMINDER), *settled, *whose).group_by(fate)
    )
    return counted(session, statement)


FIGURES = (
    Figure(
        "events",
        say("Events"),
        say("Events whose end lies in this time."),
        events,
        {"held": say("held"), "cancelled": say("cancelled")},
    ),
    Figure(
        "registrations",
        say("Registrations"),
        say("What people did about coming to an event, by how they stand since; who changes their mind counts again."),
        registrations,
        {
            Standing.REGISTERED: say("registered"),
            Standing.WAITING: say("on a waiting list"),
            Standing.OFFERED: say("offered a place"),
            Standing.CANCELLED: say("given up"),
        },
    ),
    Figure(
        "places",
        say("Attendance"),
        say("Places that were taken when an event was over. Who was really there, the assistant does not know."),
        places,
        {PLACES: say("places taken")},
    ),
    Figure(
        "reminders",
        say("Reminders of events"),
        say("Reminders that were due; one that was no longer wanted is not counted."),
        reminders,
        {
            SENT: say("sent"),
            FAILED: say("not sent: the person could not be reached"),
            UNCERTAIN: say("sent, but nobody knows whether it arrived"),
        },
    ),
)


def _of(span: Span) -> list[ColumnElement[bool]]:
    return [Registration.member_id == span.member] if span.member is not None else []


def _grouped(label: Any, *conditions: ColumnElement[bool]) -> Select[str, int]:
    return select(label, func.count()).where(*conditions).group_by(label)
