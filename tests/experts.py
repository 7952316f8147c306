"""A helpdesk whose experts work: in a group with topics, or each in private."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Select

from bot.demo_clock import DemoClock
from bot.serve import Service
from bot.settings import load_settings
from delivery import pacer, sender
from handlers.experts import previews
from people.models import RoleName
from people.roles import Roles
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.conftest import running
from tests.museum import museum

T = TypeVar("T")
QUESTION = "How do others pay for a night watch?"


@dataclass
class Desk:
    """Who is there: Maria and Jonas ask; Elena and Boris answer; Lea coordinates."""

    telegram: Sandbox
    service: Service
    group: Group | None
    maria: Person
    jonas: Person
    elena: Person
    boris: Person
    lea: Person
    clock: DemoClock
    settings: dict[str, Any]
    runs: running

    @property
    def experts(self) -> Group:
        """The group."""
        assert self.group is not None
        return self.group

    async def asked(self, person: Person | None = None, question: str = QUESTION, number: int = 1) -> Message:
        """Let somebody turn to the experts with a question and nothing else; return the card that experts see."""
        person = person or self.maria
        await person.says(f"/expert {question}")
        await person.presses(await person.hears(), "Send now")
        await person.sees(f"Request {number} · received")
        return await self.card(number)

    async def card(self, number: int = 1) -> Message:
        """Return a request's card in the group, pinned."""
        card = await self.elena.sees(f"Request {number} ·", in_=self.experts)
        while card.id not in self.experts.chat.pinned:
            await self.experts.chat.bell.heard()
        return card

    async def sent(self, words: str, card: Message, by: Person | None = None) -> Message:
        """Let an expert answer by a reply to the card, and send it; return what the member gets."""
        by = by or self.elena
        await by.replies(card, words)
        await by.presses(await by.sees("not sent yet", in_=card.chat), "Send")
        return await self.maria.sees(words)

    async def restarted(self) -> None:
        """Let the helpdesk end and begin again with what it has kept."""
        await self.runs.__aexit__()
        self.runs = running(load_settings(env_file=None, **self.settings), self.clock)
        self.service = await self.runs.__aenter__()

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.clock.ahead += timedelta(**by)
        self.service.look_now("topics", "requests", "albums", "expiry")

    async def titled(self, thread: int, title: str) -> None:
        """Wait until a topic's title begins so."""
        while not self.experts.topics[thread].startswith(title):
            await self.experts.chat.bell.heard()

    async def every(self, statement: Select[T]) -> list[T]:
        """Return what is in the database."""
        return await self.service.database.read(lambda session: list(session.scalars(statement)))

    def seen_by(self, person: Person) -> list[str]:
        """Return all words in somebody's private chat."""
        return [message.text for message in person.screen()]


@asynccontextmanager
async def at_work(
    telegram: Sandbox,
    settings: dict[str, Any],
    folder: Path,
    *,
    in_group: bool = True,
    minute: float = 0.3,
) -> AsyncIterator[Desk]:
    """Let a helpdesk run with its experts, as long as the block.

    `minute` is how many seconds the minute lasts in which a group takes 20 messages; previews follow quickly.
    """
    elena, boris, lea = (telegram.new_person(name) for name in ("Elena", "Boris", "Lea"))
    group = telegram.new_group("Experts", [lea, elena, boris], forum=True) if in_group else None
    if group is not None:
        group.add_bot(admin=True)
    here = {"experts_chat_id": group.id if group else None, "admin_ids": (lea.id,), "content_dir": museum(folder)}
    clock = DemoClock()

    def grant(session: Any) -> None:
        for expert in (elena, boris):
            Roles(session, clock).grant(expert.id, RoleName.EXPERT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacer, "GROUP_SECONDS", minute)
        patch.setattr(sender, "POLL", 0.03)
        patch.setattr(previews, "SETTLES", timedelta(milliseconds=100))
        runs = running(load_settings(env_file=None, **settings | here), clock)
        service = await runs.__aenter__()
        await service.database.write(grant)
        maria, jonas = telegram.new_person("Maria"), telegram.new_person("Jonas")
        desk = Desk(telegram, service, group, maria, jonas, elena, boris, lea, clock, settings | here, runs)
        try:
            yield desk
        finally:
            await desk.runs.__aexit__()
