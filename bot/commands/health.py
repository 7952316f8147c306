"""`helpdesk doctor`: what is wrong, and what to do."""

import asyncio

import typer

from bot.commands.beginning import FAILED, settings_or_exit
from bot.doctor import State, examine
from bot.logs import configure
from bot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add `doctor` to the command line."""
    app.command("doctor")(doctor)


def doctor() -> None:
    """Look at settings, database, Telegram, content and people, and say what to do; exit code 1 for a fault."""
    settings = settings_or_exit(needs_token=False)
    configure(settings.log_format, settings.secrets)
    if asyncio.run(_report(settings)):
        raise typer.Exit(FAILED)


async def _report(settings: Settings) -> int:
    faults = 0
    async for finding in examine(settings):
        faults += finding.state is State.FAULT
        typer.echo(f"{finding.state:5} {finding.about}: {finding.sentence}")
    return faults
