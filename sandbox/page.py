"""The chat page: the local Telegram in a browser, for a visitor who plays its people."""

import json
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from sandbox.chats import Raw
from sandbox.errors import ApiError
from sandbox.guard import POLICY, only_from_here
from sandbox.orders import ORDERS, BadOrder, Order
from sandbox.server import Sandbox
from sandbox.showing import Hint, Persona, Showing

STATIC = Path(__file__).parent / "static"
FILES = {"/": "page.html", "/page/page.css": "page.css", "/page/page.js": "page.js"}


class SandboxPage:
    """Adds a chat page to a local Telegram that has not started yet.

    `GET /page/events` is a stream of server-sent events, each one JSON object with a `kind`: first `everything`, then
    what changes. `POST /page/orders/<what>` takes a JSON object, does what it says and answers `{}`, or with 409 and
    `{"error": a sentence}`. While the page is there, no web page from elsewhere may use the server or its Bot API.
    """

    def __init__(
        self, telegram: Sandbox, personas: Sequence[Persona], title: str = "Chats", hints: Sequence[Hint] = ()
    ) -> None:
        self.telegram = telegram
        self.showing = Showing(telegram.world, title, tuple(personas), tuple(hints))
        telegram.application.middlewares.append(only_from_here)
        telegram.application.add_routes([web.get(path, _file) for path in FILES])
        telegram.application.add_routes(
            [web.get("/page/events", self.events), web.post("/page/orders/{what}", self.order)]
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell everything there is, and then whatever happens, until one of the two sides leaves."""
        response = web.StreamResponse(headers={**POLICY, "Content-Type": "text/event-stream; charset=utf-8"})
        reader = self.telegram.subscribe()
        try:
            await response.prepare(request)
            await response.write(_event(self.showing.everything()))
            async for change in reader:
                if news := self.showing.news(change):
                    await response.write(_event(news))
        except ConnectionResetError:
            pass  # the visitor has gone
        finally:
            reader.close()
        return response

    async def order(self, request: web.Request) -> web.Response:
        """Do what the visitor wants done."""
        do = ORDERS.get(request.match_info["what"])
        if do is None:
            return _answer({"error": "There is no such order."}, 404)
        try:
            await do(Order(self.showing, await _body(request)))
        # What this person cannot do is an AssertionError in tests, where it is a mistake in the story.
        except (BadOrder, ApiError, AssertionError) as refusal:
            return _answer({"error": str(refusal)}, 409)
        return _answer({})


async def _file(request: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / FILES[request.path], headers=POLICY)


async def _body(request: web.Request) -> Raw:
    if request.content_type != "application/json":
        raise BadOrder("An order is a JSON object.")
    try:
        given = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise BadOrder("An order is a JSON object.") from None
    if not isinstance(given, dict):
        raise BadOrder("An order is a JSON object.")
    return given


def _answer(content: Raw, status: int = 200) -> web.Response:
    return web.json_response(content, status=status, headers=POLICY)


def _event(content: Raw) -> bytes:
    # ASCII alone, so that neither a line's end nor half a character inside can break the stream.
    return b"data: " + json.dumps(content, default=repr).encode() + b"\n\n"
