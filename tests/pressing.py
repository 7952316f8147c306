"""Presses tried out: by somebody with a role, on a helpdesk whose database stays as it was."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.application import handle
from bot.serve import Service
from core.clock import Clock
from core.refusal import Refusal
from core.text import Text
from delivery.letters import Letter
from delivery.models import Handling, InboxRow
from events.programme import Programme
from handlers.context import Work
from handlers.experts import acting
from handlers.visitors import Visitor
from knowledge.models import Question
from tests.events_at import published, written
from tests.requests_at import ANNA, CLARA, MARIA, in_state, sent
from tests.requests_at import people as everybody
from tickets.access import OwnedBy
from tickets.answers import Answers
from tickets.models import Part, Rated, Rating
from tickets.states import AnswerKind, AnswerState, Consent, State

T = TypeVar("T")
MARCH = datetime(2026, 3, 2, tzinfo=UTC)
RECEIVED, TAKEN, CLOSED, DRAFT, REUSED, DRAFT_REUSED, CLARAS = "1", "2", "3", "4", "5", "6", "7"
"""The numbers of the requests in the world: Maria's, the last one Clara's."""


@dataclass(slots=True)
class Trial(Letter):
    """An update whose decision is taken and then taken back."""

    async def decide(self, decision: Callable[[Session], T]) -> T:
        """Run the decision, and keep nothing of it."""
        values: list[T] = []

        def work(session: Session) -> None:
            values.append(decision(session))
            session.flush()
            session.rollback()

        await self.database.write(work)
        self.decided = True
        return values[0]


def press_of(person: int, data: str, chat: dict[str, Any] | None = None) -> str:
    """Return the update of a press by somebody, in private or in another chat."""
    who = {"id": person, "is_bot": False, "first_name": "Person", "language_code": "en"}
    chat = chat or {"id": person, "type": "private", "first_name": "Person"}
    message = {"message_id": 4711, "date": 1_790_000_000, "chat": chat, "text": "Something"}
    press = {"id": "1", "from": who, "chat_instance": "1", "data": data, "message": message}
    return json.dumps({"update_id": 1, "callback_query": press})


class Tried:
    """Lets people press what no button showed them."""

    def __init__(self, service: Service, monkeypatch: Any) -> None:
        self.service = service
        self._refused: list[type[Refusal]] = []
        monkeypatch.setattr("handlers.refusals.tell", self._tell)
        name_owner = acting._name_owner  # noqa: SLF001  it tells what was refused without raising it

        def named(work: Work, visitor: Visitor, refused: OwnedBy) -> Text:
            self._refused.append(type(refused))
            return name_owner(work, visitor, refused)

        monkeypatch.setattr(acting, "_name_owner", named)

    async def _tell(self, _update: object, _context: object, refusal: Refusal) -> None:
        self._refused.append(type(refusal))

    async def press(self, person: int, data: str, chat: dict[str, Any] | None = None) -> type[Refusal] | None:
        """Return how the press is refused; None if it does something. Nothing of it is kept."""
        self._refused.clear()
        service = self.service
        letter = Trial(1, person, press_of(person, data, chat), 1, service.bot_id, service.database, service.metrics)
        await handle(service.application, letter)
        return self._refused[0] if self._refused else None


def arrived(session: Session, clock: Clock, count: int = 1) -> None:
    """Let so many updates wait, of a bot that is not this one: nobody else handles them."""
    said = {"bot_id": 1, "lane": 0, "body": "{}", "received_at": clock.now(), "state": Handling.WAITING, "attempts": 1}
    session.execute(insert(InboxRow), [said] * count)


def world(session: Session, clock: Clock) -> None:
    """Requests of Maria's with an answer of Anna's, a question of Maria's, two events."""
    everybody(session, clock)
    states = (State.RECEIVED, State.WITH_EXPERT, State.CLOSED, State.DRAFT, State.ANSWERED, State.DRAFT)
    requests = [in_state(session, clock, each) for each in states]
    requests.append(sent(session, clock, CLARA))
    answers = Answers(session, clock)
    for request in (requests[1], *requests[4:]):
        request.consent = Consent.REUSE if request is not requests[1] else request.consent
        answer = answers.begin(request, ANNA, AnswerKind.ANSWER, ANNA, None)
        session.add_all(
            part(request.id, answer.id if side == "expert" else None, side) for side in ("expert", "member")
        )
        if request is not requests[1]:
            answer.state, answer.sent_at = AnswerState.SENT, clock.now()
    question = Question(chat_id=MARIA, member_id=MARIA, text="May I bring a dog?", language="en")
    question.decision, question.offered, question.asked_at = "choose", ["dogs", "tickets-child"], clock.now()
    session.add_all([question, Rated(request_id=requests[2].id), Rating(given_on=clock.now().date(), stars=1)])
    published(session, clock)
    published(session, clock, "fair", topic="art")
    Programme(session, clock).draft(written("plan"))


def part(request: int, answer: int | None, side: str) -> Part:
    """Something that was written in a request."""
    author = ANNA if side == "expert" else MARIA
    return Part(
        request_id=request,
        answer_id=answer,
        side=side,
        author_id=author,
        chat_id=author,
        message_id=10 * request + (answer or 0),
        kind="text",
        text="In three regions",
        entities=[],
        said_at=MARCH,
    )
