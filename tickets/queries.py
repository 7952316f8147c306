"""Statements about requests."""

import datetime as dt
from collections.abc import Collection
from functools import cache

from sqlalchemy import BigInteger, Delete, Select, bindparam, delete, func, or_, select

from tickets.models import DRAFT_KEPT, KEPT, Absence, Answer, Copy, Part, Rating, Request, Trace
from tickets.states import OPEN, Act, AnswerState, Consent, Side, State, Topic

KEPT_STEP = "kept"


def held(number: int) -> Select[Request]:
    """Return the request, which nobody else changes until this transaction ends."""
    return select(Request).where(Request.id == number).with_for_update()


def draft_of(member: int) -> Select[Request]:
    """Return the draft of which a member has begun the intake."""
    begun = Request.member_id == member, Request.state == State.DRAFT, Request.step.is_distinct_from(KEPT_STEP)
    return select(Request).where(*begun).order_by(Request.id.desc()).limit(1).with_for_update()


def kept_of(member: int) -> Select[Request]:
    """Return the draft that holds what a member sent without turning to the experts."""
    kept = Request.member_id == member, Request.state == State.DRAFT, Request.step == KEPT_STEP
    return select(Request).where(*kept).order_by(Request.id.desc()).limit(1).with_for_update()


@cache
def unfinished() -> Select[int]:
    """Return the number of a request that `member` has begun or that is open. Every question needs it."""
    theirs = Request.member_id == bindparam("member", type_=BigInteger()), Request.state.in_((State.DRAFT, *OPEN))
    return select(Request.id).where(*theirs).limit(1)


@cache
def of_member(states: Collection[State], limit: int = 50) -> Select[Request]:
    """Return the requests of `member` in these states, the newest first. Every message in private needs it."""
    ours = Request.member_id == bindparam("member", type_=BigInteger()), Request.state.in_(states)
    return select(Request).where(*ours).order_by(Request.id.desc()).limit(limit)


def of_owner(owner: int, states: Collection[State] = OPEN, limit: int = 200) -> Select[Request]:
    """Return an expert's requests in these states, the oldest first."""
    return select(Request).where(Request.owner_id == owner, Request.state.in_(states)).order_by(Request.id).limit(limit)


def untaken(limit: int = 200) -> Select[Request]:
    """Return the open requests that nobody has, the oldest first."""
    return select(Request).where(Request.state.in_(OPEN), Request.owner_id.is_(None)).order_by(Request.id).limit(limit)


def load() -> Select[int | None, int]:
    """Return how many open requests each expert has."""
    return (
        select(Request.owner_id, func.count())
        .where(Request.state.in_(OPEN), Request.owner_id.is_not(None))
        .group_by(Request.owner_id)
    )


def to_look_at(now: dt.datetime, limit: int = 100) -> Select[Request]:
    """Return the requests of which somebody must be reminded."""
    return (
        select(Request).where(Request.next_look_at <= now).order_by(Request.next_look_at).limit(limit).with_for_update()
    )


def is_one_to_look_at(now: dt.datetime) -> Select[int]:
    """Return the number of a request of which somebody must be reminded; it waits for nobody who changes one."""
    return select(Request.id).where(Request.next_look_at <= now).limit(1)


def parts(number: int, limit: int = 1000) -> Select[Part]:
    """Return what was written in a request, in order."""
    return select(Part).where(Part.request_id == number).order_by(Part.id).limit(limit)


def part_at(chat: int, message: int) -> Select[Part]:
    """Return the part that this message is."""
    return select(Part).where(Part.chat_id == chat, Part.message_id == message)


def copy_at(chat: int, message: int) -> Select[Copy]:
    """Return what this message of ours stands for."""
    return select(Copy).where(Copy.chat_id == chat, Copy.message_id == message)


def copy_of_part(number: int, part: int, chat: int) -> Select[int]:
    """Return the id of the newest message by which a part stands in a chat."""
    there = Copy.request_id == number, Copy.part_id == part, Copy.chat_id == chat
    return select(Copy.message_id).where(*there).order_by(Copy.message_id.desc()).limit(1)


def in_thread(thread: int) -> Select[Request]:
    """Return the request whose topic this is."""
    return select(Request).where(Request.thread_id == thread)


def open_answers(author: int, chat: int) -> Select[Answer]:
    """Return what an expert is about to send from a chat, the newest first."""
    unsent = (AnswerState.OPEN, AnswerState.CHECKING)
    return (
        select(Answer)
        .where(Answer.author_id == author, Answer.chat_id == chat, Answer.state.in_(unsent))
        .order_by(Answer.id.desc())
    )


def answers(number: int) -> Select[Answer]:
    """Return what experts have sent, or are about to send, in order."""
    return select(Answer).where(Answer.request_id == number).order_by(Answer.id)


def titles_due(now: dt.datetime, limit: int = 100) -> Select[Request]:
    """Return the requests whose topic may get another title now."""
    return select(Request).where(Request.title_due_at <= now).order_by(Request.title_due_at).limit(limit)


def topics_due(now: dt.datetime, limit: int = 50) -> Select[Request]:
    """Return the requests whose topic was refused and is asked for again."""
    refused = Request.topic == Topic.REFUSED, Request.topic_again_at <= now, Request.state.in_(OPEN)
    return select(Request).where(*refused).order_by(Request.topic_again_at).limit(limit).with_for_update()


def answered_like(language: str, besides: int, limit: int) -> Select[int, str]:
    """Return what members asked in the latest answered requests in a language whose answers may be reused."""
    latest = (
        select(Request.id)
        .where(
            Request.language == language,
            Request.answered_at.is_not(None),
            Request.consent == Consent.REUSE,
            Request.id != besides,
        )
        .order_by(Request.id.desc())
        .limit(limit)
        .subquery()
    )
    return (
        select(Part.request_id, Part.text)
        .join(latest, Part.request_id == latest.c.id)
        .where(Part.side == Side.MEMBER, Part.text != "")
        .order_by(Part.id)
    )


def asked_in(number: int) -> Select[int, str]:
    """Return what a member wrote in a request."""
    return select(Part.request_id, Part.text).where(Part.request_id == number, Part.side == Side.MEMBER)


def topics_awaited(now: dt.datetime, limit: int = 50) -> Select[Request]:
    """Return the requests whose first topic was asked for so long ago that their members are told."""
    asked = Request.topic == Topic.ASKED, Request.topic_again_at <= now, Request.thread_id.is_(None)
    return select(Request).where(*asked).order_by(Request.topic_again_at).limit(limit).with_for_update()


def trace(number: int, limit: int = 200) -> Select[Trace]:
    """Return who did what with a request, in order."""
    return select(Trace).where(Trace.request_id == number).order_by(Trace.id).limit(limit)


def last_reminded(number: int) -> Select[dt.datetime | None]:
    """Return when somebody was last reminded of a request."""
    reminders = (Act.NUDGED, Act.WARNED, Act.ESCALATED)
    return select(func.max(Trace.at)).where(Trace.request_id == number, Trace.act.in_(reminders))


def ratings(since: dt.date, until: dt.date) -> Select[int, int]:
    """Return how often each number of stars was given in these days, both included."""
    return (
        select(Rating.stars, func.count())
        .where(Rating.given_on >= since, Rating.given_on <= until)
        .group_by(Rating.stars)
    )


def long_over(now: dt.datetime) -> Delete:
    """Remove what was closed, or begun and never sent, so long ago that it is kept no longer."""
    return delete(Request).where(
        or_(
            (Request.state == State.CLOSED) & (Request.closed_at < now - KEPT),
            (Request.state == State.DRAFT) & (Request.touched_at < now - DRAFT_KEPT),
        )
    )


def absences_before(moment: dt.datetime) -> Delete:
    """Remove the absences of those who are back since then."""
    return delete(Absence).where(Absence.until <= moment)
