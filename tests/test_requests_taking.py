"""Of several experts who take a request together exactly one has it, and the others are told who."""

import asyncio

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from core.refusal import NotYours
from people.models import RoleName
from tests.clocks import MovedClock
from tests.requests_at import (
    ANNA,
    ANNA_ACTS,
    BORIS,
    BORIS_ACTS,
    CLARA,
    CLARA_ACTS,
    MARIA,
    MARIA_ACTS,
    in_state,
    sent,
    settled,
)
from tickets.access import Actor, OwnedBy, Untaken
from tickets.lifecycle import NotNow, TooLate
from tickets.models import Request
from tickets.requests import MOST_OPEN, Requests, TooMany
from tickets.states import Act, Reason, State

RACES = 25  # the campaign runs 1,000 on each database


@pytest.fixture
async def clock(database: Database) -> MovedClock:
    """A clock that stands still, on a database in which everybody is."""
    stands = MovedClock()
    await settled(database, stands)
    return stands


async def took(database: Database, clock: MovedClock, actor: Actor, number: int) -> int | None:
    """Let somebody take a request; return whose it is if it is not theirs."""
    try:
        await database.write(lambda session: Requests(session, clock).take(actor, number))
    except OwnedBy as refused:
        return refused.owner
    return None


async def owner_of(database: Database, number: int) -> int | None:
    """Return who has a request."""
    return await database.read(lambda session: session.get_one(Request, number).owner_id)


async def test_two_press_together_and_one_has_it(database: Database, clock: MovedClock) -> None:
    for _ in range(RACES):
        number = (await database.write(lambda session: sent(session, clock))).id
        first, second = await asyncio.gather(
            *(took(database, clock, actor, number) for actor in (ANNA_ACTS, BORIS_ACTS))
        )
        owner = await owner_of(database, number)
        assert (owner, first, second) in ((ANNA, None, ANNA), (BORIS, BORIS, None))
        await database.write(lambda session: Requests(session, clock).withdraw(MARIA_ACTS, number))  # noqa: B023  awaited at once


async def test_who_presses_twice_has_it_once(database: Database, clock: MovedClock) -> None:
    number = (await database.write(lambda session: sent(session, clock))).id
    assert [await took(database, clock, ANNA_ACTS, number) for _ in range(2)] == [None, None]

    acts = await database.read(lambda session: [each.act for each in Requests(session, clock).history(number)])
    assert acts.count(Act.TAKEN) == 1


async def test_a_coordinator_takes_over_before_they_answer(database: Database, clock: MovedClock) -> None:
    request = await database.write(lambda session: in_state(session, clock, State.WITH_EXPERT))

    with pytest.raises(OwnedBy):
        await database.write(lambda session: Requests(session, clock).answered(CLARA_ACTS, request.id))
    await database.write(lambda session: Requests(session, clock).take_over(CLARA_ACTS, request.id))
    await database.write(lambda session: Requests(session, clock).answered(CLARA_ACTS, request.id))
    assert await owner_of(database, request.id) == CLARA


async def test_who_answers_what_nobody_has_taken_takes_it(database: Database, clock: MovedClock) -> None:
    request = await database.write(lambda session: sent(session, clock))
    answered = await database.write(lambda session: Requests(session, clock).answered(BORIS_ACTS, request.id))

    assert (answered.owner_id, answered.state, answered.answered_at) == (BORIS, State.ANSWERED, clock.now())


async def test_an_expert_who_takes_their_own_question_is_told_nothing_of_it(
    database: Database, clock: MovedClock
) -> None:
    request = await database.write(lambda session: sent(session, clock))
    with pytest.raises(NotYours):
        await database.write(lambda session: Requests(session, clock).take(Actor(MARIA, RoleName.EXPERT), request.id))


async def test_what_is_closed_is_not_taken_answered_or_closed_again(database: Database, clock: MovedClock) -> None:
    request = await database.write(lambda session: in_state(session, clock, State.CLOSED))
    for act in ("answered", "close"):
        words = (Reason.ANSWERED,) if act == "close" else ()
        with pytest.raises(NotNow):
            await database.write(lambda session: getattr(Requests(session, clock), act)(ANNA_ACTS, request.id, *words))  # noqa: B023  awaited at once


async def test_only_who_has_it_closes_it(database: Database, clock: MovedClock) -> None:
    request = await database.write(lambda session: sent(session, clock))
    with pytest.raises(Untaken):
        await database.write(lambda session: Requests(session, clock).close(ANNA_ACTS, request.id, Reason.REFERRED))
    await database.write(lambda session: Requests(session, clock).close(CLARA_ACTS, request.id, Reason.DUPLICATE))

    closed = await database.read(lambda session: session.get_one(Request, request.id))
    assert (closed.state, closed.reason, closed.next_look_at) == (State.CLOSED, Reason.DUPLICATE, None)


async def test_a_request_opens_again_for_fourteen_days(database: Database, clock: MovedClock) -> None:
    request = await database.write(lambda session: in_state(session, clock, State.CLOSED))
    clock.moves(days=14)
    again = await database.write(lambda session: Requests(session, clock).reopen(MARIA_ACTS, request.id))
    assert (again.state, again.owner_id, again.closed_at) == (State.WITH_EXPERT, ANNA, None)

    await database.write(lambda session: Requests(session, clock).withdraw(MARIA_ACTS, request.id))
    clock.moves(days=14, seconds=1)
    with pytest.raises(TooLate):
        await database.write(lambda session: Requests(session, clock).reopen(MARIA_ACTS, request.id))


async def test_a_member_has_a_few_open_requests_and_no_more(database: Database, clock: MovedClock) -> None:
    for _ in range(MOST_OPEN):
        await database.write(lambda session: sent(session, clock))
    with pytest.raises(TooMany):
        await database.write(lambda session: sent(session, clock))


@pytest.mark.parametrize("state", [State.YOUR_TURN, State.ANSWERED])
async def test_what_the_member_writes_brings_the_ball_back(database: Database, clock: MovedClock, state: State) -> None:
    def written(session: Session) -> str:
        request = in_state(session, clock, state)
        Requests(session, clock).wrote(request, MARIA)
        return request.state

    assert await database.write(written) == State.WITH_EXPERT
