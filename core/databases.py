"""Which database an address means."""

from pathlib import Path

from sqlalchemy import make_url

from core.database import Database
from core.postgres import Postgres
from core.sqlite import Sqlite


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite address, None for any other."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("the database needs a file")
    return Path(parsed.database)


def open_database(url: str) -> Database:
    """Return the database at this address; it connects when it is first used."""
    file = sqlite_file(url)
    return Sqlite(file) if file is not None else Postgres(url)
