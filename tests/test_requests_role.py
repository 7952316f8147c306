"""What those who ask are, is offered on the last look, and experts read it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from core.clock import Clock
from people.export import copy_of
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.desk import Desk, request_of, working

ROLES = """\
roles:
  - id: school
    title: School
  - id: guide-association
    title: Guides' association
"""


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


@pytest.fixture
async def desk(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path, clock: Clock
) -> AsyncIterator[Desk]:
    async with working(telegram, helpdesk_settings, tmp_path, clock, ROLES) as desk:
        yield desk


async def review(person: Person) -> Message:
    """Lead somebody to the last look."""
    said = await person.says("/expert How do others pay for a night watch?")
    topic = await person.hears(after=said)
    for _ in range(10):
        if topic.text.startswith("Please check"):
            return topic
        label = next(each for row in topic.buttons for each in row if each in ("Skip", "Keep private"))
        await person.presses(topic, label)
        topic = await person.hears()
    raise AssertionError("the last look never comes")


async def test_a_role_is_added_on_the_last_look_and_stands_on_the_experts_card(desk: Desk) -> None:
    look = await review(desk.maria)
    assert "Your role: not given" in look.text
    assert look.buttons == [["Add your role"], ["Send", "Change", "Cancel"]]
    await desk.maria.presses(look, "Add your role")
    asked = await desk.maria.hears()
    assert asked.text == "Your role\nWhom do you work for? Choose, or type it in your own words."
    assert asked.buttons == [["School", "Guides' association"], ["Skip", "Send now", "Cancel"]]
    await desk.maria.presses(asked, "Guides' association")
    look = await desk.maria.hears()
    assert "Your role: Guides' association" in look.text
    assert look.buttons == [["Send", "Change", "Cancel"]]
    await desk.maria.presses(look, "Send")
    assert "Role: Guides' association" in (await desk.card()).text

    request = await request_of(desk.service, desk.maria)
    assert request.requester_role == "guide-association"
    clock, person = desk.service.clock, desk.maria.id
    copy = await desk.service.database.read(lambda session: copy_of(session, clock, person))
    assert '"requester_role": "guide-association"' in copy.as_json()


async def test_a_role_is_typed_changed_and_left_out_again(desk: Desk, clock: Clock) -> None:
    look = await review(desk.maria)
    assert isinstance(clock, MovedClock)
    clock.moves(seconds=10)
    await desk.maria.presses(look, "Add your role")
    await desk.maria.hears()
    await desk.maria.says("2")
    look = await desk.maria.hears()
    assert look.text.startswith("Noted. Your role: “Guides' association”")
    await desk.maria.presses(look, "Change")
    change = await desk.maria.hears()
    await desk.maria.presses(change, "Your role")
    await desk.maria.hears()
    await desk.maria.says("a friend of the museum")
    look = await desk.maria.hears()
    assert "Your role: a friend of the museum" in look.text
    await desk.maria.presses(look, "Change")
    await desk.maria.presses(await desk.maria.hears(), "Your role")
    await desk.maria.presses(await desk.maria.hears(), "Skip")

    assert "Your role: not given" in (await desk.maria.hears()).text
    assert (await request_of(desk.service, desk.maria)).requester_role is None
