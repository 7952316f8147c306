"""A bare client of the Bot API, for trying the server out without a bot."""

import io
from types import TracebackType
from typing import Any, Self

import aiohttp

from sandbox.errors import ApiError
from sandbox.files import Upload


class Caller:
    """Calls methods at `url` (…/bot<token>); a refusal is raised as ApiError."""

    def __init__(self, url: str, token: str) -> None:
        self.address = f"{url}/bot{token}"
        self.files = f"{url}/file/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open connections, one for as many calls as wait."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    async def __call__(self, method: str, **params: Any) -> Any:
        """Call with a JSON body and return the result."""
        async with self.session.post(f"{self.address}/{method}", json=params) as response:
            return _result(await response.json())

    async def form(self, method: str, files: dict[str, Upload] | None = None, **params: str) -> Any:
        """Call with a form, a multipart one if there are files, and return the result."""
        form = aiohttp.FormData(params, quote_fields=False)
        for name, file in (files or {}).items():
            form.add_field(name, io.BytesIO(file.content), filename=file.name, content_type=file.mime_type)
        async with self.session.post(f"{self.address}/{method}", data=form) as response:
            return _result(await response.json())

    async def download(self, path: str) -> bytes:
        """Fetch a file's bytes by the path getFile gave."""
        async with self.session.get(f"{self.files}/{path}") as response:
            response.raise_for_status()
            return await response.read()


def _result(answer: dict[str, Any]) -> Any:
    if answer["ok"]:
        return answer["result"]
    raise ApiError(answer["error_code"], answer["description"], answer.get("parameters"))
