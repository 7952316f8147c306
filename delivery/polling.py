"""Fetches updates by long polling: the next offset is asked for only when the last ones are on disk."""

import asyncio
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from core.database import may_pass
from core.failpoint import failpoint
from core.reasons import in_short
from delivery.backend import NoAnswer, Unreadable
from delivery.client import Client
from delivery.intake import Arrival, Intake, arrival, unreadable

log = structlog.get_logger(__name__)

LONG_POLL = 25  # seconds Telegram holds the question open
MOST = 100
# Reactions and members' comings and goings come only to who asks for them; see `allowed_updates` of getUpdates.
WANTED = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "message_reaction",
]


class Poller:
    """Polls for ever; only the owner runs it."""

    def __init__(self, client: Client, intake: Intake) -> None:
        self._client, self._intake = client, intake
        self._offset: int | None = None  # none after a start and after silence: ids may have begun anew
        self._limit = MOST

    async def run(self) -> None:
        """Fetch and write down; each trouble is waited out."""
        pause = 1.0
        while True:
            try:
                await self._once()
                pause = 1.0
            except Exception as error:
                if not isinstance(error, TelegramError) and not may_pass(error):
                    raise
                log.warning("polling met trouble", **in_short(error), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0 if isinstance(error, InvalidToken | Conflict) else 10.0)

    async def _once(self) -> None:
        question: dict[str, Any] = {"timeout": LONG_POLL, "limit": self._limit, "allowed_updates": WANTED}
        if self._offset is not None:
            question["offset"] = self._offset
        failpoint("poller.asks")
        arrivals = await self._fetch(question)
        failpoint("poller.fetched")
        await self._intake.receive(arrivals)
        ids = [each.update_id for each in arrivals if each.update_id is not None]
        self._offset = max(ids) + 1 if ids else None
        if arrivals:
            self._limit = MOST
        if arrivals and not ids:
            await asyncio.sleep(1)  # nothing here can be confirmed; do not ask for the same in a tight circle

    async def _fetch(self, question: dict[str, Any]) -> list[Arrival]:
        """Ask Telegram; if its answer cannot be read, ask for one update at a time until the odd one stands alone."""
        try:
            updates = await self._client.call("getUpdates", question, seconds=LONG_POLL + 10)
        except Unreadable as error:
            odd = unreadable(error.body)
            if odd.update_id is None:
                raise
            alone, self._limit = self._limit == 1, 1
            return [odd] if alone else []
        if not isinstance(updates, list):
            raise NoAnswer("no list of updates")
        return [arrival(update) for update in updates]
