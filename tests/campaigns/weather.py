"""What lies between Telegram and a helpdesk on a bad day: lost answers, refusals, slowness, updates twice and late."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.server import Sandbox
from tests.campaigns.balancer import Balancer

CALLS = ("sendMessage", "editMessageText", "createForumTopic", "pinChatMessage", "answerCallbackQuery")


def bad(telegram: Sandbox, seed: int) -> None:
    """Let Telegram be slow, busy, broken, and lose its answers now and then."""
    faults = telegram.faults
    faults.dice.seed(seed)
    faults.latency = 0.05
    for method in CALLS:
        faults.add(method, status=502, html=True, probability=0.03, times=None)
        faults.add(method, retry_after=1, probability=0.01, times=None)
        faults.add(method, lost=True, probability=0.02, times=None)
        faults.add(method, latency=1.0, probability=0.03, times=None)
    faults.add("getUpdates", lost=True, probability=0.05, times=None)
    faults.add("getUpdates", dropped=True, probability=0.03, times=None)
    faults.add("getUpdates", status=502, html=True, probability=0.03, times=None)


@dataclass(slots=True)
class Figures:
    """What was done to updates on their way."""

    twice: int = 0
    unacknowledged: int = 0
    late: int = 0


@dataclass(slots=True)
class Meddling:
    """What happens to an update, at random."""

    dice: random.Random
    figures: Figures = field(default_factory=Figures)

    def delay(self) -> float:
        """Return how long one update is held up, so that those of other chats pass it."""
        late = self.dice.random() < 0.3
        self.figures.late += late
        return self.dice.uniform(0.02, 0.4) if late else 0.0

    def twice(self) -> bool:
        """Say whether it comes again later, though it was taken."""
        again = self.dice.random() < 0.1
        self.figures.twice += again
        return again

    def forgotten(self) -> bool:
        """Say whether Telegram does not get to know that it was taken, and brings it again."""
        lost = self.dice.random() < 0.05
        self.figures.unacknowledged += lost
        return lost


class Careless(Balancer):
    """A reverse proxy that delivers late and twice, and loses acknowledgements."""

    def __init__(self, port: int, behind: Sequence[int], dice: random.Random) -> None:
        super().__init__(port, behind)
        self.meddling = Meddling(dice)
        self._later: set[asyncio.Task[None]] = set()

    async def _forward(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.meddling.delay())
        response = await super()._forward(request)
        if response.status != 200:
            return response
        if self.meddling.twice():
            task = asyncio.create_task(self._once_more(await request.read(), dict(request.headers)))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        return web.Response(status=502) if self.meddling.forgotten() else response

    async def _once_more(self, body: bytes, headers: dict[str, str]) -> None:
        await asyncio.sleep(self.meddling.dice.uniform(0.1, 3))
        await self._post(self._behind[0], body, headers)
