"""Works run on a connection, together or one by one."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from core.commits import Outcome
from core.database import Work, is_trouble
from core.failpoint import failpoint

T = TypeVar("T")
LONGEST = 0.015
"""Seconds after which a transaction of several works takes no more of them: others wait for its end."""


def transact(connection: Connection, work: Work[T]) -> T:
    """Run one work as one transaction."""
    with connection.begin():
        return _in_session(connection, work)


def transact_together(connection: Connection, works: Sequence[Work[Any]]) -> list[Outcome]:
    """Run works as one transaction; if one fails, each as its own, so that nobody pays for another's failure.

    After a while it takes no more of them: there are outcomes for the first works only, and the others have not begun.
    Trouble with the database itself fails them all at once: to try it again for each would only add to it.
    """
    outcomes, begun = list[Outcome](), time.monotonic()
    try:
        with connection.begin():
            for work in works:
                outcomes.append(Outcome(_in_session(connection, work)))
                if time.monotonic() - begun >= LONGEST:
                    break
            failpoint("database.commit")
    except Exception as error:  # noqa: BLE001  each goes back to who asked for the work
        if len(works) == 1 or is_trouble(error):
            return [Outcome(error=error)] * len(works)
        return [outcome for work in works for outcome in transact_together(connection, [work])]
    failpoint("database.committed")
    return outcomes


def reading(connection: Connection, work: Work[T]) -> T:
    """Run a work whose transaction ends without writing anything."""
    with connection.begin() as transaction:
        found = _in_session(connection, work)
        transaction.rollback()
        return found


def _in_session(connection: Connection, work: Callable[[Session], T]) -> T:
    session = Session(connection, expire_on_commit=False)
    try:
        value = work(session)
        session.flush()
        return value
    finally:
        session.close()
