"""Who wants to be told when there is an answer to what they asked, and is told once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from knowledge.gaps import queries
from knowledge.models import WISH_KEPT, Question
from people.rows import removed


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish of somebody whom a message reaches, with the question's words and what answers it by now, if anything."""

    id: int
    gap: int
    member: int
    at: datetime
    text: str
    shown: str | None
    answer: str | None

    @property
    def key(self) -> str:
        """The key of the call that fulfils it: a person who wishes the same anew is told anew."""
        return f"wish/{self.gap}/{self.member}/{self.at.timestamp():.0f}"

    @property
    def until(self) -> datetime:
        """When it is too late to fulfil it."""
        return self.at + WISH_KEPT


@dataclass(frozen=True, slots=True)
class Wishes:
    """Gives the wishes and ends them; `Feedback` notes them."""

    session: Session
    clock: Clock

    def reachable(self) -> list[Wished]:
        """Return the wishes of those whom a message reaches; those who blocked the bot wait for theirs to run out."""
        return [Wished(*row) for row in self.session.execute(queries.wishes())]

    def end(self, gap: int, member: int) -> bool:
        """End a wish, fulfilled or withdrawn; says whether there was one."""
        return removed(self.session, queries.drop_wish(gap, member)) > 0

    def of(self, member: int) -> list[tuple[int, str, datetime]]:
        """Return what this person wants to be told of: the gap's id, the words, since when; the newest first."""
        return [(gap, text, at) for gap, text, at in self.session.execute(queries.wishes_of(member))]

    def question(self, gap: int, member: int) -> Question | None:
        """Return this person's question that led to the gap, while it is kept."""
        return self.session.scalar(queries.question_of(gap, member))
