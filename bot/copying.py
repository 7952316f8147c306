"""Every row of one database written into another one, of either kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from bot.counters import catch_up, last_numbers
from core.databases import open_database, sqlite_file
from core.failpoint import failpoint
from core.sqlite import sqlite_engine
from migrations.schema import METADATA

AT_ONCE = 500  # rows in one statement


class NotEmpty(Exception):
    """The database to be written into holds something."""


class TwoServers(Exception):
    """Neither database is a file: one has to go through a file."""


async def copy_database(source: str, target: str, *, anew: bool = False) -> int:
    """Copy everything from one address to another, as it is at one moment; returns how many rows.

    Both have the present schema; the target is written in one transaction. `anew` removes first what it holds, without
    it `NotEmpty` is raised. One of the two must be a file, else `TwoServers` is raised.
    """
    from_file, to_file = sqlite_file(source), sqlite_file(target)
    if from_file is None and to_file is None:
        raise TwoServers
    if to_file is None and from_file is not None:
        with file_session(from_file, writes=False) as read:
            return await _on(target, lambda session: copy_rows(read, session, anew=anew))
    assert to_file is not None  # noqa: S101  one of them is
    with file_session(to_file, writes=True) as write:
        return await _on(source, lambda session: copy_rows(at_one_moment(session), write, anew=anew), reads=True)


async def _on(url: str, work: Any, *, reads: bool = False) -> int:
    database = open_database(url)
    try:
        copied: int = await (database.read(work) if reads else database.write(work))
        return copied
    finally:
        await database.close()


@contextmanager
def file_session(file: Path, *, writes: bool) -> Iterator[Session]:
    """Open a SQLite file for one transaction, committed at the end of the block if it writes."""
    engine = sqlite_engine(file, writes=writes)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            session = Session(connection, expire_on_commit=False)
            yield session
            session.flush()
            session.close()
            if not writes:
                transaction.rollback()
    finally:
        engine.dispose()


def copy_rows(source: Session, target: Session, *, anew: bool = False) -> int:
    """Copy every row in the sessions' transactions; returns how many."""
    if anew:
        _empty(target)
    elif held := [table.name for table in METADATA.sorted_tables if _count(target, table)]:
        raise NotEmpty(", ".join(held))
    copied = sum(_copy_table(source, target, table) for table in METADATA.sorted_tables)
    catch_up(target, last_numbers(source))
    failpoint("copying.copied")
    return copied


def at_one_moment(session: Session) -> Session:
    """Let all that this transaction reads be as it is now; by itself each statement would see what was committed since.

    A SQLite file is read so anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    return session


def _empty(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"TRUNCATE {', '.join(METADATA.tables)}"))
        return
    for table in reversed(METADATA.sorted_tables):
        session.execute(table.delete())


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _copy_table(source: Session, target: Session, table: Table) -> int:
    copied = 0
    rows = source.execute(select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": AT_ONCE})
    for part in rows.mappings().partitions(AT_ONCE):
        target.execute(insert(table), [dict(row) for row in part])
        copied += len(part)
    return copied
