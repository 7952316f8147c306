"""`helpdesk demo`: the whole helpdesk on this machine."""

import asyncio
import errno
import logging
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from bot.commands.beginning import TAKEN, USAGE, refuse
from bot.demo import LOOPBACK, Demo
from bot.logs import configure, loop_problem
from bot.settings import SettingsProblem
from delivery.owner import Taken
from knowledge.files.reading import NoContent
from migrations.schema import NewerDatabase

Port = Annotated[int, typer.Option(min=0, max=65535, help="Where the page is, on this machine; 0 takes a free one.")]
Data = Annotated[
    Path | None, typer.Option(metavar="DIR", file_okay=False, help="Keep what was said here; else it is forgotten.")
]


def register(app: typer.Typer) -> None:
    """Add `demo` to the command line."""
    app.command("demo")(demo)


def demo(*, port: Port = 8000, data: Data = None) -> None:
    """Show the whole helpdesk on this machine, with a local Telegram: no token, no network."""
    _reach_this_machine_directly()
    try:
        with _folder(data) as folder:
            show = Demo(port, folder)
            configure("text", [show.bot.token])
            logging.getLogger().setLevel(logging.WARNING)
            uvloop.run(_run(show))
    except Taken:
        refuse("Another helpdesk already runs on this data. Stop it first, or give this one another --data.", TAKEN)
    except SettingsProblem as problem:
        refuse("\n".join(problem.problems), USAGE)
    except (NewerDatabase, NoContent) as error:
        refuse(str(error), USAGE)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            refuse(f"The demo cannot start: {error.strerror or error}.", USAGE)
        refuse(
            f"Port {port} is taken by another program; choose another one, such as --port {port % 65535 + 1}.", USAGE
        )
    typer.echo("Stopped.")


async def _run(show: Demo) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(loop_problem)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, show.stop)
    await show.run(partial(_welcome, show))


def _welcome(show: Demo) -> None:
    lines = ["", f"The helpdesk is at  {show.telegram.url}", "", "Things to try there:"]
    for hint in show.page.showing.hints:
        lines += [f"  {hint.title}", f"      {hint.person.name}: {hint.words}"]
    typer.echo("\n".join([*lines, "", "Stop it with Ctrl-C."]))


def _reach_this_machine_directly() -> None:
    # A proxy that is set for the outside would be asked for the local Telegram, too.
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), LOOPBACK]))


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="helpdesk-demo-") as fresh:
        yield Path(fresh)
