"""Looks at a database from end to end: whether it is whole, what the program expects, and as it was written."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.clock import Clock
from events import registration_queries
from migrations import schema
from migrations.upgrading import differences
from people.audit import Audit

MOST = 20  # faults of one kind that are named


def check(session: Session, clock: Clock) -> Iterator[tuple[bool, str]]:
    """Say of each thing looked at whether it is well, in a sentence. Raises `NewerDatabase`."""
    revision = schema.revision_of(session.connection())
    if revision != schema.head():
        yield False, f"The schema is at revision {revision}, this program's is {schema.head()}: `helpdesk db upgrade`."
        return
    yield from _file(session)
    yield from _schema(session)
    yield from _places(session)
    yield from _audit(session, clock)


def _file(session: Session) -> Iterator[tuple[bool, str]]:
    if session.get_bind().dialect.name != "sqlite":
        return
    faults = [str(row[0]) for row in session.execute(text(f"PRAGMA integrity_check({MOST})"))]
    well = faults == ["ok"]
    yield well, "The file is whole." if well else f"The file is damaged: {'; '.join(faults)}. Restore a backup."
    astray = session.execute(text("PRAGMA foreign_key_check")).fetchmany(MOST)
    tables = ", ".join(sorted({str(row[0]) for row in astray}))
    yield not astray, f"Rows refer to others that are not there, in {tables}." if astray else "Every reference is met."


def _schema(session: Session) -> Iterator[tuple[bool, str]]:
    found = differences(session.connection())
    sentence = "The tables are as this program expects."
    yield not found, f"The tables differ from what this program expects: {found[:MOST]}" if found else sentence


def _places(session: Session) -> Iterator[tuple[bool, str]]:
    wrong = list(session.scalars(registration_queries.miscounted()))
    sentence = "The places of all events are counted right."
    yield not wrong, f"Places are miscounted at {', '.join(wrong)}; the bot counts anew hourly." if wrong else sentence


def _audit(session: Session, clock: Clock) -> Iterator[tuple[bool, str]]:
    checked = Audit(session, clock).check()
    if checked.broken:
        named = ", ".join(map(str, checked.broken[:MOST]))
        yield False, f"The record of what was done was changed by another hand, at the rows {named}."
    else:
        yield True, f"The record of what was done is unbroken: {checked.rows} rows, last seal {checked.last or 'none'}."
