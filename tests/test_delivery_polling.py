"""Polling asks for more only when the last updates are on disk, and nothing that arrives stops it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.database import Database
from core.databases import open_database
from core.sqlite import Sqlite
from delivery import polling
from delivery.client import Client, make_bot
from delivery.intake import Intake
from delivery.models import Handling
from delivery.polling import Poller
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import BOT, inbox, metrics, until, until_found, words


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
def maria(telegram: Sandbox) -> Person:
    """Somebody with an account."""
    return telegram.new_person("Maria")


@pytest.fixture(autouse=True)
def short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for a second instead of half a minute."""
    monkeypatch.setattr(polling, "LONG_POLL", 1)


@asynccontextmanager
async def polling_into(database: Database, telegram: Sandbox, clock: MovedClock) -> AsyncIterator[None]:
    """Poll for as long as the block."""
    bot = make_bot(telegram.bot.token, telegram.url)
    await bot.request.initialize()
    poller = Poller(Client(bot), Intake(database, clock, BOT, metrics(), lambda: None))
    running = asyncio.create_task(poller.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bot.request.shutdown()


async def arrived(database: Database, count: int) -> Any:
    """Wait until so many updates are there, and return them."""

    async def look() -> Any:
        rows = await inbox(database)
        return rows if len(rows) >= count else None

    return await until_found(look)


def offsets(telegram: Sandbox) -> list[int | None]:
    """Return the offsets of all polls, in order."""
    return [call.params.get("offset") for call in telegram.called("getUpdates")]


async def test_the_first_poll_has_no_offset_the_next_one_is_behind_what_is_on_disk(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await maria.starts()
    async with polling_into(database, telegram, clock):
        (row,) = await arrived(database, 1)
        await maria.says("hello")
        await arrived(database, 2)
        await until(lambda: len(offsets(telegram)) >= 2)

    assert offsets(telegram)[:2] == [None, row.update_id + 1]


async def test_after_an_empty_answer_there_is_no_offset_so_that_ids_may_begin_anew(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.bot.updates.next_id = 900_000_000
    await maria.starts()
    async with polling_into(sqlite, telegram, clock):
        await arrived(sqlite, 1)
        await until(lambda: offsets(telegram)[1:3] == [900_000_001, None])
        telegram.bot.updates.next_id = 17
        await maria.says("a week later")
        rows = await arrived(sqlite, 2)

    assert [row.update_id for row in rows] == [900_000_000, 17]


async def test_what_was_not_confirmed_comes_again_and_is_there_once(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await maria.starts()
    for _ in range(2):
        async with polling_into(database, telegram, clock):
            await arrived(database, 1)

    assert len(await inbox(database)) == 1


async def test_with_trouble_in_the_database_nothing_is_confirmed_and_it_comes_again(
    sqlite_url: str, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    database = open_database(sqlite_url)
    assert isinstance(database, Sqlite)
    away = database.file.rename(database.file.with_name("away.db"))
    await maria.starts()
    with capture_logs() as logs:
        async with polling_into(database, telegram, clock):
            await until(lambda: [each for each in logs if each["event"] == "polling met trouble"])
            away.rename(database.file)
            await arrived(database, 1)
    await database.close()

    assert offsets(telegram)[:2] == [None, None]


@pytest.mark.parametrize(
    "fault",
    [{"status": 500}, {"html": True, "status": 200}, {"body": b'{"ok": true, "result": true}'}, {"dropped": True}],
    ids=str,
)
async def test_trouble_with_telegram_is_waited_out(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, fault: dict[str, Any]
) -> None:
    telegram.faults.add("getUpdates", **fault)
    await maria.starts()
    async with polling_into(sqlite, telegram, clock):
        await arrived(sqlite, 1)


@pytest.mark.parametrize(
    "odd",
    [
        b'{"update_id": 50, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"update_id": 50, "message": ' + b"9" * 5000 + b"}",
    ],
    ids=["nested too deep", "too many digits"],
)
async def test_an_update_that_cannot_be_read_is_set_aside_and_the_others_arrive(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, odd: bytes
) -> None:
    for number in (48, 49):
        telegram.inject(words(number, 5))
    telegram.bot.updates._arrive(50, odd, 0, 86_400)  # noqa: SLF001  the sandbox itself cannot read its id
    telegram.inject(words(51, 5))
    async with polling_into(sqlite, telegram, clock):
        rows = await arrived(sqlite, 4)
        await until(lambda: not telegram.bot.updates.pending)

    states = {row.update_id: row.state for row in rows}
    assert states == {48: "waiting", 49: "waiting", 50: Handling.DEAD, 51: "waiting"}


async def test_what_has_no_id_is_set_aside_and_the_others_are_confirmed(
    database: Database, telegram: Sandbox, clock: MovedClock
) -> None:
    telegram.inject(b'{"message": {"text": "no id"}}')
    telegram.inject(words(51, 5))
    async with polling_into(database, telegram, clock):
        rows = await arrived(database, 2)

    assert {row.update_id: row.state for row in rows} == {None: Handling.DEAD, 51: Handling.WAITING}


async def test_what_nobody_foresaw_ends_polling_with_its_error(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    bot = make_bot(telegram.bot.token, telegram.url)
    await bot.request.initialize()

    def broken() -> None:
        raise ZeroDivisionError

    await maria.starts()
    with pytest.raises(ZeroDivisionError):
        await Poller(Client(bot), Intake(sqlite, clock, BOT, metrics(), broken)).run()
    await bot.request.shutdown()
