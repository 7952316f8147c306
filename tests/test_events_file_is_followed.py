"""The file of events is taken over at the start and whenever it changes; a broken one changes nothing and is told."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from events.models import Event, EventState
from events.moments import Moment
from events.programme import Programme
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clinic import clinic, greeted
from tests.clocks import MovedClock

ADA = 5_900_000_001


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return clinic(tmp_path)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": folder, "admin_ids": (ADA,)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def ada(telegram: Sandbox, helpdesk: Service) -> Person:
    return await greeted(telegram.new_person("Ada", id=ADA))


async def titles(helpdesk: Service) -> dict[str, str]:
    """Return the title of each event by its id."""
    rows = await helpdesk.database.read(lambda session: session.execute(select(Event.id, Event.title)).all())
    return {row[0]: row[1] for row in rows}


def written(folder: Path, old: str, new: str) -> None:
    """Change the file of events."""
    file = folder / "events.yaml"
    file.write_text(file.read_text().replace(old, new))


async def test_the_events_are_there_before_anybody_is_answered(ada: Person, helpdesk: Service) -> None:
    assert await titles(helpdesk) == {
        "clinic": "Green Deal clinic",
        "webinar": "Smart webinar",
        "forum": "The forum",
    }


async def test_a_change_of_the_file_is_taken_over(ada: Person, helpdesk: Service, folder: Path) -> None:
    written(folder, "Smart webinar", "Smarter webinar")
    await helpdesk.renewal.programme.look()

    assert (await titles(helpdesk))["webinar"] == "Smarter webinar"


async def test_a_broken_file_changes_nothing_and_coordinators_hear_of_it_once(
    ada: Person, helpdesk: Service, folder: Path
) -> None:
    written(folder, "    title: Smart webinar\n", "    titel: Smarter webinar\n")
    for _ in range(3):
        await helpdesk.renewal.programme.look()
    told = await ada.hears()
    await ada.hears_nothing()

    assert told.text.startswith("The file of events is broken:\nevents.yaml:14: `title` is missing; add it\n")
    assert "Nothing of it was taken over." in told.text
    assert (await titles(helpdesk))["webinar"] == "Smart webinar"


async def test_what_is_broken_at_one_look_alone_is_perhaps_half_written(
    ada: Person, helpdesk: Service, folder: Path
) -> None:
    written(folder, "    title: Smart webinar\n", "    titel: Smarter webinar\n")
    await helpdesk.renewal.programme.look()
    written(folder, "    titel: Smarter webinar\n", "    title: Smarter webinar\n")
    await helpdesk.renewal.programme.look()
    await ada.hears_nothing()

    assert (await titles(helpdesk))["webinar"] == "Smarter webinar"


async def test_what_was_changed_in_the_chat_stays_while_the_file_says_the_same(
    ada: Person, helpdesk: Service, folder: Path
) -> None:
    clock, moved = helpdesk.clock, Moment(date(2026, 12, 10), time(9, 30))
    await helpdesk.database.write(lambda session: Programme(session, clock).reschedule("clinic", moved))
    written(folder, "Smart webinar", "Smarter webinar")
    await helpdesk.renewal.programme.look()
    event = await helpdesk.database.read(lambda session: session.get_one(Event, "clinic"))

    assert (event.starts, event.state) == (moved, EventState.PUBLISHED)


async def test_a_guide_that_the_file_waited_for_is_enough(ada: Person, helpdesk: Service, folder: Path) -> None:
    guide = folder / "guides" / "clinic-guide.md"
    words = guide.read_text()
    guide.unlink()
    written(folder, "Green Deal clinic", "Blue Deal clinic")
    for _ in range(2):
        await helpdesk.renewal.look()
        await helpdesk.renewal.programme.look()
    assert (await titles(helpdesk))["clinic"] == "Green Deal clinic"
    guide.write_text(words)
    await helpdesk.renewal.look()
    await helpdesk.renewal.programme.look()

    assert (await titles(helpdesk))["clinic"] == "Blue Deal clinic"
