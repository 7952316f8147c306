"""Which request something that a member sends belongs to."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tickets import member_queries, queries
from tickets.models import Request
from tickets.states import OPEN, State

WAITING = (State.YOUR_TURN, State.ANSWERED)
"""The states in which what a member types is taken for the next word in a request."""
IN_ONE_GO = dt.timedelta(seconds=20)
"""How soon after a message that joined a request the next one does: people send one thought in several messages."""


def answered_request(session: Session, chat: int, message: int) -> Request | None:
    """Return the member's own request which this message, theirs or ours, stands in."""
    copy = session.scalar(queries.copy_at(chat, message))
    part = session.scalar(queries.part_at(chat, message)) if copy is None else None
    number = copy.request_id if copy is not None else part.request_id if part is not None else None
    return own_request(session, chat, number) if number is not None else None


def own_request(session: Session, member: int, number: int) -> Request | None:
    """Return a request of this member, unless it is a draft."""
    request = session.get(Request, number)
    return request if request is not None and request.member_id == member and request.state != State.DRAFT else None


def request_of_album(session: Session, chat: int, album: str) -> Request | None:
    """Return the open request to which an earlier part of this album was added."""
    number = session.scalar(member_queries.request_of_album(chat, album))
    request = session.get(Request, number) if number is not None else None
    return request if request is not None and request.state in OPEN else None


def open_requests(session: Session, member: int) -> list[Request]:
    """Return a member's open requests, the newest first."""
    return list(session.scalars(queries.of_member(OPEN), {"member": member}))


def assistant_answers(session: Session, member: int) -> bool:
    """Whether the assistant answers what this member types, as no request of theirs waits for their next word."""
    return not any(each.state in WAITING for each in open_requests(session, member))


def waiting_request(session: Session, open_: Sequence[Request], now: dt.datetime) -> Request | None:
    """Return the one request in which the member has the word, or had it a moment ago; None if they are several."""
    waiting = [each for each in open_ if each.state in WAITING]
    if waiting or not open_:
        return waiting[0] if len(waiting) == 1 else None
    joined = session.scalar(member_queries.last_joined([each.id for each in open_], now - IN_ONE_GO))
    talks = joined is not None and session.scalar(member_queries.last_word_of_expert(joined)) is not None
    return next((each for each in open_ if talks and each.id == joined), None)
