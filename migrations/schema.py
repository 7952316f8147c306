"""The schema of the whole house, and bringing a database to it."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from core.tables import Base
from delivery import models as delivery_models
from events import models as events_models
from knowledge import models as knowledge_models
from people import models as people_models
from tickets import models as tickets_models

# Importing the models is what puts their tables into the metadata.
MODELS = (delivery_models, events_models, knowledge_models, people_models, tickets_models)
METADATA: MetaData = Base.metadata
# Any number that nothing else locks: two processes must not migrate one database at once.
MIGRATION_LOCK = 6_180_339_887


class NewerDatabase(Exception):
    """The database was made by a newer version of this program."""


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; there is no file for it."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """Return the newest revision this program knows."""
    return revisions()[0]


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at, None for an empty one.

    Raises `NewerDatabase` for one that this program does not know.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in revisions():
        raise NewerDatabase(
            f"The database is at revision {current}, which this version does not know; install the one that made it."
        )
    return current


@cache
def revisions() -> tuple[str, ...]:
    """Return the revisions this program knows, the newest first; they do not change while it runs."""
    return tuple(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring a database to a revision; the connection's transaction is the caller's."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
    revision_of(connection)
    command.upgrade(config(connection), to)


def differences(connection: Connection) -> list[object]:
    """Return where a database differs from what the models say."""
    return list(compare_metadata(MigrationContext.configure(connection), METADATA))
