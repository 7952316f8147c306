"""Trouble with the database, another process, and our own end cost no update an attempt."""

import asyncio
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database, Work
from core.sqlite import Sqlite
from delivery.lanes import Lanes, Pace
from delivery.letters import Letter
from delivery.models import Handling as State
from delivery.owner import FileOwner
from people.models import GroupChat
from tests.clocks import MovedClock
from tests.delivering import BOT, arrives, inbox, metrics, reports, runs, until, until_found, words
from tests.handling import QUICK, decides, handling

T = TypeVar("T")


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


async def settled(database: Database) -> bool:
    """Whether nothing waits any more."""
    return all(row.state != State.WAITING for row in await inbox(database))


async def test_a_decision_waits_until_the_database_is_there_again(sqlite: Sqlite, clock: MovedClock) -> None:
    away = sqlite.file.with_name("away.db")
    runs_of_it = []

    def decision(session: Session) -> None:
        runs_of_it.append(1)

    async def loses(letter: Letter) -> None:
        sqlite.file.rename(away)
        await letter.decide(decision)

    await arrives(sqlite, clock, words(7, 5))
    async with handling(sqlite, clock, loses, Pace(0.02, (9, 9, 9), handler=0.05)) as busy:
        await until(away.exists)
        await until(lambda: busy.figures.database_errors._value.get() > 1)  # noqa: SLF001  the library offers no other way
        away.rename(sqlite.file)
        await until_found(lambda: settled(sqlite))

    (row,) = await inbox(sqlite)
    assert (row.state, row.attempts, runs_of_it) == (State.DONE, 1, [1])


async def test_trouble_that_a_handler_meets_by_itself_is_not_counted(sqlite: Sqlite, clock: MovedClock) -> None:
    met: list[int] = []

    async def meets(letter: Letter) -> None:
        met.append(letter.attempt)
        if len(met) <= 4:
            await sqlite.read(runs("UPDATE inbox SET trouble = 'a reader may not write'"))
        await letter.decide(lambda _: None)

    await arrives(sqlite, clock, words(7, 5))
    async with handling(sqlite, clock, meets):
        await until_found(lambda: settled(sqlite))

    assert met == [1, 1, 1, 1, 1]
    assert (await inbox(sqlite))[0].state == State.DONE


async def test_what_arrived_is_handled_when_the_database_comes_back(sqlite: Sqlite, clock: MovedClock) -> None:
    away = sqlite.file.with_name("away.db")
    await arrives(sqlite, clock, words(7, 5), words(8, 6))
    sqlite.file.rename(away)
    await asyncio.gather(sqlite.write(runs()), return_exceptions=True)
    async with handling(sqlite, clock, decides) as busy:
        await until(lambda: busy.figures.database_errors._value.get() > 1)  # noqa: SLF001  the library offers no other way
        away.rename(sqlite.file)
        await until_found(lambda: settled(sqlite))

    assert [row.attempts for row in await inbox(sqlite)] == [1, 1]


async def test_a_decision_that_another_process_has_overtaken_does_not_count(
    database: Database, clock: MovedClock
) -> None:
    others = []

    async def is_overtaken(letter: Letter) -> None:
        others.append(letter.attempt)
        if len(others) == 1:
            await database.write(runs("UPDATE inbox SET attempts = attempts + 1"))
        seen = GroupChat(id=letter.attempt, first_seen_at=clock.now(), last_seen_at=clock.now())
        await letter.decide(lambda session: session.add(seen))

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, is_overtaken):
        await until_found(lambda: settled(database))

    (row,) = await inbox(database)
    decided = await database.read(lambda session: session.scalars(select(GroupChat.id)).all())
    assert (others, row.attempts, list(decided)) == ([1, 3], 3, [3])
    assert await reports(database) == []


async def test_an_update_that_another_process_has_settled_is_not_buried(database: Database, clock: MovedClock) -> None:
    async def fails_too_late(letter: Letter) -> None:
        if letter.attempt == 3:
            await database.write(runs("UPDATE inbox SET state = 'done'"))
        raise ValueError

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, fails_too_late) as busy:
        await until_found(lambda: settled(database))
        await until(lambda: busy.figures.failed._value.get() == 3)  # noqa: SLF001  the library offers no other way

    assert [row.state for row in await inbox(database)] == [State.DONE]


async def test_stopping_waits_for_a_handler_that_is_nearly_done(database: Database, clock: MovedClock) -> None:
    begun = asyncio.Event()

    async def takes_a_moment(letter: Letter) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        await letter.decide(lambda _: None)

    await arrives(database, clock, words(7, 5), words(8, 5))
    async with handling(database, clock, takes_a_moment, QUICK):
        await begun.wait()

    assert [(row.state, row.attempts) for row in await inbox(database)] == [(State.DONE, 1), (State.WAITING, 0)]


async def test_an_attempt_that_our_end_cuts_off_is_taken_back(database: Database, clock: MovedClock) -> None:
    begun = asyncio.Event()

    async def never_ends(letter: Letter) -> None:
        begun.set()
        await asyncio.Event().wait()

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, never_ends, Pace(poll=0.02, grace=0.05)):
        await begun.wait()

    assert [(row.state, row.attempts) for row in await inbox(database)] == [(State.WAITING, 0)]


async def test_an_attempt_that_another_process_counts_meanwhile_is_not_taken_back(
    database: Database, clock: MovedClock
) -> None:
    begun = asyncio.Event()

    async def never_ends(letter: Letter) -> None:
        await database.write(runs("UPDATE inbox SET attempts = attempts + 1"))
        begun.set()
        await asyncio.Event().wait()

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, never_ends, Pace(poll=0.02, grace=0.05)):
        await begun.wait()

    assert [row.attempts for row in await inbox(database)] == [2]


class Lost(FileOwner):
    """A place that was lost: no claim counts any more."""

    claims = 0

    async def grouped(self, work: Work[T]) -> T:
        """Fail."""
        self.claims += 1
        raise ConnectionError


async def test_who_has_lost_the_place_does_not_go_on_trying(sqlite: Sqlite, clock: MovedClock) -> None:
    owner = Lost(sqlite)
    await arrives(sqlite, clock, words(7, 5))
    working = asyncio.create_task(Lanes(sqlite, owner, clock, BOT, metrics(), decides, QUICK).run())
    await until(lambda: owner.claims > 0)
    working.cancel()
    await asyncio.wait([working])
    claims = owner.claims
    await asyncio.sleep(QUICK.pauses[1] * 5)

    assert owner.claims == claims
