"""`GET /calendar/<token>.ics`: a person's events, for their calendar; who has the token needs nothing else."""

import asyncio
from collections.abc import Callable

import structlog
from aiohttp import web

from core.database import is_trouble
from core.reasons import in_short
from events.feeds import MEDIA_TYPE, Feeds
from events.models import Event
from handlers.house import House

log = structlog.get_logger(__name__)

PATH = "/calendar/{token:[A-Za-z0-9_-]{16,64}}.ics"
HEADERS = {"Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex"}


class CalendarDoor:
    """Lets calendars in while the database is there; a token that is no person's finds nothing."""

    def __init__(self, house: House, is_open: Callable[[], bool]) -> None:
        self._house, self._open = house, is_open

    async def feed(self, request: web.Request) -> web.Response:
        """Return a person's calendar; 404 for no such token, 503 while it cannot be looked up."""
        if not self._open():
            return web.Response(status=503)
        try:
            events = await self._events(request.match_info["token"])
        except Exception as error:
            if not is_trouble(error):
                raise
            log.warning("a calendar could not be read", **in_short(error))
            return web.Response(status=503)
        if events is None:
            return web.Response(status=404)
        body = await asyncio.to_thread(self._written, events)
        return web.Response(body=body, content_type=MEDIA_TYPE, charset="utf-8", headers=HEADERS)

    async def _events(self, token: str) -> list[Event] | None:
        clock = self._house.clock
        return await self._house.database.read(lambda session: Feeds(session, clock).events(token))

    def _written(self, events: list[Event]) -> bytes:
        from events.icalendar_files import Calendars  # noqa: PLC0415  no start should wait for its library

        house = self._house
        return Calendars(house.profile.name, house.bot_id, house.clock.now()).feed(events, house.profile.name)
