"""Who hears, in a running helpdesk, of a request that rests; and what experts find in the morning."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.serve import Service
from core.clock import Clock
from people.models import RoleName
from people.roles import Roles
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.experts_at_work import ANNA, CLARA, asked, hears, request
from tests.museum import museum
from tickets.access import Actor
from tickets.requests import Requests
from tickets.states import Reason, State

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path), "admin_ids": (CLARA,)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(MONDAY)


async def later(helpdesk: Service, clock: Clock, **by: float) -> None:
    """Move the clock, and look at once."""
    assert isinstance(clock, MovedClock)
    clock.moves(**by)
    helpdesk.look_now("requests", "mornings")


async def test_what_nobody_takes_comes_to_the_experts_then_to_the_coordinators(
    helpdesk: Service, clock: Clock, maria: Person, anna: Person, clara: Person
) -> None:
    number = await asked(helpdesk, maria)

    await later(helpdesk, clock, days=1)
    asks = await hears(anna, f"Request {number} still waits for an expert")
    await later(helpdesk, clock, days=1)
    await hears(clara, f"Nobody has taken request {number}")
    await anna.presses(asks, f"Take {number}")
    await hears(maria, f"An expert has taken your request {number}")


async def test_a_silent_owner_is_asked_and_then_loses_it(
    helpdesk: Service, clock: Clock, maria: Person, anna: Person
) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")

    await later(helpdesk, clock, days=1)
    asks = await hears(anna, f"Request {number} waits for you")
    await anna.presses(asks, "I am on it")
    await hears(anna, "you are on request")
    await later(helpdesk, clock, days=1)
    await hears(anna, f"Request {number} waits for you")
    await later(helpdesk, clock, days=1)
    await hears(anna, f"Request {number} went back into the queue")
    await hears(maria, "waits for another expert")
    assert (await request(helpdesk, number)).owner_id is None


async def test_what_is_answered_and_rests_is_closed_after_a_warning(
    helpdesk: Service, clock: Clock, maria: Person, anna: Person
) -> None:
    number = await asked(helpdesk, maria)
    await helpdesk.database.write(lambda session: answer(session, helpdesk, number))

    await later(helpdesk, clock, days=7)
    await hears(maria, f"Your request {number} will be closed on")
    await later(helpdesk, clock, days=7)
    await hears(maria, f"Your request {number} is closed")
    closed = await request(helpdesk, number)
    assert (closed.state, closed.reason) == (State.CLOSED, Reason.ANSWERED)


async def test_in_the_morning_each_expert_hears_once_what_is_open(
    helpdesk: Service, clock: Clock, maria: Person, anna: Person, boris: Person
) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")
    waiting = await asked(helpdesk, maria, "May we borrow a painting?")

    await later(helpdesk, clock, hours=21, minutes=1)  # nine in the morning in Lisbon
    told = await hears(anna, "Good morning")
    assert f"#{number}" in told.text
    assert f"#{waiting}" in told.text
    assert f"#{number}" not in (await hears(boris, "Good morning")).text
    for _ in range(3):
        await later(helpdesk, clock, minutes=20)
        await anna.says("/mine")
        await hears(anna, "You have 1 open request")
    mornings = [each for each in anna.screen() if "Good morning" in each.text]
    assert len(mornings) == 1


async def test_who_loses_their_role_on_the_command_line_loses_their_requests(
    helpdesk: Service, clock: Clock, maria: Person, anna: Person
) -> None:
    number = await asked(helpdesk, maria)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")
    await helpdesk.database.write(lambda session: Roles(session, helpdesk.clock).revoke(ANNA))

    await later(helpdesk, clock, minutes=1)
    await hears(maria, "waits for another expert")
    assert (await request(helpdesk, number)).state == State.RECEIVED


def answer(session: Session, helpdesk: Service, number: int) -> None:
    """Let Anna have answered."""
    Requests(session, helpdesk.clock).answered(Actor(ANNA, RoleName.EXPERT), number)
