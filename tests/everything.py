"""A row of every table there is, for each of some people: whoever adds a table has it looked at, too."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, LargeBinary, Table, Text, insert, select
from sqlalchemy.orm import Session

from bot.counters import catch_up
from core.tables import Effect
from migrations.schema import METADATA
from people.belonging import Belonging, Link

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@dataclass
class Someone:
    """A person, and the rows that `fill` writes of them."""

    id: int
    name: str
    number: int
    """Of their row in each table that counts."""
    words: str
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def fill(session: Session, one: Someone, other: Someone) -> None:
    """Write a row of each table for each of two people; where somebody else acts in a row, it is the other one."""
    belonging = Belonging()
    for table in METADATA.sorted_tables:
        links = {link.column: link for link in belonging.of(table.name)}
        for person, another in ((one, other), (other, one)):
            row = {column.name: _value(column, links, person, another) for column in table.columns}
            person.rows[table.name] = row
            session.execute(insert(table).values(row))
    catch_up(session)


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, in order."""
    return {table.name: _all(session, table) for table in METADATA.sorted_tables}


def written(rows: dict[str, list[dict[str, Any]]]) -> str:
    """Return all of it as one text in which can be searched."""
    return json.dumps(rows, default=lambda value: value.decode() if isinstance(value, bytes) else str(value))


def _all(session: Session, table: Table) -> list[dict[str, Any]]:
    rows = session.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row) for row in rows.mappings()]


def _value(column: Column[Any], links: dict[str, Link], one: Someone, other: Someone) -> Any:
    link = links.get(column.name)
    if link is not None and link.through and link.effect is Effect.LOOSENED:
        table, _, named = link.through.partition(".")
        return one.rows[table][named]
    if link is not None and link.holds_id:
        id_ = other.id if link.effect is Effect.EMPTIED else one.id
        return id_ if link.written == "{id}" else link.written.format(id=id_).replace("%", "en")
    for key in column.foreign_keys:
        parent = key.column.table
        return None if parent is column.table else one.rows[parent.name][key.column.name]
    theirs = any(each.effect is Effect.GOES for each in links.values())
    return _plain(column, one, one.words if theirs else f"shared {one.number}")


def _plain(column: Column[Any], one: Someone, words: str) -> Any:
    """Return what may stand in a column of this name or type."""
    kind = getattr(column.type, "impl", column.type)
    named = {
        "member.name": one.name,
        "inbox.body": json.dumps({"text": one.words, "from": {"id": one.id, "first_name": one.name}}),
        "outbox.body": json.dumps({"text": words, "chat_id": one.id}),
        "role.name": "expert",
        "alias.name": f"alias {one.number}",
    }
    if column.name == "language":
        return "en"
    if str(column) in named:
        return named[str(column)]
    if isinstance(kind, Text) and column.nullable and kind is not column.type:
        return None  # it is written in a form of its own
    by_type = {DateTime: NOW, Date: NOW.date(), JSON: {"said": words}, LargeBinary: words.encode(), Boolean: True}
    by_type[Text] = f"number {one.number}" if column.primary_key else words
    return next((value for type_, value in by_type.items() if isinstance(kind, type_)), one.number)
