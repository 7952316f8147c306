"""What may become of a request, and by whose hand; pure."""

from datetime import datetime

from core.refusal import Refusal
from tickets.models import REOPENS, Request
from tickets.states import OPEN, OURS, Act, State

FROM: dict[Act, tuple[State, ...]] = {
    Act.SENT: (State.DRAFT,),
    Act.ADDED: OPEN,
    Act.TAKEN: (State.RECEIVED,),
    Act.TAKEN_OVER: OPEN,
    Act.HANDED_OVER: OPEN,
    Act.RETURNED: OPEN,
    Act.ASKED_BACK: OPEN,
    Act.ANSWERED: OPEN,
    Act.CORRECTED: OPEN,
    Act.CLOSED: OPEN,
    Act.REOPENED: (State.CLOSED,),
}
"""In which states each act is possible."""


class NotNow(Refusal):
    """A request in this state does not allow it, such as taking one that is closed."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.state)
        self.request = request


class TooLate(Refusal):
    """A request was closed so long ago that it is not opened again; a new one may follow it."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.id)
        self.request = request


def check(request: Request, act: Act, now: datetime) -> None:
    """Raise `NotNow` or `TooLate` if the request does not allow this."""
    if request.state not in FROM[act]:
        raise NotNow(request)
    if act is Act.REOPENED and not reopens(request, now):
        raise TooLate(request)


def reopens(request: Request, now: datetime) -> bool:
    """Whether the member may still open a closed request again."""
    return request.closed_at is not None and now - request.closed_at <= REOPENS


def after_member(request: Request) -> State:
    """Return the state once the member has written: what was asked or answered is with the expert again."""
    waits = request.state in (State.YOUR_TURN, State.ANSWERED)
    return back_with_us(request) if waits else State(request.state)


def back_with_us(request: Request) -> State:
    """Return the state of a request whose ball is with the helpdesk."""
    return State.RECEIVED if request.owner_id is None else State.WITH_EXPERT


def ball_is_ours(request: Request) -> bool:
    """Whether the member waits for the helpdesk."""
    return request.state in OURS
