"""The numbers that a database has given: one that was given is never given again, in a copy neither."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Column, Integer, Table, func, select, text
from sqlalchemy.orm import Session

from migrations.schema import METADATA

_SERIAL = "pg_get_serial_sequence(:table, :column)"


def last_numbers(session: Session) -> dict[str, int]:
    """Return the highest number that each counting table has given."""
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(text("SELECT name, seq FROM sqlite_sequence"))
        return {str(row[0]): int(row[1]) for row in rows}
    return {table.name: _given(session, table, column) for table, column in _counting()}


def catch_up(session: Session, given: Mapping[str, int] | None = None) -> None:
    """Let each table count on from what is there, and from what was `given` elsewhere.

    Rows that bring their own numbers do not move PostgreSQL's counters.
    """
    for table, column in _counting():
        highest = max(session.scalar(select(func.max(column))) or 0, (given or {}).get(table.name, 0))
        if session.get_bind().dialect.name == "sqlite":
            _count_on_in_file(session, table, highest)
        else:
            values = {"table": table.name, "column": column.name, "next": highest + 1}
            session.execute(text(f"SELECT setval({_SERIAL}, :next, false)"), values)


def _counting() -> Iterator[tuple[Table, Column[int]]]:
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer):
            yield table, column


def _given(session: Session, table: Table, column: Column[int]) -> int:
    statement = text(f"SELECT pg_sequence_last_value({_SERIAL}::regclass)")
    return session.scalar(statement, {"table": table.name, "column": column.name}) or 0


def _count_on_in_file(session: Session, table: Table, highest: int) -> None:
    if not table.dialect_options["sqlite"].get("autoincrement"):
        return
    values = {"table": table.name, "highest": highest}
    moved = text("UPDATE sqlite_sequence SET seq = max(seq, :highest) WHERE name = :table")
    session.execute(moved, values)
    missing = "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :table)"
    session.execute(text(f"INSERT INTO sqlite_sequence (name, seq) SELECT :table, :highest {missing}"), values)
