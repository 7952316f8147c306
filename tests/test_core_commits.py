"""Whoever waits at the same moment shares a commit, and nobody pays for another's failure."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core import transactions
from core.commits import Commits, Outcome
from core.database import Database, Work
from core.databases import open_database
from core.sqlite import Sqlite
from people.models import GroupChat
from tests.clocks import MovedClock

NOW = MovedClock().now()


class Wrong(Exception):
    """What a work may raise."""


def adds(number: int, *, fails: bool = False) -> Callable[[Session], int]:
    """Return a work that writes a row, and then perhaps fails."""

    def work(session: Session) -> int:
        session.add(GroupChat(id=number, first_seen_at=NOW, last_seen_at=NOW))
        session.flush()
        if fails:
            raise Wrong(number)
        return number

    return work


async def kept(database: Database) -> list[int]:
    """Return the rows that are there."""
    return list(await database.read(lambda session: session.scalars(select(GroupChat.id).order_by(GroupChat.id)).all()))


@pytest.fixture
def commits() -> Iterator[list[str]]:
    """A list that grows with every commit."""
    seen: list[str] = []

    def note(_: object) -> None:
        seen.append("commit")

    event.listen(Engine, "commit", note)
    yield seen
    event.remove(Engine, "commit", note)


async def test_works_that_wait_together_share_one_commit(
    database: Database, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "LONGEST", 60.0)
    values = await asyncio.gather(*(database.grouped(adds(number)) for number in range(10)))

    assert values == list(range(10))
    assert len(commits) == 1
    assert await kept(database) == list(range(10))


async def test_a_work_that_fails_fails_alone(database: Database) -> None:
    works = [adds(1), adds(2, fails=True), adds(3)]
    ends = await asyncio.gather(*(database.grouped(work) for work in works), return_exceptions=True)

    assert [ends[0], type(ends[1]), ends[2]] == [1, Wrong, 3]
    assert await kept(database) == [1, 3]


async def test_of_two_works_that_cannot_both_be_the_first_is_kept(database: Database) -> None:
    ends = await asyncio.gather(database.grouped(adds(1)), database.grouped(adds(1)), return_exceptions=True)

    assert ends[0] == 1
    assert isinstance(ends[1], Exception)
    assert await kept(database) == [1]


async def test_more_works_than_fit_one_commit_are_all_kept(database: Database) -> None:
    await asyncio.gather(*(database.grouped(adds(number)) for number in range(200)))

    assert len(await kept(database)) == 200


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(Wrong):
        await database.write(adds(1, fails=True))

    assert await kept(database) == []


async def test_reading_writes_nothing(database: Database) -> None:
    with suppress(OperationalError):  # SQLite says so, PostgreSQL rolls back
        await database.read(adds(1))

    assert await kept(database) == []


async def test_a_caller_that_goes_away_before_its_work_began_takes_it_along(database: Database) -> None:
    caller = asyncio.create_task(database.grouped(adds(1)))
    await asyncio.sleep(0)
    caller.cancel()
    await database.grouped(adds(2))

    assert await kept(database) == [2]


async def test_a_work_that_has_begun_runs_to_its_end_even_if_its_caller_goes_away(
    database_url: str, database: Database
) -> None:
    acting, begun = open_database(database_url), asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(session: Session) -> None:
        loop.call_soon_threadsafe(begun.set)
        adds(1)(session)

    caller = asyncio.create_task(acting.write(work))
    await begun.wait()
    caller.cancel()
    await asyncio.wait([caller])
    await acting.close()

    assert await kept(database) == [1]


async def test_closing_waits_for_what_was_begun(database_url: str, database: Database) -> None:
    acting = open_database(database_url)
    begun = [asyncio.create_task(acting.grouped(adds(number))) for number in range(3)]
    begun.append(asyncio.create_task(acting.write(adds(3))))
    await asyncio.sleep(0)
    await acting.close()

    assert await asyncio.gather(*begun) == [0, 1, 2, 3]
    assert await kept(database) == [0, 1, 2, 3]


@pytest.mark.unhurried
async def test_what_is_committed_is_on_the_disk(sqlite: Sqlite) -> None:
    def synchronous(session: Session) -> object:
        return session.connection().exec_driver_sql("PRAGMA synchronous").scalar()

    assert await sqlite.write(synchronous) == 2  # what SQLite calls FULL


async def test_what_is_urgent_waits_for_one_group_at_most_and_what_is_long_comes_in_small_groups() -> None:
    groups: list[list[str]] = []

    async def run(works: Sequence[Work[Any]]) -> list[Outcome]:
        await asyncio.sleep(0)
        groups.append([named(work) for work in works])
        return [Outcome(named(work)) for work in works]

    commits = Commits(run, most=2, most_long=1)
    waiting = [commits.add_long(Named(f"long {number}")) for number in range(2)]
    waiting += [commits.add(Named(f"short {number}")) for number in range(3)]
    waiting += [commits.add_urgent(Named(f"urgent {number}")) for number in range(3)]
    values = await asyncio.gather(*waiting)

    assert groups == [
        ["urgent 0", "urgent 1"],
        ["short 0", "short 1", "long 0"],
        ["urgent 2"],
        ["short 2", "long 1"],
    ]
    assert [values[0], values[-1]] == ["long 0", "urgent 2"]


async def test_what_a_group_had_no_time_for_comes_first_in_the_next_one() -> None:
    groups: list[list[str]] = []

    async def run(works: Sequence[Work[Any]]) -> list[Outcome]:
        await asyncio.sleep(0)
        groups.append([named(work) for work in works])
        return [Outcome(named(work)) for work in works[:2]]

    commits = Commits(run, most=4)
    values = await asyncio.gather(*(commits.add(Named(str(number))) for number in range(5)))

    assert groups == [["0", "1", "2", "3"], ["2", "3", "4"], ["4"]]
    assert values == ["0", "1", "2", "3", "4"]


async def test_a_transaction_that_takes_long_begins_no_further_work(
    database: Database, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "LONGEST", 0.0)
    values = await asyncio.gather(*(database.grouped(adds(number)) for number in range(4)))

    assert values == [0, 1, 2, 3]
    assert len(commits) == len(values)
    assert await kept(database) == values


class Named:
    """A work that is only told apart."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, session: Session) -> str:
        raise NotImplementedError(self.name, session)


def named(work: Work[Any]) -> str:
    """Return the name of a work."""
    assert isinstance(work, Named)
    return work.name
