"""What was written in a request, message by message, and where else each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from tickets import queries
from tickets.contents import Content
from tickets.models import Copy, Part, Request
from tickets.states import Role, Side


@dataclass(frozen=True, slots=True)
class Spot:
    """A message: its chat, and its id there."""

    chat: int
    message: int


@dataclass(frozen=True, slots=True)
class Parts:
    """Keeps the messages of requests; each belongs to one request at most."""

    session: Session
    clock: Clock

    def at(self, spot: Spot) -> Part | None:
        """Return the part that this message is."""
        return self.session.scalar(queries.part_at(spot.chat, spot.message))

    def of(self, request: Request) -> list[Part]:
        """Return what was written in a request, in order."""
        return list(self.session.scalars(queries.parts(request.id)))

    def add(
        self, request: Request, side: Side, author: int, spot: Spot, content: Content, answer: int | None = None
    ) -> Part | None:
        """Add a message to a request, once; None if it belongs to one already."""
        if self.at(spot) is not None:
            return None
        part = Part(
            request_id=request.id,
            answer_id=answer,
            side=side,
            author_id=author,
            chat_id=spot.chat,
            message_id=spot.message,
            replies_to=content.replies_to,
            album=content.album,
            kind=content.kind,
            text=content.text,
            entities=list(content.entities),
            file_id=content.file_id,
            filename=content.filename,
            said_at=self.clock.now(),
        )
        self.session.add(part)
        self.session.flush()
        return part

    def copy_at(self, spot: Spot) -> Copy | None:
        """Return what this message of ours stands for."""
        return self.session.scalar(queries.copy_at(spot.chat, spot.message))

    def stands(
        self, request: Request, spot: Spot, role: Role, *, part: int | None = None, answer: int | None = None
    ) -> None:
        """Note what a message of ours stands for."""
        copy = Copy(chat_id=spot.chat, message_id=spot.message, request_id=request.id, part_id=part, answer_id=answer)
        copy.role = role
        self.session.merge(copy)
        self.session.flush()

    def where(self, part: Part, chat: int) -> int | None:
        """Return the id under which a part stands in a chat: its own, or that of its newest copy there."""
        if part.chat_id == chat:
            return part.message_id if part.message_id > 0 else None
        return self.session.scalar(queries.copy_of_part(part.request_id, part.id, chat))

    def counterpart(self, part: Part, chat: int) -> int | None:
        """Return what a part answers, as it stands in another chat; None where it answers nothing known there."""
        if part.replies_to is None:
            return None
        spot = Spot(part.chat_id, part.replies_to)
        answered, copy = self.at(spot), self.copy_at(spot)
        if answered is None and copy is not None and copy.part_id is not None:
            answered = self.session.get(Part, copy.part_id)
        return self.where(answered, chat) if answered is not None else None

    def cards(self, request: Request) -> Sequence[Copy]:
        """Return where experts' cards of a request stand."""
        theirs = Copy.request_id == request.id, Copy.role == Role.CARD, Copy.chat_id != request.member_id
        return self.session.scalars(select(Copy).where(*theirs).order_by(Copy.message_id).limit(200)).all()
