"""Sends what the outbox holds: by priority, paced, one at a time in each chat."""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Collection, Sequence
from typing import Any

import structlog
from sqlalchemy.orm import Session
from telegram.error import TelegramError

from core.clock import Clock
from core.database import Database, may_pass
from core.failpoint import failpoint
from core.reasons import in_short
from delivery import outbox_queries
from delivery.backend import not_begun_after
from delivery.claims import Claims, Ready
from delivery.client import Caller
from delivery.metrics import DeliveryMetrics
from delivery.owner import Owner
from delivery.pacer import GROUP_SECONDS, Pacer
from delivery.settling import MOST_LEFT, Settling
from delivery.verdicts import Answer, Verdict, judge

log = structlog.get_logger(__name__)

IN_FLIGHT = 16
TOGETHER = 8  # calls that one transaction claims, where so many slots are due
POLL = 0.5  # seconds; also how late a call that becomes due by itself may start
TOKEN_PAUSE = 30.0
STALE_SECONDS = 8.0  # less than it takes another process to take our place
GRACE_SECONDS = 5.0
# Telegram does not count these as messages in a chat; what it allows of them, hours apart, says nothing of messages.
_UNCOUNTED = frozenset(
    {"sendChatAction", "setMyCommands", "deleteMyCommands", "setMyDescription", "setMyShortDescription"}
)


class Sender:
    """Claims, calls and settles for ever; only the owner runs it."""

    token_pause = TOKEN_PAUSE
    together = TOGETHER
    grace = GRACE_SECONDS

    def __init__(
        self,
        database: Database,
        owner: Owner,
        caller: Caller,
        claims: Claims,
        settling: Settling,
        metrics: DeliveryMetrics,
        pacer: Pacer,
    ) -> None:
        self._database, self._owner, self._caller = database, owner, caller
        self._claims, self._settling, self._metrics, self._pacer = claims, settling, metrics, pacer
        self._windows = pacer.windows
        self._busy: set[int] = set()
        # What is claimed and its answer not written down, and when it is too late to call it: another process may own
        # the data by then.
        self._in_hand: dict[int, float] = {}
        self._unsure = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._knocking: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self.token_refused = False

    @property
    def _clock(self) -> Clock:
        return self._claims.clock

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is on its way has arrived, or after a while."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Send until stopped."""
        await self._begin()
        try:
            while not self._stopping.is_set():
                claimed = await self._claim()
                for ready in claimed:
                    self._send(ready)
                if not claimed:
                    await self._wait()
        finally:
            await self._let_go()

    async def _let_go(self) -> None:
        """Wait a while for what is on its way; of what has not arrived by then nobody knows the end."""
        if self._knocking is not None:
            self._knocking.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- claiming

    async def _begin(self) -> None:
        """Settle what a former owner left, and read back what Telegram's limits still count."""
        while not self._stopping.is_set():
            try:
                left = await self._owner.grouped(self._settling.lost_track)
                failpoint("sender.began")
                if left < MOST_LEFT:
                    await self._read_windows()
            except Exception as error:
                if not may_pass(error):
                    raise
                self._trouble("starting to send", error)
                await asyncio.sleep(1)
            else:
                if left:
                    log.warning("calls whose end is not known were left by a former process", calls=left)
                if left < MOST_LEFT:
                    return

    async def _read_windows(self) -> None:
        now, bot_id = self._clock.now(), self._claims.bot_id

        def read(session: Session) -> tuple[list[Any], list[Any]]:
            since = now - dt.timedelta(seconds=GROUP_SECONDS)
            lately = session.execute(outbox_queries.lately_claimed(bot_id, since)).all()
            return list(lately), list(session.execute(outbox_queries.resting_lanes(bot_id, now)).all())

        lately, resting = await self._database.read(read)
        for chat, at in lately:
            if chat is not None:
                self._windows.spent(chat, (now - at).total_seconds())
        for chat, due in resting:
            if chat is not None:
                self._windows.rest(chat, (due - now).total_seconds())

    async def _claim(self) -> list[Ready]:
        """Claim a call for each slot that is due."""
        self._woken.clear()
        room = IN_FLIGHT - len(self._tasks)
        if self.token_refused or room <= 0:
            return []
        await self._slot()
        if self._stopping.is_set():
            return []
        slots = 1
        while slots < min(room, self.together) and self._pacer.take():
            slots += 1
        claimed: list[Ready] = []
        try:
            claimed = await self._claim_in(slots)
        finally:
            for _ in range(slots - len(claimed)):
                self._pacer.unused()
        return claimed

    async def _claim_in(self, slots: int) -> list[Ready]:
        begun = time.monotonic()
        blocked, told = self._busy | self._windows.full().keys(), self._windows.told()
        try:
            claimed = await self._owner.grouped(lambda session: self._next(session, slots, blocked, told))
        except Exception as error:
            if not may_pass(error):
                raise
            self._unsure = True
            self._trouble("claiming a call", error)
            await asyncio.sleep(0.5)
            return []
        self._unsure = False
        self._in_hand |= dict.fromkeys((ready.id for ready in claimed), begun + STALE_SECONDS)
        if claimed:
            failpoint("sender.claimed")
        return claimed

    def _next(
        self, session: Session, most: int, blocked: Collection[int], told: Sequence[Collection[int]]
    ) -> list[Ready]:
        if self._unsure:
            # What failed last may have been committed all the same; what it claimed then nobody has called.
            self._settling.never_called(session, self._in_hand.keys())
        return self._claims.several(session, most, blocked, told)

    async def _slot(self) -> None:
        """Wait for a slot, unless told to stop: Telegram may have asked for a longer pause than an end may take."""
        waits = [asyncio.create_task(self._pacer.slot()), asyncio.create_task(self._stopping.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _wait(self) -> None:
        """Wait until something is new, a chat is free again, or it is time to look by ourselves."""
        seconds = min([POLL, *self._windows.full().values()])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), max(seconds, 0.01))

    # --- calling

    def _send(self, ready: Ready) -> None:
        if ready.chat is not None:
            self._busy.add(ready.chat)
            if ready.method not in _UNCOUNTED:
                self._windows.spent(ready.chat, messages=_messages(ready))
        task = asyncio.create_task(self._call_and_settle(ready))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(ready, done))

    def _ended(self, ready: Ready, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if ready.chat is not None:
            self._busy.discard(ready.chat)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a send ended by a fault of ours", row=ready.id, exc_info=error)
        self._woken.set()

    async def _call_and_settle(self, ready: Ready) -> None:
        result, answer = await self._call(ready)
        self._metrics.calls.labels(ready.priority.name.lower(), answer.verdict.name.lower()).inc()
        rest = await self._persist(ready, answer, result)
        failpoint("sender.settled")
        if rest and ready.chat is not None:
            self._windows.rest(ready.chat, rest)
        self._obey(ready, answer)

    async def _call(self, ready: Ready) -> tuple[Any, Answer]:
        begun = time.monotonic()
        try:
            with not_begun_after(self._in_hand[ready.id]):
                result = await self._caller.call(ready.method, ready.parameters, ready.files)
        except TelegramError as error:
            failpoint("sender.refused")
            return None, judge(error)
        except Exception as error:
            log.exception("a call could not be put together", row=ready.id, method=ready.method)
            return None, Answer(Verdict.FAILED, f"could not be put together: {type(error).__name__}")
        finally:
            took = time.monotonic() - begun
            self._pacer.answered(took, _messages(ready))
            self._metrics.call_seconds.observe(took)
        failpoint("sender.called")
        return result, judge(None)

    async def _persist(self, ready: Ready, answer: Answer, result: Any) -> float:
        """Record the answer, however long the database is away: it is all we know about what was said."""
        pause = 0.1
        while True:
            try:
                # With what arrives: nobody can answer a message before it is known which one it is.
                rest = await self._database.urgent(
                    lambda session: self._settling.settle(session, ready.id, ready.attempt, answer, result)
                )
            except Exception as error:
                if not may_pass(error):
                    raise
                self._trouble("recording an answer", error)
            else:
                self._in_hand.pop(ready.id, None)
                return rest
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _obey(self, ready: Ready, answer: Answer) -> None:
        """Do at once what an answer asks of all sending, not only of its own call."""
        if answer.verdict is Verdict.TOKEN and not self.token_refused:
            self.token_refused = True
            log.error("Telegram refuses the token; nothing is sent until it is accepted again")
            self._knocking = asyncio.create_task(self._try_token())
        if answer.verdict is Verdict.WAIT and ready.method not in _UNCOUNTED and not (ready.chat or 0) < 0:
            # A group's own limit concerns the group alone; any other may be about the bot as a whole.
            self._pacer.pause(answer.seconds)

    async def _try_token(self) -> None:
        while self.token_refused:
            await asyncio.sleep(self.token_pause)
            try:
                await self._caller.call("getMe", {})
            except TelegramError:
                continue
            self.token_refused = False
            self._woken.set()

    def _trouble(self, doing: str, error: BaseException) -> None:
        self._metrics.database_errors.inc()
        log.warning("trouble with the database", doing=doing, **in_short(error))


def _messages(ready: Ready) -> int:
    """Return how many messages a call sends: an album is one call and many messages."""
    several = ready.parameters.get("media") or ready.parameters.get("message_ids")
    return len(several) if isinstance(several, list) and several else 1
