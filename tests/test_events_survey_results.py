"""Three taps of everybody become counts for coordinators, and never tell who said what."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from core.clock import Clock
from events.models import SurveyAnswer
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.programme_at import Clinic, content

LEA = 5_900_000_001
EVENING = datetime(2026, 12, 9, 17, 0, tzinfo=UTC)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": content(tmp_path), "admin_ids": (LEA,)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock(datetime(2026, 12, 8, 20, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chores.Chores.ticks", lambda _: {})


async def opened(telegram: Sandbox, name: str, **facts: Any) -> Person:
    """Return somebody who has started the bot and read its first words."""
    person = telegram.new_person(name, **facts)
    await person.starts()
    await person.hears()
    return person


async def answers(person: Person, *labels: str) -> str:
    """Tap an answer to each question and return the last words."""
    await person.sees("Three short questions")
    for label, words in zip(labels, ("How well was it", "Would you recommend", "Thank you"), strict=True):
        message = next(one for one in reversed(person.screen()) if any(label in row for row in one.buttons))
        await person.presses(message, label)
        last = await person.sees(words)
    return last.text


async def test_what_everybody_taps_is_counted_and_small_counts_are_hidden(
    helpdesk: Service, telegram: Sandbox, clock: MovedClock
) -> None:
    clinic = Clinic(helpdesk, clock)
    lea = await opened(telegram, "Lea", id=LEA)
    people = [await opened(telegram, f"Person {number}") for number in range(11)]
    await clinic.is_published(reminders=())
    await clinic.is_come_to_by(*people)
    await clinic.is_seen_at(EVENING)
    for person in people[:4]:
        thanks = await answers(person, "Very useful", "Very well", "Yes")
    for person in people[4:10]:
        await answers(person, "Useful", "Very well", "Yes")
    early = await below_the_list(lea)
    clock.moves(days=6)
    await people[10].presses(await people[10].sees("Three short questions"), "Useful")
    late = await people[10].sees("answers were taken until")
    caption = await below_the_list(lea)
    said = await helpdesk.database.read(lambda session: session.scalars(select(SurveyAnswer)).all())

    assert thanks.startswith("Thank you for your answers.")
    assert "Survey: answers are taken until 15 December 2026." in early
    assert "Yes" not in early
    assert late.text.endswith("Thank you all the same. Nothing was kept.")
    assert "Survey: 10 people answered." in caption
    assert "Very useful: few · Useful: few · A little useful: 0 · Not useful: 0" in caption
    assert "Yes: 10 · Perhaps: 0 · No: 0" in caption
    assert {column.key for column in SurveyAnswer.__table__.columns} == {"id", "event_id", "said"}
    assert len(said) == 10


async def below_the_list(coordinator: Person) -> str:
    """Return what stands below the list of the clinic's people."""
    await coordinator.says("/attendees clinic")
    return str((await coordinator.hears()).raw["caption"])
