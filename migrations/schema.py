"""The schema of the whole house, and at which revision of it a database is."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, MetaData, column, inspect, select, table

from core.tables import Base
from delivery import models as delivery_models
from events import models as events_models
from knowledge import models as knowledge_models
from people import models as people_models
from tickets import models as tickets_models

# Importing the models is what puts their tables into the metadata.
MODELS = (delivery_models, events_models, knowledge_models, people_models, tickets_models)
METADATA: MetaData = Base.metadata
VERSIONS = (Path(__file__).parent / "versions",)
"""The folders of the migrations."""
_HELD = table("alembic_version", column("version_num"))


class NewerDatabase(Exception):
    """The database was made by a newer version of this program."""


def head() -> str:
    """Return the newest revision this program knows."""
    return revisions()[0]


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at, None for an empty one.

    Raises `NewerDatabase` for one that this program does not know.
    """
    there = inspect(connection).has_table(_HELD.name)
    current: str | None = connection.scalar(select(_HELD.c.version_num)) if there else None
    if current is not None and current not in revisions():
        raise NewerDatabase(
            f"The database is at revision {current}, which this version does not know; install the one that made it."
        )
    return current


@cache
def revisions() -> tuple[str, ...]:
    """Return the revisions this program knows, the newest first; they do not change while it runs.

    They are read from the names of the migrations, such as `0003_feedback.py`: Alembic, which would read them all, is
    slow to import, and most starts find nothing to migrate.
    """
    files = [file for folder in VERSIONS for file in folder.glob("[!_]*.py")]
    return tuple(sorted((file.stem.partition("_")[0] for file in files), reverse=True))
