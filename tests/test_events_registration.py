"""Places at an event: never more than there are, given once, and what becomes free goes to who waits longest."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from core.sqlite import sqlite_engine
from core.tables import Base
from events.models import HOLDING, Event, Registration, Standing
from events.programme import Programme
from events.registrations import OFFER_KEPT, Answer, Outcome, Registrations, offer_until
from events.written import Registration as Kind
from people.models import Member
from tests.clocks import MovedClock
from tests.events_at import given, met, published, written
from tests.rush import rush


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


async def on(database: Database, clock: MovedClock, doing: str, *words: Any) -> Any:
    """Let the registrations do something in a transaction of its own."""
    return await database.write(lambda session: getattr(Registrations(session, clock), doing)(*words))


async def standings(database: Database) -> dict[int, str]:
    """Return how each person stands to the event."""
    statement = select(Registration.member_id, Registration.state)
    rows = await database.read(lambda session: session.execute(statement).all())
    return {row[0]: row[1] for row in rows}


async def taken(database: Database) -> int | None:
    """Return how many places the event counts as taken."""
    return await database.read(lambda session: session.scalar(select(Event.taken)))


async def test_of_many_at_once_exactly_as_many_as_there_are_places_have_one_and_the_rest_wait_in_order(
    database: Database, clock: MovedClock
) -> None:
    assert await rush(database, clock, people=90, places=20) == []


async def test_who_registers_ten_times_at_once_has_one_place(database: Database, clock: MovedClock) -> None:
    await given(database, clock, 1, capacity=5)
    outcomes: list[Outcome] = await asyncio.gather(*(on(database, clock, "register", "clinic", 1) for _ in range(10)))

    assert Counter(outcome.answer for outcome in outcomes) == {Answer.REGISTERED: 1, Answer.ALREADY: 9}
    assert await taken(database) == 1


async def test_a_freed_place_is_offered_to_the_first_who_waits_in_the_same_transaction(
    database: Database, clock: MovedClock
) -> None:
    await given(database, clock, 4, capacity=1)
    for member in (1, 2, 3):
        await on(database, clock, "register", "clinic", member)
    left: Outcome = await on(database, clock, "unregister", "clinic", 1)
    newcomer: Outcome = await on(database, clock, "register", "clinic", 4)

    assert [(each.member_id, each.offer_until) for each in left.offered] == [(2, clock.now() + OFFER_KEPT)]
    assert newcomer.answer == Answer.WAITING
    assert await standings(database) == {1: "cancelled", 2: "offered", 3: "waiting", 4: "waiting"}
    assert await taken(database) == 1


async def test_taking_an_offer_keeps_the_place_and_declining_passes_it_on(
    database: Database, clock: MovedClock
) -> None:
    await given(database, clock, 3, capacity=1)
    for member in (1, 2, 3):
        await on(database, clock, "register", "clinic", member)
    await on(database, clock, "unregister", "clinic", 1)
    declined: Outcome = await on(database, clock, "unregister", "clinic", 2)
    accepted: Outcome = await on(database, clock, "register", "clinic", 3)

    assert [each.member_id for each in declined.offered] == [3]
    assert accepted.answer == Answer.REGISTERED
    assert await standings(database) == {1: "cancelled", 2: "cancelled", 3: "registered"}
    assert await taken(database) == 1


async def test_an_offer_that_nobody_takes_goes_to_the_next(database: Database, clock: MovedClock) -> None:
    await given(database, clock, 3, capacity=1)
    for member in (1, 2, 3):
        await on(database, clock, "register", "clinic", member)
    await on(database, clock, "unregister", "clinic", 1)
    early = await on(database, clock, "lapse")
    clock.moves(hours=24)
    lapsed = await on(database, clock, "lapse")
    again = await on(database, clock, "lapse")

    assert (early, again) == ([], [])
    assert [(each.registration.member_id, [o.member_id for o in each.offered]) for each in lapsed] == [(2, [3])]
    assert await standings(database) == {1: "cancelled", 2: "cancelled", 3: "offered"}


async def test_an_offer_taken_at_the_moment_it_lapses_has_one_end(database: Database, clock: MovedClock) -> None:
    await given(database, clock, 3, capacity=1)
    for member in (1, 2, 3):
        await on(database, clock, "register", "clinic", member)
    await on(database, clock, "unregister", "clinic", 1)
    clock.moves(hours=24)
    await asyncio.gather(on(database, clock, "lapse"), on(database, clock, "register", "clinic", 2))

    found = await standings(database)
    assert sum(state in HOLDING for state in found.values()) == await taken(database) == 1


async def test_more_places_are_offered_to_who_waits_before_anybody_else_gets_them(
    database: Database, clock: MovedClock
) -> None:
    await given(database, clock, 4, capacity=1)
    for member in (1, 2, 3):
        await on(database, clock, "register", "clinic", member)
    await database.write(lambda session: Programme(session, clock).edit("clinic", capacity=2))
    newcomer: Outcome = await on(database, clock, "register", "clinic", 4)
    offered = await on(database, clock, "promote")

    assert newcomer.answer == Answer.WAITING
    assert [each.member_id for each in offered] == [2]
    assert await on(database, clock, "promote") == []


async def test_forgetting_a_person_frees_the_place(database: Database, clock: MovedClock) -> None:
    await given(database, clock, 3, capacity=1)
    for member in (1, 2, 3):
        await on(database, clock, "register", "clinic", member)
    outcomes = await on(database, clock, "leave_all", 1)
    await database.write(lambda session: session.delete(session.get_one(Member, 2)))

    assert [each.member_id for each in outcomes[0].offered] == [2]
    assert (await on(database, clock, "recount"), await taken(database)) == (1, 0)
    assert [each.member_id for each in await on(database, clock, "promote")] == [3]
    assert await on(database, clock, "recount") == 0


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"registration": Kind.CLOSED}, Answer.CLOSED),
        ({"registration": Kind.INVITATION, "capacity": 1}, Answer.REGISTERED),
        ({"registration": Kind.LINK, "capacity": 1}, Answer.REGISTERED),
    ],
)
async def test_where_places_are_real_elsewhere_the_bot_only_reminds(
    sqlite: Database, clock: MovedClock, fields: dict[str, Any], answer: Answer
) -> None:
    await given(sqlite, clock, 2, **fields)
    outcomes = [await on(sqlite, clock, "register", "clinic", member) for member in (1, 2)]

    assert [outcome.answer for outcome in outcomes] == [answer, answer]


async def test_nobody_registers_for_what_is_cancelled_over_a_draft_or_unknown(
    sqlite: Database, clock: MovedClock
) -> None:
    await given(sqlite, clock, 1)
    await sqlite.write(lambda session: Programme(session, clock).draft(written("draft")))
    await sqlite.write(lambda session: published(session, clock, "off"))
    await sqlite.write(lambda session: Programme(session, clock).cancel("off"))
    unknown = [(await on(sqlite, clock, "register", id_, 1)).answer for id_ in ("draft", "nothing")]
    off = (await on(sqlite, clock, "register", "off", 1)).answer
    clock.moves(days=30)
    over = (await on(sqlite, clock, "register", "clinic", 1)).answer

    assert unknown == [Answer.UNKNOWN, Answer.UNKNOWN]
    assert (off, over) == (Answer.CLOSED, Answer.CLOSED)


async def test_who_was_there_is_forgotten_half_a_year_later(sqlite: Database, clock: MovedClock) -> None:
    await given(sqlite, clock, 1)
    await on(sqlite, clock, "register", "clinic", 1)
    clock.moves(days=16 + 179)
    early = await on(sqlite, clock, "forget")
    clock.moves(days=2)

    assert early == 0
    assert await on(sqlite, clock, "forget") >= 1
    assert await standings(sqlite) == {}


def test_an_offer_is_kept_a_day_or_half_of_what_is_left() -> None:
    now = MovedClock().now()

    assert offer_until(None, now) == now + timedelta(hours=24)
    assert offer_until(now + timedelta(days=9), now) == now + timedelta(hours=24)
    assert offer_until(now + timedelta(hours=4), now) == now + timedelta(hours=2)
    assert offer_until(now, now) is None


class Crowd(RuleBasedStateMachine):
    """People come, go, take and miss offers in any order while the capacity changes."""

    CROWD = range(1, 8)

    def __init__(self) -> None:
        super().__init__()

        self.folder = TemporaryDirectory()
        self.engine = sqlite_engine(Path(self.folder.name) / "x.db", writes=True, creates=True)
        Base.metadata.create_all(self.engine)
        self.clock = MovedClock()

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    def do(self, doing: str, *words: Any) -> Any:
        with Session(self.engine) as session, session.begin():
            return getattr(Registrations(session, self.clock), doing)(*words)

    @initialize(capacity=st.integers(1, 3))
    def begins(self, capacity: int) -> None:
        self.capacity = self.highest = capacity
        with Session(self.engine) as session, session.begin():
            met(session, self.clock, *self.CROWD)
            published(session, self.clock, capacity=capacity)

    @rule(member=st.sampled_from(CROWD))
    def somebody_registers(self, member: int) -> None:
        self.do("register", "clinic", member)

    @rule(member=st.sampled_from(CROWD))
    def somebody_leaves(self, member: int) -> None:
        self.do("unregister", "clinic", member)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.clock.moves(hours=hours)
        self.do("lapse")

    @rule(more=st.integers(0, 2))
    def the_capacity_is_raised(self, more: int) -> None:
        self.capacity += more
        with Session(self.engine) as session, session.begin():
            Programme(session, self.clock).edit("clinic", capacity=self.capacity)
        self.do("promote")

    @invariant()
    def nobody_too_many_and_nobody_waits_beside_a_free_place(self) -> None:
        with Session(self.engine) as session:
            event = session.get(Event, "clinic")
            if event is None:
                return
            states = Counter(session.scalars(select(Registration.state)))
            held = sum(states[state] for state in HOLDING)
            assert held == event.taken <= self.capacity
            begun = event.begins_at is not None and event.begins_at <= self.clock.now()
            assert begun or not (states[Standing.WAITING] and held < self.capacity)


def test_whatever_the_crowd_does_no_place_is_given_twice_or_kept_from_who_waits() -> None:
    run_state_machine_as_test(Crowd, settings=settings(max_examples=10, stateful_step_count=25, deadline=None))
