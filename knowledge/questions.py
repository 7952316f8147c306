"""What members asked, and what they may still choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from core.refusal import NotYours
from core.text import clean
from knowledge import queries
from knowledge.choices import NONE_OF_THESE
from knowledge.library import Finding
from knowledge.matching.gates import Decision
from knowledge.models import KEPT, LONGEST, Outcome, Question
from people.rows import removed


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked: where, by whom, in which words; and the language it is answered in."""

    chat: int
    member: int
    text: str
    language: str
    message: int | None = None
    """The message that asked it, if one did: an edit of it is answered again."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Keeps questions as long as their table says, and gives each back to who asked it only."""

    session: Session
    clock: Clock

    def noted(self, asked: Asked, finding: Finding) -> Question:
        """Keep a question with what is offered for it, so that one of these can be chosen.

        What nothing fits goes to the editors' list. The row returned is not in the session: to change it, fetch it.
        """
        unknown = finding.decision is Decision.UNKNOWN
        columns = {
            "chat_id": asked.chat,
            "message_id": asked.message,
            "member_id": asked.member,
            "text": clean(asked.text)[:LONGEST],
            "language": asked.language,
            "decision": finding.decision,
            "offered": [match.id for match in finding.offered],
            "asked_at": self.clock.now(),
            "outcome": Outcome.UNKNOWN if unknown else None,
        }
        columns["gap_id"] = self._listed(columns) if unknown else None
        return Question(id=self.session.execute(queries.new_question(), columns).scalar_one(), **columns)

    def for_an_expert(self, asked: Asked) -> Question:
        """Keep a question that is meant for an expert from the start; it goes to the editors' list."""
        question = self.session.get_one(Question, self.noted(asked, Finding(Decision.UNKNOWN, ())).id)
        question.outcome = None
        return question

    def last(self, chat: int, member: int, within: timedelta) -> Question | None:
        """Return what this member asked last in this chat, if that is not longer ago than this."""
        question = self.session.scalar(queries.newest(), {"chat": chat, "member": member})
        return question if question is not None and self._age(question) <= within else None

    def shown_lately(self, chat: int, member: int, within: timedelta) -> list[str]:
        """Return the ids of what was shown to this member lately and did not settle the matter, the newest first."""
        asked = self.session.scalars(queries.asked_since(chat, member, self.clock.now() - within))
        shown = [each.answered_with for each in asked if each.outcome != Outcome.SOLVED]
        return list(dict.fromkeys(id_ for id_ in shown if id_ is not None))

    def asked_in(self, message: int, chat: int, member: int, within: timedelta) -> Question | None:
        """Return the last question that this message of a member asked, if that is not longer ago than this."""
        question = self.session.scalar(queries.newest_in(message), {"chat": chat, "member": member})
        return question if question is not None and self._age(question) <= within else None

    def offered(self, id_: int, chat: int, member: int) -> Question:
        """Return what this member was to choose from in this chat. Raises `NotYours`, whatever is the matter."""
        question = self.asked_by(member, id_)
        if question.chat_id != chat or question.decision != Decision.CHOOSE:
            raise NotYours(id_)
        return question

    def asked_by(self, member: int, id_: int) -> Question:
        """Return a question of this member in any chat. Raises `NotYours`, whatever is the matter."""
        question = self.session.get(Question, id_)
        if question is None or question.member_id != member or self._age(question) > KEPT:
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

    def _listed(self, asked: Mapping[str, Any]) -> int:
        """Put the words on the editors' list; return their number there."""
        columns = {"text": asked["text"], "language": asked["language"], "reason": Outcome.UNKNOWN}
        columns["asked_on"] = asked["asked_at"].date()
        number: int = self.session.execute(queries.new_gap(), columns).scalar_one()
        return number

    def _age(self, question: Question) -> timedelta:
        return self.clock.now() - question.asked_at


def _at(offered: Sequence[str], place: int) -> str | None:
    if place == NONE_OF_THESE:
        return None
    if place > len(offered):
        raise NotYours(place)
    return offered[place - 1]
