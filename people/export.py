"""Everything that is kept about a person, as plain values."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.tables import Base, Effect, Keeping, Moment
from people.belonging import Belonging


@dataclass(frozen=True, slots=True)
class Kept:
    """What a table holds about a person, each row as names and plain values, the oldest first."""

    table: str
    keeping: Keeping
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of everything about a person."""

    person: int
    made_at: dt.datetime
    parts: tuple[Kept, ...]

    def as_json(self) -> str:
        """Return it as JSON, for a machine or another service."""
        facts = {
            "person": self.person,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "kept": [_facts(part) for part in self.parts],
        }
        return json.dumps(facts, ensure_ascii=False, indent=2)


def copy_of(session: Session, clock: Clock, member: int) -> Copy:
    """Return everything that concerns this person.

    Other people's numbers are left out. Of what this person did with others' things only the row's number and its
    times are given: what it says is not about them.
    """
    belonging, keepings = Belonging(), _keepings()
    found: dict[str, list[dict[str, Any]]] = {}
    for link in belonging.links:
        rows = select(link.table).where(belonging.condition(link, member)).order_by(*link.table.primary_key.columns)
        whole = link.effect is not Effect.EMPTIED
        for row in session.execute(rows):
            facts = dict(_plain(row, link.table, _others(belonging, link.table, row, member), whole=whole))
            listed = found.setdefault(link.table.name, [])
            if facts not in listed:
                listed.append(facts)
    parts = (Kept(table, keepings[table], tuple(rows)) for table, rows in sorted(found.items()))
    return Copy(member, clock.now(), tuple(parts))


def _keepings() -> dict[str, Keeping]:
    return {mapper.class_.__tablename__: mapper.class_.keeping for mapper in Base.registry.mappers}


def _others(belonging: Belonging, table: Table, row: Row[Any], member: int) -> set[str]:
    """Return the columns in which another person's number stands."""
    columns = {link.column for link in belonging.of(table.name) if link.holds_id and link.written == "{id}"}
    return {column for column in columns if row._mapping[column] != member}  # noqa: SLF001  it is public


def _plain(row: Row[Any], table: Table, others: set[str], *, whole: bool) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        told = whole or column.primary_key or isinstance(column.type, Moment)
        if told and column.name not in others:
            yield column.name, _value(column, row._mapping[column.name])  # noqa: SLF001  it is public


def _value(column: Column[Any], value: Any) -> Any:
    match value:
        case dt.datetime() | dt.date():
            return value.isoformat()
        case bytes():
            return f"{len(value)} bytes"
        case str() if column.name == "body":
            return _read(value)
        case None | bool() | int() | float() | str() | list() | dict():
            return value
    return str(value)


def _read(body: str) -> Any:
    """Return what Telegram was sent or has sent as the object that it is."""
    try:
        return json.loads(body)
    except ValueError:
        return body


def _facts(part: Kept) -> dict[str, Any]:
    keeping = part.keeping
    told = {"purpose": keeping.purpose, "days": keeping.days, "until": keeping.until, "seen_by": keeping.seen_by}
    return {"table": part.table, **told, "rows": list(part.rows)}
