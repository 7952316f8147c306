"""A person's number in what others' rows say, such as the detail of an alarm: it is taken out of them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, MetaData, Row, Table, Text, cast, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from core.tables import Base

SHORTEST = 5
"""Digits from which a number is taken for a person's: a shorter one stands in honest texts, too."""
NOBODY = "0"


def forget_mentions(session: Session, member: int, metadata: MetaData = Base.metadata) -> int:
    """Put a nought in the place of this person's number wherever a text holds it; returns in how many rows."""
    if len(str(member)) < SHORTEST:
        return 0
    return sum(_forget_in(session, table, member) for table in metadata.sorted_tables)


def _forget_in(session: Session, table: Table, member: int) -> int:
    columns = [column for column in table.columns if _is_text(column)]
    if not columns:
        return 0
    number = re.compile(rf"(?<![0-9]){member}(?![0-9])")
    said = [cast(column, Text).label(column.name) for column in columns]
    there = or_(*(each.contains(str(member)) for each in said))
    rows = session.execute(select(*table.primary_key.columns, *said).where(there)).all()
    for row in rows:
        values = dict(_without(row, columns, number))
        if values:
            session.execute(update(table).where(*_is(row, table)).values(values))
    return len(rows)


def _without(row: Row[Any], columns: list[Column[Any]], number: re.Pattern[str]) -> Iterator[tuple[str, Any]]:
    for column in columns:
        words = row._mapping[column.name]  # noqa: SLF001  it is public; see "Row" in SQLAlchemy's documentation
        if words is not None and number.search(words):
            changed = number.sub(NOBODY, words)
            is_json = isinstance(column.type, JSON)
            yield column.name, json.loads(changed) if is_json else type_coerce(changed, Text)


def _is(row: Row[Any], table: Table) -> list[ColumnElement[bool]]:
    return [column == value for column, value in zip(table.primary_key.columns, row, strict=False)]


def _is_text(column: Column[Any]) -> bool:
    kind = getattr(column.type, "impl", column.type)
    return isinstance(kind, Text | JSON) and not column.primary_key
