"""Sending goes on after trouble with the database, ends in time, and never keeps the process from its other work."""

import asyncio
from typing import Any, TypeVar

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from core.database import Work
from core.sqlite import Sqlite
from delivery.claims import Ready
from delivery.models import Fate
from delivery.owner import FileOwner
from delivery.settling import Settling
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import outbox, puts_words, runs, until
from tests.sending import sending

T = TypeVar("T")


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
async def maria(telegram: Sandbox) -> Person:
    """Somebody who has started the bot."""
    person = telegram.new_person("Maria")
    await person.starts()
    return person


def heard(telegram: Sandbox) -> list[str]:
    """Return what arrived, in order."""
    return [message.text for message in telegram.arrivals()]


async def moved_away(sqlite: Sqlite) -> None:
    """Take the file away, in a way that is noticed at once."""
    sqlite.file.rename(sqlite.file.with_name("away.db"))
    await asyncio.gather(sqlite.write(runs()), return_exceptions=True)


def moved_back(sqlite: Sqlite) -> None:
    """Put the file back."""
    sqlite.file.with_name("away.db").rename(sqlite.file)


async def test_it_starts_when_the_database_is_there(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await puts_words(sqlite, clock, "k", maria.id, "hello")
    await moved_away(sqlite)
    async with sending(sqlite, telegram, clock) as post:
        await until(lambda: post.figures.database_errors._value.get() > 0)  # noqa: SLF001  the library offers no other way
        moved_back(sqlite)
        await post.settles("k")

    assert heard(telegram) == ["hello"]


async def test_it_can_be_stopped_before_the_database_is_there(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await moved_away(sqlite)
    async with sending(sqlite, telegram, clock) as post:
        await until(lambda: post.figures.database_errors._value.get() > 0)  # noqa: SLF001  the library offers no other way
    moved_back(sqlite)

    assert heard(telegram) == []


async def test_it_claims_again_when_the_database_is_back(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(sqlite, telegram, clock) as post:
        await post.say("first", maria.id, "first")
        await post.settles("first")
        await moved_away(sqlite)
        post.sender.wake()
        await until(lambda: post.figures.database_errors._value.get() > 0)  # noqa: SLF001  the library offers no other way
        moved_back(sqlite)
        await post.say("second", maria.id, "second")
        await post.settles("second")

    assert heard(telegram) == ["first", "second"]


async def test_an_answer_is_recorded_when_the_database_is_back_and_the_call_not_made_again(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    slow = telegram.faults.add("sendMessage", latency=0.2)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id, "hello")
        await until(lambda: slow.hits)
        await moved_away(sqlite)
        await until(lambda: heard(telegram))
        await until(lambda: post.figures.database_errors._value.get() > 2)  # noqa: SLF001  the library offers no other way
        moved_back(sqlite)
        (row,) = await post.settles("k")

    assert (row.state, row.attempts, heard(telegram)) == (Fate.SENT, 1, ["hello"])


class Unsure(FileOwner):
    """An owner whose first claim is committed although it seems to have failed, as on a disk that fails afterwards."""

    failed = False

    async def grouped(self, work: Work[T]) -> T:
        """Do it, and say the first time that it was not done."""
        found = await super().grouped(work)
        if isinstance(found, Ready) and not self.failed:
            self.failed = True
            raise OSError("input/output error")
        return found


async def test_a_claim_that_seemed_to_fail_and_did_not_is_made_again(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(sqlite, telegram, clock, owner=Unsure(sqlite)) as post:
        await post.say("k", maria.id, "hello")
        (row,) = await post.settles("k")

    assert (row.state, row.unknowns, heard(telegram)) == (Fate.SENT, 0, ["hello"])


class TooSlow(Exception):
    """What PostgreSQL says of a statement that took too long."""

    sqlstate = "57014"


async def test_an_answer_is_recorded_although_the_database_was_too_slow_at_first(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, slow = Settling.settle, [DBAPIError("UPDATE", {}, TooSlow()), DBAPIError("UPDATE", {}, TooSlow())]

    def settle_slowly(settling: Settling, session: Session, *answer: Any) -> float:
        if slow:
            raise slow.pop()
        return settle(settling, session, *answer)

    monkeypatch.setattr(Settling, "settle", settle_slowly)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id, "hello")
        (row,) = await post.settles("k")

    assert (row.state, row.attempts, heard(telegram)) == (Fate.SENT, 1, ["hello"])


class Broken(FileOwner):
    """An owner whose claims fail by a fault of ours."""

    async def grouped(self, work: Work[T]) -> T:
        """Fail."""
        raise OperationalError("SELECT", {}, ValueError("a fault of ours"))


async def test_a_fault_of_ours_ends_it_with_its_error(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    with pytest.raises(OperationalError):
        async with sending(sqlite, telegram, clock, owner=Broken(sqlite)):
            await asyncio.sleep(0.05)


async def test_its_end_waits_for_what_is_on_its_way(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    slow = telegram.faults.add("sendMessage", latency=0.2)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id, "hello")
        await until(lambda: slow.hits)

    assert (await outbox(sqlite))["k"].state == Fate.SENT


async def test_its_end_does_not_wait_for_ever_and_what_has_no_answer_by_then_is_unknown(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    slow = telegram.faults.add("sendMessage", latency=0.25)
    async with sending(sqlite, telegram, clock) as post:
        post.sender.grace = 0.01
        await post.say("k", maria.id, "hello")
        await until(lambda: slow.hits)
    left = (await outbox(sqlite))["k"].state
    async with sending(sqlite, telegram, clock) as post:
        (row,) = await post.settles("k")

    assert (left, row.state, row.unknowns) == (Fate.CLAIMED, Fate.SENT, 1)


async def test_while_the_token_is_refused_everything_else_goes_on_and_one_call_asks_for_it(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock
) -> None:
    for number in range(8):
        person = telegram.new_person(f"P{number}")
        await person.starts()
        await puts_words(sqlite, clock, f"k{number}", person.id)
    refusal = telegram.faults.add("sendMessage", status=401, times=None, latency=0.1)
    asked = telegram.faults.add("getMe", status=401, times=5)
    async with sending(sqlite, telegram, clock) as post:
        await until(lambda: post.sender.token_refused)
        turns = 0
        while asked.hits < 3:
            post.sender.wake()
            await asyncio.sleep(0)
            turns += 1
        telegram.faults.waiting.remove(refusal)
        await post.settles(*(f"k{number}" for number in range(8)))

    assert turns > 3
    assert len(telegram.called("getMe")) <= 8


async def test_while_the_token_is_refused_it_does_not_look_again_and_again(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", status=401)
    asked = telegram.faults.add("getMe", status=401, times=3)
    looks: list[int] = []
    async with sending(sqlite, telegram, clock) as post:
        look = post.sender._claim  # noqa: SLF001  on Python 3.12 to look without a pause would stop everything

        async def counted() -> list[Ready]:
            looks.append(asked.hits)
            return await look()

        post.sender._claim = counted  # type: ignore[method-assign]  # noqa: SLF001  to count
        await post.say("k", maria.id)
        await until(lambda: asked.hits == 3)
        await post.settles("k")

    assert sum(0 < hits < 3 for hits in looks) < 5


async def test_what_calls_took_and_became_is_counted(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", status=500)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id)
        await post.tries("k")
        post.passes(1.1)
        await post.settles("k")
        counted = {
            result: post.figures.calls.labels("reply", result)._value.get()  # noqa: SLF001  the library offers no other way
            for result in ("accepted", "again")
        }

    assert counted == {"accepted": 1, "again": 1}
