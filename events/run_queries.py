"""Statements about what many are told at once."""

from functools import cache

from sqlalchemy import Insert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.tables import Base

RUNS = Base.metadata.tables["event_run"]


@cache
def new_run(dialect: str) -> Insert:
    """Note a run, whose columns are the parameters, unless it is known already; returns the new id."""
    insert = sqlite_insert if dialect == "sqlite" else postgres_insert
    statement = insert(RUNS).on_conflict_do_nothing(index_elements=["event_id", "kind", "rule", "about"])
    return statement.returning(RUNS.c.id)
