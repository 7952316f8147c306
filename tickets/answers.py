"""What experts are about to send, or have sent: in parts, each a message that they chose to send."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.failpoint import failpoint
from tickets import queries
from tickets.models import Answer, Part, Request
from tickets.parts import Parts, Written
from tickets.states import AnswerKind, AnswerState, Side

UNSENT = (AnswerState.OPEN, AnswerState.CHECKING)


@dataclass(frozen=True, slots=True)
class Answers:
    """Opens answers and adds to them; nothing leaves but by their being sent."""

    session: Session
    clock: Clock

    def get(self, id_: int) -> Answer | None:
        """Return an answer, held until the transaction ends."""
        return self.session.get(Answer, id_, with_for_update=True, populate_existing=True)

    def open_of(self, request: Request, author: int, chat: int) -> Answer | None:
        """Return what an expert is about to send to this request from this chat."""
        every = self.session.scalars(queries.open_answers(author, chat))
        return next((each for each in every if each.request_id == request.id), None)

    def open_in(self, request: Request, thread: int) -> Sequence[Answer]:
        """Return what anybody is about to send from a topic."""
        where = Answer.request_id == request.id, Answer.thread_id == thread, Answer.state.in_(UNSENT)
        return self.session.scalars(select(Answer).where(*where).order_by(Answer.id).limit(50)).all()

    def unsent(self, request: Request) -> Sequence[Answer]:
        """Return what anybody is about to send to this request, from anywhere."""
        where = Answer.request_id == request.id, Answer.state.in_(UNSENT)
        return self.session.scalars(select(Answer).where(*where).order_by(Answer.id).limit(50)).all()

    def begin(self, request: Request, author: int, kind: AnswerKind, chat: int, thread: int | None) -> Answer:
        """Begin something to send, with nothing in it yet."""
        answer = Answer(
            request_id=request.id,
            author_id=author,
            kind=kind,
            state=AnswerState.OPEN,
            chat_id=chat,
            thread_id=thread,
            takes_more=False,
            opened_at=self.clock.now(),
        )
        self.session.add(answer)
        self.session.flush()
        failpoint("answer.begun")
        return answer

    def parts(self, answer: Answer) -> list[Part]:
        """Return what is in it, in order."""
        mine = Part.answer_id == answer.id
        return list(self.session.scalars(select(Part).where(mine).order_by(Part.said_at, Part.id).limit(200)))

    def add(self, answer: Answer, request: Request, written: Written) -> Part | None:
        """Put a message into it, once; what a colleague has read is to be read anew."""
        part = Parts(self.session, self.clock).add(request, answer.author_id, written, Side.EXPERT, answer.id)
        if part is not None:
            answer.state, answer.reader_id = AnswerState.OPEN, None
            self.session.flush()
            failpoint("answer.added")
        return part

    def remove(self, part: Part) -> None:
        """Take a message out again; it is internal from then on."""
        self.session.delete(part)
        self.session.flush()

    def cancel(self, answer: Answer) -> None:
        """Send nothing; what was in it is internal and not kept."""
        for part in self.parts(answer):
            self.session.delete(part)
        answer.state, answer.takes_more = AnswerState.CANCELLED, False
        self.session.flush()


def is_unsent(answer: Answer | None) -> bool:
    """Whether it can still be changed and sent."""
    return answer is not None and answer.state in UNSENT
