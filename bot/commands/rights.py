"""`helpdesk person`: a copy of what is kept about somebody, and its erasure, for who does not ask in the chat."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.commands.beginning import refuse, settings_or_exit
from bot.commands.database import in_database
from bot.commands.people import PersonId
from bot.settings import Settings
from core.clock import SystemClock
from core.databases import open_database, sqlite_file
from core.language import Language
from core.sqlite import Sqlite
from delivery.outbox import Outbox
from handlers.rights.figure_list import figures
from handlers.rights.leaving import erase
from handlers.rights.leaving_step import Leaving
from handlers.rights.titles import titles
from knowledge.files.profile_file import profile_of
from knowledge.files.reading import NoContent, read_content
from people.audit import Audit, Deed
from people.erased import ErasedPeople, backups_until
from people.erasure import Erased
from people.export import Copy, copy_of
from people.export_page import page
from people.reader import Reader

PageFile = Annotated[Path | None, typer.Option("--page", help="Also write it as a page to read.", dir_okay=False)]


def register(app: typer.Typer) -> None:
    """Add `person` to the command line."""
    person = typer.Typer(help="What is kept about a person: a copy of it, its erasure.", no_args_is_help=True)
    person.command("export")(export)
    person.command("erase")(erase_)
    app.add_typer(person, name="person")


def export(person: PersonId, *, page_file: PageFile = None) -> None:
    """Print everything that is kept about a person as JSON."""
    settings = settings_or_exit()
    copy = in_database(settings, lambda session: _exported(session, person))
    if page_file is not None:
        try:
            content = read_content(settings.content_dir)
            called = in_database(settings, lambda session: titles(session, content, Reader(Language("en"), ("en",))))
            page_file.write_text(page(copy, Language("en"), content.profile.name, called))
        except NoContent as error:
            refuse(str(error))
        except OSError as error:
            refuse(f"{page_file} cannot be written: {error.strerror or error}")
    typer.echo(copy.as_json())


def erase_(person: PersonId) -> None:
    """Erase everything that is kept about a person, and say what was removed and what cannot be."""
    settings = settings_or_exit()
    now = SystemClock().now()
    ErasedPeople(settings.data_dir).add(person, now)
    erased = in_database(settings, lambda session: _erased(session, settings, person))
    asyncio.run(_leave_no_traces(settings))
    typer.echo("\n".join(_report(erased)))
    typer.echo("It cannot remove:")
    typer.echo("- what Telegram keeps of the chat; the person can delete the chat there, for both sides")
    until = backups_until(now)
    typer.echo(f"- copies in {settings.data_dir / 'backups'}: they go by themselves by {until}")
    typer.echo(f"- backups elsewhere: delete those made before now by {until}; `restore` erases the person again")
    typer.echo("- counts, and answers that were published without names; nothing in them leads to the person")
    if sqlite_file(settings.database_url) is None:
        typer.echo("- what PostgreSQL has removed, from its own files, before it uses the space again")
    if settings.bot_id is None:
        typer.echo("- topics in the experts' group: HELPDESK_TELEGRAM_TOKEN is not set; delete them there by hand")


def _exported(session: Session, person: int) -> Copy:
    copy = copy_of(session, SystemClock(), person)
    if copy.parts:
        Audit(session, SystemClock()).note(Deed.EXPORTED, whose=person)
    return copy


def _erased(session: Session, settings: Settings, person: int) -> Erased:
    clock = SystemClock()
    outbox = Outbox(session, clock, settings.bot_id) if settings.bot_id is not None else None
    profile, _ = profile_of(settings.content_dir)
    counts = figures(profile)
    erased = erase(Leaving(session, clock, person, outbox, settings.experts_chat_id, counts), waiting=True)
    if erased.anything:
        Audit(session, clock).note(Deed.ERASED, about="on the command line")
    return erased


async def _leave_no_traces(settings: Settings) -> None:
    database = open_database(settings.database_url)
    try:
        if isinstance(database, Sqlite) and not await database.checkpoint():
            typer.echo("Somebody reads the database; its file forgets the rest within the hour.", err=True)
    finally:
        await database.close()


def _report(erased: Erased) -> list[str]:
    if not erased.anything:
        return ["Nothing was kept about this person; the erasure is remembered for backups all the same."]
    removed = [f"- {count} of {table}" for table, count in erased.removed.items()]
    loosened = [f"- {count} of {table}" for table, count in erased.loosened.items()]
    return ["Removed:", *removed, *(["Kept without the person:", *loosened] if loosened else [])]
