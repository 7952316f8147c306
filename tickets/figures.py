"""What is counted of requests."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from core.language import say
from people.tally import Counts, Figure, Span, counted
from tickets.countries import code_of
from tickets.models import Rating, Request
from tickets.states import OPEN, Reason
from tickets.working_time import WorkingTime

HOURS = (4, 8, 16, 40)
"""Where the classes of working time end, in hours."""
LATER = "later"
UNKNOWN = "not given"


def opened(session: Session, span: Span) -> Counts:
    """Count the requests that were sent, by the topic that was given."""
    label = func.coalesce(Request.policy_topic, UNKNOWN)
    return counted(session, _grouped(label, Request.sent_at, span))


def closed(session: Session, span: Span) -> Counts:
    """Count the requests that were closed, by the reason."""
    return counted(session, _grouped(Request.reason, Request.closed_at, span))


def countries(session: Session, span: Span) -> Counts:
    """Count the requests that were sent, by the country that was typed, where it names one."""
    rows = session.execute(select(Request.country, Request.language).where(*_within(Request.sent_at, span)))
    return Counter((country and code_of(country, language)) or UNKNOWN for country, language in rows)


def first_answers(working: WorkingTime, session: Session, span: Span) -> Counts:
    """Count the requests that were answered for the first time, by the working time since they were sent."""
    sent: Select[Any, Any] = select(Request.sent_at, Request.answered_at).where(*_within(Request.answered_at, span))
    times = (working.between(*row) for row in session.execute(sent) if row[0] is not None)
    return Counter(_class_of(time.total_seconds() / 3600) for time in times)


def ratings(session: Session, span: Span) -> Counts:
    """Count the ratings that members gave; nobody knows whose."""
    if span.member is not None:
        return {}
    days = Rating.given_on >= span.since.date(), Rating.given_on < span.until.date()
    rows = session.execute(select(Rating.stars, func.count()).where(*days).group_by(Rating.stars))
    return {str(stars): count for stars, count in rows}


def waiting_now(session: Session) -> tuple[int, int]:
    """Return how many requests are open at this moment, and how many of these nobody has taken."""
    counts = select(func.count(), func.count().filter(Request.owner_id.is_(None))).where(Request.state.in_(OPEN))
    row = session.execute(counts).one()
    return int(row[0]), int(row[1])


def figures(working: WorkingTime) -> Iterator[Figure]:
    """Return the figures of requests; `working` is the helpdesk's working time."""
    yield Figure(
        "requests",
        say("Requests to experts"),
        say("Requests that members sent to the experts, by the policy topic that was given."),
        opened,
        {UNKNOWN: say("not given")},
        kind="topic",
    )
    yield Figure(
        "request_countries",
        say("Countries of requests"),
        say("Requests by the country that the member typed, where it names one."),
        countries,
        {UNKNOWN: say("not given")},
        kind="country",
    )
    yield Figure(
        "first_answers",
        say("Working time to the first answer"),
        say("Requests that were answered for the first time, by the working time since they were sent."),
        partial(first_answers, working),
        _CLASSES,
    )
    yield Figure("closed", say("Closed requests"), say("Requests that were closed, by the reason."), closed, _REASONS)
    yield Figure(
        "ratings",
        say("Ratings"),
        say("How good the help was, from 1 to 5, as members said; nobody can see who said what."),
        ratings,
        _STARS,
    )


_CLASSES = {
    "4": say("up to 4 hours"),
    "8": say("up to 8 hours"),
    "16": say("up to 16 hours"),
    "40": say("up to 40 hours"),
    LATER: say("later"),
}
_REASONS: dict[str, str] = {
    Reason.ANSWERED: say("answered"),
    Reason.REFERRED: say("referred"),
    Reason.DUPLICATE: say("asked twice"),
    Reason.NO_REPLY: say("no reply from the member"),
    Reason.OUT_OF_SCOPE: say("out of scope"),
    Reason.WITHDRAWN: say("withdrawn"),
}
_STARS = {
    "1": say("1, not at all"),
    "2": "2",
    "3": "3",
    "4": "4",
    "5": say("5, very good"),
}


def _class_of(hours: float) -> str:
    return next((str(end) for end in HOURS if hours <= end), LATER)


def _grouped(label: Any, at: Any, span: Span) -> Select[str, int]:
    return select(label, func.count()).where(*_within(at, span)).group_by(label)


def _within(at: Any, span: Span) -> list[ColumnElement[bool]]:
    conditions = [at >= span.since, at < span.until]
    return [*conditions, Request.member_id == span.member] if span.member is not None else conditions
