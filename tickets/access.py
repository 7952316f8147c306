"""Who may do what with a request: the one place that decides it."""

from dataclasses import dataclass
from enum import StrEnum

from core.refusal import NotYours, Refusal
from people.models import RoleName
from tickets.models import Request
from tickets.states import State


class Action(StrEnum):
    """What can be done with a request."""

    SEE = "see"  # one's own card
    ADD = "add"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    CONSENT = "consent"
    RATE = "rate"
    LOOK = "look"  # at somebody's request, as an expert
    TAKE = "take"
    TAKE_OVER = "take over"
    ANSWER = "answer"
    ASK_BACK = "ask back"
    HAND_OVER = "hand over"
    CLOSE = "close"
    CHECK = "check"  # an answer that a colleague is about to send
    PROPOSE = "propose"  # an entry made of it


class Tie(StrEnum):
    """How somebody is tied to a request."""

    REQUESTER = "requester"
    OWNER = "owner"
    UNTAKEN = "untaken"  # nobody owns it
    ANOTHERS = "another's"


EXPERTS = frozenset({RoleName.EXPERT, RoleName.COORDINATOR})
COORDINATORS = frozenset({RoleName.COORDINATOR})
EVERYBODY = frozenset(RoleName)

RIGHTS: dict[Action, dict[Tie, frozenset[RoleName]]] = {
    **{
        action: {Tie.REQUESTER: EVERYBODY}
        for action in (Action.SEE, Action.ADD, Action.WITHDRAW, Action.REOPEN, Action.CONSENT, Action.RATE)
    },
    Action.LOOK: dict.fromkeys((Tie.OWNER, Tie.UNTAKEN, Tie.ANOTHERS), EXPERTS),
    Action.TAKE: {Tie.UNTAKEN: EXPERTS},
    Action.TAKE_OVER: {Tie.ANOTHERS: COORDINATORS},
    Action.ANSWER: {Tie.OWNER: EXPERTS, Tie.UNTAKEN: EXPERTS},
    Action.ASK_BACK: {Tie.OWNER: EXPERTS, Tie.UNTAKEN: EXPERTS},
    Action.HAND_OVER: {Tie.OWNER: EXPERTS, Tie.UNTAKEN: COORDINATORS},
    Action.CLOSE: {Tie.OWNER: EXPERTS, Tie.UNTAKEN: COORDINATORS},
    Action.CHECK: {Tie.ANOTHERS: EXPERTS},
    Action.PROPOSE: {Tie.OWNER: EXPERTS, Tie.UNTAKEN: COORDINATORS, Tie.ANOTHERS: COORDINATORS},
}
"""Who may do it, by their tie: who is not named may not. Nobody works on their own request."""


class ForExperts(Refusal):
    """Only experts may do this."""


class OwnedBy(Refusal):
    """It is another expert's: only its owner may do this."""

    def __init__(self, number: int, owner: int) -> None:
        super().__init__(number)
        self.number, self.owner = number, owner


class Untaken(Refusal):
    """Nobody has taken it: somebody must, before this can be done."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, under their numeric id, with the role that they have now."""

    id: int
    role: RoleName

    @property
    def is_expert(self) -> bool:
        """Whether they answer requests; a coordinator may what an expert may."""
        return self.role in EXPERTS

    def tie(self, request: Request) -> Tie:
        """Return how they are tied to a request."""
        if request.member_id == self.id:
            return Tie.REQUESTER
        if request.owner_id is None:
            return Tie.UNTAKEN
        return Tie.OWNER if request.owner_id == self.id else Tie.ANOTHERS


def may(action: Action, role: RoleName, tie: Tie) -> bool:
    """Whether somebody with this role and tie may do this."""
    return role in RIGHTS[action].get(tie, frozenset())


def check(action: Action, actor: Actor, request: Request | None) -> Request:
    """Return the request if the actor may do this with it.

    Raises `NotYours`, in the same words for another's request and for none; an expert, who may know of it, is told what
    stands against it by `OwnedBy` or `Untaken`. A draft is its member's alone.
    """
    if request is None or (request.state == State.DRAFT and request.member_id != actor.id):
        raise NotYours("a request")
    tie = actor.tie(request)
    if may(action, actor.role, tie):
        return request
    if not may(Action.LOOK, actor.role, tie):
        raise NotYours("a request")
    if request.owner_id is not None and tie is Tie.ANOTHERS:
        raise OwnedBy(request.id, request.owner_id)
    if tie is Tie.UNTAKEN:
        raise Untaken(request.id)
    raise NotYours("a request")
