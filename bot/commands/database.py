"""What every command that uses the database does the same way."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.commands.beginning import refuse
from bot.settings import Settings
from core.databases import open_database

T = TypeVar("T")


def in_database(settings: Settings, work: Callable[[Session], T]) -> T:
    """Run one transaction; a database that cannot be used ends the command with exit code 2."""

    async def run() -> T:
        database = open_database(settings.database_url)
        try:
            return await database.write(work)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except (SQLAlchemyError, OSError) as error:
        refuse(f"The database cannot be used ({_reason(error)}); `helpdesk doctor` says what to do.")


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).partition("\n")[0]
