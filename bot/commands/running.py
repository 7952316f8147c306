"""`helpdesk run` and `helpdesk db upgrade`: what owns the data."""

import asyncio
import signal
from pathlib import Path
from typing import NoReturn

import structlog
import typer
import uvloop
from sqlalchemy.exc import SQLAlchemyError

from bot import storage
from bot.logs import configure, loop_problem
from bot.serve import CannotListen, Service
from bot.settings import Settings, SettingsProblem, load_settings
from core.clock import SystemClock
from core.databases import sqlite_file
from delivery.owner import Taken, lock_file, lock_path
from knowledge.files.reading import NoContent
from migrations.schema import NewerDatabase

log = structlog.get_logger(__name__)

TAKEN, USAGE, FAILED = 78, 2, 1


def register(app: typer.Typer) -> None:
    """Add `run` to the command line."""
    app.command("run")(run)


def register_database(app: typer.Typer) -> typer.Typer:
    """Add `db` with `upgrade`, and return it for more."""
    db = typer.Typer(help="The database.", no_args_is_help=True)
    db.command("upgrade")(upgrade)
    app.add_typer(db, name="db")
    return db


def run() -> None:
    """Run the bot until it is told to stop."""
    settings = settings_or_exit(needs_token=True)
    configure(settings.log_format, settings.secrets)
    try:
        uvloop.run(_serve(settings))
    except Taken:
        refuse("Another helpdesk already runs on this data. Stop it first, or give this one its own database.", TAKEN)
    except (NewerDatabase, NoContent) as error:
        refuse(str(error), USAGE)
    except CannotListen as error:
        refuse(
            f"It cannot listen: {error.strerror or error}. Change HELPDESK_HTTP_PORT or HELPDESK_METRICS_PORT.", USAGE
        )


def upgrade() -> None:
    """Bring the database to this version's schema, with a copy of a SQLite file first."""
    settings = settings_or_exit(needs_token=False)
    configure(settings.log_format, settings.secrets)
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


async def _serve(settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(loop_problem)
    service = Service(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.stop)
    await service.run()
    log.info("stopped")


def settings_or_exit(*, needs_token: bool) -> Settings:
    """Return the settings, or say what is wrong with them and exit."""
    try:
        settings = load_settings()
    except SettingsProblem as problem:
        refuse("\n".join(problem.problems), USAGE)
    if needs_token and settings.telegram_token is None:
        refuse("HELPDESK_TELEGRAM_TOKEN is not set; BotFather gives you a token, see the README.", USAGE)
    return settings


def refuse(sentence: str, code: int) -> NoReturn:
    """Say what is wrong and what to do, and exit."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _lock(file: Path | None) -> int | None:
    if file is None:
        return -1
    file.parent.mkdir(parents=True, exist_ok=True)
    return lock_file(lock_path(file))
