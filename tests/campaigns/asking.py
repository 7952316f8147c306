"""The life of a request from its first word to its closing, as its people live it with a helpdesk that dies."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.screen import Message
from tests.campaigns.relayed import Told
from tickets.models import Copy, Request
from tickets.states import Role

ALBUM, GAP = 10, 0.2  # parts, and the seconds between two: so a phone sends them
PATIENCE = 90.0  # seconds: on a busy machine the first start of all takes long


@dataclass(slots=True)
class Asking:
    """One request: its member, its expert, and what they have said."""

    database: Database
    group: Group
    member: Person
    expert: Person
    told: Told
    number: int = 0

    async def lives(self) -> None:
        """Live from the question to the closing; AssertionError where something that must come does not."""
        await self.opens()
        await self.is_taken()
        await self.goes_on()
        await self.is_answered()
        await self.ends()

    async def opens(self) -> None:
        """Ask in two messages, and send."""
        await self.member.says(f"/expert {self.asks('question')}")
        await self.member.says(self.asks("detail"))
        await self.member.sees("Added to your question.", timeout=PATIENCE)
        await self.member.presses(await self.member.sees("Which kind of help", timeout=PATIENCE), "Send now")
        await self.member.sees("· received", timeout=PATIENCE)
        self.number = await self.found(select(Request.id).where(Request.member_id == self.member.id))

    async def is_taken(self) -> None:
        """Say something internal below the card, and take it."""
        card = await self.known(Role.CARD)
        await self.remarks(card, "before")
        await self.expert.presses(card, f"Take {self.number}")
        await self.member.sees("An expert has taken your request", timeout=PATIENCE)

    async def goes_on(self) -> None:
        """Add words, and an album of pictures and films that takes two seconds."""
        card = await self.member.sees(f"Request {self.number} ·", timeout=PATIENCE)
        await self.member.replies(card, self.asks("addition"))
        await self.expert.sees(self.told.by[self.member.id][-1], in_=self.group, timeout=PATIENCE)
        for part in range(ALBUM):
            kind = "video" if part % 3 == 1 else "photo"
            seen = self.member.content(kind, f"{self.number}/{part}".encode(), self.asks(f"{kind} {part}"))
            self.member.post({"media_group_id": f"album {self.number}", **seen}, reply_to=card)
            await asyncio.sleep(GAP)
        await self.expert.sees(self.told.by[self.member.id][-1], in_=self.group, timeout=PATIENCE)

    async def is_answered(self) -> None:
        """Answer in two messages, with a remark between them, and send both."""
        card = await self.known(Role.CARD)
        await self.expert.replies(card, self.answers("answer"))
        await self.remarks(card, "meanwhile")
        await self.expert.replies(await self.known(Role.PREVIEW), self.answers("rest"))
        preview = await self.shows(self.told.to[self.member.id][-1])
        await self.expert.presses(preview, "Send")
        got = await self.member.sees(self.told.to[self.member.id][-1], timeout=PATIENCE)
        await self.member.replies(got, self.asks("question back"))
        await self.expert.sees(self.told.by[self.member.id][-1], in_=self.group, timeout=PATIENCE)

    async def ends(self) -> None:
        """Close it."""
        card = await self.known(Role.CARD)
        await self.remarks(card, "after")
        await self.expert.says(f"/close {self.number} Answered", self.group, card.thread)
        await self.member.sees(f"Your request {self.number} is closed", timeout=PATIENCE)

    # --- saying

    def asks(self, what: str) -> str:
        """Return words of the member's that nobody else says."""
        self.told.by[self.member.id].append(f"{what}, asked by {self.member.id};")
        return self.told.by[self.member.id][-1]

    def answers(self, what: str) -> str:
        """Return words for the member that nobody else is told."""
        self.told.to[self.member.id].append(f"{what}, told {self.member.id};")
        return self.told.to[self.member.id][-1]

    async def remarks(self, card: Message, what: str) -> None:
        """Say something in the topic that must not leave it."""
        self.told.internal.append(f"internal {what}, about {self.member.id};")
        await self.expert.says(self.told.internal[-1], self.group, card.thread)

    # --- finding

    async def known(self, role: Role) -> Message:
        """Return the newest message of this role in the topic that the helpdesk knows as such."""
        mine = Copy.request_id == self.number, Copy.role == role, Copy.chat_id == self.group.id
        wanted = await self.found(select(Copy.message_id).where(*mine).order_by(Copy.message_id.desc()).limit(1))
        return next(message for message in self.group.messages if message.id == wanted)

    async def shows(self, words: str) -> Message:
        """Return the preview when it shows these words."""
        end = time.monotonic() + PATIENCE
        while words not in (preview := await self.known(Role.PREVIEW)).text:
            assert time.monotonic() < end, f"the preview does not show {words!r}"
            await asyncio.sleep(0.05)
        return preview

    async def found(self, statement: Any) -> int:
        """Return what a statement finds, when it finds something."""
        end = time.monotonic() + PATIENCE
        while (row := await self.database.read(lambda session: self._first(session, statement))) is None:
            assert time.monotonic() < end, f"nothing was found by {statement}"
            await asyncio.sleep(0.05)
        return row

    @staticmethod
    def _first(session: Session, statement: Any) -> int | None:
        found: int | None = session.scalars(statement).first()
        return found
