"""Somebody who looks at the chat page, as its script does: hears news and gives orders."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Raw = dict[str, Any]


class Visitor:
    """A page that is open; what it was told so far is in `heard`."""

    def __init__(self, session: aiohttp.ClientSession, url: str, stream: aiohttp.ClientResponse) -> None:
        self.session, self.url, self._stream = session, url, stream
        self.heard: list[Raw] = []

    async def news(self, fits: Callable[[Raw], bool] = lambda _: True) -> Raw:
        """Return the first news that fits, of what was heard before, too; wait for it if needed."""
        for known in self.heard:
            if fits(known):
                return known
        async with asyncio.timeout(60):
            while True:
                line = await self._stream.content.readuntil(b"\n\n")
                if not line:
                    raise EOFError("the page hears no more")
                self.heard.append(json.loads(line.removeprefix(b"data: ")))
                if fits(self.heard[-1]):
                    return self.heard[-1]

    async def everything(self) -> Raw:
        """Return what a page is told first."""
        return await self.news(lambda news: news["kind"] == "everything")

    async def persona(self, name: str) -> Raw:
        """Return what the page knows of somebody."""
        return next(one for one in (await self.everything())["personas"] if one["name"] == name)

    async def sees(self, words: str) -> Raw:
        """Return Telegram's form of a message with these words, by whomever."""
        news = await self.news(
            lambda news: news["kind"] == "message" and words in news["message"]["raw"].get("text", "")
        )
        found: Raw = news["message"]["raw"]
        return found

    async def orders(self, what: str, name: str, **facts: Any) -> None:
        """Have something done by somebody, where they are at first; AssertionError with the refusal if it is not."""
        status, answer = await self.tries(what, name, **facts)
        assert (status, answer) == (200, {})

    async def tries(self, what: str, name: str, **facts: Any) -> tuple[int, Raw]:
        """Return the status and the answer of an order."""
        one = await self.persona(name)
        order = {"person": one["id"], "chat": one["begins"], **facts}
        async with self.session.post(f"{self.url}/page/orders/{what}", json=order) as response:
            return response.status, await response.json()


@asynccontextmanager
async def visiting(url: str) -> AsyncIterator[Visitor]:
    """Open the page."""
    timeout = aiohttp.ClientTimeout(total=30)
    async with (
        aiohttp.ClientSession(timeout=timeout, read_bufsize=2**20) as session,
        session.get(f"{url}/page/events") as stream,
    ):
        yield Visitor(session, url, stream)
