"""Requests as stories need them."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from people.competence import Competence
from people.models import Member, RoleName
from people.roles import Roles
from tickets.access import Actor
from tickets.models import Request
from tickets.requests import Requests
from tickets.states import State

T = TypeVar("T")

MARIA, JONAS, ANNA, BORIS, CLARA = 5001, 5002, 7001, 7002, 9001
EXPERTS = {ANNA: "Anna", BORIS: "Boris"}
ANNA_ACTS, BORIS_ACTS = Actor(ANNA, RoleName.EXPERT), Actor(BORIS, RoleName.EXPERT)
CLARA_ACTS = Actor(CLARA, RoleName.COORDINATOR)
MARIA_ACTS = Actor(MARIA, RoleName.MEMBER)


def met(session: Session, id_: int, name: str, now: datetime) -> None:
    """Let the bot know somebody with whom it has an open chat."""
    session.add(
        Member(id=id_, name=name, reachable=True, opened_at=now, first_seen_at=now, last_seen_at=now, spoken="en")
    )
    session.flush()


def people(session: Session, clock: Clock) -> None:
    """Two members, two experts, a coordinator."""
    for id_, name in {MARIA: "Maria", JONAS: "Jonas", **EXPERTS, CLARA: "Clara"}.items():
        met(session, id_, name, clock.now())
    roles = Roles(session, clock)
    roles.grant(ANNA, RoleName.EXPERT, Competence(topics=("green",), languages=("en", "fr"), countries=("PT",)))
    roles.grant(BORIS, RoleName.EXPERT)
    roles.grant(CLARA, RoleName.COORDINATOR)


def sent(
    session: Session, clock: Clock, member: int = MARIA, question: str = "How do we start a repair fund?"
) -> Request:
    """Return a request that nobody has taken."""
    requests = Requests(session, clock)
    draft = requests.begin(member, "en", question)
    return requests.send(Actor(member, RoleName.MEMBER), draft.id)


def in_state(session: Session, clock: Clock, state: State) -> Request:
    """Return Maria's request as Anna's, in this state; a draft and a received one are nobody's."""
    requests = Requests(session, clock)
    if state is State.DRAFT:
        return requests.begin(MARIA, "en", "A question")
    request = sent(session, clock)
    if state is not State.RECEIVED:
        requests.take(ANNA_ACTS, request.id)
    if state in (State.YOUR_TURN, State.ANSWERED):
        requests.answered(ANNA_ACTS, request.id, asks_back=state is State.YOUR_TURN)
    if state is State.CLOSED:
        requests.withdraw(MARIA_ACTS, request.id)
    return request


async def settled(database: Database, clock: Clock) -> None:
    """Let everybody be there."""
    await database.write(lambda session: people(session, clock))
