"""`helpdesk backup`, `restore` and `db`: what keeps the data safe, brings it up to date and takes it elsewhere."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot import backups, storage
from bot.commands.beginning import FAILED, TAKEN, USAGE, refuse, settings_or_exit
from bot.commands.database import in_database
from bot.copying import NotEmpty, TwoServers, copy_database
from bot.logs import configure
from bot.place import Held, hold
from bot.settings import Settings
from core.clock import SystemClock
from core.databases import sqlite_file
from delivery.owner import lock_file, lock_path
from handlers.rights.figure_list import figures
from knowledge.files.profile_file import profile_of
from migrations import schema
from migrations.schema import NewerDatabase
from people.audit import Audit, Deed
from people.erased import BACKUPS_KEPT, ErasedPeople

T = TypeVar("T")
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="A file for the backup.")]
From = Annotated[str, typer.Argument(metavar="FROM", help="The address of the database to copy.")]
To = Annotated[str, typer.Argument(metavar="TO", help="The address of an empty one.")]


def register(app: typer.Typer) -> None:
    """Add `backup`, `restore` and `db` to the command line."""
    db = typer.Typer(help="The database.", no_args_is_help=True)
    app.command("backup")(backup)
    app.command("restore")(restore)
    db.command("upgrade")(upgrade)
    db.command("check")(check_)
    db.command("copy")(copy)
    app.add_typer(db, name="db")


def backup(file: BackupFile) -> None:
    """Write everything into one file; the bot may be running."""
    settings = _settings()
    if file.exists():
        refuse(f"{file} is there already; name another file.", USAGE)
    in_database(settings, _note(Deed.BACKED_UP))
    _run(backups.back_up(settings.database_url, file))
    typer.echo(f"Everything is in {file}.")
    typer.echo(f"Keep it at most {BACKUPS_KEPT.days} days, and with it the newest {_beside(settings)}.")


def restore(file: BackupFile) -> None:
    """Go back to a backup; what is there now is kept beside. The bot must be stopped."""
    settings = _settings()
    if not file.exists():
        refuse(f"There is no {file}.", USAGE)
    counts = figures(profile_of(settings.content_dir)[0])

    async def run() -> backups.Restored:
        async with hold(settings):
            return await backups.restore(settings.database_url, file, settings.data_dir, SystemClock(), counts)

    done = _run(run())
    typer.echo(f"Restored from {file}.")
    typer.echo(f"Set aside: {done.not_handled} messages that were not handled, {done.not_sent} that were not sent.")
    typer.echo(f"Erased again, because they were erased after the backup: {done.erased_again}.")
    if done.kept is not None:
        typer.echo(f"What was there before is in {done.kept}, for 30 days.")


def upgrade() -> None:
    """Bring the database to this version's schema, with a copy of a SQLite file first."""
    settings = _settings()
    lock = _lock(sqlite_file(settings.database_url))
    if lock is None:
        refuse("The bot is running on this data; stop it before you upgrade.", TAKEN)
    try:
        asyncio.run(storage.prepare(settings.database_url, settings.data_dir / "backups", SystemClock().now()))
    except NewerDatabase as error:
        refuse(str(error), FAILED)
    except (SQLAlchemyError, OSError) as error:
        refuse(f"The database cannot be used ({type(error).__name__}); `helpdesk doctor` says more.", FAILED)
    typer.echo("The database is up to date.")


def check_() -> None:
    """Look whether the database is whole and unchanged by other hands; exit code 1 if not."""
    from bot.checking import check  # noqa: PLC0415  Alembic, with which it looks, is slow to import

    settings = _settings()
    try:
        found = in_database(settings, lambda session: list(check(session, SystemClock())))
    except NewerDatabase as error:
        refuse(str(error), FAILED)
    for well, sentence in found:
        typer.echo(f"{'ok' if well else 'fault':5} {sentence}")
    raise typer.Exit(0 if all(well for well, _ in found) else FAILED)


def copy(source: From, target: To) -> None:
    """Copy everything into another database, such as from a file to a PostgreSQL server; stop the bot first."""
    settings = _settings()
    for address in (source, target):
        _look_at(address)

    async def run() -> int:
        if (file := sqlite_file(source)) is not None and not file.exists():
            refuse(f"There is no {file}.", USAGE)
        if await storage.revision(source) != schema.head():
            refuse("The database to copy is of another version; `helpdesk db upgrade` first.", FAILED)
        await storage.prepare(target, settings.data_dir / "backups", SystemClock().now())
        return await copy_database(source, target)

    rows = _run(run())
    in_database(settings.model_copy(update={"database_url": target}), _note(Deed.COPIED))
    typer.echo(f"{rows} rows were copied. Set HELPDESK_DATABASE_URL to the new address and start the bot.")


def _note(did: Deed) -> Any:
    def note(session: Session) -> None:
        Audit(session, SystemClock()).note(did)

    return note


def _beside(settings: Settings) -> str:
    """Return what must be at hand when the backup is restored."""
    erased = ErasedPeople(settings.data_dir)
    return f"{erased.lines} and {erased.key.name}, which are there once somebody was erased"


def _settings() -> Settings:
    settings = settings_or_exit(needs_token=False)
    configure(settings.log_format, settings.secrets)
    return settings


def _look_at(address: str) -> None:
    try:
        sqlite_file(address)
    except (ArgumentError, ValueError):
        refuse(f"{address} is no address of a database, such as sqlite+aiosqlite:///data/helpdesk.db.", USAGE)


def _lock(file: Path | None) -> int | None:
    if file is None:
        return -1
    file.parent.mkdir(parents=True, exist_ok=True)
    return lock_file(lock_path(file))


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run it; what an operator can mend is said in a sentence."""
    try:
        return asyncio.run(work)
    except Held:
        refuse("The bot is running on this data; stop it first.", TAKEN)
    except (NewerDatabase, backups.NotABackup, backups.InUse) as error:
        refuse(str(error), FAILED)
    except NotEmpty as error:
        refuse(f"There are rows in the new database already, in {error}; name an empty one.", USAGE)
    except TwoServers:
        refuse("Copy from a server to a server by way of a file: `backup` it, then copy that.", USAGE)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        refuse(f"The database cannot be used ({reason}); `helpdesk doctor` says more.", FAILED)
