"""`helpdesk kb gaps` and `helpdesk kb feedback`: what the knowledge lacks, and what members say of it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Annotated, NoReturn, TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.settings import Settings, SettingsProblem, load_settings
from core.clock import SystemClock
from core.databases import open_database, sqlite_file
from knowledge.editing.edits import Edits
from knowledge.editing.overlay import Held
from knowledge.files.reading import NoContent
from knowledge.gaps.advice import Advice, Do, advice, as_json
from knowledge.gaps.editors_list import EditorsList
from knowledge.gaps.grouping import Group, Missed, grouped
from knowledge.in_force import read_in_force
from knowledge.library import Library
from knowledge.tallies import DAYS, Tallies, Tally

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Print a list of JSON objects.")]
_MOST_WORDINGS = 5


def register(kb: typer.Typer) -> None:
    """Add both to `kb`."""
    kb.command("gaps")(gaps)
    kb.command("feedback")(feedback)


def gaps(*, as_json_: AsJson = False) -> None:
    """Show what was asked and not answered, grouped, what matters most first."""
    settings = _settings()
    missed, held = _in_database(settings, _missed_and_edits)
    library = _library(settings, held)
    found = [(group, advice(group, library)) for group in grouped(missed, SystemClock().now().date())]
    if as_json_:
        typer.echo(json.dumps([as_json(*each) for each in found], ensure_ascii=False))
    else:
        typer.echo("\n\n".join("\n".join(_lines(*each)) for each in found) or "Nothing is on the list.")


def feedback(*, as_json_: AsJson = False) -> None:
    """Show how often each entry was shown in the last 90 days, and what members said of it."""
    every = _in_database(_settings(), lambda session: Tallies(session, SystemClock()).every())
    if as_json_:
        typer.echo(json.dumps([each.figures() for each in every], ensure_ascii=False))
    else:
        typer.echo("\n".join(_table(every)) if every else f"Nothing was shown in the last {DAYS} days.")


def _lines(group: Group, given: Advice) -> Iterator[str]:
    days = f"on {group.last}" if group.first == group.last else f"from {group.first} to {group.last}"
    waiting = f", {group.waiting} want to be told" if group.waiting else ""
    yield f"{group.number}. {group.text} ({group.language})"
    yield f"   asked {group.asked} times {days}{waiting}"
    yield "   " + ", ".join(f"{reason} {count}" for reason, count in group.reasons.items())
    yield from (f"   also: {each.text} ({each.asked})" for each in group.wordings[1 : _MOST_WORDINGS + 1])
    if len(group.wordings) > _MOST_WORDINGS + 1:
        yield f"   and {len(group.wordings) - _MOST_WORDINGS - 1} more wordings"
    yield from (f"   near: {each.score:.2f}  {each.id}  {each.title}" for each in given.nearest)
    yield f"   {_said(given)}"


def _said(given: Advice) -> str:
    return {
        Do.WORDING: f"add the wording to {given.entry}, if that answers it",
        Do.ENTRY: "write a new entry, if none of these answers it",
        Do.REVIEW: f"look at {given.entry} again: it was shown and did not fit",
        Do.NOTHING: f"{given.entry} answers it now",
    }[given.do]


def _table(every: list[Tally]) -> Iterator[str]:
    yield f"{'entry':32}{'shown':>7}{'solved':>8}  not quite"
    for each in every:
        why = ", ".join(f"{reason} {count}" for reason, count in each.not_quite.items())
        yield f"{each.entry:32}{each.shown:7}{each.solved:8}  {why}".rstrip()


def _missed_and_edits(session: Session) -> tuple[list[Missed], list[Held]]:
    return EditorsList(session, SystemClock()).missed(), Edits(session, SystemClock()).held()


def _library(settings: Settings, held: list[Held]) -> Library:
    try:
        content = read_in_force(settings.content_dir, held).content
    except NoContent as problem:
        _refuse(str(problem))
    return Library.prepared(content, settings.data_dir)


def _in_database(settings: Settings, work: Callable[[Session], T]) -> T:
    """Look something up; a database that is not there or cannot be used ends the command with exit code 2."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        _refuse(f"There is no {file} yet, so nobody has asked anything; `helpdesk run` makes it.")

    async def run() -> T:
        database = open_database(settings.database_url)
        try:
            return await database.read(work)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        _refuse(f"The database cannot be used ({reason}); `helpdesk doctor` says what to do.")


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsProblem as problem:
        _refuse(str(problem))


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
