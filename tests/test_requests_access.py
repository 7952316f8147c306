"""Each action with a request is open to whom the table names, and to nobody else."""

from itertools import product

import pytest

from core.database import Database
from core.refusal import NotYours, Refusal
from people.models import RoleName
from tests.clocks import MovedClock
from tests.requests_at import JONAS, MARIA, in_state, settled
from tickets import access
from tickets.access import Action, Actor, OwnedBy, Tie, Untaken
from tickets.models import Request
from tickets.states import State

MEMBERS_OWN = {Action.SEE, Action.ADD, Action.WITHDRAW, Action.REOPEN, Action.CONSENT, Action.RATE}
OWNERS = {Action.ANSWER, Action.ASK_BACK, Action.HAND_OVER, Action.CLOSE, Action.PROPOSE, Action.LOOK}
OF_ANYBODYS_UNTAKEN = {Action.LOOK, Action.TAKE, Action.ANSWER, Action.ASK_BACK}
COORDINATORS_UNTAKEN = OF_ANYBODYS_UNTAKEN | {Action.HAND_OVER, Action.CLOSE, Action.PROPOSE}
COLLEAGUES = {Action.LOOK, Action.CHECK}


def allowed(action: Action, role: RoleName, tie: Tie) -> bool:
    """What experience.md and design.md say, written down a second time and in another form."""
    if tie is Tie.REQUESTER:
        return action in MEMBERS_OWN
    if role is RoleName.MEMBER:
        return False
    if tie is Tie.OWNER:
        return action in OWNERS
    coordinates = role is RoleName.COORDINATOR
    if tie is Tie.UNTAKEN:
        return action in (COORDINATORS_UNTAKEN if coordinates else OF_ANYBODYS_UNTAKEN)
    return action in COLLEAGUES or (coordinates and action in {Action.TAKE_OVER, Action.PROPOSE})


def request_of(tie: Tie, who: int, state: State) -> Request:
    """A request to which somebody is tied like this."""
    owner = {Tie.OWNER: who, Tie.ANOTHERS: 4242}.get(tie)
    return Request(id=12, member_id=who if tie is Tie.REQUESTER else 777, owner_id=owner, state=state)


@pytest.mark.parametrize(("action", "role", "tie"), list(product(Action, RoleName, Tie)))
def test_the_table_lets_act_whom_it_should(action: Action, role: RoleName, tie: Tie) -> None:
    actor, request = Actor(31, role), request_of(tie, 31, State.WITH_EXPERT)

    if allowed(action, role, tie):
        assert access.check(action, actor, request) is request
        return
    with pytest.raises(Refusal) as refused:
        access.check(action, actor, request)
    told = isinstance(refused.value, OwnedBy | Untaken)
    assert told == (role is not RoleName.MEMBER and tie in (Tie.ANOTHERS, Tie.UNTAKEN))


@pytest.mark.parametrize(("action", "role"), list(product(Action, RoleName)))
def test_what_does_not_exist_and_what_is_anothers_draft_look_the_same(action: Action, role: RoleName) -> None:
    draft = request_of(Tie.UNTAKEN, 31, State.DRAFT)

    for request in (None, draft):
        with pytest.raises(NotYours):
            access.check(action, Actor(31, role), request)


@pytest.mark.parametrize("action", list(Action))
def test_a_member_cannot_tell_anothers_number_from_none(action: Action) -> None:
    with pytest.raises(NotYours) as others:
        access.check(action, Actor(31, RoleName.MEMBER), request_of(Tie.UNTAKEN, 31, State.ANSWERED))
    with pytest.raises(NotYours) as none:
        access.check(action, Actor(31, RoleName.MEMBER), None)

    assert str(others.value) == str(none.value)


async def test_nobody_works_on_their_own_request(database: Database) -> None:
    clock = MovedClock()
    await settled(database, clock)
    request = await database.write(lambda session: in_state(session, clock, State.RECEIVED))

    with pytest.raises(NotYours):
        access.check(Action.TAKE, Actor(MARIA, RoleName.EXPERT), request)
    with pytest.raises(NotYours):
        access.check(Action.SEE, Actor(JONAS, RoleName.MEMBER), request)
