"""Trouble is counted, and told at most once an hour each kind."""

from functools import partial

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from people.alarms import Alarms, Happened
from tests.clocks import MovedClock


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


async def happens(database: Database, clock: MovedClock, kind: str, detail: str) -> None:
    await database.write(lambda session: Alarms(session, clock).happened(kind, detail))


async def told(database: Database, clock: MovedClock) -> list[Happened]:
    return await database.write(lambda session: Alarms(session, clock).to_tell())


async def test_what_happened_is_told_once_with_how_often_and_the_latest(database: Database, clock: MovedClock) -> None:
    await happens(database, clock, "dead", "update 1")
    await happens(database, clock, "dead", "update 2")

    assert await told(database, clock) == [Happened("dead", 2, "update 2")]
    assert await told(database, clock) == []


async def test_the_same_kind_waits_for_an_hour_and_another_does_not(database: Database, clock: MovedClock) -> None:
    await happens(database, clock, "dead", "update 1")
    await told(database, clock)
    await happens(database, clock, "dead", "update 2")
    await happens(database, clock, "no right", "group 3")

    assert await told(database, clock) == [Happened("no right", 1, "group 3")]
    clock.moves(minutes=59, seconds=59)
    assert await told(database, clock) == []
    clock.moves(seconds=1)
    assert await told(database, clock) == [Happened("dead", 1, "update 2")]


async def test_an_hour_without_trouble_is_not_told(database: Database, clock: MovedClock) -> None:
    await happens(database, clock, "dead", "update 1")
    await told(database, clock)
    clock.moves(hours=2)

    assert await told(database, clock) == []


async def test_what_stands_is_told_once_until_it_is_something_else(database: Database) -> None:
    clock, told = MovedClock(), []
    for detail in ("dogs.md:6", "dogs.md:6", "", "", "cats.md:1"):
        await database.write(partial(stands, clock=clock, detail=detail))
        told.append([each.detail for each in await database.write(lambda session: Alarms(session, clock).to_tell())])
        clock.moves(hours=2)

    assert told == [["dogs.md:6"], [], [], [], ["cats.md:1"]]


def stands(session: Session, clock: MovedClock, detail: str) -> None:
    Alarms(session, clock).stands("knowledge", detail)
