"""Experts see what waits, take it, hand it over, close it, go away; coordinators give and take roles."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from core.clock import Clock
from core.press import press
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.experts_at_work import ANNA, CLARA, asked, hears, request
from tests.museum import museum
from tickets.duty_buttons import CLOSE, CLOSE_FOR, HAND, HAND_TO, LOOK, STAY, TAKE, TAKE_OVER
from tickets.states import Reason, State

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path), "admin_ids": (CLARA,)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock(MONDAY)


async def test_what_waits_is_listed_taken_and_then_ones_own(helpdesk: Service, maria: Person, anna: Person) -> None:
    number = await asked(helpdesk, maria)

    await anna.says("/queue")
    listed = await hears(anna, "1 request waits for an expert")
    assert "Who restores wooden frames?" in listed.text
    await anna.presses(listed, f"Take {number}")
    await hears(anna, f"Request {number} is yours now")
    await hears(maria, f"An expert has taken your request {number}")
    await anna.says("/mine")
    assert "with an expert" in (await hears(anna, "You have 1 open request")).text
    await anna.says("/queue")
    await hears(anna, "Nobody waits")


async def test_who_comes_second_is_told_who_has_it(
    helpdesk: Service, maria: Person, anna: Person, boris: Person
) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take #{number}")
    await hears(anna, "is yours now")

    for command in (f"/take {number}", f"/close {number} Answered", f"/handover {number} {ANNA}"):
        await boris.says(command)
        await hears(boris, f"Request {number} is with Anna. Nothing was done.")
    assert (await request(helpdesk, number)).owner_id == ANNA


async def test_a_request_goes_to_a_colleague_by_name_number_or_button_and_to_a_topic(
    helpdesk: Service, maria: Person, anna: Person, boris: Person
) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")

    await anna.says(f"/handover {number} @nobody")
    await hears(anna, "No expert is called @nobody here")
    await anna.says(f"/handover {number}")
    await anna.presses(await hears(anna, f"Who shall have request {number}?"), "Boris")
    await hears(anna, f"Request {number} is with Boris now")
    await hears(boris, f"Anna has handed request {number} to you")
    await boris.says(f"/handover {number} anna")
    await hears(boris, f"Request {number} is with Anna now")
    await anna.says(f"/handover {number} boris")
    await hears(anna, f"Request {number} is with Boris now")
    await boris.says(f"/handover {number} {ANNA}")
    await hears(boris, f"Request {number} is with Anna now")
    assert (await request(helpdesk, number)).owner_id == ANNA


async def test_closing_asks_for_a_reason_and_tells_it(helpdesk: Service, maria: Person, anna: Person) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")

    await anna.says(f"/close {number} because")
    await hears(anna, "is no reason. Nothing was closed")
    await anna.says(f"/close {number}")
    await hears(anna, f"Why is request {number} closed?")
    await anna.says("Out of scope")
    await hears(anna, f"Request {number} is closed: Out of scope")
    await hears(maria, "outside what this helpdesk can help with")
    closed = await request(helpdesk, number)
    assert (closed.state, closed.reason) == (State.CLOSED, Reason.OUT_OF_SCOPE)


@pytest.mark.parametrize(
    "command", ["/queue", "/mine", "/take 1", "/handover 1", "/close 1", "/history 1", "/away 7.1"]
)
async def test_a_member_learns_that_these_are_for_experts_and_nothing_else(
    helpdesk: Service, maria: Person, jonas: Person, command: str
) -> None:
    await asked(helpdesk, maria)

    await jonas.says(command)
    told = await hears(jonas, "Only the experts of this helpdesk can do that")
    assert "1" not in told.text


@pytest.mark.parametrize("typed", ["", "twelve", "0", "-1", "1.5", "99999999999999999999", "#"])
async def test_what_is_no_number_is_answered_with_how_it_is_typed(helpdesk: Service, anna: Person, typed: str) -> None:
    await anna.says(f"/take {typed}".strip())
    await hears(anna, "/take 12")


async def test_a_number_that_does_not_exist_says_nothing_of_others(helpdesk: Service, anna: Person) -> None:
    await anna.says("/take 4711")
    told = await anna.hears()
    assert "4711" not in told.text


async def test_going_away_gives_back_what_is_ones_own(
    helpdesk: Service, maria: Person, anna: Person, boris: Person
) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")

    for typed in ("", "soon", "2020-01-01", "31.2.", "23.11.", "2030-01-01"):
        await anna.says(f"/away {typed}".strip())
        await hears(anna, "Until when are you away?")
    await anna.says("/away 7.1.")
    told = await hears(anna, "You are back on")
    assert "7 January 2027" in told.text
    assert "1 open request of yours is in the queue again" in told.text
    assert (await request(helpdesk, number)).owner_id is None
    await boris.says(f"/handover {number}")
    await hears(boris, "nobody has taken this request yet")
    await anna.says("/away off")
    await hears(anna, "Welcome back")


async def test_the_history_says_who_did_what(helpdesk: Service, maria: Person, anna: Person) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")

    await anna.says(f"/history {number}")
    told = await hears(anna, "taken (Anna)")
    assert "sent (Maria)" in told.text


async def test_coordinators_give_and_take_roles_by_number_only(
    helpdesk: Service, maria: Person, clara: Person, anna: Person
) -> None:
    number = await asked(helpdesk, maria)
    for wrong in ("/grant", "/grant @jonas expert", f"/grant {maria.id}", f"/grant {maria.id} king"):
        await clara.says(wrong)
        await hears(clara, "Type the person's numeric id and the role")
    await clara.says("/grant 4242 expert languages=english")
    await hears(clara, "english is no language")
    await clara.says("/grant 4242 expert topics=paintings,frames languages=en,fr hours=Mon-Thu 10:00-15:00")
    told = await hears(clara, "4242 (4242) is an expert now")
    assert "paintings · frames · en · fr · Mon-Thu 10:00-15:00" in told.text
    assert "not opened a chat" in told.text

    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")
    await clara.says(f"/revoke {ANNA}")
    assert "1 open request of theirs" in (await hears(clara, "Anna has no role any more")).text
    await anna.says("/queue")
    await hears(anna, "Only the experts")
    await clara.says(f"/revoke {CLARA}")
    await hears(clara, "by the operator's settings")
    await anna.says(f"/grant {ANNA} coordinator")
    assert "now" not in (await anna.hears()).text.partition("\n")[0]


async def test_a_coordinator_takes_over_what_another_has(
    helpdesk: Service, maria: Person, anna: Person, clara: Person
) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")

    await clara.says(f"/close {number} Answered")
    refused = await hears(clara, f"Request {number} is with Anna")
    await clara.forges_press(refused, press(TAKE_OVER, number))
    await hears(clara, f"Request {number} is yours now")
    await hears(anna, f"Clara has taken over request {number}")
    await clara.says(f"/close {number} Answered")
    await hears(maria, "is closed")


async def test_a_forged_press_of_a_member_does_nothing(helpdesk: Service, maria: Person, jonas: Person) -> None:
    number = await asked(helpdesk, maria)
    await jonas.says("/start")
    greeting = await jonas.hears()

    for kind in (TAKE, TAKE_OVER, HAND, CLOSE, STAY, LOOK):
        told = await jonas.forges_press(greeting, press(kind, number), wait=True)
        assert told is not None
        assert told["text"].startswith("Only the experts")
    for data in (f"{CLOSE_FOR}:{number}:0", f"{HAND_TO}:{number}:9", f"{TAKE}:", f"{TAKE}:zz:1", f"{CLOSE_FOR}:1:99"):
        assert await jonas.forges_press(greeting, data, wait=True)
    untouched = await request(helpdesk, number)
    assert (untouched.state, untouched.owner_id) == (State.RECEIVED, None)
