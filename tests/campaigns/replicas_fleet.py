"""Several processes on one PostgreSQL behind a balancer, each with lines of its own to the database and to Telegram."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.campaigns.balancer import Balancer
from tests.campaigns.evidence import SENDS
from tests.campaigns.kills import Campaign, campaign
from tests.campaigns.owners import TAKE_OVER, until_ready
from tests.campaigns.process import Installation, Process, free_port
from tests.frozen import Line, laid, line_to

LOOK = aiohttp.ClientTimeout(total=2)  # a process that is stopped takes connections and answers none


@dataclass(slots=True)
class Replica:
    """One process, its lines, and when it sent something."""

    installation: Installation
    database: Line
    telegram: Line
    sent: list[float] = field(default_factory=list)
    _process: Process | None = None

    @property
    def process(self) -> Process:
        """Its present process, or the last one."""
        if self._process is None:
            raise AssertionError("it was never started")
        return self._process

    async def starts(self) -> Process:
        """Start it; return when it takes updates in."""
        self._process = await self.installation.start()
        if not await until_ready(self.installation, self.process):
            raise AssertionError("a replica did not become ready")
        return self.process

    async def owns(self) -> bool:
        """Whether it says that it handles and sends."""
        return "\nhelpdesk_owner 1" in await self.says("metrics", self.installation.metrics_port)

    async def ready(self) -> bool:
        """Whether it says that it takes updates in."""
        return '"ready": true' in await self.says("readyz", self.installation.http_port)

    async def says(self, page: str, port: int) -> str:
        """Return one of its pages, nothing while it does not answer."""
        try:
            address = f"http://127.0.0.1:{port}/{page}"
            async with aiohttp.ClientSession(timeout=LOOK) as session, session.get(address) as response:
                return await response.text()
        except (aiohttp.ClientError, OSError):
            return ""


@dataclass(slots=True)
class Fleet:
    """All replicas, and the campaign around them."""

    campaign: Campaign
    replicas: list[Replica]

    async def owner(self, but: Replica | None = None, within: float = TAKE_OVER * 2) -> Replica:
        """Wait until one of them owns the data, whoever it is; AssertionError if that does not come."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            for each in self.replicas:
                if each is not but and await each.owns():
                    return each
            await asyncio.sleep(0.05)
        raise AssertionError("nobody owns the data")

    async def taken_over(self, former: Replica) -> tuple[Replica, float]:
        """Wait until another than this one owns the data; return it and the seconds that took."""
        begun = time.monotonic()
        return await self.owner(former), time.monotonic() - begun

    def interrupted(self) -> None:
        """Note that what is on its way at this moment may end unknown."""
        self.campaign.interruptions.append(time.time())

    def silence(self, since: float) -> float:
        """Return the longest time without a message, in seconds."""
        moments = [since, *(call.at for call in self.campaign.telegram.called(SENDS) if call.at > since)]
        return max((later - earlier for earlier, later in pairwise(moments)), default=0.0)


@asynccontextmanager
async def fleet(
    url: str, folder: Path, size: int, seed: int, *, webhook: bool = True, seats: int = 12, starts: bool = True
) -> AsyncIterator[Fleet]:
    """Lay the lines and start all replicas, one after the other, with nobody writing yet."""
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(campaign(url, folder, seed, webhook=webhook, seats=seats))
        door = free_port()
        replicas = [await _replica(stack, running, url, door) for _ in range(size)]
        ports = [each.installation.http_port for each in replicas]
        await stack.enter_async_context(Balancer(door, ports))
        running.installation = replicas[0].installation
        stack.push_async_callback(_clear, replicas)
        for each in replicas if starts else ():
            await each.starts()
        yield Fleet(running, replicas)


async def _replica(stack: AsyncExitStack, running: Campaign, url: str, door: int) -> Replica:
    database, through = await stack.enter_async_context(line_to(url))
    sent: list[float] = []

    def hears(data: bytes) -> None:
        if f"/{SENDS} ".encode() in data:
            sent.append(time.time())

    port = urlsplit(running.telegram.url).port
    telegram = await stack.enter_async_context(laid(Line(partial(asyncio.open_connection, "127.0.0.1", port), hears)))
    installation = replace(
        running.installation,
        database_url=through,
        api_url=f"http://127.0.0.1:{telegram.port}",
        http_port=free_port(),
        metrics_port=free_port(),
        webhook_port=door,
        started=[],
    )
    return Replica(installation, database, telegram, sent)


async def _clear(replicas: list[Replica]) -> None:
    for each in replicas:
        each.database.thaws()
        each.telegram.thaws()
        await each.installation.clear()
