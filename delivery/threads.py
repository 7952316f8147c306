"""What still waits for a topic that is gone: it goes into the one that takes its place, or is not wanted any more."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from delivery import outbox_queries
from delivery.endings import Endings
from delivery.models import Fate, OutboxRow
from delivery.outbox import row_fields

FIELD = "message_thread_id"
TOPIC_GONE = "its topic is gone"
"""Why a call was dropped whose words begin the new topic."""


@dataclass(frozen=True, slots=True)
class Threads:
    """Looks after the topics of one bot's calls, in the transaction of the session that is passed in."""

    session: Session
    clock: Clock
    bot_id: int

    def of(self, key: str) -> int | None:
        """Return the topic that a call goes to, or that the message it edits stands in."""
        row = self.session.scalar(outbox_queries.by_key(self.bot_id, key))
        if row is None:
            return None
        thread = row_fields(row).get(FIELD)
        if thread is None and row.edits is not None:
            edited = self.session.scalar(outbox_queries.by_key(self.bot_id, row.edits))
            thread = row_fields(edited).get(FIELD) if edited is not None else None
        return thread if isinstance(thread, int) else None

    def move(self, chat: int, old: int, new: int, unwanted: Callable[[str], bool]) -> None:
        """Let what waits for the old topic go to the new one; drop what `unwanted` says by its key or what it edits."""
        waiting = select(OutboxRow).where(
            OutboxRow.bot_id == self.bot_id, OutboxRow.lane == chat, OutboxRow.state.in_(outbox_queries.OPEN)
        )
        for row in self.session.scalars(waiting.order_by(OutboxRow.id)).all():
            if row.state not in outbox_queries.OPEN or self.of(row.key) != old:
                continue
            if unwanted(row.edits or row.key):
                row.trouble = TOPIC_GONE
                Endings(self.bot_id, self.clock).end(self.session, row, Fate.DROPPED)
            else:
                row.body, row.state = json.dumps({**row_fields(row), FIELD: new}), Fate.WAITING
        self.session.flush()
