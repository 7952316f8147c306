"""Questions to an organiser about what a guide leaves open: who asks, and who is to be told when it is filled in."""

from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from core.clock import Clock
from knowledge.entries import Entry, Field, Section
from knowledge.models import WISH_KEPT, FieldQuestion
from people.rows import removed

MOST = 500
"""People told in one transaction."""


@dataclass(frozen=True, slots=True)
class Organiser:
    """Takes questions down, each person's once for each field, and gives them back when there is an answer."""

    session: Session
    clock: Clock

    def ask(self, target: str, field: str, member: int) -> bool:
        """Take down that somebody wants to know a field; says whether that is new."""
        if self.session.get(FieldQuestion, (target, field, member)) is not None:
            return False
        asked = FieldQuestion(target=target, field=field, member_id=member, asked_at=self.clock.now())
        self.session.add(asked)
        self.session.flush()
        return True

    def count(self, target: str, field: str) -> int:
        """Return how many people want to know a field."""
        return self.session.scalar(_asked(target, field).with_only_columns(func.count())) or 0

    def withdraw(self, target: str, member: int) -> int:
        """Delete what somebody wanted to know of a guide; returns how many fields."""
        mine = delete(FieldQuestion).where(FieldQuestion.target == target, FieldQuestion.member_id == member)
        return removed(self.session, mine)

    def asked(self) -> list[tuple[str, str]]:
        """Return what is asked for: each guide and field once."""
        pairs = select(FieldQuestion.target, FieldQuestion.field).distinct()
        ordered = pairs.order_by(FieldQuestion.target, FieldQuestion.field).limit(10_000)
        return [(row[0], row[1]) for row in self.session.execute(ordered)]

    def take(self, target: str, field: str) -> list[FieldQuestion]:
        """Return the next of those who asked, whose questions end with this transaction."""
        statement = _asked(target, field).order_by(FieldQuestion.member_id).limit(MOST).with_for_update()
        found = list(self.session.scalars(statement))
        for each in found:
            self.session.delete(each)
        return found

    def forget(self) -> int:
        """Remove what has been kept as long as its table says; returns how many."""
        return removed(self.session, delete(FieldQuestion).where(FieldQuestion.asked_at < self.clock.now() - WISH_KEPT))


def open_in(entry: Entry, section: Section | None) -> tuple[Field, ...]:
    """Return what is open in a section of a guide, or in a whole guide."""
    if section is not None:
        return entry.open_fields(section.text)
    return tuple(each for each in entry.fields if each.value is None)


def _asked(target: str, field: str) -> Select[FieldQuestion]:
    return select(FieldQuestion).where(FieldQuestion.target == target, FieldQuestion.field == field)
