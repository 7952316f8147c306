"""What was written in a request: each message a part, kept at once, whatever becomes of it later."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from core.failpoint import failpoint
from core.text import clean
from tickets import member_queries, queries
from tickets.models import Part, Request
from tickets.states import Side

TEXT = "text"
MOST_A_DAY = 200  # messages of a member in one request; more would keep everybody else's from the experts' group
MOST_ALBUMS = 20  # at a time; an album has at most ten parts, so that of so many each is whole
ALBUM_RESTS = dt.timedelta(seconds=1.5)
"""An album is complete when no part has come for so long,"""
ALBUM_LASTS = dt.timedelta(seconds=6)
"""or so long after its first part."""


@dataclass(frozen=True, slots=True)
class Written:
    """A message as somebody wrote it; `kind` as Telegram calls the content, marks as Telegram gives them."""

    chat: int
    message: int
    text: str = ""
    kind: str = TEXT
    entities: Sequence[dict[str, Any]] = ()
    file: str | None = None
    filename: str | None = None
    album: str | None = None
    replies_to: int | None = None
    """The id of the message in the same chat that it answers."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Keeps each message once: a second one with the same chat and id changes nothing."""

    session: Session
    clock: Clock

    def at(self, chat: int, message: int) -> Part | None:
        """Return the part that this message is."""
        return self.session.scalar(queries.part_at(chat, message))

    def of(self, request: Request, side: Side | None = None) -> list[Part]:
        """Return what was written in a request, by one side or both, in order."""
        parts = self.session.scalars(queries.parts(request.id))
        return [part for part in parts if side is None or part.side == side]

    def add(
        self, request: Request, author: int, written: Written, side: Side = Side.MEMBER, answer: int | None = None
    ) -> Part | None:
        """Keep a message of a request, of this answer where it is an expert's; None for one that is kept already.

        A part of an album that goes to the experts waits for the others.
        """
        if self.at(written.chat, written.message) is not None:
            return None
        part = Part(
            request_id=request.id,
            answer_id=answer,
            side=side,
            author_id=author,
            chat_id=written.chat,
            message_id=written.message,
            replies_to=written.replies_to,
            album=written.album,
            kind=written.kind,
            text=clean(written.text),
            entities=list(written.entities),
            file_id=written.file,
            filename=clean(written.filename) if written.filename else None,
            said_at=self.clock.now(),
        )
        self.session.add(part)
        self.session.flush()
        return part

    def is_full(self, request: Request) -> bool:
        """Whether a request has had as many messages of its member as it takes in a day."""
        since = self.clock.now() - dt.timedelta(days=1)
        return (self.session.scalar(member_queries.written_since(request.id, since)) or 0) >= MOST_A_DAY

    def wait_for_album(self, part: Part) -> None:
        """Let the parts of an album wait until it is complete."""
        if part.album is None:
            return
        album = self.album(part)
        now = self.clock.now()
        begun = min((each.said_at for each in album if each.album_until is not None), default=now)
        until = min(now + ALBUM_RESTS, begun + ALBUM_LASTS)
        for each in album:
            if each is part or each.album_until is not None:
                each.album_until = until
        self.session.flush()

    def album(self, part: Part) -> list[Part]:
        """Return what has come of the album of a part; the part alone where it is of none."""
        if part.album is None:
            return [part]
        return list(self.session.scalars(member_queries.album(part.request_id, part.album)))

    def any_complete(self) -> bool:
        """Whether `complete_albums` would return any."""
        return self.session.scalar(member_queries.any_album_complete(self.clock.now())) is not None

    def complete_albums(self) -> list[list[Part]]:
        """Return the albums to which no further part has come for a while; each is returned once."""
        albums: dict[tuple[int, str | None], list[Part]] = {}
        for part in self.session.scalars(member_queries.complete_albums(self.clock.now())):
            albums.setdefault((part.request_id, part.album), []).append(part)
        found = list(albums.values())[:MOST_ALBUMS]
        for part in chain(*found):
            part.album_until = None
        self.session.flush()
        if found:
            failpoint("request.album")
        return found

    def move(self, parts: Sequence[Part], request: Request) -> None:
        """Put parts into another request."""
        for part in parts:
            part.request_id = request.id
        self.session.flush()

    def edit(self, part: Part, written: Written) -> str | None:
        """Keep what a message says now; return what it said before, None where it says and shows the same."""
        before, now = part.text, clean(written.text)
        same = (before, part.kind, part.file_id) == (now, written.kind, written.file)
        part.entities, part.file_id, part.filename = list(written.entities), written.file, written.filename
        if same:
            return None
        part.text, part.kind, part.edited_at = now, written.kind, self.clock.now()
        self.session.flush()
        return before

    def delete(self, part: Part) -> None:
        """Forget a part."""
        self.session.delete(part)
        self.session.flush()


def question_of(parts: Sequence[Part]) -> str:
    """Return the words of a question that was written in one or several messages."""
    return "\n\n".join(part.text for part in parts if part.text and part.side == Side.MEMBER)
