"""`helpdesk run`: the bot itself."""

import asyncio
import signal

import structlog
import typer
import uvloop

from bot.commands.beginning import TAKEN, USAGE, refuse, settings_or_exit
from bot.logs import configure, loop_problem
from bot.serve import CannotListen, Service
from bot.settings import Settings
from delivery.owner import Taken
from knowledge.files.reading import NoContent
from migrations.schema import NewerDatabase

log = structlog.get_logger(__name__)


def register(app: typer.Typer) -> None:
    """Add `run` to the command line."""
    app.command("run")(run)


def run() -> None:
    """Run the bot until it is told to stop."""
    settings = settings_or_exit(needs_token=True)
    configure(settings.log_format, settings.secrets)
    try:
        uvloop.run(_serve(settings))
    except Taken:
        refuse("Another helpdesk already runs on this data. Stop it first, or give this one its own database.", TAKEN)
    except (NewerDatabase, NoContent) as error:
        refuse(str(error), USAGE)
    except CannotListen as error:
        refuse(
            f"It cannot listen: {error.strerror or error}. Change HELPDESK_HTTP_PORT or HELPDESK_METRICS_PORT.", USAGE
        )


async def _serve(settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(loop_problem)
    service = Service(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.stop)
    await service.run()
    log.info("stopped")
