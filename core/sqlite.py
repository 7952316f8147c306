"""The embedded database: one file, one writer."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from core.commits import Commits, Outcome
from core.database import Work, is_trouble
from core.opened_file import OpenedFile
from core.transactions import reading, transact_together

T = TypeVar("T")
READERS = 2
SETTINGS = {"journal_mode": "WAL", "synchronous": "FULL", "busy_timeout": 5000, "foreign_keys": 1, "secure_delete": 1}


def sqlite_engine(file: Path, *, writes: bool, creates: bool = False) -> Engine:
    """Return an engine on the file with the project's settings; unless it creates, a missing file is an error."""
    mode = "rwc" if creates else "rw"
    url = URL.create("sqlite", database=f"file:{quote(str(file.absolute()))}", query={"mode": mode, "uri": "true"})
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "isolation_level": None},
        pool_size=1,
        max_overflow=0,
    )

    def configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        try:
            for name, value in {**SETTINGS, "query_only": int(not writes)}.items():
                connection.execute(f"PRAGMA {name}={value}").close()
        except sqlite3.Error:
            connection.close()
            raise

    def begin(connection: Connection) -> None:
        # A transaction that begins as a reader and then writes fails, or loses, when another wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)
    return engine


class Engines:
    """An engine for each thread, made anew after trouble; threads that shared one would wait for each other's end."""

    def __init__(self, make: Callable[[], Engine]) -> None:
        self._make, self._own = make, threading.local()
        self._made: set[Engine] = set()
        self._age = 0

    def mine(self) -> Engine:
        """Return this thread's engine."""
        if getattr(self._own, "age", None) != self._age:
            self._replace()
        engine: Engine = self._own.engine
        return engine

    def make_anew(self) -> None:
        """Let each thread open the file again: a connection that met a damaged one would never see it mended."""
        self._age += 1

    def dispose(self) -> None:
        """Close everything, once no thread uses it any more."""
        for engine in self._made:
            engine.dispose()
        self._made.clear()

    def _replace(self) -> None:
        old = getattr(self._own, "engine", None)
        if old is not None:
            old.dispose()
            self._made.discard(old)
        self._own.age, self._own.engine = self._age, self._make()
        self._made.add(self._own.engine)


class Sqlite:
    """A `Database` in one file; a transaction runs whole on the writer's thread: one hop, not one a statement."""

    name = "sqlite"

    def __init__(self, file: Path) -> None:
        self.file = file
        self._writers = Engines(partial(sqlite_engine, file, writes=True))
        self._readers = Engines(partial(sqlite_engine, file, writes=False))
        self._writing = ThreadPoolExecutor(1, "database-writer")
        self._reading = ThreadPoolExecutor(READERS, "database-reader")
        self._commits = Commits(self._run)
        self._opened = OpenedFile(file)

    async def write(self, work: Work[T]) -> T:
        """Run one transaction; with one writer there is nothing to win by a commit of its own."""
        return await self._commits.add_long(work)

    async def grouped(self, work: Work[T]) -> T:
        """Run a work in one of the next commits."""
        return await self._commits.add(work)

    async def urgent(self, work: Work[T]) -> T:
        """Run a work in the next commit, or the one after that."""
        return await self._commits.add_urgent(work)

    async def read(self, work: Work[T]) -> T:
        """Read, beside the writer and without waiting for it."""
        return await self._hop(self._reading, lambda: self._read(work))

    async def checkpoint(self) -> bool:
        """Bring the file up to date and empty its log, so that neither holds what was removed; says whether it could.

        It cannot while somebody reads what was there before.
        """
        return await self._hop(self._writing, self._checkpoint)

    async def close(self) -> None:
        """Finish what was begun and close the file."""
        await self._commits.finish()
        for threads, engines in ((self._writing, self._writers), (self._reading, self._readers)):
            await asyncio.to_thread(threads.shutdown)
            engines.dispose()

    async def _run(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        return await self._hop(self._writing, lambda: self._write(works))

    async def _hop(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(threads, job))

    def _write(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        try:
            self._opened.check()
            with self._writers.mine().connect() as connection:
                outcomes = transact_together(connection, works)
        except (OSError, DBAPIError) as error:
            outcomes = [Outcome(error=error)] * len(works)
        if any(outcome.error is not None and is_trouble(outcome.error) for outcome in outcomes):
            self._start_afresh()
        return outcomes

    def _checkpoint(self) -> bool:
        raw = self._writers.mine().raw_connection()
        try:
            busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            raw.close()
        return not busy

    def _read(self, work: Work[T]) -> T:
        try:
            with self._readers.mine().connect() as connection:
                return reading(connection, work)
        except DBAPIError as error:
            if is_trouble(error):
                self._readers.make_anew()
            raise

    def _start_afresh(self) -> None:
        self._writers.make_anew()
        self._readers.make_anew()
