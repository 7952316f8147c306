"""Who handles and sends: one process at a time."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
from pathlib import Path
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from core.database import Work
from core.postgres import HeldConnection, Postgres
from core.reasons import Reason, in_short
from core.sqlite import Sqlite

T = TypeVar("T")
log = structlog.get_logger(__name__)
HEARTBEAT = 3.0  # seconds between signs of life
# The server ends a held connection that is silent this long, so that a process cut off or stopped loses its place:
# with one more heartbeat and the pause between tries it is taken over within 20 seconds.
SILENT_MS = 12_000
TRY_EVERY = 2.0


# A client that freezes between the halves of a statement (asyncpg sends them apart) is waited for with all its locks,
# and none of the server's own time-outs ends that; so whoever lives ends it.
_END_THE_FROZEN = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND application_name = 'helpdesk'"
    " AND state <> 'idle' AND wait_event = 'ClientRead' AND pid <> pg_backend_pid()"
    " AND state_change < clock_timestamp() - make_interval(secs => :seconds)"
)


class Taken(Exception):
    """Another process owns the data."""


class ReadOnly(ConnectionError):
    """Nothing can be written to this server: nobody can own the data."""

    reason = Reason.READ_ONLY


class Owner(Protocol):
    """The place of the one process that handles and sends; claims are committed through it."""

    lost: asyncio.Event

    async def acquire(self) -> bool:
        """Try to take the place; say whether it is ours."""
        ...

    async def grouped(self, work: Work[T]) -> T:
        """Commit a claim; fails for good once the place is lost."""
        ...

    async def release(self) -> None:
        """Let go of the place."""
        ...


class FileOwner:
    """Holds a lock on a file beside the database; on the database itself a second handle would drop SQLite's locks."""

    def __init__(self, database: Sqlite) -> None:
        self._database = database
        self._path = lock_path(database.file)
        self._handle: int | None = None
        self.lost = asyncio.Event()

    async def acquire(self) -> bool:
        """Try to lock the file."""
        if self._handle is None:
            self._handle = lock_file(self._path)
        return self._handle is not None

    async def grouped(self, work: Work[T]) -> T:
        """Commit a claim on the one writer."""
        return await self._database.grouped(work)

    async def release(self) -> None:
        """Unlock the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def lock_path(database: Path) -> Path:
    """Return the lock file of a database file."""
    return database.with_name(database.name + ".lock")


def lock_file(path: Path) -> int | None:
    """Lock a file and return its handle, or None if another process has it; the system unlocks it when we die."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def lock_number(bot_id: int) -> int:
    """Return the number of a bot's advisory lock: the same in every process, unlikely to be anybody else's."""
    digest = hashlib.sha256(f"helpdesk bot {bot_id}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


class PostgresOwner:
    """Holds an advisory lock on the connection that also commits the claims: losing the one is losing the other."""

    def __init__(self, database: Postgres, bot_id: int, heartbeat: float = HEARTBEAT) -> None:
        self._database, self._number, self._heartbeat = database, lock_number(bot_id), heartbeat
        self._held: HeldConnection | None = None
        self._pulse: asyncio.Task[None] | None = None
        self.lost = asyncio.Event()

    async def acquire(self) -> bool:
        """Try to take the lock on a fresh connection."""
        connection = await self._database.engine.connect()
        try:
            taken = await self._lock(connection)
        except BaseException:
            # Back in the pool it could hold the lock, and nobody would know.
            await connection.invalidate()
            await connection.close()
            raise
        if not taken:
            await connection.close()
            return False
        self._held, self.lost = HeldConnection(connection), asyncio.Event()
        self._pulse = asyncio.create_task(self._beat())
        return True

    async def grouped(self, work: Work[T]) -> T:
        """Commit a claim on the connection that holds the lock."""
        if self._held is None or self.lost.is_set():
            raise ConnectionError("this process no longer owns the data")
        try:
            return await self._held.grouped(work)
        except (SQLAlchemyError, OSError) as error:
            if isinstance(error, OSError) or getattr(error, "connection_invalidated", False):
                self.lost.set()
            raise

    async def release(self) -> None:
        """Let go of the lock with its connection."""
        self.lost.set()
        if self._pulse is not None:
            self._pulse.cancel()
            await asyncio.wait([self._pulse])
        held, self._held = self._held, None
        if held is not None:
            with contextlib.suppress(SQLAlchemyError, OSError):
                await held.close()

    async def _lock(self, connection: AsyncConnection) -> bool:
        await connection.run_sync(_ends_the_frozen)
        if await connection.scalar(text("SELECT current_setting('transaction_read_only')::boolean")):
            raise ReadOnly("the server is read-only")
        found = await connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": self._number})
        if found:
            await connection.execute(text(f"SET SESSION idle_session_timeout = {SILENT_MS}"))
        await connection.commit()
        return bool(found)

    async def _beat(self) -> None:
        """Show the server a sign of life; when it does not answer, the place is lost."""
        while not self.lost.is_set():
            await asyncio.sleep(self._heartbeat)
            try:
                async with asyncio.timeout(self._heartbeat * 2):
                    await self.grouped(_sign_of_life)
            except Exception as error:  # noqa: BLE001  whatever it is, we cannot be sure of the lock any more
                log.warning("the owner's connection is lost", **in_short(error))
                self.lost.set()


def _sign_of_life(session: Session) -> None:
    _ends_the_frozen(session)


def _ends_the_frozen(asked: Session | Connection) -> None:
    ended = asked.execute(_END_THE_FROZEN, {"seconds": SILENT_MS / 1000}).scalar_one()
    if ended:
        log.warning("connections of a process that was stopped or cut off were ended", connections=ended)
