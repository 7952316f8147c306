"""Takes the next call out of the outbox; the claim is the start of the send."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import is_trouble
from core.failpoint import failpoint
from delivery import claim_queries, outbox_queries
from delivery.endings import Endings
from delivery.models import Fate, OutboxFile, OutboxRow, Priority
from delivery.outbox import row_fields
from delivery.renderers import Renderers

log = structlog.get_logger(__name__)

MOST_DROPPED = 200  # calls that one claim may find to be no longer wanted: others wait for this transaction
IN_VAIN = timedelta(seconds=1)
"""How long it holds that nobody was told less: what comes anew is looked at, what else changes a moment later."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed call with all it needs."""

    id: int
    attempt: int
    method: str
    parameters: dict[str, Any]
    files: tuple[OutboxFile, ...]
    chat: int | None
    priority: Priority


@dataclass(frozen=True, slots=True)
class Vain:
    """A search among calls of a priority that found only chats that were told much: when, and how far it looked."""

    at: datetime
    up_to: int

    def holds(self, now: datetime) -> bool:
        """Whether what it found may be relied on."""
        return self.at <= now < self.at + IN_VAIN


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims for one bot, in the transaction of the session that is passed in."""

    bot_id: int
    clock: Clock
    renderers: Renderers
    _vain: dict[tuple[int, int], Vain] = field(default_factory=dict, repr=False, compare=False)
    """By how much the chats were told, and by priority. It may be lost: the next search finds it again."""

    def several(
        self, session: Session, most: int, blocked: Collection[int], told: Sequence[Collection[int]] = ()
    ) -> list[Ready]:
        """Claim up to so many, each the most urgent one but for those claimed before it, and none to the same chat."""
        claimed: list[Ready] = []
        while len(claimed) < most:
            busy = {ready.chat for ready in claimed if ready.chat is not None}
            ready = self.next(session, sorted({*blocked, *busy}), told)
            if ready is None:
                break
            claimed.append(ready)
            session.flush()
        return claimed

    def next(self, session: Session, blocked: Collection[int], told: Sequence[Collection[int]] = ()) -> Ready | None:
        """Claim the most urgent call whose chat is free; None where nothing is to be done now.

        Of equally urgent ones those go first whose chat is in none of `told`, then those in few: who makes us say a lot
        makes nobody else wait.
        """
        for _ in range(MOST_DROPPED):
            row = self._candidate(session, blocked, told)
            if row is None:
                return None
            ready = self._claim(session, row)
            if ready is not None:
                return ready
            session.flush()
        return None

    def _candidate(
        self, session: Session, blocked: Collection[int], told: Sequence[Collection[int]]
    ) -> OutboxRow | None:
        first = self._first(session, blocked)
        for place, chats in enumerate(told):
            if first is None or first.lane not in chats:
                break
            other = self._told_less(session, {*blocked, *chats}, place, first.priority)
            if other is not None:
                return other
        return first

    def _told_less(self, session: Session, chats: Collection[int], place: int, priority: int) -> OutboxRow | None:
        """Return the first call of this priority to none of these chats; thousands are not looked at for each claim."""
        known, now = self._vain.get((place, priority)), self.clock.now()
        if known is None or not known.holds(now):
            known = Vain(now, 0)
        newest = session.scalar(claim_queries.newest()) or 0
        found = self._first(session, chats, priority, known.up_to) if newest > known.up_to else None
        if found is not None and found.priority == priority:
            # Its chat may have been busy when nothing was found: what waits longer there is not overtaken.
            return self._first_in_chat(session, found) if known.up_to and found.lane is not None else found
        self._vain[place, priority] = replace(known, up_to=newest)
        return None

    def _first_in_chat(self, session: Session, found: OutboxRow) -> OutboxRow:
        return self._first(session, (), lane=found.lane) or found

    def _first(
        self,
        session: Session,
        blocked: Collection[int],
        most: int = max(Priority),
        after: int = 0,
        lane: int | None = None,
    ) -> OutboxRow | None:
        dialect, in_chat = session.get_bind().dialect.name, lane is not None
        values: dict[str, Any] = {"bot_id": self.bot_id, "now": self.clock.now(), "after": after}
        values |= {"blocked": claim_queries.chats(dialect, blocked)} | ({"lane": lane} if in_chat else {})
        reply = session.scalar(claim_queries.next_reply(dialect, in_chat=in_chat), values)
        if reply is not None or most == Priority.REPLY:
            return reply
        return session.scalar(claim_queries.next_other(dialect, in_chat=in_chat), {**values, "most": most})

    def _claim(self, session: Session, row: OutboxRow) -> Ready | None:
        parameters = self._parameters(session, row)
        if parameters is None:
            Endings(self.bot_id, self.clock).end(session, row, Fate.DROPPED)
            return None
        row.state, row.attempts, row.claimed_at = Fate.CLAIMED, row.attempts + 1, self.clock.now()
        method = self._aim_edit(session, row, parameters) if row.edits else row.method
        files = tuple(session.scalars(outbox_queries.files_of(row.id))) if "attach://" in (row.body or "") else ()
        failpoint("sender.claim")
        return Ready(row.id, row.attempts, method, parameters, files, row.lane, Priority(row.priority))

    def _parameters(self, session: Session, row: OutboxRow) -> dict[str, Any] | None:
        if row.kind is None:
            return row_fields(row)
        try:
            with session.begin_nested():
                parameters = self.renderers.render(session, row, self.clock)
        except Exception as error:
            if is_trouble(error):
                raise
            log.exception("a text could not be made", kind=row.kind, subject=row.subject)
            row.trouble = f"could not be made: {type(error).__name__}"
            return None
        if parameters is not None:
            # What was said can be looked up, and copied if nobody knows whether it arrived.
            row.body = json.dumps(parameters)
        return parameters

    def _aim_edit(self, session: Session, row: OutboxRow, parameters: dict[str, Any]) -> str:
        """Point an edit at the message its key names; where that never arrived, the words go as a new message."""
        edited = session.scalar(outbox_queries.by_key(self.bot_id, row.edits or ""))
        if edited is not None and edited.message_id is not None and row.method != "sendMessage":
            parameters["message_id"] = edited.message_id
            return row.method
        thread = row_fields(edited).get("message_thread_id") if edited is not None else None
        if thread is not None:
            parameters.setdefault("message_thread_id", thread)
        row.method = "sendMessage"
        return row.method
