"""Helpdesks in which requests can be sent: with two kinds of help, and with experts and a clock that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.serve import Service
from bot.settings import load_settings
from core.clock import Clock
from people.models import RoleName
from people.roles import Roles
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.conftest import running
from tests.museum import museum
from tickets.models import Part, Request
from tickets.parts import Parts

T = TypeVar("T")
QUESTION = "How do others pay for a night watch?"
CLARA = 9001
"""A coordinator by the settings, who never shows up: somebody would see the requests."""
HELP = """\
policy_topics:
  - id: art
    title: Art
    about: Paintings, sculpture, exhibitions
  - id: nature
    title: Nature
    about: Animals, dogs, plants
help:
  - id: written
    title: Written answer
    facts:
      - A curator writes to you.
  - id: tour
    title: Guided tour
    facts:
      - A curator shows you round.
    form: https://museum.example.org/tour
    needs:
      - id: topic
      - id: group
        title: Your group
        ask: Who comes with you?
      - id: by
"""


def desk(folder: Path, more: str = "") -> Path:
    """Write the content of a service with two kinds of help, and return its folder."""
    return museum(folder, HELP + more)


@dataclass
class Desk:
    """Who is there: Maria and Jonas ask, Elena answers, in the group of the experts."""

    service: Service
    experts: Group
    maria: Person
    jonas: Person
    elena: Person

    async def asked(self, question: str = QUESTION, number: int = 1) -> Message:
        """Let Maria turn to the experts with a question and nothing else; return the card that they see, pinned."""
        said = await self.maria.says(f"/expert {question}")
        await self.maria.presses(await self.maria.hears(after=said), "Send now")
        await self.maria.sees(f"Request {number} · received")
        return await self.card(number)

    async def card(self, number: int = 1) -> Message:
        """Return a request's card in the group, pinned."""
        card = await self.elena.sees(f"Request {number} ·", in_=self.experts)
        while card.id not in self.experts.chat.pinned:
            await self.experts.chat.bell.heard()
        return card

    async def sent(self, words: str, card: Message) -> Message:
        """Let Elena answer by a reply to the card, and send it; return what Maria gets."""
        await self.elena.replies(card, words)
        preview = await self.elena.sees("not sent yet", in_=self.experts, thread=card.thread)
        await self.elena.presses(preview, "Send")
        return await self.maria.sees(words)

    async def every(self, statement: Select[T]) -> list[T]:
        """Return what is in the database."""
        return await self.service.database.read(lambda session: list(session.scalars(statement)))

    def seen_by(self, person: Person) -> list[str]:
        """Return all words in somebody's private chat."""
        return [message.text for message in person.screen()]


@asynccontextmanager
async def working(
    telegram: Sandbox, settings: dict[str, Any], folder: Path, clock: Clock, more: str = ""
) -> AsyncIterator[Desk]:
    """Let a helpdesk run with its experts in a group, as long as the block; Telegram takes any number of messages."""
    elena, lea = telegram.new_person("Elena"), telegram.new_person("Lea")
    group = telegram.new_group("Experts", [lea, elena], forum=True)
    group.add_bot(admin=True)
    here = {"experts_chat_id": group.id, "admin_ids": (lea.id,), "content_dir": museum(folder, more)}

    def grant(session: Session) -> None:
        Roles(session, clock).grant(elena.id, RoleName.EXPERT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("delivery.pacer.GROUP_MOST", 1000)
        async with running(load_settings(env_file=None, **settings | here), clock) as service:
            await service.database.write(grant)
            yield Desk(service, group, telegram.new_person("Maria"), telegram.new_person("Jonas"), elena)


async def request_of(helpdesk: Service, person: Person) -> Request:
    """Return the newest request or draft of a person, as it is kept."""
    found = await requests_of(helpdesk, person)
    assert found, "there is no request"
    return found[-1]


async def requests_of(helpdesk: Service, person: Person) -> list[Request]:
    """Return all requests and drafts of a person, the oldest first."""

    def read(session: Session) -> list[Request]:
        return [each for each in session.query(Request).order_by(Request.id) if each.member_id == person.id]

    return await helpdesk.database.read(read)


async def parts_of(helpdesk: Service, request: Request) -> list[Part]:
    """Return what was written in a request, in order."""
    return await helpdesk.database.read(lambda session: Parts(session, helpdesk.clock).of(request))


async def sends(person: Person, question: str) -> Message:
    """Have a person send a request at once, and return its card."""
    said = await person.says(f"/expert {question}")
    await person.presses(await person.hears(after=said), "Send now")
    return await person.sees("· received")
