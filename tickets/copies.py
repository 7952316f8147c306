"""Where else the messages of requests stand, so that what answers them is understood there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.failpoint import failpoint
from tickets import queries
from tickets.models import Copy, Part, Request
from tickets.parts import Parts
from tickets.states import Role


@dataclass(frozen=True, slots=True)
class Copies:
    """Knows what messages of ours stand for."""

    session: Session
    clock: Clock

    def at(self, chat: int, message: int) -> Copy | None:
        """Return what this message of ours stands for."""
        return self.session.scalar(queries.copy_at(chat, message))

    def add(
        self,
        number: int,
        chat: int,
        message: int,
        role: Role,
        *,
        part: int | None = None,
        answer: int | None = None,
    ) -> None:
        """Note what a message of ours stands for, in the request of this number."""
        copy = Copy(chat_id=chat, message_id=message, request_id=number, part_id=part, answer_id=answer, role=role)
        self.session.merge(copy)
        self.session.flush()
        failpoint("request.known")

    def where(self, part: Part, chat: int) -> int | None:
        """Return the id under which a part stands in a chat: its own, or that of its newest copy there."""
        if part.chat_id == chat:
            return part.message_id if part.message_id > 0 else None
        return self.session.scalar(queries.copy_of_part(part.request_id, part.id, chat))

    def counterpart(self, part: Part, chat: int) -> int | None:
        """Return what a part answers, as it stands in another chat; None where it answers nothing known there."""
        if part.replies_to is None:
            return None
        answered = Parts(self.session, self.clock).at(part.chat_id, part.replies_to)
        copy = self.at(part.chat_id, part.replies_to)
        if answered is None and copy is not None and copy.part_id is not None:
            answered = self.session.get(Part, copy.part_id)
        return self.where(answered, chat) if answered is not None else None

    def cards(self, request: Request) -> Sequence[Copy]:
        """Return where experts' cards of a request stand."""
        theirs = Copy.request_id == request.id, Copy.role == Role.CARD, Copy.chat_id != request.member_id
        return self.session.scalars(select(Copy).where(*theirs).order_by(Copy.message_id).limit(200)).all()
