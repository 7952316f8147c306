"""Updates are handled in order in each chat and side by side across chats."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import TypeVar

import pytest

from core.database import Database, Work
from core.databases import open_database
from core.sqlite import Sqlite
from delivery import lanes as lanes_module
from delivery.lanes import PLACES, WINDOW
from delivery.letters import Letter
from delivery.models import Handling as State
from delivery.models import InboxRow
from tests.clocks import MovedClock
from tests.delivering import BOT, arrives, inbox, runs, until, words
from tests.handling import handling

T = TypeVar("T")


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


class Listener:
    """Handles updates and remembers which, and how many at once."""

    def __init__(self, slowly: float = 0.0) -> None:
        self.heard: list[tuple[int, int]] = []
        self.at_once: Counter[int] = Counter()
        self.most = 0
        self.most_in_a_chat = 0
        self.slowly = slowly
        self.held: set[int] = set()
        self.let_go = asyncio.Event()

    async def __call__(self, letter: Letter) -> None:
        self.at_once[letter.lane] += 1
        self.most = max(self.most, self.at_once.total())
        self.most_in_a_chat = max(self.most_in_a_chat, self.at_once[letter.lane])
        if letter.lane in self.held:
            await self.let_go.wait()
        await asyncio.sleep(self.slowly)
        await letter.decide(lambda _: None)
        self.heard.append((letter.lane, letter.id))
        self.at_once[letter.lane] -= 1

    def of(self, chat: int) -> list[int]:
        """Return what was heard of a chat."""
        return [number for lane, number in self.heard if lane == chat]


async def test_each_chat_is_handled_in_order_and_never_twice_at_once(database: Database, clock: MovedClock) -> None:
    listener = Listener(slowly=0.001)
    await arrives(database, clock, *(words(number, 1 + number % 3) for number in range(60)))
    async with handling(database, clock, listener):
        await until(lambda: len(listener.heard) == 60)

    assert all(listener.of(chat) == sorted(listener.of(chat)) for chat in (1, 2, 3))
    assert listener.most_in_a_chat == 1
    assert listener.most == 3
    assert {row.state for row in await inbox(database)} == {State.DONE}


async def test_a_chat_that_is_slow_does_not_hold_the_others(database: Database, clock: MovedClock) -> None:
    listener = Listener()
    listener.held = {1}
    await arrives(database, clock, words(1, 1), words(2, 1), words(3, 2), words(4, 3))
    async with handling(database, clock, listener):
        await until(lambda: {lane for lane, _ in listener.heard} == {2, 3})
        listener.let_go.set()
        await until(lambda: len(listener.of(1)) == 2)

    assert listener.of(1) == sorted(listener.of(1))


async def test_as_many_chats_as_there_are_places_are_handled_at_once(sqlite: Sqlite, clock: MovedClock) -> None:
    listener = Listener()
    listener.held = set(range(1, 31))
    await arrives(sqlite, clock, *(words(number, number) for number in range(1, 31)))
    async with handling(sqlite, clock, listener):
        await until(lambda: listener.at_once.total() == PLACES)
        listener.let_go.set()
        await until(lambda: len(listener.heard) == 30)

    assert listener.most == PLACES


async def test_one_flooding_chat_takes_one_place_and_little_memory(sqlite: Sqlite, clock: MovedClock) -> None:
    listener = Listener()
    await arrives(sqlite, clock, *(words(number, 1) for number in range(1, 151)), words(200, 2))
    async with handling(sqlite, clock, listener) as busy:
        await until(lambda: len(listener.heard) > 3)
        known = len(busy.lanes._known)  # noqa: SLF001  memory has no other face
        await until(lambda: len(listener.heard) == 151)

    assert [lane for lane, _ in listener.heard].index(2) < 5
    assert known <= WINDOW + 1
    assert listener.of(1) == sorted(listener.of(1))


async def test_a_flood_is_read_on_as_it_is_handled(database: Database, clock: MovedClock) -> None:
    listener = Listener()
    await arrives(database, clock, *(words(number, 1) for number in range(1, 3 * WINDOW)))
    async with handling(database, clock, listener, lanes_module.Pace(poll=60)):
        await until(lambda: len(listener.heard) == 3 * WINDOW - 1)

    assert listener.of(1) == sorted(listener.of(1))


class Slow(Sqlite):
    """A database whose next reading takes until it is let go, once it is asked to be slow."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.slow, self.waits, self.let_go = False, asyncio.Event(), asyncio.Event()

    async def read(self, work: Work[T]) -> T:
        """Read now, and tell later."""
        slow, self.slow = self.slow, False
        found = await super().read(work)
        if slow:
            self.waits.set()
            await self.let_go.wait()
        return found


async def test_what_arrives_at_the_very_moment_a_flood_is_read_on_keeps_its_order(
    sqlite: Sqlite, clock: MovedClock
) -> None:
    database, listener = Slow(sqlite.file), Listener()

    async def becomes_slow(letter: Letter) -> None:
        database.slow = len(listener.heard) == WINDOW - 1
        await listener(letter)

    await arrives(database, clock, *(words(number, 1) for number in range(1, WINDOW + 6)))
    async with handling(database, clock, becomes_slow, lanes_module.Pace(poll=60)) as busy:
        await database.waits.wait()
        await arrives(database, clock, words(98, 1), wake=busy.lanes.wake)
        await asyncio.sleep(0.05)
        database.let_go.set()
        await arrives(database, clock, words(99, 1), wake=busy.lanes.wake)
        await until(lambda: len(listener.heard) == WINDOW + 7)
    await database.close()

    assert listener.of(1) == sorted(listener.of(1))


async def test_what_arrives_while_a_flood_is_read_on_keeps_its_order(database: Database, clock: MovedClock) -> None:
    listener = Listener()
    await arrives(database, clock, *(words(number, 1) for number in range(1, 100)))
    async with handling(database, clock, listener) as busy:
        for number in range(100, 140):
            await arrives(database, clock, words(number, 1), wake=busy.lanes.wake)
        await until(lambda: len(listener.heard) == 139)

    assert listener.of(1) == sorted(listener.of(1))


async def test_a_backlog_longer_than_one_reading_is_handled(
    sqlite: Sqlite, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes_module, "SCAN", 10)
    listener = Listener()
    await arrives(sqlite, clock, *(words(number, 1 + number % 50) for number in range(120)))
    async with handling(sqlite, clock, listener, lanes_module.Pace(poll=60)):
        await until(lambda: len(listener.heard) == 120)


async def test_what_another_process_commits_late_with_an_earlier_number_is_found(
    database: Database, clock: MovedClock
) -> None:
    listener = Listener()
    await arrives(database, clock, words(1, 1))
    await database.write(runs("UPDATE inbox SET id = 1000"))
    async with handling(database, clock, listener):
        await until(lambda: listener.heard)
        late = InboxRow(id=5, bot_id=BOT, update_id=5, lane=5, body="{}", received_at=clock.now())
        await database.write(lambda session: session.add(late))
        await until(lambda: len(listener.heard) == 2)

    assert listener.heard == [(1, 1000), (5, 5)]


async def test_what_arrives_is_handled_at_once_when_the_lanes_are_woken(sqlite: Sqlite, clock: MovedClock) -> None:
    patient = lanes_module.Pace(poll=60)
    listener = Listener()
    async with handling(sqlite, clock, listener, patient) as busy:
        await asyncio.sleep(0.05)
        await arrives(sqlite, clock, words(1, 1), wake=busy.lanes.wake)
        await until(lambda: listener.heard)


async def test_a_flood_goes_on_after_trouble_with_reading_it_on(sqlite_url: str, clock: MovedClock) -> None:
    database = open_database(sqlite_url)
    assert isinstance(database, Sqlite)
    away = database.file.with_name("away.db")
    listener = Listener()
    await arrives(database, clock, *(words(number, 1) for number in range(1, 61)))

    async def loses_its_database(letter: Letter) -> None:
        await listener(letter)
        if len(listener.heard) == WINDOW:
            database.file.rename(away)
            await asyncio.gather(database.write(runs()), return_exceptions=True)

    async with handling(database, clock, loses_its_database):
        await until(away.exists)
        await asyncio.sleep(0.1)
        away.rename(database.file)
        await until(lambda: len(listener.heard) == 60)
    await database.close()

    assert listener.of(1) == sorted(listener.of(1))
