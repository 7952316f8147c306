"""How a call ends: its fate is written down, who asked hears of it, and what follows it goes the same way."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from delivery import outbox_queries
from delivery.models import Fate, OutboxRow
from delivery.reports import About, Report

_ABOUT = {
    Fate.SENT: About.SENT,
    Fate.REFUSED: About.REFUSED,
    Fate.UNCERTAIN: About.UNCERTAIN,
    Fate.EXPIRED: About.EXPIRED,
    Fate.DROPPED: About.REFUSED,
}
_WITHOUT_ARRIVING = frozenset({Fate.REFUSED, Fate.EXPIRED, Fate.DROPPED})


@dataclass(frozen=True, slots=True)
class Endings:
    """Ends the calls of one bot, in the transaction of the session that is passed in."""

    bot_id: int
    clock: Clock

    def end(self, session: Session, row: OutboxRow, fate: Fate, result: Any = None) -> None:
        """Settle a call for good; what follows one that was not made is dropped, however long the row of them."""
        row.state, row.settled_at = fate, self.clock.now()
        if row.report or fate == Fate.UNCERTAIN:
            self.report(session, row, _ABOUT[fate], result)
        if fate in _WITHOUT_ARRIVING:
            for follower in session.scalars(outbox_queries.followers(row.id)).all():
                follower.trouble = "what it follows was not sent"
                self.end(session, follower, Fate.DROPPED)

    def report(self, session: Session, row: OutboxRow, about: About, result: Any = None) -> None:
        """Tell the domain something about a call."""
        report = Report(about, row.report, row.lane, row.key, row.message_id, row.trouble or "", result)
        report.put(session, self.bot_id, self.clock.now())
