"""The Telegram client: python-telegram-bot's Bot and its error types, over our own HTTP."""

from collections.abc import Iterable
from typing import Any, Protocol

from telegram import Bot, InputFile
from telegram.error import InvalidToken
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from delivery.backend import AiohttpRequest
from delivery.models import OutboxFile


class Caller(Protocol):
    """Makes a call of Telegram's API and returns its result, or raises a `telegram.error.TelegramError`."""

    async def call(self, method: str, parameters: dict[str, Any], files: Iterable[OutboxFile] = ()) -> Any:
        """Make one call, once."""
        ...


class TokenBot(Bot):
    """A Bot that keeps its token to itself."""

    async def initialize(self) -> None:
        """Ask Telegram who we are; raises `InvalidToken`, which with python-telegram-bot would name the token."""
        try:
            await super().initialize()
        except InvalidToken:
            raise InvalidToken("Telegram refuses the token") from None


def make_bot(token: str, api_url: str, request: AiohttpRequest | None = None) -> Bot:
    """Return a Bot on a Bot API server; it speaks to it only once it is initialized."""
    request = request or AiohttpRequest()
    return TokenBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=request,  # so that there is one to open and to close
    )


class Client:
    """Calls by name with finished parameters, as the outbox keeps them."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def call(
        self, method: str, parameters: dict[str, Any], files: Iterable[OutboxFile] = (), *, seconds: float | None = None
    ) -> Any:
        """Make the call; `seconds` is how long an answer may take if it is not the usual time."""
        uploads = {f.name: InputFile(f.content, f.filename, attach=True) for f in files}
        data = RequestData([_parameter(name, value, uploads) for name, value in parameters.items()])
        url = f"{self.bot.base_url}/{method}"
        if seconds is None:
            return await self.bot.request.post(url, data)
        return await self.bot.request.post(url, data, read_timeout=seconds)


def _parameter(name: str, value: Any, uploads: dict[str, InputFile]) -> RequestParameter:
    used: list[InputFile] = []
    return RequestParameter(name, _attached(value, uploads, used), used or None)


def _attached(value: Any, uploads: dict[str, InputFile], used: list[InputFile]) -> Any:
    """Replace every `attach://name` in a parameter by the address of the file that goes with it."""
    if isinstance(value, str) and value.startswith("attach://"):
        used.append(uploads[value.removeprefix("attach://")])
        return used[-1].attach_uri
    if isinstance(value, list):
        return [_attached(each, uploads, used) for each in value]
    if isinstance(value, dict):
        return {key: _attached(each, uploads, used) for key, each in value.items()}
    return value
