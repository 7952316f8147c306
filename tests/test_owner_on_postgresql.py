"""On PostgreSQL one process owns a bot, and whoever loses the connection loses the place at once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.database import is_trouble
from core.postgres import Postgres
from delivery import owner as owners
from delivery.intake import ORDER_LOCK
from delivery.owner import PostgresOwner, lock_number
from people.models import GroupChat
from tests.clocks import MovedClock
from tests.delivering import BOT, runs, until_found
from tests.frozen import line_to

NOW = MovedClock().now()
HOLDER = """
import asyncio, sys
from core.postgres import Postgres
from delivery import owner as owners
from delivery.intake import ORDER_LOCK
from delivery.owner import PostgresOwner

async def main():
    owner = PostgresOwner(Postgres(sys.argv[1]), int(sys.argv[2]))
    print("taken" if await owner.acquire() else "refused", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def url(postgres_url: str) -> str:
    """The address of a migrated PostgreSQL database without a row."""
    return postgres_url


@pytest.fixture
async def server(url: str) -> AsyncIterator[Postgres]:
    """The database of one replica."""
    opened = Postgres(url)
    yield opened
    await opened.close()


@pytest.fixture
async def other_server(url: str) -> AsyncIterator[Postgres]:
    """The same database, as another replica sees it."""
    opened = Postgres(url)
    yield opened
    await opened.close()


@asynccontextmanager
async def owning(server: Postgres, heartbeat: float = 3.0) -> AsyncIterator[PostgresOwner]:
    """Own the bot for as long as the block."""
    owner = PostgresOwner(server, BOT, heartbeat)
    assert await owner.acquire()
    try:
        yield owner
    finally:
        await owner.release()


def claims(number: int) -> Callable[[Session], None]:
    """Return a work that writes a row, as a claim does."""
    return lambda session: session.add(GroupChat(id=number, first_seen_at=NOW, last_seen_at=NOW))


async def claimed(server: Postgres) -> list[int]:
    """Return the rows that are there."""
    return list(await server.read(lambda s: s.execute(text("SELECT id FROM group_chat ORDER BY id")).scalars().all()))


def cuts(session: Session) -> None:
    """End the connection of whoever holds an advisory lock on this database."""
    session.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    )


async def test_another_replica_is_refused_until_the_first_lets_go(server: Postgres, other_server: Postgres) -> None:
    other = PostgresOwner(other_server, BOT)
    async with owning(server):
        meanwhile = await other.acquire()
    afterwards = await other.acquire()
    await other.release()

    assert (meanwhile, afterwards) == (False, True)


async def test_each_bot_has_a_place_of_its_own(server: Postgres) -> None:
    async with owning(server):
        other = PostgresOwner(server, BOT + 1)
        assert await other.acquire()
        await other.release()

    assert lock_number(BOT) != lock_number(BOT + 1)


async def test_who_loses_the_connection_cannot_claim_any_more(server: Postgres, other_server: Postgres) -> None:
    async with owning(server) as owner:
        await owner.grouped(claims(1))
        await other_server.write(cuts)
        ends = await asyncio.gather(*(owner.grouped(claims(number)) for number in (2, 3)), return_exceptions=True)
        late = await asyncio.gather(owner.grouped(claims(4)), return_exceptions=True)

        assert owner.lost.is_set()
    assert all(isinstance(error, Exception) and is_trouble(error) for error in [*ends, *late])
    assert await claimed(server) == [1]


async def test_claims_that_wait_behind_the_loss_are_not_committed_on_a_fresh_connection(
    server: Postgres, other_server: Postgres
) -> None:
    async with owning(server) as owner:
        await other_server.write(cuts)
        # More than one commit takes: the second group waits while the first one meets the loss.
        ends = await asyncio.gather(*(owner.grouped(claims(n)) for n in range(100)), return_exceptions=True)

    assert all(isinstance(error, Exception) for error in ends)
    assert await claimed(server) == []


async def test_another_replica_takes_over_when_the_connection_is_cut(server: Postgres, other_server: Postgres) -> None:
    async with owning(server, heartbeat=0.05) as owner:
        await other_server.write(cuts)
        await asyncio.wait_for(owner.lost.wait(), 60)
        async with owning(other_server) as other:
            await other.grouped(claims(1))

    assert await claimed(server) == [1]


async def test_a_claim_that_fails_by_its_own_fault_does_not_cost_the_place(server: Postgres) -> None:
    async with owning(server) as owner:
        await owner.grouped(claims(1))
        with pytest.raises(IntegrityError):
            await owner.grouped(claims(1))
        await owner.grouped(claims(2))

        assert not owner.lost.is_set()
    assert await claimed(server) == [1, 2]


async def test_an_owner_comes_back_after_it_lost_its_place(server: Postgres, other_server: Postgres) -> None:
    owner = PostgresOwner(server, BOT, heartbeat=0.05)
    await owner.acquire()
    await other_server.write(cuts)
    await asyncio.wait_for(owner.lost.wait(), 60)
    await owner.release()

    assert await owner.acquire()
    await owner.grouped(claims(1))
    await owner.release()
    assert await claimed(server) == [1]


async def test_a_line_that_goes_dead_costs_the_place_and_does_not_hang_the_owner(url: str) -> None:
    async with line_to(url) as (line, through):
        cut_off = Postgres(through)
        owner = PostgresOwner(cut_off, BOT, heartbeat=0.05)
        await owner.acquire()
        line.freezes()
        await asyncio.wait_for(owner.lost.wait(), 60)
        await asyncio.wait_for(owner.release(), 60)
        line.thaws()
        await cut_off.close()


async def test_the_server_frees_the_place_of_an_owner_that_stays_silent(server: Postgres) -> None:
    async with owning(server, heartbeat=60) as owner:
        found = await owner.grouped(lambda session: session.execute(text("SHOW idle_session_timeout")).scalar())

    assert found == "12s"


async def test_sigkill_frees_the_place(server: Postgres, url: str) -> None:
    owner = PostgresOwner(server, BOT)
    command = [sys.executable, "-c", HOLDER, url, str(BOT)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    said = await process.stdout.readline()
    while_it_lives = await owner.acquire()
    process.kill()
    await process.wait()
    await until_found(owner.acquire)
    await owner.release()

    assert (said, while_it_lives) == (b"taken\n", False)


async def test_who_freezes_between_two_halves_of_a_statement_does_not_keep_the_place(
    server: Postgres, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "SILENT_MS", 100)
    address = make_url(url)
    frozen = await asyncpg.connect(
        host=address.query["host"],
        user=address.username,
        database=address.database,
        server_settings={"application_name": "helpdesk", "idle_session_timeout": "100"},
    )
    await frozen.execute(f"SELECT pg_advisory_lock({lock_number(BOT)})")
    # Here the server waits for the rest of a statement, and no time-out of its own ends that.
    await frozen.prepare("SELECT 1")
    await asyncio.sleep(0.2)
    places = PostgresOwner(server, BOT)
    await until_found(places.acquire)
    await places.release()
    frozen.terminate()


async def test_an_owner_frees_what_a_frozen_replica_keeps_locked(
    server: Postgres, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "SILENT_MS", 1000)
    address = make_url(url)
    frozen = await asyncpg.connect(
        host=address.query["host"],
        user=address.username,
        database=address.database,
        server_settings={"application_name": "helpdesk"},
    )
    await frozen.execute(f"SELECT pg_advisory_lock({ORDER_LOCK})")
    await frozen.prepare("SELECT 1")
    async with owning(server, heartbeat=0.2):
        await server.write(runs(f"SELECT pg_advisory_xact_lock({ORDER_LOCK})"))
    frozen.terminate()
