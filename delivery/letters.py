"""One update on its way through a handler."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

from core.database import Database, Work, is_trouble
from core.failpoint import failpoint
from core.reasons import in_short
from delivery import inbox_queries
from delivery.metrics import DeliveryMetrics
from delivery.models import Handling
from delivery.reports import is_report

T = TypeVar("T")
log = structlog.get_logger(__name__)
LONGEST_PAUSE = 5.0


class Overtaken(Exception):
    """Somebody else has this update now: what we decided must not count."""


class NotDecided(Exception):
    """A handler took an update and ended without deciding about it, or decided twice."""


@dataclass(slots=True)
class Letter:
    """An update, the attempt at it, and the one decision that settles it."""

    id: int
    lane: int
    body: str
    attempt: int
    bot_id: int
    database: Database
    metrics: DeliveryMetrics
    clockwork: asyncio.Timeout | None = None
    forgets: bool = False  # its content is removed with the decision
    decided: bool = False

    async def decide(self, decision: Callable[[Session], T]) -> T:
        """Run the decision and the mark on the update as one transaction, again and again while the database is away.

        Raises `Overtaken` if another attempt at the same update is under way, and whatever the decision raises.
        """
        if self.decided:
            raise NotDecided(f"update {self.id} was decided already")

        def settle(session: Session) -> T:
            value = decision(session)
            session.flush()
            self._mark(session)
            failpoint("letter.commit")
            return value

        with self._clock_stopped():
            value = await self._persist(self.database.write, settle)
        failpoint("letter.committed")
        self.decided = True
        return value

    async def read(self, work: Callable[[Session], T]) -> T:
        """Look something up, again and again while the database is away."""
        with self._clock_stopped():
            return await self._persist(self.database.read, work)

    def _mark(self, session: Session) -> None:
        values = {"row": self.id, "attempt": self.attempt, "to": Handling.DONE, "why": None}
        marked = session.execute(inbox_queries.settle_update(), values)
        if not isinstance(marked, CursorResult) or marked.rowcount != 1:
            raise Overtaken(f"update {self.id}, attempt {self.attempt}")
        # What Telegram answered to a call of ours repeats what was said, and by whom.
        if self.forgets or is_report(self.body):
            session.execute(inbox_queries.empty_update(self.id))

    async def _persist(self, run: Callable[[Work[T]], Awaitable[T]], work: Work[T]) -> T:
        pause = 0.1
        while True:
            try:
                return await run(work)
            except Exception as error:
                if not is_trouble(error):
                    raise
                self.metrics.database_errors.inc()
                log.warning("an update waits for the database", **in_short(error), again_in=pause)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311  no secret depends on it
            pause = min(pause * 2, LONGEST_PAUSE)

    @contextmanager
    def _clock_stopped(self) -> Iterator[None]:
        """Do not count waiting for the database against the handler's time."""
        clockwork, now = self.clockwork, asyncio.get_running_loop().time
        when = clockwork.when() if clockwork else None
        if clockwork is None or when is None:
            yield
            return
        left = when - now()
        clockwork.reschedule(None)
        try:
            yield
        finally:
            clockwork.reschedule(now() + max(left, 0.001))
