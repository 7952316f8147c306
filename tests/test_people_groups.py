"""Groups: how much is asked in them, where the bot is to be quiet, and what it is there."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from people.flood import Flow
from people.groups import OF_ALL_THERE, OF_ONE_THERE, Groups, Turn
from people.members import Members
from people.models import KEPT, GroupAsker, GroupChat
from tests.clocks import MovedClock

MUSEUMS, MOVED = -100, -(10**12) - 7
MARIA, JONAS = 2**52 + 7, 2**52 + 8


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


def asks(session: Session, clock: MovedClock, who: int = MARIA, where: int = MUSEUMS) -> Turn:
    groups = Groups(session, clock)
    return groups.asked(groups.spoken_to(where), Members(session, clock).met(who, "Somebody", private=False))


async def flows(database: Database, clock: MovedClock, count: int, who: int = MARIA) -> list[Flow]:
    return [(await database.write(lambda session: asks(session, clock, who))).flow for _ in range(count)]


async def test_one_person_is_answered_so_often_in_a_group_and_told_once_when_that_ends(
    database: Database, clock: MovedClock
) -> None:
    count = OF_ONE_THERE.messages
    assert await flows(database, clock, count) == [Flow.FREE] * count
    told = await database.write(lambda session: asks(session, clock))
    after = await flows(database, clock, 2)

    assert (told.flow, told.of_all) == (Flow.STOPPED, False)
    assert told.until == clock.now() + OF_ONE_THERE.window
    assert after == [Flow.PAUSED, Flow.PAUSED]
    clock.moves(seconds=OF_ONE_THERE.window.total_seconds())
    assert await flows(database, clock, 1) == [Flow.FREE]


async def test_what_one_person_asks_too_much_does_not_count_for_the_others(
    database: Database, clock: MovedClock
) -> None:
    await flows(database, clock, OF_ONE_THERE.messages + OF_ALL_THERE.messages)

    assert await flows(database, clock, 1, JONAS) == [Flow.FREE]


async def test_all_of_a_group_together_are_answered_so_often(database: Database, clock: MovedClock) -> None:
    together = [(await flows(database, clock, 1, MARIA + number))[0] for number in range(OF_ALL_THERE.messages)]
    told = await database.write(lambda session: asks(session, clock, JONAS + OF_ALL_THERE.messages))

    assert together == [Flow.FREE] * OF_ALL_THERE.messages
    assert (told.flow, told.of_all) == (Flow.STOPPED, True)


async def test_each_group_has_its_own_limits(database: Database, clock: MovedClock) -> None:
    await flows(database, clock, OF_ONE_THERE.messages + 1)

    assert (await database.write(lambda session: asks(session, clock, where=MOVED))).flow is Flow.FREE


async def test_two_people_may_ask_in_a_new_group_at_once(database: Database, clock: MovedClock) -> None:
    turns = await asyncio.gather(*(database.write(partial(asks, clock=clock, who=who)) for who in [MARIA, JONAS] * 4))

    assert [turn.flow for turn in turns] == [Flow.FREE] * 8
    assert (await database.read(lambda session: session.get_one(GroupChat, MUSEUMS))).window_count == 8


async def test_what_is_known_of_a_group_is_kept_under_its_new_id(database: Database, clock: MovedClock) -> None:
    def begin(session: Session) -> None:
        Members(session, clock).needs_notice(Groups(session, clock).spoken_to(MUSEUMS))
        Groups(session, clock).hush(MUSEUMS)
        asks(session, clock)

    await database.write(begin)
    for _ in range(2):
        await database.write(lambda session: Groups(session, clock).moved(MUSEUMS, MOVED))

    assert await database.read(lambda session: session.scalars(select(GroupChat.id)).all()) == [MOVED]
    assert await database.read(lambda session: session.scalars(select(GroupAsker.group_id)).all()) == [MOVED]
    assert await database.read(lambda session: Groups(session, clock).is_quiet(MOVED))
    assert not await database.write(
        lambda session: Members(session, clock).needs_notice(Groups(session, clock).spoken_to(MOVED))
    )


async def test_a_group_that_is_known_under_both_ids_stays_quiet_and_has_seen_the_notice(
    database: Database, clock: MovedClock
) -> None:
    def begin(session: Session) -> None:
        groups = Groups(session, clock)
        groups.spoken_to(MOVED)
        Members(session, clock).needs_notice(groups.spoken_to(MUSEUMS))
        groups.hush(MUSEUMS)
        groups.moved(MUSEUMS, MOVED)

    await database.write(begin)

    group = (await database.read(lambda session: session.scalars(select(GroupChat)).all()))[0]
    assert (group.id, group.quiet_since, group.notice_shown_at) == (MOVED, clock.now(), clock.now())


async def test_switching_off_and_on_is_new_once(database: Database, clock: MovedClock) -> None:
    def switch(session: Session) -> list[bool]:
        groups = Groups(session, clock)
        off = [groups.hush(MUSEUMS), groups.hush(MUSEUMS), groups.is_quiet(MUSEUMS)]
        return [*off, groups.speak(MUSEUMS), groups.speak(MUSEUMS), groups.is_quiet(MUSEUMS)]

    assert await database.write(switch) == [True, False, True, True, False, False]


async def test_a_group_is_forgotten_after_a_while_unless_it_is_to_be_quiet_there(
    database: Database, clock: MovedClock
) -> None:
    def begin(session: Session) -> None:
        groups = Groups(session, clock)
        for id_ in (-1, -2, -3):
            groups.came(id_, "member")
        for id_ in (-2, -3):
            groups.hush(id_)
        groups.went(-3, "kicked")

    await database.write(begin)
    clock.moves(seconds=KEPT.total_seconds() + 1)
    assert await database.write(lambda session: Groups(session, clock).forget()) == 2

    assert await database.read(lambda session: session.scalars(select(GroupChat.id)).all()) == [-2]


async def test_who_asked_how_much_is_forgotten_after_a_day(database: Database, clock: MovedClock) -> None:
    await flows(database, clock, 1)
    clock.moves(days=1)
    assert await database.write(lambda session: Groups(session, clock).forget()) == 0

    clock.moves(seconds=1)
    assert await database.write(lambda session: Groups(session, clock).forget()) == 1


async def test_a_group_nobody_knows_is_not_made_known_when_the_bot_leaves_it(
    database: Database, clock: MovedClock
) -> None:
    await database.write(lambda session: Groups(session, clock).went(MUSEUMS, "left"))

    assert await database.read(lambda session: session.get(GroupChat, MUSEUMS)) is None
