"""The same call for many people, put into the outbox once for each, a part of them at a time."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, func, select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.failpoint import failpoint
from core.zones import zone_named
from delivery.models import OutboxRow, Priority
from events import run_queries
from events.quiet import Quiet, told_at
from events.run_queries import Audience, Clocks


@dataclass(frozen=True, slots=True)
class Spread:
    """What is put for each: under the name `run`, as the renderer `kind` makes it of the subject, until it expires."""

    run: str
    kind: str
    subject: str
    expires_at: datetime
    priority: Priority = Priority.ARTICLE
    must: bool = False


@dataclass(frozen=True, slots=True)
class Spreading:
    """Puts calls for one bot; `home` is the zone of those who have not said theirs."""

    session: Session
    clock: Clock
    bot_id: int
    home: ZoneInfo

    def put(self, spread: Spread, whole: Audience, most: int) -> int:
        """Put the next people of an audience, in the order of their ids; returns how many, less than `most` at the end.

        Nobody is told in their quiet hours. It may be called again, also after a crash: nobody is put twice.
        """
        audience = run_queries.next_of(whole, self._reached(spread.run), most)
        statement = run_queries.expand(self._dialect, audience, self._values(spread), self._dues(spread, audience))
        put = int(cast("CursorResult[Any]", self.session.execute(statement)).rowcount)
        failpoint("event.expand")
        return put

    def _reached(self, run: str) -> int | None:
        return self.session.scalar(
            select(func.max(OutboxRow.lane)).where(OutboxRow.run == run, OutboxRow.bot_id == self.bot_id)
        )

    def _values(self, spread: Spread) -> dict[str, Any]:
        now = self.clock.now()
        return {
            "bot_id": self.bot_id,
            "method": "sendMessage",
            "kind": spread.kind,
            "subject": spread.subject,
            "priority": spread.priority,
            "must": spread.must,
            "run": spread.run,
            "created_at": now,
            "due_at": now,
            "expires_at": spread.expires_at,
            "attempts": 0,
            "failures": 0,
            "unknowns": 0,
        }

    def _dues(self, spread: Spread, audience: Audience) -> dict[Clocks, datetime]:
        found = [(row[0], row[1], row[2]) for row in self.session.execute(run_queries.clocks_of(audience))]
        return {clocks: self._due(spread, clocks) for clocks in found}

    def _due(self, spread: Spread, clocks: Clocks) -> datetime:
        zone, begins, ends = clocks
        quiet = Quiet(time.fromisoformat(begins), time.fromisoformat(ends)) if begins and ends else Quiet()
        return told_at(self.clock.now(), spread.expires_at, quiet, (zone_named(zone) if zone else None) or self.home)

    @property
    def _dialect(self) -> str:
        return self.session.get_bind().dialect.name
