"""What is typed at a step of the intake is never taken for an answer unseen."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from core.clock import Clock
from sandbox.people import Person
from sandbox.screen import Message
from tests.clocks import MovedClock
from tests.desk import CLARA, desk, parts_of, request_of


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": desk(tmp_path), "admin_ids": (CLARA,)}


async def at_the_topic(maria: Person, clock: Clock) -> Message:
    """Maria has chosen a kind of help and is asked for the topic."""
    await maria.says("/expert May two classes come at once?")
    kinds = await maria.hears()
    assert isinstance(clock, MovedClock)
    clock.moves(seconds=10)
    await maria.presses(kinds, "Guided tour")
    return await maria.hears()


async def test_the_next_step_says_what_was_noted(maria: Person, helpdesk: Service, clock: Clock) -> None:
    await at_the_topic(maria, clock)
    await maria.says("I forgot my password")

    said = await maria.hears()
    assert said.text.startswith("Noted. Topic: “I forgot my password”\n")
    assert "2 of 3" in said.text


@pytest.mark.parametrize(
    ("typed", "heard"), [("delete my data", "What this assistant keeps"), ("help", "Type your question")]
)
async def test_rights_and_help_are_answered_at_any_step(
    maria: Person, helpdesk: Service, clock: Clock, typed: str, heard: str
) -> None:
    await at_the_topic(maria, clock)
    await maria.says(typed)

    assert heard in (await maria.hears()).text
    assert (await request_of(helpdesk, maria)).details == {}
    await maria.says("Nature")
    assert "2 of 3" in (await maria.hears()).text


@pytest.mark.parametrize("typed", ["sedn now", "Cancle", "Guidde tour", "send", "sedn"])
async def test_a_mistyped_button_is_no_part_of_the_question(
    maria: Person, helpdesk: Service, clock: Clock, typed: str
) -> None:
    await maria.says("/expert May two classes come at once?")
    await maria.hears()
    assert isinstance(clock, MovedClock)
    clock.moves(seconds=10)
    await maria.says(typed)

    again = await maria.hears()
    assert again.text.startswith(f"There is no button “{typed}”, so nothing was done.")
    assert again.buttons[-1] == ["Send now", "Cancel"]
    await maria.says("Send now")
    await maria.sees("· received")
    sent = await request_of(helpdesk, maria)
    assert [part.text for part in await parts_of(helpdesk, sent)] == ["May two classes come at once?"]


async def test_at_a_step_only_the_buttons_that_lead_on_count(maria: Person, helpdesk: Service, clock: Clock) -> None:
    await at_the_topic(maria, clock)
    await maria.says("sedn now")
    assert (await maria.hears()).text.startswith("There is no button “sedn now”")
    await maria.says("skpi")
    assert (await maria.hears()).text.startswith("There is no button “skpi”")
    await maria.says("7")
    assert (await maria.hears()).text.startswith("There is no button “7”")
    await maria.says("Natures")

    assert (await maria.hears()).text.startswith("Noted. Topic: “Natures”")
