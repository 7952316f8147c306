"""The editors' list: what was not answered and waits for somebody to deal with it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Update
from sqlalchemy.orm import Session

from core.clock import Clock
from knowledge.gaps import queries
from knowledge.gaps.grouping import Missed


@dataclass(frozen=True, slots=True)
class EditorsList:
    """Gives the list, takes off it what is dealt with, and puts it back."""

    session: Session
    clock: Clock

    def missed(self) -> list[Missed]:
        """Return what is on the list; of more than 10,000 questions the newest."""
        return [Missed(*row) for row in self.session.execute(queries.on_the_list())]

    def settle(self, number: int, ids: Collection[int], answer: str | None = None) -> int:
        """Take these off the list, as the group of this number; returns how many were on it.

        `answer` is the id of what answers them now; None: they are none of our business.
        """
        return self._changed(queries.settle(ids, number, answer, self.clock.now().date())) if ids else 0

    def put_back(self, number: int) -> int:
        """Put back what was settled with this group as none of our business; returns how many."""
        return self._changed(queries.reopen(number))

    def _changed(self, statement: Update) -> int:
        return cast("CursorResult[Any]", self.session.execute(statement)).rowcount
