"""What every command that uses the database does the same way."""

import asyncio
from collections.abc import Callable
from typing import NoReturn, TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.settings import Settings, SettingsProblem, load_settings
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


def settings_or_exit() -> Settings:
    """Return the settings, or say what is wrong with them and exit."""
    try:
        return load_settings()
    except SettingsProblem as problem:
        refuse(str(problem))


def refuse(sentence: str) -> NoReturn:
    """Say what is wrong and what to do, and end with exit code 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).partition("\n")[0]
