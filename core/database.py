"""One way to use a database: a plain function of a session, run whole as one transaction."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

T = TypeVar("T")
Work = Callable[[Session], T]

# SQLite's primary result codes for trouble that passes or that an operator mends: PERM, BUSY, LOCKED, NOMEM, READONLY,
# IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB. See "Result and Error Codes" in its documentation.
_SQLITE_TROUBLE = frozenset({3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26})
# PostgreSQL's classes 08 connection, 53 resources, 57P shut down, 58 system, XX00n damage; serialization, deadlock,
# lock, read-only, no such database. See "PostgreSQL Error Codes" in its documentation.
_POSTGRES_TROUBLE = ("08", "53", "57P", "58", "XX001", "XX002", "40001", "40P01", "55P03", "25006", "3D000")

_TOO_SLOW = "57014"


class Database(Protocol):
    """Where rows live; every method runs a plain function of a session, which may be run again after a failure.

    A work function returns plain values or loaded rows; it must not keep the session. Its own exception rolls back
    what it did and nothing else, and reaches the caller.
    """

    name: str

    async def write(self, work: Work[T]) -> T:
        """Run one transaction that writes; done when it is committed."""
        ...

    async def grouped(self, work: Work[T]) -> T:
        """Run one transaction's work in a commit shared with others that wait at this moment."""
        ...

    async def urgent(self, work: Work[T]) -> T:
        """Run the same before whatever else waits."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Run one transaction that only reads."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of every connection."""
        ...


def is_trouble(error: BaseException) -> bool:
    """Tell trouble of the database itself (lost, locked, full, read-only, damaged) from a failure of what was asked."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _is_driver_trouble(error.orig)
    return isinstance(error, OSError | TimeoutError | PoolTimeoutError)


def may_pass(error: BaseException) -> bool:
    """Tell what a loop waits out: trouble, or a statement that took too long; neither is the fault of what was asked.

    Of a single update the latter counts as its failure: it may be what takes so long.
    """
    too_slow = isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _TOO_SLOW
    return too_slow or is_trouble(error)


def _is_driver_trouble(original: BaseException | None) -> bool:
    code = getattr(original, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_TROUBLE
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES_TROUBLE)
    cause = original.__cause__ if original else None
    # asyncpg calls a value it cannot encode an InterfaceError too; that one will fail again however often it is tried.
    return isinstance(cause, OSError | asyncpg.InterfaceError) and not isinstance(cause, asyncpg.DataError)
