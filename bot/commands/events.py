"""`helpdesk events`: the programme as files."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.commands.beginning import refuse, settings_or_exit
from bot.commands.database import in_database
from bot.content import known_in
from bot.settings import Settings
from core.clock import SystemClock
from events.file import Known, read_events
from events.icalendar_files import Calendars
from events.icalendar_import import CALENDARS, CalendarFile, is_calendar, read_calendar
from events.importing import Imported, Importing, Source
from events.models import Event
from events.programme import Programme, all_written, written_of
from events.writing import fields_of, written_file
from knowledge.files.profile_file import profile_of
from knowledge.files.reading import NoContent, read_content

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="A file of events, in YAML, or a calendar (.ics).", dir_okay=False)
]


def register(app: typer.Typer) -> None:
    """Add `events` to the command line."""
    events = typer.Typer(help="Events: import them from a file, export them, list them.", no_args_is_help=True)
    events.command("import")(import_)
    events.command("export")(export)
    events.command("list")(list_)
    app.add_typer(events, name="events")


def import_(file: File) -> None:
    """Add and change events as a file says; with a mistake in it nothing changes, and each is shown with its line.

    A calendar file is read as well; what it calls off is cancelled, and those who come are told.
    """
    settings = settings_or_exit()
    calendar = read_calendar(file) if is_calendar(file) else CalendarFile(read_events(file, _known(settings)))
    for problem in calendar.read.problems:
        typer.echo(str(problem), err=not calendar.read.refused)
    if calendar.read.refused:
        raise typer.Exit(1)
    source = Source.CALENDAR if is_calendar(file) else Source.IMPORT
    imported = in_database(settings, partial(_take_over, calendar, source))
    typer.echo(_counted(calendar, imported))


def export(
    file: File,
    *,
    ics: Annotated[bool, typer.Option("--ics", help="Write a calendar, whatever the name of the file.")] = False,
) -> None:
    """Write the events into a file that `import` reads; drafts and what was cancelled are left out.

    A name that ends in .ics makes a calendar of it, which everybody may have: nobody's online room is in it.
    """
    settings = settings_or_exit()
    events = in_database(settings, lambda session: Programme(session, SystemClock()).published())
    as_calendar = ics or file.suffix.lower() in CALENDARS
    try:
        file.write_bytes(_calendar(settings, events) if as_calendar else written_file(all_written(events)).encode())
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}.")
    dated = [event for event in events if event.starts is not None]
    left = f"; {len(events) - len(dated)} without a date are in no calendar" if len(dated) < len(events) else ""
    typer.echo(f"{file}: {len(dated)} events{left}" if as_calendar else f"{file}: {len(events)} events")


def list_(*, as_json: Annotated[bool, typer.Option("--json", help="Print a list of JSON objects.")] = False) -> None:
    """Show the events by their start; as JSON with the keys of the file."""
    settings = settings_or_exit()
    events = in_database(settings, lambda session: Programme(session, SystemClock()).published())
    if as_json:
        typer.echo(json.dumps([fields_of(written_of(event)) for event in events], ensure_ascii=False))
    else:
        typer.echo("\n".join(map(_line, events)) or "There are no events yet.")


def _calendar(settings: Settings, events: Sequence[Event]) -> bytes:
    """Return a calendar of them, with the ids that the bot's own calendars have."""
    if settings.bot_id is None:
        refuse("A calendar needs HELPDESK_TELEGRAM_TOKEN: by the bot's number its events are known again.")
    profile, _ = profile_of(settings.content_dir)
    return Calendars(profile.name, settings.bot_id, SystemClock().now()).programme(events)


def _known(settings: Settings) -> Known | None:
    """Return which topics and guides there are; None where the content cannot be read, which is not our matter here."""
    try:
        return known_in(read_content(settings.content_dir))
    except NoContent:
        return None


def _take_over(calendar: CalendarFile, source: Source, session: Session) -> Imported:
    importing = Importing(session, SystemClock())
    imported = importing.take_over(calendar.read.events, source)
    importing.call_off(calendar.cancelled, imported)
    return imported


def _counted(calendar: CalendarFile, imported: Imported) -> str:
    parts = [f"{len(getattr(imported, name))} {name}" for name in ("added", "changed", "unchanged")]
    return f"{len(calendar.read.events) + len(calendar.cancelled)} events: {', '.join(parts)}"


def _line(event: Event) -> str:
    when = f"{event.starts} {event.timezone}" if event.starts else "no date"
    return " · ".join(filter(None, [event.id, event.title, when, event.place or event.online, str(event.state)]))
