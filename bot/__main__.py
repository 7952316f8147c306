"""The command line: `helpdesk`, or `python -m bot`."""

import os

# Durations come from python-telegram-bot as such, not as bare numbers; it reads this when it is imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")

import typer

from bot.commands import backups, demo, events, figures, health, knowledge, people, rights, running


def command_line() -> typer.Typer:
    """Return the command line with all its commands."""
    app = typer.Typer(
        help="A helpdesk on Telegram.", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
    )
    for commands in (running, demo, health, knowledge, people, events, rights, figures):
        commands.register(app)
    backups.register(app, running.register_database(app))
    return app


def main() -> None:
    """Run the command line."""
    command_line()()


if __name__ == "__main__":
    main()
