"""A request that nobody touches is brought up again, goes to others, and is closed in the end, each in its time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from people.roles import Roles
from tests.clocks import MovedClock
from tests.requests_at import ANNA, in_state, settled
from tickets.experts import Experts, Office
from tickets.models import Request
from tickets.requests import Requests
from tickets.states import Reason, State
from tickets.watching import Rests, Step, Watching, stays

OFFICE = Office("Mon-Fri 09:00-17:00", "Europe/Paris", "FR")
RESTS = Rests(timedelta(days=1), timedelta(days=2), timedelta(days=14))
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # ten o'clock in Lille


@pytest.fixture
async def clock(database: Database) -> MovedClock:
    """A Monday morning, and everybody is there."""
    stands = MovedClock(MONDAY)
    await settled(database, stands)
    return stands


def watching(session: Session, clock: MovedClock) -> Watching:
    """Return who watches, with the experts as they are."""
    return Watching(session, clock, RESTS, OFFICE, Experts(session, clock, Roles(session, clock), OFFICE).of)


async def look(database: Database, clock: MovedClock) -> list[Step]:
    """Do what is due now; return it."""
    return await database.write(lambda session: [each.step for each in watching(session, clock).look()])


async def days(database: Database, clock: MovedClock, count: int) -> list[tuple[str, Step]]:
    """Look every half hour for so many days; return what was done when, on the clocks of Lille."""
    done = []
    for _ in range(48 * count):
        clock.moves(minutes=30)
        local = clock.now().astimezone(OFFICE.time().zone)
        done += [(f"{local:%a %d %H:%M}", step) for step in await look(database, clock)]
    return done


async def request_in(database: Database, clock: MovedClock, state: State) -> int:
    """Return the number of Maria's request in this state."""
    return (await database.write(lambda session: in_state(session, clock, state))).id


async def test_what_nobody_takes_goes_to_the_experts_then_to_the_coordinators(
    database: Database, clock: MovedClock
) -> None:
    await request_in(database, clock, State.RECEIVED)

    assert await days(database, clock, 7) == [
        ("Tue 24 10:00", Step.ASK_EXPERTS),
        ("Wed 25 10:00", Step.ASK_COORDINATORS),
        ("Fri 27 10:00", Step.ASK_COORDINATORS),
    ]


async def test_a_silent_owner_is_asked_and_then_loses_it_to_the_queue(database: Database, clock: MovedClock) -> None:
    number = await request_in(database, clock, State.WITH_EXPERT)

    assert await days(database, clock, 3) == [
        ("Tue 24 10:00", Step.ASK_OWNER),
        ("Wed 25 10:00", Step.GIVE_BACK),
        ("Thu 26 10:00", Step.ASK_EXPERTS),
    ]
    given_back = await database.read(lambda session: session.get_one(Request, number))
    assert (given_back.state, given_back.owner_id) == (State.RECEIVED, None)


async def test_an_owner_who_is_on_it_keeps_it(database: Database, clock: MovedClock) -> None:
    number = await request_in(database, clock, State.WITH_EXPERT)
    assert [step for _, step in await days(database, clock, 1)] == [Step.ASK_OWNER]

    await database.write(lambda session: stays(session.get_one(Request, number), clock))
    assert await days(database, clock, 2) == [("Wed 25 10:00", Step.ASK_OWNER), ("Thu 26 10:00", Step.GIVE_BACK)]


async def test_a_weekend_does_not_count_against_an_expert(database: Database, clock: MovedClock) -> None:
    clock.moves(days=4)  # Friday
    await request_in(database, clock, State.WITH_EXPERT)

    assert await days(database, clock, 4) == [("Mon 30 10:00", Step.ASK_OWNER), ("Tue 01 10:00", Step.GIVE_BACK)]


async def test_a_member_who_was_asked_is_reminded_warned_and_then_it_is_closed(
    database: Database, clock: MovedClock
) -> None:
    number = await request_in(database, clock, State.YOUR_TURN)

    assert [step for _, step in await days(database, clock, 15)] == [Step.ASK_MEMBER, Step.WARN_MEMBER, Step.CLOSE]
    closed = await database.read(lambda session: session.get_one(Request, number))
    assert (closed.state, closed.reason) == (State.CLOSED, Reason.NO_REPLY)
    assert closed.closed_at == MONDAY + timedelta(days=14)


async def test_what_was_answered_is_closed_as_answered(database: Database, clock: MovedClock) -> None:
    number = await request_in(database, clock, State.ANSWERED)

    assert [step for _, step in await days(database, clock, 15)] == [Step.WARN_MEMBER, Step.CLOSE]
    closed = await database.read(lambda session: session.get_one(Request, number))
    assert closed.reason == Reason.ANSWERED


@pytest.mark.parametrize("state", [State.YOUR_TURN, State.ANSWERED, State.WITH_EXPERT])
async def test_after_a_standstill_nobody_loses_anything_without_a_word_before(
    database: Database, clock: MovedClock, state: State
) -> None:
    await request_in(database, clock, state)
    clock.moves(days=60)

    first = await look(database, clock)
    assert len(first) == 1
    assert first[0] in (Step.WARN_MEMBER, Step.ASK_OWNER)
    assert await look(database, clock) == []
    assert next(step for _, step in await days(database, clock, 7)) in (Step.CLOSE, Step.GIVE_BACK)


async def test_a_draft_rests_as_long_as_it_likes(database: Database, clock: MovedClock) -> None:
    await request_in(database, clock, State.DRAFT)

    assert await days(database, clock, 3) == []


async def test_looking_twice_does_nothing_twice(database: Database, clock: MovedClock) -> None:
    await request_in(database, clock, State.RECEIVED)
    clock.moves(days=1)

    assert await look(database, clock) == [Step.ASK_EXPERTS]
    assert await look(database, clock) == []


async def test_what_the_member_adds_does_not_give_a_silent_owner_more_time(
    database: Database, clock: MovedClock
) -> None:
    number = await request_in(database, clock, State.WITH_EXPERT)
    clock.moves(hours=6)

    def add(session: Session) -> None:
        requests = Requests(session, clock)
        request = requests.held(number)
        assert request is not None
        requests.wrote(request, ANNA)

    await database.write(add)
    clock.moves(hours=18)
    assert await look(database, clock) == [Step.ASK_OWNER]
