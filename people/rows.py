"""Rows that are there or are made, whoever comes first, and rows that go."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.tables import Base

Row = TypeVar("Row", bound=Base)


def found_or_added(session: Session, table: type[Row], id_: int | str, new: Callable[[], Row]) -> Row:
    """Return the row of this id, locked until the transaction ends; add `new()` where there is none.

    Two transactions may meet the same person at once, in private and in a group.
    """
    found = session.get(table, id_, with_for_update=True)
    return found if found is not None else _added(session, table, id_, new())


def removed(session: Session, statement: Delete) -> int:
    """Remove rows; returns how many."""
    result = cast("CursorResult[Any]", session.execute(statement))
    return result.rowcount


def _added(session: Session, table: type[Row], id_: int | str, row: Row) -> Row:
    if session.get_bind().dialect.name == "sqlite":
        session.add(row)  # there is one writer, so nobody can come first
        session.flush()  # what refers to it by its id alone must find it there
        return row
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return session.get_one(table, id_, with_for_update=True)
    return row
