"""`helpdesk kb export`: what coordinators wrote in the chat becomes files."""

import asyncio
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings, SettingsProblem, load_settings
from core.clock import SystemClock
from core.databases import open_database, sqlite_file
from knowledge.editing.edits import Edits
from knowledge.editing.overlay import Held
from knowledge.files.exporting import NoPlace, export
from knowledge.files.reading import NoContent
from knowledge.in_force import read_in_force

Directory = Annotated[Path, typer.Argument(metavar="DIR", file_okay=False, help="A new folder, or a content folder.")]


def register(kb: typer.Typer) -> None:
    """Add it to `kb`."""
    kb.command("export")(export_)


def export_(directory: Directory) -> None:
    """Write the knowledge in force as files; into the content folder itself, the chat's changes become the files'."""
    try:
        settings = load_settings()
        in_force = read_in_force(settings.content_dir, held_edits(settings))
        done = export(settings.content_dir, in_force.overlay, directory)
    except (SettingsProblem, NoContent, NoPlace) as problem:
        _refuse(str(problem))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        _refuse(f"The database cannot be used ({reason}); `helpdesk doctor` says what to do.")
    except OSError as error:
        _refuse(f"{error.filename or directory} cannot be written: {error.strerror or error}")
    for file in done.removed:
        typer.echo(f"removed {file}, which stands elsewhere now")
    for file in done.left:
        typer.echo(f"left alone {file}, which is not in force")
    for lost in in_force.overlay.lost:
        typer.echo(f"not written: {lost.held.spot.target}, {lost.held.spot.field}: {lost.sentence}", err=True)
    typer.echo(f"{len(done.written)} files written to {directory}; the others were there already.")
    raise typer.Exit(1 if in_force.overlay.lost else 0)


def held_edits(settings: Settings) -> list[Held]:
    """Return the edits that go before the files; none where there is no database yet."""
    file = sqlite_file(settings.database_url)
    return [] if file is not None and not file.exists() else asyncio.run(_held(settings))


async def _held(settings: Settings) -> list[Held]:
    database = open_database(settings.database_url)
    try:
        return await database.read(lambda session: Edits(session, SystemClock()).held())
    finally:
        await database.close()


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
