"""The command line: `helpdesk`, or `python -m bot`."""

import os
import sys
from importlib import import_module

# Durations come from python-telegram-bot as such, not as bare numbers; it reads this when it is imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# numpy reads it when it is imported. One question or one content is too little to share among processors: on a busy
# machine these wait a hundred times as long for each other as the work takes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

_MODULES = ("running", "demo", "health", "knowledge", "people", "events", "rights", "figures", "backups")
_ONLY = {
    "run": "running",
    "demo": "demo",
    "doctor": "health",
    "kb": "knowledge",
    "ask": "knowledge",
    "roles": "people",
    "events": "events",
    "person": "rights",
    "report": "figures",
}
"""The module of each command that has one for itself: what the others need would be imported for nothing."""


def command_line(command: str = "") -> typer.Typer:
    """Return the command line with all its commands, or with those of one module if this is one of them."""
    app = typer.Typer(
        help="A helpdesk on Telegram.", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
    )
    # Without it, a command that is alone would have no name.
    app.callback()(lambda: None)
    names = (_ONLY[command],) if command in _ONLY else _MODULES
    modules = {name: import_module(f"bot.commands.{name}") for name in names}
    for name, module in modules.items():
        if name != "backups":
            module.register(app)
    if "backups" in modules:
        modules["backups"].register(app, modules["running"].register_database(app))
    return app


def main() -> None:
    """Run the command line."""
    command_line(sys.argv[1] if len(sys.argv) > 1 else "")()


if __name__ == "__main__":
    main()
