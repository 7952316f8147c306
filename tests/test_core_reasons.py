"""Why a database does not do what it was asked, in words for whoever runs it, from what the drivers say."""

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.opened_file import FileGone, FileReplaced
from core.reasons import Reason, in_short, reason_of
from core.sqlite import Sqlite


class Said(Exception):
    """What a driver raises, with its code."""

    def __init__(self, sqlite: int | None = None, sqlstate: str | None = None) -> None:
        self.sqlite_errorcode, self.sqlstate = sqlite, sqlstate


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Said(sqlite=sqlite3.SQLITE_FULL), Reason.FULL),
        (Said(sqlite=sqlite3.SQLITE_BUSY_SNAPSHOT), Reason.LOCKED),
        (Said(sqlite=sqlite3.SQLITE_READONLY_DBMOVED), Reason.READ_ONLY),
        (Said(sqlite=sqlite3.SQLITE_CORRUPT_INDEX), Reason.DAMAGED),
        (Said(sqlite=sqlite3.SQLITE_IOERR_FSYNC), Reason.UNREADABLE),
        (Said(sqlite=sqlite3.SQLITE_CANTOPEN), Reason.UNREADABLE),
        (Said(sqlstate="53100"), Reason.FULL),
        (Said(sqlstate="53300"), Reason.BUSY),
        (Said(sqlstate="25006"), Reason.READ_ONLY),
        (Said(sqlstate="57P03"), Reason.AWAY),
        (Said(sqlstate="55P03"), Reason.LOCKED),
        (Said(sqlstate="40P01"), Reason.LOCKED),
        (Said(sqlstate="XX001"), Reason.DAMAGED),
        (Said(sqlstate="3D000"), Reason.GONE),
        (Said(sqlstate="23505"), Reason.OTHER),
    ],
)
def test_a_drivers_code_has_a_reason(error: Said, reason: Reason) -> None:
    assert reason_of(DBAPIError("INSERT", {}, error)) == reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileGone(), Reason.GONE),
        (FileReplaced(), Reason.REPLACED),
        (PoolTimeoutError(), Reason.BUSY),
        (TimeoutError(), Reason.SILENT),
        (ConnectionRefusedError(), Reason.AWAY),
        (ValueError(), Reason.OTHER),
    ],
)
def test_what_no_driver_says_has_a_reason(error: Exception, reason: Reason) -> None:
    assert reason_of(error) == reason


def test_the_log_has_no_word_of_what_was_asked() -> None:
    error = DBAPIError("INSERT", {"name": "Maria"}, Said(sqlite=sqlite3.SQLITE_FULL))

    assert in_short(error) == {"error": "DBAPIError", "reason": "the disk is full"}


async def test_the_codes_are_those_of_the_real_driver(sqlite: Sqlite) -> None:
    await sqlite.write(lambda session: session.connection().exec_driver_sql("PRAGMA query_only=1"))
    with pytest.raises(DBAPIError) as caught:
        await sqlite.write(lambda session: session.connection().exec_driver_sql("CREATE TABLE x (y)"))

    assert reason_of(caught.value) == Reason.READ_ONLY
