"""What the owner of the data does, from taking its place to losing it or being stopped."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.settings import Settings
from core.failpoint import failpoint
from delivery.client import Client
from delivery.lanes import Lanes
from delivery.owner import Owner
from delivery.polling import WANTED, Poller
from delivery.sender import Sender

log = structlog.get_logger(__name__)

MOST_CONNECTIONS = 40  # how many updates Telegram may bring at once; its own default
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Shift:
    """Handling, sending and, without a webhook, polling."""

    settings: Settings
    client: Client
    lanes: Lanes
    sender: Sender
    poller: Poller
    owner: Owner

    async def work(self, stop: asyncio.Event) -> None:
        """Work until told to stop, then end in good order; if the place is lost, drop everything at once."""
        await _either(stop, self.owner.lost, self._receive())
        tasks = [asyncio.create_task(part) for part in (self.lanes.run(), self.sender.run(), *self._polling())]
        ends = [asyncio.create_task(event.wait()) for event in (stop, self.owner.lost)]
        try:
            await asyncio.wait([*tasks, *ends], return_when=asyncio.FIRST_COMPLETED)
            if not self.owner.lost.is_set():
                await self._end(tasks[:2], ends[1])
        finally:
            await _cancel([*tasks, *ends])
        for task in tasks:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _end(self, tasks: list[asyncio.Task[None]], lost: asyncio.Task[Any]) -> None:
        """End in good order, as long as the place is ours: without it there is nothing more to wait for."""
        self.lanes.stop()
        await asyncio.wait([tasks[0], lost], return_when=asyncio.FIRST_COMPLETED)
        self.sender.stop()
        await asyncio.wait([tasks[1], lost], return_when=asyncio.FIRST_COMPLETED)

    def _polling(self) -> list[Coroutine[Any, Any, None]]:
        return [] if self.settings.webhook_url else [self.poller.run()]

    async def _receive(self) -> None:
        """Tell Telegram how updates shall come, as often as it takes."""
        pause = 1.0
        while True:
            try:
                await self._set_webhook()
            except TelegramError as error:
                log.warning("Telegram was not told how to bring updates", error=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause if not isinstance(error, InvalidToken) else LONGEST_PAUSE)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    async def _set_webhook(self) -> None:
        url, secret = self.settings.webhook_url, self.settings.webhook_secret
        if url is None or secret is None:
            await self.client.call("deleteWebhook", {})
            failpoint("shift.polls")
            return
        wanted = {"url": url, "secret_token": secret.get_secret_value(), "allowed_updates": WANTED}
        await self.client.call("setWebhook", {**wanted, "max_connections": MOST_CONNECTIONS})
        failpoint("shift.listens")


async def _either(stop: asyncio.Event, lost: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work unless one of the two comes first."""
    tasks = [asyncio.create_task(each) for each in (work, stop.wait(), lost.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await _cancel(tasks)


async def _cancel(tasks: list[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
