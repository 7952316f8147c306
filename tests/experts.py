"""The experts' group, and a member who turns to it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from core.clock import Clock
from people.models import RoleName
from people.roles import Roles
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.museum import museum

QUESTION = "How do others pay for a night watch?"


@pytest.fixture
def elena(telegram: Sandbox) -> Person:
    """An expert."""
    return telegram.new_person("Elena")


@pytest.fixture
def boris(telegram: Sandbox) -> Person:
    """Another expert."""
    return telegram.new_person("Boris")


@pytest.fixture
def lea(telegram: Sandbox) -> Person:
    """A coordinator, and the owner of the group."""
    return telegram.new_person("Lea")


@pytest.fixture
def group(telegram: Sandbox, lea: Person, elena: Person, boris: Person) -> Group:
    """The experts' group, with topics."""
    group = telegram.new_group("Experts", [lea, elena, boris], forum=True)
    group.add_bot(admin=True)
    return group


@pytest.fixture
def helpdesk_settings(
    helpdesk_settings: dict[str, Any], tmp_path: Path, group: Group, lea: Person
) -> dict[str, Any]:
    """A service whose experts work in a group."""
    here = {"experts_chat_id": group.id, "admin_ids": (lea.id,)}
    return helpdesk_settings | here | {"content_dir": museum(tmp_path)}


@pytest.fixture
async def helpdesk(helpdesk: Service, clock: Clock, elena: Person, boris: Person) -> AsyncIterator[Service]:
    """A running helpdesk with two experts."""

    def grant(session: Any) -> None:
        for expert in (elena, boris):
            Roles(session, clock).grant(expert.id, RoleName.EXPERT)

    await helpdesk.database.write(grant)
    yield helpdesk


async def asks(person: Person, question: str = QUESTION) -> None:
    """Turn to the experts with a question, and nothing else."""
    await person.says(f"/expert {question}")
    await person.presses(await person.sees(""), "Send now")


async def topic_of(group: Group, person: Person, number: int = 1) -> int:
    """Return the topic of a request, once its card is pinned there."""
    card = await person.sees(f"Request {number} ·", in_=group)
    assert card.thread is not None
    return card.thread


async def card_in(group: Group, person: Person, number: int = 1) -> Message:
    """Return the card of a request in the group."""
    return await person.sees(f"Request {number} ·", in_=group)
