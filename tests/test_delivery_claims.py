"""A claim finds the most urgent call, and among equal ones the chat that was told little, however many wait."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from sqlalchemy import update

from core.database import Database
from delivery.claims import Claims
from delivery.models import Fate, OutboxRow
from delivery.renderers import Renderers
from tests.clocks import MovedClock
from tests.delivering import BOT, puts_words

MARIA, JONAS, ANNA, KARL = 1, 2, 3, 4
MANY = frozenset(range(100, 40_100))  # more than a statement can have parameters


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
def claims(clock: MovedClock) -> Claims:
    return Claims(BOT, clock, Renderers())


async def claim(
    database: Database, claims: Claims, *told: Collection[int], blocked: Collection[int] = ()
) -> int | None:
    ready = await database.grouped(lambda session: claims.next(session, blocked, told))
    return ready.chat if ready is not None else None


async def is_held(database: Database, chat: int, state: Fate) -> None:
    await database.write(
        lambda session: session.execute(update(OutboxRow).where(OutboxRow.lane == chat).values(state=state))
    )


async def waits(database: Database, clock: MovedClock, *chats: int) -> None:
    for chat in chats:
        clock.moves(seconds=0.001)
        await puts_words(database, clock, f"{chat}/{clock.now()}", chat, "hello")


async def test_more_chats_than_a_statement_has_parameters_can_have_been_told_or_be_busy(
    database: Database, claims: Claims, clock: MovedClock
) -> None:
    await waits(database, clock, 100, MARIA)

    assert await claim(database, claims, MANY, MANY) == MARIA
    assert await claim(database, claims, MANY, MANY) == 100
    await waits(database, clock, 101, JONAS)
    assert await claim(database, claims, blocked=MANY) == JONAS


async def test_of_those_who_were_told_something_who_was_told_less_goes_first(
    database: Database, claims: Claims, clock: MovedClock
) -> None:
    await waits(database, clock, MARIA, JONAS, ANNA)
    little, much = {MARIA, JONAS, ANNA}, {MARIA, ANNA}

    assert [await claim(database, claims, little, much) for _ in range(4)] == [JONAS, MARIA, ANNA, None]


async def test_who_comes_anew_goes_first_though_nobody_was_found_a_moment_ago(
    database: Database, claims: Claims, clock: MovedClock
) -> None:
    told = {MARIA, JONAS}
    await waits(database, clock, MARIA, JONAS, MARIA)
    assert await claim(database, claims, told, told) == MARIA
    await waits(database, clock, MARIA, KARL, ANNA)

    assert [await claim(database, claims, told, told) for _ in range(4)] == [KARL, ANNA, JONAS, MARIA]


async def test_whoever_else_could_go_first_now_is_seen_after_a_second(
    database: Database, claims: Claims, clock: MovedClock
) -> None:
    told = {MARIA}
    await waits(database, clock, MARIA, MARIA, MARIA, KARL)
    await is_held(database, KARL, Fate.HELD)
    assert await claim(database, claims, told) == MARIA
    await is_held(database, KARL, Fate.WAITING)
    assert await claim(database, claims, told) == MARIA  # what waits is not gone through for each claim
    clock.moves(seconds=1.01)

    assert await claim(database, claims, told) == KARL


async def test_in_a_chat_that_was_busy_a_moment_ago_what_waits_longer_goes_before_what_comes_anew(
    database: Database, claims: Claims, clock: MovedClock
) -> None:
    told = {MARIA}
    await waits(database, clock, MARIA, MARIA, KARL)
    assert await claim(database, claims, told, blocked={KARL}) == MARIA
    await waits(database, clock, KARL)

    first = await database.grouped(lambda session: claims.next(session, (), (told,)))
    second = await database.grouped(lambda session: claims.next(session, (), (told,)))
    assert first is not None
    assert second is not None
    assert (first.chat, second.chat) == (KARL, KARL)
    assert first.id < second.id


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(
    database: Database, claims: Claims, clock: MovedClock
) -> None:
    told = {MARIA}
    await waits(database, clock, MARIA, MARIA, KARL)
    await is_held(database, KARL, Fate.HELD)
    assert await claim(database, claims, told) == MARIA
    await is_held(database, KARL, Fate.WAITING)
    clock.moves(seconds=-0.5)
    await database.write(
        lambda session: session.execute(update(OutboxRow).values(due_at=clock.now() - timedelta(seconds=1)))
    )

    assert await claim(database, claims, told) == KARL
