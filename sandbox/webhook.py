"""Posting updates to the bot: in order within a chat, many chats at once, again until it says 2xx."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.updates import Pending

if TYPE_CHECKING:
    from sandbox.bots import Bot
    from sandbox.world import World


@dataclass(slots=True)
class Webhook:
    """One bot's webhook. After a failure it pauses `first_pause` seconds, doubled each time up to `longest_pause`."""

    world: "World"
    bot: "Bot"
    url: str
    secret: str | None = None
    max_connections: int = 40
    first_pause: float = 0.5
    longest_pause: float = 60.0
    patience: float = 60.0
    last_error: tuple[float, str] | None = None
    lanes: dict[int, deque[Pending]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    places: asyncio.Semaphore = field(init=False)
    session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Begin with what waits already."""
        self.places = asyncio.Semaphore(self.max_connections)
        self.first_pause, self.longest_pause = self.world.webhook_pauses
        timeout = aiohttp.ClientTimeout(total=self.patience)
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout)
        self.bot.updates.arrived = self.line_up
        for pending in tuple(self.bot.updates.alive()):
            self.line_up(pending)

    async def stop(self) -> None:
        """End all deliveries; what was not confirmed stays in the queue."""
        self.bot.updates.arrived = None
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.session:
            await self.session.close()

    def line_up(self, pending: Pending) -> None:
        """Put an update behind the others of its chat."""
        lane = self.lanes.get(pending.lane)
        if lane is None:
            self.lanes[pending.lane] = lane = deque()
            task = asyncio.get_running_loop().create_task(self._empty(pending.lane, lane))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        lane.append(pending)

    async def _empty(self, number: int, lane: deque[Pending]) -> None:
        """Deliver a chat's updates one after another."""
        await asyncio.sleep(0)
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
        del self.lanes[number]

    async def _deliver(self, pending: Pending) -> None:
        pause = self.first_pause
        while pending.number in self.bot.updates.pending and pending.dies_at > self.world.clock():
            async with self.places:
                trouble = await self._post(pending)
            if trouble is None:
                break
            self.last_error = (self.world.clock(), trouble)
            await asyncio.sleep(pause)
            pause = min(2 * pause, self.longest_pause)
        self.bot.updates.pending.pop(pending.number, None)

    async def _post(self, pending: Pending) -> str | None:
        """Post once; what went wrong, or None."""
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            async with self.session.post(self.url, data=pending.body, headers=headers) as response:  # type: ignore[union-attr]  # there is one since start()
                body = await response.read()
        except TimeoutError:
            return "Read timeout expired"
        except (aiohttp.ClientError, OSError) as error:
            return "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else "Connection closed"
        if response.status // 100 != 2:
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        await self._reply(body)
        return None

    async def _reply(self, body: bytes) -> None:
        """Make the one call a webhook may answer with, without telling its result."""
        try:
            call: Any = json.loads(body or b"{}")
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str) and self.world.perform:
            await self.world.perform(self.bot, call["method"], call)
