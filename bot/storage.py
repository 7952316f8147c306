"""The database made ready: copied if it is a file, migrated, and opened."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection

from core.databases import open_database, sqlite_file
from core.failpoint import failpoint
from core.postgres import postgres_engine
from core.sqlite import sqlite_engine
from migrations import schema

log = structlog.get_logger(__name__)


async def prepare(url: str, backups: Path | None, now: datetime) -> None:
    """Bring the database at this address to the present schema; a SQLite file is made, or copied before it is changed.

    Without `backups` it is not copied: it is a copy itself.
    Raises `NewerDatabase`, and what the database raises if it cannot be reached.
    """
    file = sqlite_file(url)
    if file is None:
        await _prepare_server(url)
    else:
        _prepare_file(file, backups, now)


async def revision(url: str) -> str | None:
    """Return the revision that a database is at; None for an empty one. Raises `NewerDatabase`."""
    database = open_database(url)
    try:
        return await database.read(lambda session: schema.revision_of(session.connection()))
    finally:
        await database.close()


def _prepare_file(file: Path, backups: Path | None, now: datetime) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlite_engine(file, writes=True, creates=True)
    try:
        with engine.connect() as connection:
            revision = _revision(connection)
            if revision == schema.head():
                return
            if revision is not None and backups is not None:
                copy_file(file, backups / f"{file.stem}-{revision}-{now:%Y%m%dT%H%M%SZ}.db")
            _upgrade(connection)
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    with connection.begin():
        return schema.revision_of(connection)


def _upgrade(connection: Connection) -> None:
    from migrations.upgrading import upgrade  # noqa: PLC0415  most starts need no Alembic, which is slow to import

    with connection.begin():
        upgrade(connection)
        failpoint("storage.upgrade")
    failpoint("storage.upgraded")
    log.info("the database was brought up to date", revision=schema.head())


async def _prepare_server(url: str) -> None:
    engine = postgres_engine(url, connections=1)
    try:
        async with engine.connect() as connection:
            if await connection.run_sync(_revision) != schema.head():
                await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def copy_file(file: Path, to: Path) -> None:
    """Copy a SQLite database that may be in use, whole and consistent; only its owner may read the copy."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.touch(mode=0o600)
    with (
        closing(sqlite3.connect(f"file:{file.absolute()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(to)) as copy,
    ):
        source.backup(copy)
    failpoint("storage.copied")
    log.info("the database was copied", to=str(to))
