"""Bringing a database to the schema, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from migrations import schema

# Any number that nothing else locks: two processes must not migrate one database at once.
MIGRATION_LOCK = 6_180_339_887


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; there is no file for it."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("version_locations", "\n".join(map(str, schema.VERSIONS)))
    made.set_main_option("path_separator", "newline")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring a database to a revision; the connection's transaction is the caller's."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
    schema.revision_of(connection)
    command.upgrade(config(connection), to)


def differences(connection: Connection) -> list[object]:
    """Return where a database differs from what the models say."""
    return list(compare_metadata(MigrationContext.configure(connection), schema.METADATA))
