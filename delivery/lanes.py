"""Handles what has arrived: in order in each chat, side by side across chats."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database, Work, is_trouble, may_pass
from core.failpoint import failpoint
from core.reasons import in_short
from delivery import inbox_queries
from delivery.letters import Letter, NotDecided, Overtaken
from delivery.metrics import DeliveryMetrics
from delivery.models import Handling
from delivery.owner import Owner
from delivery.reports import About, Report, is_report
from delivery.turns import Lane, Turns

log = structlog.get_logger(__name__)

Handle = Callable[[Letter], Awaitable[None]]
PLACES = 8  # chats handled side by side
WINDOW = 20  # updates of one chat known at a time: one that floods must not fill our memory
SCAN = 2000  # ids read at a time
ATTEMPTS = 3
TAKE_BACK_SECONDS = 2.0  # of the fifteen that an end may take


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how often to look, what to wait between attempts, what a handler may take, and what it may at the end.

    `again` is how often to look from the start, for rows that were committed out of order by another process.

    The pauses come before the second and the third attempt, and before one more if a crash ended the third.
    """

    poll: float = 1.0
    pauses: tuple[float, float, float] = (0.1, 1.0, 5.0)
    handler: float = 10.0
    grace: float = 5.0
    again: float = 1.0


class Lanes:
    """Takes waiting updates and hands each to `handle`, which must decide about it exactly once.

    Attempts are counted before they are made. A third failure sets an update aside as dead, a report says so, and its
    chat goes on. Only the owner runs this.
    """

    def __init__(
        self,
        database: Database,
        owner: Owner,
        clock: Clock,
        bot_id: int,
        metrics: DeliveryMetrics,
        handle: Handle,
        pace: Pace = Pace(),
    ) -> None:
        self._database, self._owner, self._clock, self._bot_id = database, owner, clock, bot_id
        self._metrics, self._handle, self._pace = metrics, handle, pace
        self._lanes: dict[int, Lane] = {}
        self._turns = Turns(PLACES)
        self._known: set[int] = set()
        self._cursor = 0
        self._looked_at = float("-inf")
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def wake(self) -> None:
        """Say that something has arrived."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more; `run` ends when what is in hand is done, or after a while takes it back uncounted."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Handle until stopped."""
        grace = self._pace.grace
        try:
            while not self._stopping:
                await self._look()
                self._start()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._pace.poll)
                self._woken.clear()
        except asyncio.CancelledError:
            grace = 0.0  # the place is lost: another process has what is in hand
            raise
        finally:
            self._stopping = True
            await self._let_go(grace)

    async def _let_go(self, grace: float) -> None:
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=grace)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=TAKE_BACK_SECONDS)

    # --- knowing what waits

    async def _look(self) -> None:
        """Read what is new; now and then look again from the start, for rows that were committed out of order."""
        now = asyncio.get_running_loop().time()
        try:
            if now - self._looked_at >= self._pace.again:
                self._looked_at = now
                await self._page(0)
            while await self._page(self._cursor) == SCAN:
                pass
        except Exception as error:
            if not may_pass(error):
                raise
            self._trouble("looking for updates", error)

    async def _page(self, after: int) -> int:
        values = {"bot": self._bot_id, "after": after}
        rows = await self._database.read(lambda s: s.execute(inbox_queries.waiting_updates(SCAN), values).all())
        for row_id, lane, attempts in rows:
            self._learn(row_id, lane, attempts)
            self._cursor = max(self._cursor, row_id)
        return len(rows)

    def _learn(self, row_id: int, lane_id: int, attempts: int) -> None:
        if row_id in self._known:
            return
        lane = self._lanes.setdefault(lane_id, Lane())
        if lane.more or len(lane.waiting) >= WINDOW:
            lane.more = lane.missed = True
            return
        self._known.add(row_id)
        lane.waiting.append(row_id)
        if len(lane.waiting) > 1 or lane.busy:
            return
        # The process has ended in each of its attempts: by this update, or by one that was handled beside it.
        lane.alone = attempts >= ATTEMPTS
        self._make_ready(lane_id, self._pace.pauses[2] if lane.alone else 0)

    def _make_ready(self, lane_id: int, after: float = 0) -> None:
        if after:
            self._lanes[lane_id].busy = True
            asyncio.get_running_loop().call_later(after, self._rested, lane_id)
            return
        self._turns.join(lane_id, alone=self._lanes[lane_id].alone)

    def _rested(self, lane_id: int) -> None:
        self._lanes[lane_id].busy = False
        self._make_ready(lane_id)
        self._start()

    # --- handling it

    def _start(self) -> None:
        while not self._stopping and (lane_id := self._turns.next()) is not None:
            lane = self._lanes[lane_id]
            if lane.busy or not lane.waiting:
                self._turns.over(lane_id)
                continue
            lane.busy = True
            task = asyncio.create_task(self._serve(lane_id, lane))
            self._tasks.add(task)
            task.add_done_callback(partial(self._ended, lane_id))

    def _ended(self, lane_id: int, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._turns.over(lane_id)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a lane ended by a fault of ours", exc_info=error)
        self._start()

    async def _serve(self, lane_id: int, lane: Lane) -> None:
        """Handle the first update of a chat, then let other chats have their turn."""
        row_id, pause = lane.waiting[0], 0.0
        try:
            pause = await self._attempt(row_id, lane_id)
        except Exception as error:
            if not is_trouble(error):
                raise
            self._trouble("handling an update", error)
            pause = self._pace.pauses[1]
        finally:
            await self._next(lane_id, lane, row_id, pause)

    async def _next(self, lane_id: int, lane: Lane, row_id: int, pause: float) -> None:
        lane.busy = False
        if pause:
            self._make_ready(lane_id, pause)
            return
        lane.alone = False
        lane.waiting.popleft()
        self._known.discard(row_id)
        if not lane.waiting and lane.more:
            try:
                await self._refill(lane_id, lane, row_id)
            except Exception as error:
                if not is_trouble(error):
                    raise
                self._trouble("looking for more updates", error)
        if lane.waiting:
            self._make_ready(lane_id)
        else:
            self._lanes.pop(lane_id, None)

    async def _refill(self, lane_id: int, lane: Lane, after: int) -> None:
        values = {"bot": self._bot_id, "lane": lane_id, "after": after}
        lane.missed = False
        rows = await self._database.read(lambda s: s.execute(inbox_queries.waiting_in_lane(WINDOW), values).all())
        lane.more = lane.missed or len(rows) == WINDOW
        lane.waiting.extend(row.id for row in rows)
        self._known.update(lane.waiting)

    async def _attempt(self, row_id: int, lane_id: int) -> float:
        """Make one attempt; return the seconds to wait before the next one, 0 when the update is settled."""
        letter = await self._owner.grouped(self._claim(row_id, lane_id))
        failpoint("lanes.claimed")
        if letter is None:
            return 0
        try:
            await self._hand_over(letter)
        except asyncio.CancelledError:
            await self._take_back(letter)
            raise
        except Overtaken:
            log.warning("an update is being handled by another process", update=row_id)
            return 0
        except Exception as error:
            if isinstance(error, SQLAlchemyError) and is_trouble(error):
                await self._take_back(letter)
                raise
            return await self._failed(letter, error)
        self._metrics.handled.inc()
        return 0

    def _claim(self, row_id: int, lane_id: int) -> Work[Letter | None]:
        def claim(session: Session) -> Letter | None:
            row = session.execute(inbox_queries.count_attempt(), {"row": row_id}).one_or_none()
            if row is None:
                return None
            failpoint("lanes.claim")
            letter = Letter(row_id, lane_id, row.body, row.attempts, self._bot_id, self._database, self._metrics)
            if row.attempts > ATTEMPTS + 1:
                self._bury(session, letter, "the process ended during each attempt")
                return None
            return letter

        return claim

    async def _hand_over(self, letter: Letter) -> None:
        async with asyncio.timeout(self._pace.handler) as letter.clockwork:
            await self._handle(letter)
        if not letter.decided:
            raise NotDecided(f"no handler decided about update {letter.id}")

    async def _take_back(self, letter: Letter) -> None:
        """Uncount an attempt that was cut off by our own end, or by trouble with the database."""
        values = {"row": letter.id, "attempt": letter.attempt}
        if not letter.decided:
            await asyncio.shield(self._database.grouped(lambda s: s.execute(inbox_queries.take_back(), values)))

    async def _failed(self, letter: Letter, error: Exception) -> float:
        self._metrics.failed.inc()
        log.error("an update failed", update=letter.id, attempt=letter.attempt, exc_info=error)
        if letter.attempt < ATTEMPTS and not letter.decided:
            return self._pace.pauses[letter.attempt - 1]
        if not letter.decided:
            await self._database.grouped(lambda session: self._bury(session, letter, type(error).__name__))
        return 0

    def _bury(self, session: Session, letter: Letter, trouble: str) -> None:
        """Set an update aside and report it, unless it was itself a report of ours."""
        values = {"row": letter.id, "attempt": letter.attempt, "to": Handling.DEAD, "why": trouble}
        if session.connection().execute(inbox_queries.settle_update(), values).rowcount != 1:
            return
        failpoint("lanes.bury")
        self._metrics.dead.inc()
        if not is_report(letter.body):
            report = Report(About.DEAD, chat_id=letter.lane or None, detail=trouble, key=f"update {letter.id}")
            report.put(session, self._bot_id, self._clock.now())

    def _trouble(self, doing: str, error: BaseException) -> None:
        self._metrics.database_errors.inc()
        log.warning("trouble with the database", doing=doing, **in_short(error))
