"""The place of the one process that owns the data, taken for a command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from core.databases import open_database
from core.postgres import Postgres
from core.sqlite import Sqlite
from delivery.owner import FileOwner, Owner, PostgresOwner


class Held(Exception):
    """Another process has the place."""


@asynccontextmanager
async def hold(settings: Settings) -> AsyncIterator[None]:
    """Own the data as long as the block lasts; raises `Held`.

    On a server the place is a bot's: without a token nobody can tell whose, and it is not taken.
    """
    database = open_database(settings.database_url)
    owner: Owner | None = None
    if isinstance(database, Sqlite):
        database.file.parent.mkdir(parents=True, exist_ok=True)
        owner = FileOwner(database)
    elif isinstance(database, Postgres) and settings.bot_id is not None:
        owner = PostgresOwner(database, settings.bot_id)
    try:
        if owner is not None and not await owner.acquire():
            raise Held
        yield
    finally:
        if owner is not None:
            await owner.release()
        await database.close()
