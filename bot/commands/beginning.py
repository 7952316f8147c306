"""What every command begins with, and how it ends when it cannot go on."""

from typing import NoReturn

import typer

from bot.settings import Settings, SettingsProblem, load_settings

TAKEN, USAGE, FAILED = 78, 2, 1


def settings_or_exit(*, needs_token: bool = False) -> Settings:
    """Return the settings, or say what is wrong with them and exit."""
    try:
        settings = load_settings()
    except SettingsProblem as problem:
        refuse(str(problem))
    if needs_token and settings.telegram_token is None:
        refuse("HELPDESK_TELEGRAM_TOKEN is not set; BotFather gives you a token, see the README.")
    return settings


def refuse(sentence: str, code: int = USAGE) -> NoReturn:
    """Say what is wrong and what to do, and exit."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
