"""What members asked, and what they may still choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.refusal import NotYours
from core.text import clean
from knowledge import queries
from knowledge.choices import NONE_OF_THESE
from knowledge.gates import Decision
from knowledge.library import Finding
from knowledge.models import KEPT, LONGEST, Question
from people.rows import removed


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked: where, by whom, in which words; and the language it is answered in."""

    chat: int
    member: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Questions:
    """Keeps questions as long as their table says, and gives each back to who asked it only."""

    session: Session
    clock: Clock

    def noted(self, asked: Asked, finding: Finding) -> Question:
        """Keep a question with what is offered for it, so that one of these can be chosen."""
        columns = {
            "chat_id": asked.chat,
            "member_id": asked.member,
            "text": clean(asked.text)[:LONGEST],
            "language": asked.language,
            "decision": finding.decision,
            "offered": [match.id for match in finding.offered],
            "asked_at": self.clock.now(),
        }
        return Question(id=self.session.execute(queries.new_question(), columns).scalar_one(), **columns)

    def last_offered(self, chat: int, member: int, within: timedelta) -> Question | None:
        """Return the last question, if several entries were offered for it not longer ago than this."""
        question = self.session.scalar(queries.newest(chat, member))
        if question is None or question.decision != Decision.CHOOSE:
            return None
        return question if self.clock.now() - question.asked_at <= within else None

    def offered(self, id_: int, chat: int, member: int) -> Question:
        """Return what this member was to choose from in this chat. Raises `NotYours`, whatever is the matter."""
        question = self.asked_by(member, id_)
        if question.chat_id != chat or question.decision != Decision.CHOOSE:
            raise NotYours(id_)
        return question

    def asked_by(self, member: int, id_: int) -> Question:
        """Return a question of this member in any chat. Raises `NotYours`, whatever is the matter."""
        question = self.session.get(Question, id_)
        if question is None or question.member_id != member or self.clock.now() - question.asked_at > KEPT:
            raise NotYours(id_)
        return question

    def pick(self, question: Question, place: int) -> str | None:
        """Note which place was chosen and return its entry's id, None for none of these. Raises `NotYours`."""
        chosen = _at(question.offered, place)
        question.picked = place
        return chosen

    def chat_moved(self, old: int, new: int) -> None:
        """Keep what was asked in a group under its new id."""
        self.session.execute(queries.move_chat(old, new))

    def forget(self) -> int:
        """Remove what has been kept as long as the table says; returns how many questions."""
        return removed(self.session, queries.asked_before(self.clock.now() - KEPT))


def _at(offered: Sequence[str], place: int) -> str | None:
    if place == NONE_OF_THESE:
        return None
    if place > len(offered):
        raise NotYours(place)
    return offered[place - 1]
