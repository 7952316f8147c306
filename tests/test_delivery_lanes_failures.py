"""A handler that fails costs its own update at most, and only its own failures count."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.database import Database
from core.sqlite import Sqlite
from delivery.lanes import ATTEMPTS, Lanes, Pace
from delivery.letters import Letter
from delivery.models import Handling as State
from delivery.reports import About, report_in
from tests.clocks import MovedClock
from tests.delivering import BOT, arrives, inbox, metrics, owner_of, reports, runs, until, until_found, words
from tests.handling import handling


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


class Clumsy:
    """Fails at one update, the first so many times, and remembers each attempt."""

    def __init__(self, at: int = 1, times: int = 99, error: Callable[[], Exception] = lambda: ValueError("no")) -> None:
        self.at, self.times, self.error = at, times, error
        self.attempts: list[tuple[int, int]] = []
        self.moments: list[float] = []
        self.bodies: list[str] = []

    async def __call__(self, letter: Letter) -> None:
        self.attempts.append((letter.id, letter.attempt))
        self.bodies.append(letter.body)
        self.moments.append(asyncio.get_running_loop().time())
        if letter.id == self.at and len(self.attempts) <= self.times:
            raise self.error()
        await letter.decide(lambda _: None)

    @property
    def pauses(self) -> list[float]:
        """The seconds between attempts."""
        return [later - earlier for earlier, later in zip(self.moments, self.moments[1:], strict=False)]


async def settled(database: Database, number: int = 1) -> bool:
    """Whether this update does not wait any more."""
    return any(row.id == number and row.state != State.WAITING for row in await inbox(database))


async def test_the_third_failure_sets_an_update_aside_says_so_and_the_chat_goes_on(
    database: Database, clock: MovedClock
) -> None:
    handler = Clumsy()
    await arrives(database, clock, words(7, 5), words(8, 5))
    async with handling(database, clock, handler) as busy:
        await until(lambda: len(handler.attempts) == 5)
        await until_found(lambda: settled(database, 3))

    first, second, third = await inbox(database)
    report = report_in(json.loads(handler.bodies[-1]))
    assert handler.attempts == [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1)]
    assert (first.state, first.trouble, second.state) == (State.DEAD, "ValueError", State.DONE)
    assert report is not None
    assert (report.about, report.chat_id, report.key) == (About.DEAD, 5, "update 1")
    assert third.body == "{}", "what was reported is forgotten once it was handled"
    assert busy.figures.dead._value.get() == 1  # noqa: SLF001  the library offers no other way to read it


async def test_a_failure_that_passes_costs_nothing_but_time(sqlite: Sqlite, clock: MovedClock) -> None:
    handler = Clumsy(times=2)
    await arrives(sqlite, clock, words(7, 5), words(8, 5))
    async with handling(sqlite, clock, handler, Pace(poll=0.02, pauses=(0.05, 0.1, 9))):
        await until_found(lambda: settled(sqlite, 2))

    assert handler.attempts == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert handler.pauses[0] >= 0.05
    assert handler.pauses[1] >= 0.1
    assert await reports(sqlite) == []


def test_the_pauses_are_a_tenth_of_a_second_one_and_five() -> None:
    assert (Pace().pauses, Pace().handler, ATTEMPTS) == ((0.1, 1.0, 5.0), 10.0, 3)


async def test_a_chat_that_waits_for_its_next_attempt_does_not_hold_the_others(
    sqlite: Sqlite, clock: MovedClock
) -> None:
    handler = Clumsy(times=1)
    await arrives(sqlite, clock, words(7, 5), words(8, 5), words(9, 6))
    async with handling(sqlite, clock, handler, Pace(poll=0.02, pauses=(0.2, 1, 5))):
        await until_found(lambda: settled(sqlite, 2))

    assert [number for number, _ in handler.attempts] == [1, 3, 1, 2]


async def test_attempts_are_counted_before_they_are_made(database: Database, clock: MovedClock) -> None:
    counted: list[int] = []

    async def looks(letter: Letter) -> None:
        counted.extend(row.attempts for row in await inbox(database))
        await letter.decide(lambda _: None)

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, looks):
        await until_found(lambda: settled(database))

    assert counted == [1]


@pytest.mark.parametrize(("left", "tried", "state"), [(1, 1, State.DONE), (3, 1, State.DONE), (4, 0, State.DEAD)])
async def test_attempts_that_a_crash_cut_off_count_and_one_more_is_made_than_of_others(
    database: Database, clock: MovedClock, left: int, tried: int, state: State
) -> None:
    handler = Clumsy(times=0)
    await arrives(database, clock, words(7, 5))
    await database.write(runs("UPDATE inbox SET attempts = :left", left=left))
    async with handling(database, clock, handler, Pace(poll=0.02, pauses=(9, 9, 0.1))):
        await until_found(lambda: settled(database))
        await until(lambda: len(handler.bodies) == 1)

    report = report_in(json.loads(handler.bodies[0]))
    assert [number for number, _ in handler.attempts].count(1) == tried
    assert (await inbox(database))[0].state == state
    assert (report.detail if report else None) == (None if tried else "the process ended during each attempt")


async def test_a_report_of_our_own_that_cannot_be_handled_makes_no_further_report(
    database: Database, clock: MovedClock
) -> None:
    handler = Clumsy(at=2)
    await arrives(database, clock, words(7, 5))
    await database.write(runs("UPDATE inbox SET body = '{\"report\": {}}', id = 2"))
    async with handling(database, clock, handler):
        await until_found(lambda: settled(database, 2))

    assert len(await inbox(database)) == 1


async def test_a_handler_has_its_time_and_not_more(database: Database, clock: MovedClock) -> None:
    async def sleeps(letter: Letter) -> None:
        await asyncio.sleep(60)

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, sleeps, Pace(0.02, (0.01, 0.01, 0.01), handler=0.02)):
        await until_found(lambda: settled(database))

    (row, _) = await inbox(database)
    assert (row.state, row.attempts, row.trouble) == (State.DEAD, 3, "TimeoutError")


async def test_waiting_for_the_database_is_not_the_handlers_time(database: Database, clock: MovedClock) -> None:
    def slowly(session: Session) -> None:
        if isinstance(database, Sqlite):
            asyncio.run(asyncio.sleep(0.15))
        else:
            session.execute(text("SELECT pg_sleep(0.15)"))

    async def waits(letter: Letter) -> None:
        await letter.read(slowly)
        await letter.decide(slowly)

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, waits, Pace(0.02, (0.01, 0.01, 0.01), handler=0.1)):
        await until_found(lambda: settled(database))

    (row,) = await inbox(database)
    assert (row.state, row.attempts) == (State.DONE, 1)


async def test_a_handler_that_never_decides_has_failed(sqlite: Sqlite, clock: MovedClock) -> None:
    async def ignores(letter: Letter) -> None:
        pass

    await arrives(sqlite, clock, words(7, 5))
    async with handling(sqlite, clock, ignores):
        await until_found(lambda: settled(sqlite))

    assert (await inbox(sqlite))[0].trouble == "NotDecided"


async def test_a_second_decision_does_not_count(database: Database, clock: MovedClock) -> None:
    ends: list[object] = []

    async def twice(letter: Letter) -> None:
        await letter.decide(lambda _: None)
        ends.extend(await asyncio.gather(letter.decide(runs("DELETE FROM inbox")), return_exceptions=True))
        raise ends[0] if isinstance(ends[0], Exception) else AssertionError

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, twice):
        await until(lambda: ends)

    (row,) = await inbox(database)
    assert (row.state, row.attempts, str(ends[0])) == (State.DONE, 1, "update 1 was decided already")


async def test_a_decision_that_breaks_a_rule_leaves_nothing_and_counts(database: Database, clock: MovedClock) -> None:
    async def breaks(letter: Letter) -> None:
        await letter.decide(runs("UPDATE inbox SET trouble = 'half'", "UPDATE inbox SET body = NULL"))

    await arrives(database, clock, words(7, 5))
    async with handling(database, clock, breaks):
        await until_found(lambda: settled(database))

    row = (await inbox(database))[0]
    assert (row.state, row.attempts, row.trouble) == (State.DEAD, 3, "IntegrityError")


async def test_the_content_of_what_was_none_of_our_business_goes_with_the_decision(
    database: Database, clock: MovedClock
) -> None:
    async def forgets(letter: Letter) -> None:
        letter.forgets = letter.lane == 5
        await letter.decide(lambda _: None)

    await arrives(database, clock, words(7, 5, "a secret"), words(8, 6, "a question"))
    async with handling(database, clock, forgets):
        await until_found(lambda: settled(database, 2))
        await until_found(lambda: settled(database, 1))

    first, second = await inbox(database)
    assert first.body == "{}"
    assert "a question" in second.body


async def test_an_update_that_ends_the_process_takes_none_with_it_that_was_handled_beside_it(
    database: Database, clock: MovedClock
) -> None:
    lives: list[list[int]] = []
    deadly, chats = 3, range(1, 6)

    async def handles(letter: Letter) -> None:
        lives[-1].append(letter.id)
        if letter.id == deadly:
            over.set()
        letter.decided = True  # a kill takes no attempt back
        await asyncio.sleep(0.05)
        if over.is_set():
            await asyncio.Event().wait()
        letter.decided = False
        await letter.decide(lambda _: None)

    await arrives(database, clock, *(words(number, chat=number) for number in chats))
    while any(row.state == State.WAITING for row in await inbox(database)):
        lives.append([])
        over = asyncio.Event()
        await _one_life(database, clock, handles, over)

    assert [row.id for row in await inbox(database) if row.state == State.DEAD] == [deadly]
    assert [life.count(deadly) for life in lives] == [1, 1, 1, 1, 0]
    assert lives[3][-1] == deadly, "nothing is handled beside it in its last attempt"


async def _one_life(
    database: Database, clock: MovedClock, handle: Callable[[Letter], Awaitable[None]], over: asyncio.Event
) -> None:
    """Handle until nothing waits, or an update ends the process: what was in hand is never heard of again."""
    owner = owner_of(database)
    assert await owner.acquire()
    lanes = Lanes(database, owner, clock, BOT, metrics(), handle, Pace(0.02, (9, 9, 0.02), grace=0.02))
    running = asyncio.create_task(lanes.run())
    while not over.is_set() and any(row.state == State.WAITING for row in await inbox(database)):  # noqa: ASYNC110  two things to wait for
        await asyncio.sleep(0.01)
    lanes.stop()
    await running
    await owner.release()
