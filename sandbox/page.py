"""The chat page: the local Telegram in a browser, for a visitor who plays its people."""

import json
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from sandbox.chats import Raw
from sandbox.doing import ORDERS
from sandbox.errors import ApiError
from sandbox.files import Upload
from sandbox.guard import POLICY, only_from_here
from sandbox.http import read
from sandbox.orders import BadOrder, Order
from sandbox.scenes import Control, Scene
from sandbox.server import Sandbox
from sandbox.serving import served
from sandbox.showing import Hint, Persona, Showing, history

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript"}


class SandboxPage:
    """Adds a chat page to a local Telegram that has not started yet.

    `GET /page/events` is a stream of server-sent events, each one JSON object with a `kind` and the time `now`: first
    `everything`, then what changes. `POST /page/orders/<what>` takes a JSON object, or a form with that under `order`
    and files beside it, does what it says and answers with an object, or with 409 and `{"error": a sentence}`. While
    the page is there, no web page from elsewhere may use the server or its Bot API.
    """

    def __init__(
        self,
        telegram: Sandbox,
        personas: Sequence[Persona],
        title: str = "Chats",
        hints: Sequence[Hint] = (),
        scenes: Sequence[Scene] = (),
        controls: Sequence[Control] = (),
    ) -> None:
        self.telegram = telegram
        shown = (tuple(personas), tuple(hints), tuple(scenes), tuple(controls))
        self.showing = Showing(telegram.world, title, *shown)
        telegram.application.middlewares.append(only_from_here)
        telegram.application.add_routes(
            [
                web.get("/", _page),
                web.get(r"/page/{name:[a-z]+\.(?:css|js)}", _file),
                web.get("/page/events", self.events),
                web.get("/page/history", self.history),
                web.get("/page/files/{id}", self.file),
                web.post("/page/orders/{what}", self.order),
                web.post("/page/controls/{name}", self.control),
            ]
        )

    def refresh(self) -> None:
        """Tell open pages how the controls and the clock stand now."""
        self.telegram.world.changes.tell("control", None, None, None)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell everything there is, and then whatever happens, until one of the two sides leaves."""
        response = web.StreamResponse(headers={**POLICY, "Content-Type": "text/event-stream; charset=utf-8"})
        reader = self.telegram.subscribe()
        try:
            await response.prepare(request)
            await response.write(self._event(self.showing.everything()))
            async for change in reader:
                if news := self.showing.news(change):
                    await response.write(self._event(news))
        except ConnectionResetError:
            pass  # the visitor has gone
        finally:
            reader.close()
        return response

    def _event(self, content: Raw) -> bytes:
        told = {**content, "now": self.telegram.clock()}
        # ASCII alone, so that neither a line's end nor half a character inside can break the stream.
        return b"data: " + json.dumps(told, default=repr).encode() + b"\n\n"

    async def history(self, request: web.Request) -> web.Response:
        """Return the messages of `chat` (and `thread`) that are older than the number `before`."""
        chat = self.showing.named(request.query.get("chat", ""))
        if chat is None:
            return _answer({"error": "There is no such chat."}, 404)
        return _answer({"messages": history(chat, _number(request, "before"), _number(request, "thread"))})

    async def file(self, request: web.Request) -> web.Response:
        """Return a file that somebody has sent."""
        file = self.telegram.world.files.by_id.get(request.match_info["id"])
        return served(file) if file else _answer({"error": "There is no such file."}, 404)

    async def order(self, request: web.Request) -> web.Response:
        """Do what the visitor wants done."""
        do = ORDERS.get(request.match_info["what"])
        if do is None:
            return _answer({"error": "There is no such order."}, 404)
        try:
            given, uploads = await _body(request)
            answer = await do(Order(self.showing, given, uploads))
        # What this person cannot do is an AssertionError in tests, where it is a mistake in the story.
        except (BadOrder, ApiError, AssertionError) as refusal:
            return _answer({"error": str(refusal)}, 409)
        return _answer(answer or {})

    async def control(self, request: web.Request) -> web.Response:
        """Use one of the host's controls."""
        name = request.match_info["name"]
        control = next((control for control in self.showing.controls if control.name == name), None)
        if control is None:
            return _answer({"error": "There is no such control."}, 404)
        try:
            given, _ = await _body(request)
            said = await control.do(str(given.get("value", "")))
        except (BadOrder, ValueError) as refusal:
            return _answer({"error": str(refusal)}, 409)
        self.refresh()
        return _answer({"said": said})


async def _page(request: web.Request) -> web.FileResponse:  # noqa: ARG001  # every handler is called alike
    return web.FileResponse(STATIC / "page.html", headers=POLICY)


async def _file(request: web.Request) -> web.StreamResponse:
    file = STATIC / request.match_info["name"]
    if not file.is_file():
        return _answer({"error": "There is no such file."}, 404)
    return web.FileResponse(file, headers={**POLICY, "Content-Type": KINDS[file.suffix]})


async def _body(request: web.Request) -> tuple[Raw, Sequence[Upload]]:
    if request.content_type == "multipart/form-data":
        fields, uploads = await read(request)
        return _object(fields.get("order", "").encode()), tuple(uploads.values())
    if request.content_type != "application/json":
        raise BadOrder("An order is a JSON object.")
    return _object(await request.read()), ()


def _object(body: bytes) -> Raw:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise BadOrder("An order is a JSON object.") from None
    if not isinstance(given, dict):
        raise BadOrder("An order is a JSON object.")
    return given


def _number(request: web.Request, name: str) -> int | None:
    value = request.query.get(name, "")
    return int(value) if value.isdecimal() else None


def _answer(content: Raw, status: int = 200) -> web.Response:
    return web.json_response(content, status=status, headers=POLICY)
