"""Statements about what members wrote, and what they were told."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, func, select

from tickets.models import Part, Rating, Request, Trace
from tickets.states import Act, Side, State


def last_trace(number: int) -> Select[int | None]:
    """Return the id of the last thing that was done with a request."""
    return select(func.max(Trace.id)).where(Trace.request_id == number)


def complete_albums(now: dt.datetime, limit: int = 300) -> Select[Part]:
    """Return the parts of albums to which no further part has come for a while, in order."""
    return (
        select(Part)
        .join(Request, Request.id == Part.request_id)
        .where(Part.album_until <= now, Part.side == Side.MEMBER, Request.state != State.DRAFT)
        .order_by(Part.request_id, Part.id)
        .limit(limit)
    )


def album(number: int, name: str) -> Select[Part]:
    """Return the parts of an album that came so far, in order."""
    return select(Part).where(Part.request_id == number, Part.album == name).order_by(Part.id).limit(100)


def last_of_expert(number: int) -> Select[dt.datetime | None]:
    """Return when an expert last wrote in a request."""
    return select(func.max(Part.said_at)).where(Part.request_id == number, Part.side == Side.EXPERT)


def last_joined(numbers: Sequence[int], since: dt.datetime) -> Select[int]:
    """Return the request, of these, to which its member has added last, if that is not longer ago."""
    added = Trace.request_id.in_(numbers), Trace.act == Act.ADDED, Trace.at >= since
    return select(Trace.request_id).where(*added).order_by(Trace.id.desc()).limit(1)


def last_word_of_expert(number: int) -> Select[Trace]:
    """Return when an expert last answered or asked something back, and in which state that left the request."""
    acts = (Act.ANSWERED, Act.ASKED_BACK, Act.CORRECTED)
    return select(Trace).where(Trace.request_id == number, Trace.act.in_(acts)).order_by(Trace.id.desc()).limit(1)


def written_since(number: int, since: dt.datetime) -> Select[int]:
    """Count what a member has written in a request since then."""
    return select(func.count(Part.id)).where(Part.request_id == number, Part.side == Side.MEMBER, Part.said_at > since)


def closed_lately(member: int, since: dt.datetime) -> Select[Request]:
    """Return the requests that a member may still open again, the newest first."""
    theirs = Request.member_id == member, Request.state == State.CLOSED, Request.closed_at >= since
    return select(Request).where(*theirs).order_by(Request.id.desc()).limit(20)


def request_of_album(chat: int, name: str) -> Select[int]:
    """Return the request in which an album from this chat stands."""
    return select(Part.request_id).where(Part.chat_id == chat, Part.album == name).order_by(Part.id.desc()).limit(1)


def unexplained(day: dt.date, *, good: bool, from_: int) -> Select[Rating]:
    """Return a rating of this day, good or not, that has no reason yet."""
    fits = Rating.stars >= from_ if good else Rating.stars < from_
    return select(Rating).where(Rating.given_on == day, Rating.reason.is_(None), fits).order_by(Rating.id).limit(1)


def any_album_complete(now: dt.datetime) -> Select[int]:
    """Return a part of an album to which no further part has come for a while."""
    return select(Part.id).where(Part.album_until <= now).limit(1)
