"""HTTP for python-telegram-bot over aiohttp: it knows what was not sent."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
CONNECTIONS = 64
# Statuses under which Telegram says what is the matter; any other means that the call was not made.
_TELLING = frozenset({400, 401, 403, 404, 409, 429})
_CONTROL = re.compile("[\x00-\x1f\x7f]")  # a line's end in a file's name would begin another header


_latest: ContextVar[float | None] = ContextVar("_latest", default=None)


class NotSent(NetworkError):
    """Telegram was not reached: the call was certainly not made."""


class ServerFault(NetworkError):
    """The server, or something before it, refused the call with an answer that is not Telegram's or its own fault."""


class NoAnswer(TimedOut):
    """The call was written and no usable answer came: nobody knows whether it was made."""


class Unreadable(NoAnswer):
    """An answer came with a good status, but it cannot be read; `body` is what came."""

    def __init__(self, message: str, body: bytes) -> None:
        super().__init__(message)
        self.body = body


@contextmanager
def not_begun_after(latest: float) -> Iterator[None]:
    """Let a call that is made inside be `NotSent` if not a byte of it is written by then, as `time.monotonic` tells."""
    before = _latest.set(latest)
    try:
        yield
    finally:
        _latest.reset(before)


async def _in_time(*_: object) -> None:
    """Refuse to begin: aiohttp asks when a connection is there and nothing is written yet."""
    latest = _latest.get()
    if latest is not None and time.monotonic() > latest:
        raise NotSent("it is too late to begin")


class AiohttpRequest(BaseRequest):
    """A request backend that keeps connections, honours the environment's proxy, and tells sent from not sent."""

    def __init__(self, read_timeout: float = READ_SECONDS) -> None:
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30)
            watched = aiohttp.TraceConfig()
            watched.on_request_headers_sent.append(_in_time)
            self._session = aiohttp.ClientSession(
                connector=connector, trust_env=True, cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[watched]
            )

    async def shutdown(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  one time-out serves all
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  one time-out serves all
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  one time-out serves all
    ) -> tuple[int, bytes]:
        """Return the status and the body, which is Telegram's own JSON, or raise one of the errors above."""
        if self._session is None:
            raise NotSent("the client is not open")
        seconds = self._read_timeout if isinstance(read_timeout, DefaultValue) else read_timeout
        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=seconds)
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **_payload(request_data)
            ) as response:
                body = await response.read()
                status = response.status
        except (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            # The address holds the token, so neither it nor the error's own words go further.
            raise NoAnswer(type(error).__name__) from None
        return _checked(status, body, wants_json=method == "POST")


def _checked(status: int, body: bytes, *, wants_json: bool) -> tuple[int, bytes]:
    """Pass only what Telegram itself said: a proxy's page with 404 must not look like a revoked token."""
    if not wants_json and status == 200:
        return status, body
    if status == 413:
        raise BadRequest("Request Entity Too Large")
    answer = _answer_in(body)
    if 200 <= status <= 299:
        if answer is None or "result" not in answer:
            raise Unreadable(f"status {status} without an answer of Telegram's", body)
        return status, body
    if answer is None or status not in _TELLING or (status == 429 and not _retry_after(answer)):
        raise ServerFault(f"status {status} without a reason of Telegram's")
    return status, body


def _answer_in(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("ok"), bool) else None


def _retry_after(answer: dict[str, Any]) -> bool:
    parameters = answer.get("parameters")
    return isinstance(parameters, dict) and bool(parameters.get("retry_after"))


def _payload(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=_CONTROL.sub("_", filename), content_type=media_type)
    return {"data": form}
