"""Every database, empty or of an earlier version, becomes the one that the models describe."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot import storage
from core.databases import sqlite_file
from core.postgres import postgres_engine
from core.sqlite import sqlite_engine
from migrations import schema, upgrading
from migrations.schema import METADATA, NewerDatabase
from tests import databases
from tests.clocks import MovedClock

T = TypeVar("T")
NOW = MovedClock().now()
REVISIONS = [script.revision for script in ScriptDirectory.from_config(upgrading.config()).walk_revisions()][::-1]
NEWER = '''
"""A table that only this story knows."""

from alembic import op
import sqlalchemy as sa

revision = "newer"
down_revision = "{head}"


def upgrade():
    op.create_table("added", sa.Column("id", sa.Integer(), primary_key=True))
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return databases.empty_sqlite(tmp_path)
    return databases.empty_postgres(request.getfixturevalue("postgres"))


async def on(url: str, work: Callable[[Connection], T]) -> T:
    """Run something on a database, in a transaction."""

    def transaction(connection: Connection) -> T:
        with connection.begin():
            return work(connection)

    file = sqlite_file(url)
    if file is None:
        engine = postgres_engine(url, connections=1)
        async with engine.connect() as connection:
            value = await connection.run_sync(transaction)
        await engine.dispose()
        return value
    embedded = sqlite_engine(file, writes=True, creates=True)
    with embedded.connect() as plain:
        found = transaction(plain)
    embedded.dispose()
    return found


@pytest.fixture
def newer_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this program know one more revision than it does."""
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "newer.py").write_text(NEWER.format(head=schema.head()))
    monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, folder))
    schema.revisions.cache_clear()
    yield
    schema.revisions.cache_clear()


@pytest.mark.parametrize("earlier", [None, *REVISIONS])
async def test_from_every_earlier_state_the_database_becomes_what_the_models_say(
    empty_url: str, tmp_path: Path, earlier: str | None
) -> None:
    if earlier is not None:
        await on(empty_url, lambda connection: upgrading.upgrade(connection, earlier))
    await storage.prepare(empty_url, tmp_path / "backups", NOW)

    assert await on(empty_url, upgrading.differences) == []
    assert await on(empty_url, schema.revision_of) == schema.head()


async def test_what_the_models_do_not_say_would_be_noticed(empty_url: str, tmp_path: Path) -> None:
    await storage.prepare(empty_url, tmp_path, NOW)
    await on(empty_url, lambda connection: connection.exec_driver_sql("DROP INDEX ix_outbox_run"))

    assert len(await on(empty_url, upgrading.differences)) == 1


async def test_the_history_is_one_line_and_the_files_are_named_after_it() -> None:
    script = ScriptDirectory.from_config(upgrading.config())

    assert len(script.get_heads()) == len(script.get_bases()) == 1
    assert schema.revisions() == tuple(each.revision for each in script.walk_revisions())


async def test_preparing_a_database_that_is_ready_changes_nothing(empty_url: str, tmp_path: Path) -> None:
    for _ in range(2):
        await storage.prepare(empty_url, tmp_path / "backups", NOW)

    assert set(METADATA.tables) < set(await on(empty_url, lambda c: inspect(c).get_table_names()))
    assert not (tmp_path / "backups").exists()


async def test_a_database_of_a_newer_program_is_refused_and_left_alone(empty_url: str, tmp_path: Path) -> None:
    await storage.prepare(empty_url, tmp_path, NOW)
    await on(empty_url, lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        await storage.prepare(empty_url, tmp_path, NOW)

    number = await on(empty_url, lambda c: c.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    assert number == "9999"


async def test_a_file_is_copied_before_it_is_changed(sqlite_url: str, tmp_path: Path, newer_revision: None) -> None:
    await on(sqlite_url, lambda c: c.exec_driver_sql("INSERT INTO alarm VALUES ('kept', 1, 'before', NULL)"))
    was = await on(sqlite_url, schema.revision_of)
    await storage.prepare(sqlite_url, tmp_path / "backups", NOW)
    (copy,) = (tmp_path / "backups").iterdir()

    assert copy.name == f"helpdesk-{was}-20261123T090000Z.db"
    with closing(sqlite3.connect(copy)) as looked_at:
        assert looked_at.execute("SELECT kind FROM alarm").fetchall() == [("kept",)]
        assert looked_at.execute("SELECT version_num FROM alembic_version").fetchall() == [(was,)]
    assert await on(sqlite_url, schema.revision_of) == "newer"


async def test_a_migration_that_fails_leaves_the_database_as_it_was(
    empty_url: str, tmp_path: Path, newer_revision: None
) -> None:
    await on(empty_url, lambda connection: upgrading.upgrade(connection, REVISIONS[-1]))
    await on(empty_url, lambda c: c.exec_driver_sql("CREATE TABLE added (id integer)"))
    with pytest.raises(Exception, match="exists"):
        await storage.prepare(empty_url, tmp_path / "backups", NOW)

    assert await on(empty_url, schema.revision_of) == REVISIONS[-1]
