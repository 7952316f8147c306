"""`helpdesk events`: the programme as files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.database import in_database, refuse, settings_or_exit
from bot.content import known_in
from bot.settings import Settings
from core.clock import SystemClock
from events.file import EventsFile, Known, read_events
from events.importing import Imported, Importing, Source
from events.models import Event
from events.programme import Programme, all_written, written_of
from events.writing import fields_of, written_file
from knowledge.reading import NoContent, read_content

File = Annotated[Path, typer.Argument(metavar="FILE", help="A file of events, in YAML.", dir_okay=False)]


def register(app: typer.Typer) -> None:
    """Add `events` to the command line."""
    events = typer.Typer(help="Events: import them from a file, export them, list them.", no_args_is_help=True)
    events.command("import")(import_)
    events.command("export")(export)
    events.command("list")(list_)
    app.add_typer(events, name="events")


def import_(file: File) -> None:
    """Add and change events as a file says; with a mistake in it nothing changes, and each is shown with its line."""
    settings = settings_or_exit()
    read = read_events(file, _known(settings))
    for problem in read.problems:
        typer.echo(str(problem), err=not read.refused)
    if read.refused:
        raise typer.Exit(1)
    imported = in_database(
        settings, lambda session: Importing(session, SystemClock()).take_over(read.events, Source.IMPORT)
    )
    typer.echo(_counted(read, imported))


def export(file: File) -> None:
    """Write the events into a file that `import` reads; drafts and what was cancelled are left out."""
    settings = settings_or_exit()
    events = in_database(settings, lambda session: all_written(Programme(session, SystemClock()).published()))
    try:
        file.write_text(written_file(events), "utf-8", newline="\n")
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}.")
    typer.echo(f"{file}: {len(events)} events")


def list_(*, as_json: Annotated[bool, typer.Option("--json", help="Print a list of JSON objects.")] = False) -> None:
    """Show the events by their start; as JSON with the keys of the file."""
    settings = settings_or_exit()
    events = in_database(settings, lambda session: Programme(session, SystemClock()).published())
    if as_json:
        typer.echo(json.dumps([fields_of(written_of(event)) for event in events], ensure_ascii=False))
    else:
        typer.echo("\n".join(map(_line, events)) or "There are no events yet.")


def _known(settings: Settings) -> Known | None:
    """Return which topics and guides there are; None where the content cannot be read, which is not our matter here."""
    try:
        return known_in(read_content(settings.content_dir))
    except NoContent:
        return None


def _counted(read: EventsFile, imported: Imported) -> str:
    parts = [f"{len(getattr(imported, name))} {name}" for name in ("added", "changed", "unchanged")]
    return f"{len(read.events)} events: {', '.join(parts)}"


def _line(event: Event) -> str:
    when = f"{event.starts} {event.timezone}" if event.starts else "no date"
    return " · ".join(filter(None, [event.id, event.title, when, event.place or event.online, str(event.state)]))
