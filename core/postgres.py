"""The database for several machines."""

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, ExceptionContext, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import Session

from core.commits import Commits, Outcome
from core.database import Work
from core.transactions import reading, transact, transact_together

T = TypeVar("T")
CONNECTIONS = 10
# The server ends a statement after ten seconds by itself: who gets no answer in this time has lost it, or the line.
ANSWER_SECONDS = 12.0
CLOSING_SECONDS = 2.0
_READ_ONLY = "25006"
# A statement that takes this long is stuck; a client that is silent this long is gone (its locks must not outlive it).
_SERVER_SETTINGS = {
    "application_name": "helpdesk",
    "statement_timeout": "10000",
    # Whoever waits for a lock this long waits for a process that was cut off: trouble, and no fault of the statement.
    "lock_timeout": "8000",
    "idle_in_transaction_session_timeout": "15000",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "timezone": "UTC",
}


def postgres_engine(url: str, *, connections: int = CONNECTIONS) -> AsyncEngine:
    """Return an engine with the project's settings."""
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=ANSWER_SECONDS,
        connect_args={"timeout": 5, "command_timeout": ANSWER_SECONDS, "server_settings": _SERVER_SETTINGS},
    )
    event.listen(engine.sync_engine, "handle_error", _give_up)
    return engine


def _give_up(context: ExceptionContext) -> None:
    """Let go of a connection that did not answer or is read-only: whatever is asked on it next would fare no better."""
    silent = isinstance(context.original_exception, TimeoutError)
    if silent or getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


class Postgres:
    """A `Database` on a server; a transaction is the same plain function, run over asyncpg."""

    name = "postgresql"

    def __init__(self, url: str) -> None:
        self.engine = postgres_engine(url)
        self._commits = Commits(self._run)
        self._running: set[asyncio.Task[Any]] = set()

    async def write(self, work: Work[T]) -> T:
        """Run one transaction on a connection of its own."""
        return await self._unbroken(self._write(work))

    async def grouped(self, work: Work[T]) -> T:
        """Run a work in one of the next commits."""
        return await self._commits.add(work)

    async def urgent(self, work: Work[T]) -> T:
        """Run a work in the next commit, or the one after that."""
        return await self._commits.add_urgent(work)

    async def read(self, work: Work[T]) -> T:
        """Read on a connection of its own."""
        return await self._unbroken(self._read(work))

    async def close(self) -> None:
        """Finish what was begun and close the connections."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._commits.finish()
                await asyncio.gather(*self._running, return_exceptions=True)
        for late in self._running:
            late.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=CLOSING_SECONDS)
        await self.engine.dispose()

    async def _write(self, work: Work[T]) -> T:
        async with self.engine.connect() as connection:
            return await connection.run_sync(transact, work)

    async def _read(self, work: Work[T]) -> T:
        async with self.engine.connect() as connection:
            return await connection.run_sync(reading, work)

    async def _run(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        return await self._unbroken(self._together(works))

    async def _together(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        async with self.engine.connect() as connection:
            return await connection.run_sync(transact_together, works)

    async def _unbroken(self, work: Coroutine[Any, Any, T]) -> T:
        """Let it run to its end even if the caller goes away: a connection dropped in a statement keeps its locks."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)


class ConnectionGone(ConnectionError):
    """The connection that was held is not there any more, nor is what it held."""


class HeldConnection:
    """One connection that is kept, on which everything runs in turn; when it is lost, so is what it held."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._driver = _driver_of(connection.sync_connection)
        self._commits = Commits(self._run)

    async def grouped(self, work: Work[T]) -> T:
        """Run a work in the next commit of this connection."""
        return await self._commits.add(work)

    async def close(self) -> None:
        """Let go of the connection and of all it held, even if the server does not answer any more."""
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._commits.finish()
        except TimeoutError:
            self._driver.terminate()
            await self._commits.finish()
        with contextlib.suppress(SQLAlchemyError, OSError):
            await self._connection.invalidate()
        await self._connection.close()

    async def _run(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        return await self._connection.run_sync(transact_together, [partial(self._on_the_same, work) for work in works])

    def _on_the_same(self, work: Work[T], session: Session) -> T:
        """Run a work, unless SQLAlchemy has put another connection in the place of one that broke."""
        if _driver_of(session.connection()) is not self._driver:
            raise ConnectionGone("the connection that was held is gone")
        return work(session)


def _driver_of(connection: Connection | None) -> Any:
    return connection.connection.driver_connection if connection is not None else None
