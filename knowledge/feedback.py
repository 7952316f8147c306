"""What members say of an answer, and what was not answered: for editors, without a person."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from knowledge import queries
from knowledge.models import GAP_KEPT, MISSES, WISH_KEPT, Gap, Outcome, Question, Wish
from people.rows import removed

SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Feedback:
    """Notes outcomes once, whoever presses how often; the later word on a question wins."""

    session: Session
    clock: Clock

    def shown(self, entry: str) -> None:
        """Count that an entry, guide or section was shown."""
        self._count(entry, SHOWN)

    def solved(self, question: Question, entry: str | None) -> bool:
        """Note that this helped, unless that was noted before; a miss is taken back."""
        if question.outcome == Outcome.SOLVED:
            return False
        if question.gap_id is not None:
            self.session.execute(queries.drop_gap(question.gap_id))
        question.gap_id, question.outcome = None, Outcome.SOLVED
        if entry:
            self._count(entry, Outcome.SOLVED)
        return True

    def missed(self, question: Question, outcome: Outcome, entry: str | None = None) -> Gap:
        """Note that this did not help, and why; the words go to the editors' list, once for each question.

        Said of one that was dealt with already, they go there anew.
        """
        gap = self.session.get(Gap, question.gap_id) if question.gap_id is not None else None
        if gap is None or gap.settled_on is not None:
            gap = self._listed(question, outcome)
        if entry and question.outcome != outcome:
            self._count(entry, outcome)
        gap.reason, gap.shown = outcome, entry
        self.session.flush()
        question.gap_id, question.outcome = gap.id, outcome
        return gap

    def withdrawn(self, question: Question) -> None:
        """Take what nothing fitted off the editors' list: its asker has put it in better words."""
        if question.gap_id is not None and question.outcome == Outcome.UNKNOWN:
            self.session.execute(queries.drop_gap(question.gap_id, wished=False))

    def misses_in_a_row(self, member: int, chat: int) -> int:
        """Return how many of this person's last questions here were missed, one after the other, the newest first."""
        outcomes = list(self.session.scalars(queries.last_outcomes(chat, member)))
        hits = [number for number, outcome in enumerate(outcomes) if outcome not in MISSES]
        return hits[0] if hits else len(outcomes)

    def wish(self, question: Question, member: int) -> bool:
        """Note that this person wants to be told when there is an answer; say whether that is new."""
        if question.gap_id is None:
            return False
        known = self.session.scalar(queries.wish_of(question.gap_id, member))
        if known is None:
            self.session.add(Wish(gap_id=question.gap_id, member_id=member, wished_at=self.clock.now()))
            self.session.flush()
        return known is None

    def forget(self) -> int:
        """Remove what has been kept as long as its table says; returns how many rows."""
        now = self.clock.now()
        statements = [queries.wishes_before(now - WISH_KEPT), queries.gaps_before((now - GAP_KEPT).date())]
        return sum(removed(self.session, statement) for statement in statements)

    def _listed(self, question: Question, reason: Outcome) -> Gap:
        today = self.clock.now().date()
        gap = Gap(text=question.text, language=question.language, reason=reason, asked_on=today, settled_on=None)
        self.session.add(gap)
        return gap

    def _count(self, entry: str, outcome: str) -> None:
        dialect = self.session.get_bind().dialect.name
        values = {"entry": entry, "day": self.clock.now().date(), "outcome": outcome, "count": 1}
        self.session.execute(queries.count_shown(dialect), values)
