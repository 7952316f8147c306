"""Writes down what became of a call, and tells the domain if it asked."""

import datetime as dt
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.failpoint import failpoint
from delivery import outbox_queries
from delivery.endings import Endings
from delivery.models import Fate, OutboxRow, Unreachable
from delivery.outbox import row_fields
from delivery.reports import About, Report
from delivery.verdicts import Answer, Verdict

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 60.0
EQUAL_FAILURES = 5
MOST_LEFT = 1000  # calls without a known end that one transaction settles
# What moves with a group that has got a new id: called in the same transaction with the old and the new id.
Move = Callable[[Session, int, int], None]


def pause_after(failures: int) -> float:
    """Return 1, 2, 4 … 60 seconds: how long to wait after so many refusals that ask to try again."""
    return float(min(LONGEST_PAUSE, 2 ** min(failures - 1, 6)))


@dataclass(frozen=True, slots=True)
class Settling:
    """Settles the calls of one bot, in the transaction of the session that is passed in."""

    bot_id: int
    clock: Clock
    moves: Sequence[Move] = ()

    def settle(self, session: Session, row_id: int, attempt: int, answer: Answer, result: Any = None) -> float:
        """Record the answer to an attempt; return the seconds its chat has to rest, 0 if it need not.

        Does nothing if another owner has meanwhile settled the attempt as unknown.
        """
        row = session.get(OutboxRow, row_id, with_for_update=True)
        if row is None or row.state != Fate.CLAIMED or row.attempts != attempt:
            log.warning("an answer came too late to count", row=row_id)
            return 0
        row.trouble = answer.trouble[:300] or None
        rest = self._by_verdict(session, row, answer, result)
        failpoint("sender.settle")
        return rest

    def lost_track(self, session: Session) -> int:
        """Settle as unknown what a former owner left claimed; return how many there were."""
        rows = session.scalars(outbox_queries.claimed(self.bot_id, MOST_LEFT)).all()
        for row in rows:
            row.trouble = "the process ended while it was sent"
            self._unknown(session, row)
        failpoint("sender.begin")
        return len(rows)

    def never_called(self, session: Session, in_hand: Collection[int]) -> None:
        """Let what is claimed be claimed again, but for what is in hand: of a claim that seemed to fail."""
        for row in session.scalars(outbox_queries.claimed(self.bot_id, MOST_LEFT)).all():
            if row.id not in in_hand:
                self._later(row, 0, counted=False)
        session.flush()

    def expire(self, session: Session) -> int:
        """Give up what was not sent in its time; return how many there were."""
        rows = session.scalars(outbox_queries.overdue(self.bot_id, self.clock.now())).all()
        for row in rows:
            if row.state in outbox_queries.OPEN:  # it was not dropped with what it follows, a moment ago
                self._end(session, row, Fate.EXPIRED)
        return len(rows)

    def reachable(self, session: Session, chat: int) -> None:
        """Let everything go that waits for a chat which has come back, or where we may do more than before."""
        session.execute(outbox_queries.reachable_again(self.bot_id, chat))
        session.execute(outbox_queries.release_lane(self.bot_id, chat))

    def unreachable(self, session: Session, chat: int, reason: str) -> None:
        """Leave a chat in peace until it comes back; what waits for it is held."""
        if session.get(Unreachable, (self.bot_id, chat)) is None:
            session.add(Unreachable(bot_id=self.bot_id, chat_id=chat, reason=reason[:300], since=self.clock.now()))
        session.execute(outbox_queries.hold_lane(self.bot_id, chat, reason[:300]))

    def _by_verdict(self, session: Session, row: OutboxRow, answer: Answer, result: Any) -> float:  # noqa: C901, PLR0912  a table, in design.md's order
        match answer.verdict:
            case Verdict.ACCEPTED:
                self._accepted(session, row, result)
            case Verdict.WAIT:
                return self._later(row, answer.seconds, counted=False)
            case Verdict.AGAIN:
                return self._later(row, pause_after(row.failures + 1), counted=True)
            case Verdict.TOKEN:
                Report(About.TOKEN).put(session, self.bot_id, self.clock.now())
                return self._later(row, 0, counted=False)
            case Verdict.UNREACHABLE:
                self._hold(session, row, About.UNREACHABLE)
                if row.lane is not None:
                    self.unreachable(session, row.lane, answer.trouble)
            case Verdict.MIGRATED if answer.new_chat is not None and row.lane is not None:
                self._later(row, 0, counted=False)
                self._migrate(session, row.lane, answer.new_chat)
            case Verdict.TOPIC_GONE:
                self._hold(session, row, About.TOPIC_GONE)
            case Verdict.NO_RIGHT:
                self._hold(session, row, About.NO_RIGHT)
            case Verdict.ANEW:
                row.method = "sendMessage"
                return self._later(row, 0, counted=True)
            case Verdict.PLAIN:
                return self._plain(session, row)
            case Verdict.UNKNOWN:
                self._unknown(session, row)
            case _:
                self._failed(session, row)
        return 0

    def _accepted(self, session: Session, row: OutboxRow, result: Any) -> None:
        row.message_id = _message_id(result)
        if row.edits and row.method == "sendMessage":
            self._repoint(session, row)
        self._end(session, row, Fate.SENT, result)

    def _repoint(self, session: Session, row: OutboxRow) -> None:
        """Let later edits go to the message that took the place of the one that is gone."""
        edited = session.scalar(outbox_queries.by_key(self.bot_id, row.edits or ""))
        if edited is not None:
            edited.message_id = row.message_id

    def _later(self, row: OutboxRow, seconds: float, *, counted: bool) -> float:
        row.state = Fate.WAITING
        row.failures += int(counted)
        row.due_at = self.clock.now() + dt.timedelta(seconds=seconds)
        return seconds

    def _plain(self, session: Session, row: OutboxRow) -> float:
        log.error("Telegram could not read our formatting", row=row.id, trouble=row.trouble)
        fields = row_fields(row)
        removed = [fields.pop(name, None) for name in ("parse_mode", "entities", "caption_entities")]
        if not any(removed):
            self._failed(session, row)
            return 0
        row.body = json.dumps(fields)
        row.kind = None
        return self._later(row, 0, counted=True)

    def _unknown(self, session: Session, row: OutboxRow) -> None:
        row.unknowns += 1
        if row.must and row.unknowns == 1:
            self._later(row, 0, counted=False)
        else:
            self._end(session, row, Fate.UNCERTAIN)

    def _hold(self, session: Session, row: OutboxRow, about: About) -> None:
        row.state = Fate.HELD
        self._report(session, row, about)

    def _failed(self, session: Session, row: OutboxRow) -> None:
        self._end(session, row, Fate.REFUSED)
        session.flush()
        if row.run is None:
            return
        equal = session.scalar(outbox_queries.equal_failures(self.bot_id, row.run, row.trouble or "")) or 0
        if equal >= EQUAL_FAILURES:
            session.execute(outbox_queries.stop_run(self.bot_id, row.run, self.clock.now(), "the run was stopped"))
        if equal == EQUAL_FAILURES:
            self._report(session, row, About.RUN_STOPPED)

    def _end(self, session: Session, row: OutboxRow, fate: Fate, result: Any = None) -> None:
        Endings(self.bot_id, self.clock).end(session, row, fate, result)

    def _migrate(self, session: Session, old: int, new: int) -> None:
        session.flush()
        for row in session.scalars(outbox_queries.open_in_lane(self.bot_id, old)).all():
            row.body = _moved(row.body, old, new)
        session.execute(outbox_queries.move_lane(self.bot_id, old, new))
        for move in self.moves:
            move(session, old, new)
        Report(About.MIGRATED, chat_id=old, detail=str(new)).put(session, self.bot_id, self.clock.now())

    def _report(self, session: Session, row: OutboxRow, about: About) -> None:
        Endings(self.bot_id, self.clock).report(session, row, about)


def _message_id(result: Any) -> int | None:
    first = result[0] if isinstance(result, list) and result else result
    found = first.get("message_id") if isinstance(first, dict) else None
    return found if isinstance(found, int) else None


def _moved(body: str | None, old: int, new: int) -> str | None:
    if body is None:
        return None
    fields = json.loads(body)
    if fields.get("chat_id") == old:
        fields["chat_id"] = new
    return json.dumps(fields)
