"""The Bot API over HTTP: methods at /bot<token>/<method>, files at /file/bot<token>/<path>."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox.bots import Bot
from sandbox.calls import Calls, Outcome
from sandbox.chats import Raw
from sandbox.errors import ApiError, bad_request
from sandbox.faults import REASONS, Fault
from sandbox.files import Upload
from sandbox.methods.receiving import RawUpdates

LARGEST_REQUEST = 64 * 1024 * 1024
TOKEN_SHAPE = r"[0-9]+:[A-Za-z0-9_-]+"  # noqa: S105  # the shape of a token, not one
JSON = {"Content-Type": "application/json"}


class Front:
    """The server's two doors."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.world = calls.world
        self.closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """For the aiohttp application."""
        return [
            web.get("/bot{token:" + TOKEN_SHAPE + "}/{method}", self.method),
            web.post("/bot{token:" + TOKEN_SHAPE + "}/{method}", self.method),
            web.get("/file/bot{token:" + TOKEN_SHAPE + "}/{path:.+}", self.file),
            web.route("*", "/{rest:(?:file/)?bot.*}", self.nothing),
        ]

    async def nothing(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002  # every handler is called alike
        """Not even the shape of a token."""
        return _refusal(ApiError(404, "Not Found"))

    async def method(self, request: web.Request) -> web.StreamResponse:
        """Take a call."""
        try:
            bot = self._bot(request)
            given, uploads = await read(request)
        except ApiError as error:
            return _refusal(error)
        outcome = await self.calls.take(bot, request.match_info["method"], given, uploads)
        if outcome.fault and not outcome.fault.answers:
            return await self._strike(request, outcome.fault)
        return _answer(outcome)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Serve a download."""
        try:
            self._bot(request)
        except ApiError as error:
            return _refusal(error)
        file = self.world.files.by_path.get(request.match_info["path"])
        if file is None:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=file.upload.content, content_type="application/octet-stream")

    def _bot(self, request: web.Request) -> Bot:
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None or bot.revoked:
            raise ApiError(401, "Unauthorized")
        return bot

    async def _strike(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.silent:
            await self._never(request)
        if fault.silent or fault.dropped:
            if request.transport:
                request.transport.abort()
            return web.Response(status=500)
        if fault.page is not None:
            return web.Response(status=fault.status or 200, body=fault.page, content_type="text/html")
        return _refusal(fault.error)

    async def _never(self, request: web.Request) -> None:
        """Until the caller gives up, or the server ends."""
        transport = request.transport
        while transport and not (transport.is_closing() or self.closing.is_set()):  # noqa: ASYNC110  # nothing tells of a peer that left
            await asyncio.sleep(0.05)


async def read(request: web.Request) -> tuple[Raw, dict[str, Upload]]:
    """Parameters from the address, a form, JSON or multipart; files from multipart."""
    given: Raw = dict(request.query)
    kind = request.content_type
    uploads: dict[str, Upload] = {}
    if kind == "multipart/form-data":
        fields, uploads = await _multipart(request)
        given.update(fields)
    elif request.can_read_body:
        given.update(_body(kind, await request.read()))
    return given, uploads


def _body(kind: str, body: bytes) -> Raw:
    if kind != "application/json":
        return dict(parse_qsl(_decoded(body), keep_blank_values=True))
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("expected a JSON object")
    return values


async def _multipart(request: web.Request) -> tuple[Raw, dict[str, Upload]]:
    fields: Raw = {}
    uploads: dict[str, Upload] = {}
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or not part.name:
                continue
            content = bytes(await part.read(decode=True))
            if part.filename is None:
                fields[part.name] = _decoded(content)
            else:
                mime_type = part.headers.get("Content-Type", "application/octet-stream")
                uploads[part.name] = Upload(part.filename, mime_type, content)
    except ValueError:
        raise bad_request("can't parse multipart body") from None
    return fields, uploads


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _answer(outcome: Outcome) -> web.Response:
    if outcome.error:
        return _refusal(outcome.error)
    if isinstance(outcome.result, RawUpdates):
        return web.Response(body=b'{"ok":true,"result":' + outcome.result + b"}", headers=JSON)
    return web.Response(body=json.dumps({"ok": True, "result": outcome.result}).encode(), headers=JSON)


def _refusal(error: ApiError) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    headers = dict(JSON)
    if error.parameters:
        answer["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.Response(
        status=error.code, reason=REASONS.get(error.code), body=json.dumps(answer).encode(), headers=headers
    )
