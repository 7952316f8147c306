"""What counts as trouble of the database itself, told from real errors of both databases."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from core.database import Database, is_trouble
from core.opened_file import FileGone
from core.postgres import Postgres
from core.reasons import Reason, reason_of
from core.sqlite import Sqlite
from delivery.owner import PostgresOwner
from people.models import GroupChat
from tests.clocks import MovedClock
from tests.delivering import BOT, runs

NOW = MovedClock().now()
Plain = Callable[[Session], None]


@pytest.fixture
async def server(postgres: str) -> AsyncIterator[Postgres]:
    """A PostgreSQL database."""
    opened = Postgres(postgres)
    yield opened
    await opened.close()


async def error_of(doing: Awaitable[object]) -> Exception:
    """Return what this raises."""
    with pytest.raises((DBAPIError, OSError)) as caught:
        await doing
    return caught.value


def writes(number: int = -1) -> Plain:
    """Return a work that writes a row."""
    return lambda session: session.add(GroupChat(id=number, first_seen_at=NOW, last_seen_at=NOW))


async def test_a_locked_file_is_trouble_until_it_is_free(sqlite: Sqlite) -> None:
    await sqlite.write(runs("PRAGMA busy_timeout=20"))
    with closing(sqlite3.connect(sqlite.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        error = await error_of(sqlite.write(writes()))
        other.execute("ROLLBACK")
    await sqlite.write(writes())

    assert is_trouble(error)


async def test_what_a_transaction_has_read_nobody_changes_before_it_writes(sqlite: Sqlite) -> None:
    refused: list[str] = []

    def reads_then_writes(session: Session) -> None:
        runs("SELECT count(*) FROM group_chat")(session)
        with closing(sqlite3.connect(sqlite.file, timeout=0)) as other:
            try:
                other.execute("DELETE FROM group_chat")
                other.commit()
            except sqlite3.OperationalError as error:
                refused.append(str(error))
        writes()(session)

    await sqlite.write(reads_then_writes)

    assert refused == ["database is locked"]


async def test_a_full_disk_is_trouble_until_there_is_room(sqlite: Sqlite) -> None:
    filling = runs("CREATE TABLE filling AS SELECT randomblob(1000000)")
    await sqlite.write(runs("PRAGMA max_page_count=1"))
    error = await error_of(sqlite.write(filling))
    await sqlite.write(runs("PRAGMA max_page_count=1000000"))
    await sqlite.write(filling)

    assert "full" in str(error)
    assert is_trouble(error)


async def test_a_read_only_database_is_trouble(sqlite: Sqlite) -> None:
    await sqlite.write(runs("PRAGMA query_only=1"))
    error = await error_of(sqlite.write(writes()))

    assert "readonly" in str(error)
    assert is_trouble(error)


async def test_a_file_that_is_not_there_is_trouble_and_is_not_made_anew(sqlite: Sqlite) -> None:
    kept = sqlite.file.rename(sqlite.file.with_name("kept.db"))
    errors = [await error_of(sqlite.write(writes())), await error_of(sqlite.read(runs("SELECT 1")))]

    assert all(map(is_trouble, errors))
    assert not sqlite.file.exists()
    kept.rename(sqlite.file)
    await sqlite.write(writes())


async def test_a_file_that_was_replaced_is_trouble_once_and_then_the_new_one_is_written_to(sqlite: Sqlite) -> None:
    await sqlite.write(writes(-1))
    other = sqlite.file.with_name("other.db")
    shutil.copy(sqlite.file, other)
    other.replace(sqlite.file)
    error = await error_of(sqlite.write(writes(-2)))
    await sqlite.write(writes(-3))

    assert isinstance(error, FileGone)
    assert is_trouble(error)
    with closing(sqlite3.connect(sqlite.file)) as looked_at:
        assert looked_at.execute("SELECT id FROM group_chat WHERE id = -3").fetchall() == [(-3,)]


async def test_the_log_of_a_file_that_was_replaced_is_not_taken_for_that_of_the_new_one(sqlite: Sqlite) -> None:
    other = sqlite.file.with_name("other.db")
    shutil.copy(sqlite.file, other)
    with closing(sqlite3.connect(other)) as elsewhere:
        elsewhere.execute("CREATE TABLE other (words)")
        elsewhere.executemany("INSERT INTO other VALUES (?)", [("x" * 500,)] * 100)
        elsewhere.commit()
    await sqlite.write(runs("CREATE TABLE former (words)"))
    for _ in range(20):
        await sqlite.write(runs("INSERT INTO former VALUES (randomblob(500))"))
    other.replace(sqlite.file)
    await error_of(sqlite.write(writes()))
    await sqlite.write(writes(-3))

    found = await sqlite.read(lambda session: session.execute(text("SELECT count(*) FROM other")).scalar())
    assert found == 100
    assert list(sqlite.file.parent.glob("*-wal-of-former-*"))


async def test_a_damaged_file_is_trouble_until_it_is_mended(sqlite: Sqlite) -> None:
    sound = sqlite.file.read_bytes()
    sqlite.file.write_bytes(b"no database" * 1000)
    errors = [await error_of(sqlite.write(writes())), await error_of(sqlite.read(runs("SELECT 1")))]
    sqlite.file.write_bytes(sound)
    await sqlite.write(writes())

    assert all(map(is_trouble, errors))


async def test_readers_do_not_stall_while_connections_are_opened_anew_after_trouble(sqlite: Sqlite) -> None:
    over = False

    async def reads() -> None:
        while not over:
            await sqlite.read(runs("SELECT 1"))

    readers = [asyncio.create_task(reads()) for _ in range(4)]
    for number in range(60):
        await sqlite.write(runs("PRAGMA query_only=1"))
        await error_of(sqlite.write(writes(number)))
    over = True

    await asyncio.wait_for(asyncio.gather(*readers), 20)


async def test_a_file_in_a_folder_with_any_name_is_opened(sqlite: Sqlite) -> None:
    folder = sqlite.file.parent / "a #1 %41?mode=ro"
    folder.mkdir()
    shutil.copy(sqlite.file, folder / "helpdesk.db")
    opened = Sqlite(folder / "helpdesk.db")
    await opened.write(writes())
    await opened.close()

    with closing(sqlite3.connect(sqlite.file)) as beside:
        assert beside.execute("SELECT * FROM group_chat").fetchall() == []


async def test_what_breaks_a_rule_of_the_data_is_no_trouble(database: Database) -> None:
    await database.write(writes())
    with pytest.raises(IntegrityError) as caught:
        await database.write(writes())

    assert not is_trouble(caught.value)


@pytest.mark.parametrize("value", ["NUL \0", "half \ud800", 2**63])
async def test_a_value_that_postgresql_does_not_take_is_no_trouble(server: Postgres, value: object) -> None:
    kind = "bigint" if isinstance(value, int) else "text"
    error = await error_of(server.write(runs(f"SELECT CAST(:value AS {kind})", value=value)))

    assert not is_trouble(error)


async def test_a_statement_that_takes_too_long_is_no_trouble(server: Postgres) -> None:
    error = await error_of(server.write(runs("SET LOCAL statement_timeout = 20", "SELECT pg_sleep(5)")))

    assert "timeout" in str(error)
    assert not is_trouble(error)


async def test_who_waits_for_a_lock_too_long_has_met_trouble_before_its_statement_takes_too_long(
    server: Postgres,
) -> None:
    shown = "SELECT current_setting('lock_timeout')::interval < current_setting('statement_timeout')::interval"
    limited = "SELECT current_setting('lock_timeout') <> '0'"
    sooner = await server.read(lambda session: [session.execute(text(each)).scalar() for each in (shown, limited)])
    async with server.engine.connect() as other:
        await other.execute(text("SELECT pg_advisory_xact_lock(7)"))
        error = await error_of(server.write(runs("SET LOCAL lock_timeout = 20", "SELECT pg_advisory_xact_lock(7)")))

    assert sooner == [True, True]
    assert is_trouble(error)


async def test_a_connection_that_the_server_ends_is_trouble_and_the_next_one_works(server: Postgres) -> None:
    error = await error_of(server.write(runs("SELECT pg_terminate_backend(pg_backend_pid())")))
    await server.write(runs("SELECT 1"))

    assert is_trouble(error)


async def test_a_server_that_was_restarted_is_trouble_at_most_for_what_ran_meanwhile(server: Postgres) -> None:
    await server.write(runs("SELECT 1"))
    other = Postgres(server.engine.url.render_as_string(hide_password=False))
    await other.write(
        runs(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = 'postgres'"
        )
    )
    await other.close()

    await server.write(runs("SELECT 1"))


@pytest.mark.parametrize(
    "where", [{"database": "nowhere"}, {"host": "127.0.0.1", "port": 1}], ids=["no database", "no server"]
)
async def test_a_database_or_a_server_that_is_not_there_is_trouble(postgres: str, where: dict[str, object]) -> None:
    url = make_url(postgres).set(**where)  # type: ignore[arg-type]  # one part or the other
    url = url.difference_update_query(["host"]) if "host" in where else url
    nowhere = Postgres(url.render_as_string(hide_password=False))
    errors = [await error_of(each(runs("SELECT 1"))) for each in (nowhere.write, nowhere.grouped, nowhere.read)]
    await nowhere.close()

    assert all(map(is_trouble, errors))


async def test_a_read_only_server_is_trouble(server: Postgres) -> None:
    error = await error_of(server.write(runs("SET TRANSACTION READ ONLY", "CREATE TABLE nothing (id int)")))

    assert is_trouble(error)


@pytest.fixture
async def read_only(postgres: str, postgres_url: str) -> AsyncIterator[tuple[Postgres, Postgres, str]]:
    """A database whose sessions are read-only from their beginning, its server, and what lets them write again."""
    name = make_url(postgres_url).database
    operator, opened = Postgres(postgres), Postgres(postgres_url)
    again = f"ALTER DATABASE {name} RESET default_transaction_read_only"
    await operator.write(runs(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    yield opened, operator, again
    await operator.write(runs(again))
    await opened.close()
    await operator.close()


async def test_who_met_a_read_only_server_connects_anew_and_can_write_when_it_may_be_written(
    read_only: tuple[Postgres, Postgres, str],
) -> None:
    opened, operator, again = read_only
    error = await error_of(opened.write(writes()))
    await operator.write(runs(again))
    await opened.write(writes())

    assert is_trouble(error)
    assert reason_of(error) == Reason.READ_ONLY


async def test_nobody_owns_the_data_of_a_read_only_server(read_only: tuple[Postgres, Postgres, str]) -> None:
    opened, operator, again = read_only
    owner = PostgresOwner(opened, BOT)
    error = await error_of(owner.acquire())
    await operator.write(runs(again))
    taken = await owner.acquire()
    await owner.release()

    assert reason_of(error) == Reason.READ_ONLY
    assert taken


async def test_two_that_wait_for_each_other_are_trouble_for_one_of_them(server: Postgres) -> None:
    await server.write(runs("CREATE TABLE IF NOT EXISTS pair (id int)", "DELETE FROM pair"))
    await server.write(runs("INSERT INTO pair VALUES (1), (2)"))
    lock = "UPDATE pair SET id = id WHERE id = {}"
    slow = ("SET LOCAL deadlock_timeout = '20ms'", lock.format(1), "SELECT pg_sleep(0.2)", lock.format(2))
    fast = ("SET LOCAL deadlock_timeout = '20ms'", lock.format(2), "SELECT pg_sleep(0.2)", lock.format(1))
    ends = await asyncio.gather(server.write(runs(*slow)), server.write(runs(*fast)), return_exceptions=True)
    lost = [each for each in ends if isinstance(each, Exception)]

    assert len(lost) == 1
    assert is_trouble(lost[0])
