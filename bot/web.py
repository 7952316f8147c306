"""The HTTP side: webhook, calendars and health; metrics on an address of their own."""

import hmac
from collections.abc import Callable

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.calendars import PATH, CalendarDoor
from core.database import is_trouble
from core.reasons import in_short
from delivery.intake import MOST_BYTES, Intake, read_update

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
WEBHOOK_PATH = "/telegram/webhook"


class Door:
    """Takes webhook updates in while it is open; an update is acknowledged when it is on disk."""

    def __init__(self, intake: Intake, secret: str | None, ready: Callable[[], bool]) -> None:
        self._intake, self._secret, self._ready = intake, secret, ready
        self.open = True

    async def webhook(self, request: web.Request) -> web.Response:
        """Write an update down; 401 without the secret, 503 while it cannot be, so that Telegram sends it again."""
        if not self._knows(request.headers.get(SECRET_HEADER, "")):
            return web.Response(status=401)
        if not self.open:
            return web.Response(status=503)
        try:
            await self._intake.receive([read_update(await request.read())])
        except Exception as error:
            if not is_trouble(error):
                raise
            log.warning("an update could not be written down", **in_short(error))
            return web.Response(status=503)
        return web.Response()

    async def alive(self, _: web.Request) -> web.Response:
        """Say that this process runs."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """Say whether this process takes updates and Telegram knows the token."""
        ready = self.open and self._ready()
        return web.json_response({"ready": ready}, status=200 if ready else 503)

    def _knows(self, given: str) -> bool:
        return bool(self._secret) and hmac.compare_digest(given.encode(), (self._secret or "").encode())


def public(door: Door, calendars: CalendarDoor) -> web.Application:
    """Return what the outside sees."""
    application = web.Application(client_max_size=MOST_BYTES)
    application.router.add_post(WEBHOOK_PATH, door.webhook)
    application.router.add_get(PATH, calendars.feed)
    application.router.add_get("/healthz", door.alive)
    application.router.add_get("/readyz", door.ready)
    return application


def figures(registry: CollectorRegistry) -> web.Application:
    """Return what a Prometheus server reads."""

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application()
    application.router.add_get("/metrics", metrics)
    return application


async def listen(application: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve on this address until the runner is cleaned up; the words in requests are not logged."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
