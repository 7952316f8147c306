"""The command line: `helpdesk`, or `python -m bot`."""

import gc
import os
import sys
from dataclasses import dataclass
from importlib import import_module

# Durations come from python-telegram-bot as such, not as bare numbers; it reads this when it is imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# numpy reads it when it is imported. One question or one content is too little to share among processors: on a busy
# machine these wait a hundred times as long for each other as the work takes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer


@dataclass(frozen=True, slots=True)
class Command:
    """A command or a group of them: the module of `bot.commands` that has it, and its help."""

    module: str
    help: str


COMMANDS = {
    "run": Command("running", "Run the bot until it is told to stop."),
    "demo": Command("demo", "Show the whole helpdesk on this machine, with a local Telegram: no token, no network."),
    "doctor": Command(
        "health",
        "Look at settings, database, Telegram, content and people, and say what to do; exit code 1 for a fault.",
    ),
    "ask": Command("knowledge", "Say what the bot would answer."),
    "report": Command(
        "figures", "Print the figures of a period, so far if it is not over; counts from 1 to 4 are not shown."
    ),
    "backup": Command("backups", "Write everything into one file; the bot may be running."),
    "restore": Command("backups", "Go back to a backup; what is there now is kept beside. The bot must be stopped."),
    "kb": Command("knowledge", "The knowledge: check it, report on it, measure it."),
    "roles": Command("people", "Roles: who may answer, who may coordinate."),
    "events": Command("events", "Events: import them from a file, export them, list them."),
    "person": Command("rights", "What is kept about a person: a copy of it, its erasure."),
    "db": Command("backups", "The database."),
}
"""What is said of each command without importing it: what one needs, the others would wait for."""


def command_line(command: str = "") -> typer.Typer:
    """Return the command line with all its commands, or with those of one module if this is one of them."""
    app = _bare()
    modules = [COMMANDS[command].module] if command in COMMANDS else [each.module for each in COMMANDS.values()]
    for name in dict.fromkeys(modules):
        import_module(f"bot.commands.{name}").register(app)
    return app


def overview() -> typer.Typer:
    """Return a command line that says which commands there are, and has none of them."""
    app = _bare()
    for name, command in COMMANDS.items():
        app.command(name, help=command.help)(lambda: None)
    return app


def _bare() -> typer.Typer:
    app = typer.Typer(
        help="A helpdesk on Telegram.", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
    )
    # Without it, a command that is alone would have no name.
    app.callback()(lambda: None)
    return app


def main() -> None:
    """Run the command line."""
    command = next((word for word in sys.argv[1:] if word != "--"), "")
    # What is imported stays for good; looking through it for garbage again and again takes a fifth of the start.
    gc.disable()
    app = command_line(command) if command in COMMANDS else overview()
    gc.freeze()
    gc.enable()
    app()


if __name__ == "__main__":
    main()
