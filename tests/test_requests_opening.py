"""Turning to an expert: a question becomes a request in a few short steps, each of which can be left out."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from core.clock import Clock
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.desk import CLARA, desk, parts_of, request_of, requests_of
from tickets.states import Consent, State


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": desk(tmp_path), "admin_ids": (CLARA,)}


def later(clock: Clock, **by: float) -> None:
    assert isinstance(clock, MovedClock)
    clock.moves(**by or {"seconds": 10})


async def test_send_now_sends_at_once_and_shows_the_card(maria: Person, helpdesk: Service) -> None:
    await maria.says("/expert How do others show modern art?")
    asked = await maria.hears()
    assert "“How do others show modern art?”" in asked.text
    assert asked.buttons[-1] == ["Send now", "Cancel"]
    await maria.presses(asked, "Send now")

    card = await maria.hears()
    request = await request_of(helpdesk, maria)
    assert card.text.splitlines()[0] == f"Request {request.id} · received"
    assert "“How do others show modern art?”" in card.text
    assert "No answer time is published." in card.text
    assert card.buttons == [["Add information", "My requests"], ["Allow reuse", "Withdraw"]]
    assert (request.state, request.kind, request.consent, request.country) == (State.RECEIVED, "written", None, None)
    assert [part.text for part in await parts_of(helpdesk, request)] == ["How do others show modern art?"]


async def test_each_step_can_be_answered_and_all_is_shown_before_it_is_sent(
    maria: Person, helpdesk: Service, clock: Clock
) -> None:
    await maria.says("/expert May two classes come at once?")
    kinds = await maria.hears()
    assert "2. Guided tour: A curator shows you round." in kinds.text
    later(clock)
    await maria.presses(kinds, "Guided tour")
    topic = await maria.hears()
    assert topic.text.startswith("This request prepares the official application and does not replace it.")
    assert topic.links == {"Guided tour": "https://museum.example.org/tour"}
    assert "1 of 3 · Topic" in topic.text
    await maria.presses(topic, "Nature")
    group = await maria.hears()
    assert group.text == "2 of 3 · Your group\nWho comes with you?"
    await maria.says("Two classes of ten year olds")
    when = await maria.hears()
    assert "3 of 3 · Needed by" in when.text
    await maria.presses(when, "Skip")
    await maria.presses(await maria.hears(), "Reuse without names")

    review = await maria.hears()
    assert review.text.splitlines()[:6] == [
        "Please check your request before it is sent.",
        "“May two classes come at once?”",
        "Kind of help: Guided tour",
        "Topic: Nature",
        "Your group: Two classes of ten year olds",
        "Needed by: not given",
    ]
    assert "The answer may be reused for others, without names." in review.text
    assert "does not replace it" in review.text
    assert review.buttons == [["Send", "Change", "Cancel"]]
    await maria.says("send")
    await maria.sees("· received")
    request = await request_of(helpdesk, maria)
    assert (request.kind, request.policy_topic, request.needed_by) == ("tour", "nature", None)
    assert (request.details, request.consent) == ({"group": "Two classes of ten year olds"}, Consent.REUSE)


async def test_two_first_messages_at_once_are_one_request(maria: Person, helpdesk: Service) -> None:
    await maria.says("/expert How do we light a sculpture?")
    await maria.says("It is of white marble.")

    first, second = await maria.hears(), await maria.hears()
    assert "This is an automatic assistant" in first.text or "automatic" in first.text
    assert second.text == "Added to your question."
    (request,) = await requests_of(helpdesk, maria)
    assert [part.text for part in await parts_of(helpdesk, request)] == [
        "How do we light a sculpture?",
        "It is of white marble.",
    ]
    await maria.presses(first, "Send now")
    await maria.sees("· received")
