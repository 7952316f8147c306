"""What is asked of the database for a question is found by an index, so that it costs the same after years."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from core.databases import sqlite_file
from sandbox.people import Person

GROWING = ("outbox", "inbox", "question", "member", "request", "registration", "request_part", "gap")
ALL_OF_IT = re.compile(rf"SCAN ({'|'.join(GROWING)})\b|SEARCH ({'|'.join(GROWING)}) .*\(bot_id=\?\)")
"""How SQLite says that it goes through a table, or through all that one bot has in it."""

NEWEST = "SELECT outbox.id \nFROM outbox ORDER BY outbox.id DESC"
"""It is one row that is read."""

Statement = tuple[str, Any]


@pytest.fixture
def asked() -> Iterator[set[Statement]]:
    """What is asked of any database from now on."""
    seen: set[Statement] = set()

    def note(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")) and isinstance(values, tuple):
            seen.add((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


async def test_nothing_that_grows_is_gone_through(
    maria: Person, helpdesk_settings: dict[str, Any], asked: set[Statement]
) -> None:
    await maria.starts()
    await maria.hears()
    asked.clear()
    for question in ("Is the platform free of charge?", "What will the weather be in Vilnius?"):
        await maria.says(question)
        await maria.hears()

    file = sqlite_file(helpdesk_settings["database_url"])
    assert file is not None
    with sqlite3.connect(file) as database:
        plans = [
            (statement, step[3])
            for statement, values in tuple(asked)
            if not statement.startswith(NEWEST)
            for step in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    assert len(plans) > len(GROWING)
    assert [(step, statement) for statement, step in plans if ALL_OF_IT.search(step)] == []
