"""Coordinators hear what an event still needs: conclusions afterwards, and before it a guide without gaps."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.chores import Chores
from bot.serve import Service
from core.clock import Clock
from events.programme import Programme
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.programme_at import Clinic, content

LEA = 5_900_000_001
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": content(tmp_path), "admin_ids": (LEA,)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock(FRIDAY)


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chores.Chores.ticks", lambda _: {})


@pytest.fixture
def clinic(helpdesk: Service, clock: MovedClock) -> Clinic:
    return Clinic(helpdesk, clock)


@pytest.fixture
def chores(helpdesk: Service) -> Chores:
    return Chores(helpdesk.house, helpdesk.owner, helpdesk.metrics, helpdesk.renewal, helpdesk.telling, lambda: True)


@pytest.fixture
async def lea(telegram: Sandbox, helpdesk: Service) -> Person:
    lea = telegram.new_person("Lea", id=LEA)
    await lea.starts()
    await lea.hears()
    return lea


async def test_three_and_seven_days_after_an_event_its_conclusions_are_asked_for(
    clinic: Clinic, chores: Chores, lea: Person
) -> None:
    async def nudged(day: int, hour: int) -> None:
        await clinic.is_seen_at(datetime(2026, 12, day, hour, tzinfo=UTC))
        await chores.nudge()

    await clinic.is_published(guide="")
    for day, hour in ((10, 10), (12, 10), (14, 8)):  # the 12th is a Saturday
        await nudged(day, hour)
    await lea.hears_nothing()
    await nudged(14, 10)
    three = await lea.hears()
    for day in (15, 16):
        await nudged(day, 10)
    await lea.hears_nothing()
    await nudged(17, 10)
    seven = await lea.hears()
    await nudged(18, 10)

    assert three.text.startswith("“Green Deal clinic” was 5 days ago, and no conclusions are published yet.")
    assert "Type /followup clinic to publish them." in three.text
    assert three.buttons == [["Add conclusions", "Attendees"]]
    assert seven.text.startswith("“Green Deal clinic” was 8 days ago")
    await lea.hears_nothing()


async def test_where_conclusions_are_published_nobody_is_asked(clinic: Clinic, chores: Chores, lea: Person) -> None:
    await clinic.is_published(guide="")
    await clinic.is_seen_at(datetime(2026, 12, 10, 10, tzinfo=UTC))
    await clinic.does(
        lambda session: Programme(session, clinic.clock).edit("clinic", follow_up="https://museum.example.org/after")
    )
    await clinic.is_seen_at(datetime(2026, 12, 14, 10, tzinfo=UTC))
    await chores.nudge()

    await lea.hears_nothing()


async def test_ten_days_before_an_event_what_its_guide_leaves_open_can_be_filled_in(
    clinic: Clinic, chores: Chores, lea: Person
) -> None:
    await clinic.is_published()
    await clinic.is_seen_at(datetime(2026, 11, 27, 10, tzinfo=UTC))
    await chores.nudge()
    await lea.hears_nothing()
    for day in (30, 30):
        await clinic.is_seen_at(datetime(2026, 11, day, 10, tzinfo=UTC))
        await chores.nudge()
    told = await lea.hears()
    await lea.presses(told, "Fill in: Contact")

    assert told.text == (
        "“Green Deal clinic” is in 9 days, and its practical guide is not complete.\n"
        "Still open:\n"
        "– Contact\n"
        "People who come read that these are not published yet."
    )
    assert "Contact" in (await lea.hears()).text
    await lea.hears_nothing()
