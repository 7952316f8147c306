"""Once a week coordinators hear what the knowledge needs, and fill in from there what is open."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.chores import Chores
from bot.serve import Service
from core.clock import Clock
from delivery.models import OutboxRow
from knowledge.models import Gap
from people.working_hours import at_work
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum

ADA = 5_900_000_001
MONDAY_MORNING = datetime(2026, 11, 23, 8, 59, tzinfo=UTC)  # in Lisbon, too
GUIDE = """---
id: visit
question: How to visit us
topic: visit
sources:
  - https://museum.example.org/
checked: 2026-03-02
review_by: 2026-12-01
fields:
  - id: door
    name: Which door
---

Come in.

## Arriving {#arriving}

The door: {{door}}.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return museum(tmp_path)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": folder, "admin_ids": (ADA,)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock(MONDAY_MORNING)


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chores.Chores.ticks", lambda _: {})


@pytest.fixture
async def ada(telegram: Sandbox, helpdesk: Service) -> Person:
    ada = telegram.new_person("Ada", id=ADA)
    await ada.starts()
    await ada.hears()
    return ada


@pytest.fixture
def chores(helpdesk: Service) -> Chores:
    return Chores(helpdesk.house, helpdesk.owner, helpdesk.metrics, helpdesk.renewal, helpdesk.telling, lambda: True)


def weekly_calls(session: Session) -> int:
    return session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.key.startswith("weekly/"))) or 0


@pytest.fixture
def something_to_do(folder: Path) -> None:
    (folder / "guides").mkdir()
    (folder / "guides" / "visit.md").write_text(GUIDE)
    late = folder / "faq" / "visit" / "dogs.md"
    late.write_text(late.read_text().replace("2099-03-02", "2026-11-01"))


class TestWithSomethingToDo:
    """A review is overdue, another due soon, and a field is open."""

    @pytest.fixture(autouse=True)
    def to_do(self, something_to_do: None) -> None: ...

    async def test_it_comes_on_monday_with_the_first_working_hour_and_once(
        self, ada: Person, chores: Chores, clock: MovedClock
    ) -> None:
        await chores.sum_up()
        await ada.hears_nothing()
        clock.moves(minutes=1)
        await chores.sum_up()
        told = await ada.hears()
        clock.moves(days=4)
        await chores.sum_up()
        await ada.hears_nothing()
        clock.moves(days=3)
        await chores.sum_up()

        assert "1. May I bring my dog? (dogs): was due on 1 November 2026" in told.text
        assert "2. How to visit us (visit): due on 1 December 2026" in told.text
        assert "visit: Which door" in told.text
        assert "What the knowledge needs this week" in (await ada.hears()).text

    async def test_what_is_open_is_filled_in_from_there(
        self, ada: Person, chores: Chores, clock: MovedClock, maria: Person
    ) -> None:
        clock.moves(minutes=1)
        await chores.sum_up()
        await ada.presses(await ada.hears(), "Fill in: Which door")
        asked = await ada.hears()
        await ada.says("The red one")
        preview = await ada.hears()
        await ada.presses(preview, "Publish")
        await ada.hears()
        await maria.says("Arriving")

        assert "Which door" in asked.text
        assert "The door: The red one." in preview.text
        assert "The door: The red one." in (await maria.hears()).text

    async def test_a_number_opens_what_is_to_be_reviewed(self, ada: Person) -> None:
        await ada.says("/edit")
        await ada.presses(await ada.hears(), "1")

        assert "Checked on 2 March 2026, to be reviewed by 1 November 2026" in (await ada.hears()).text

    async def test_at_the_weekend_nothing_comes(self, ada: Person, chores: Chores, clock: MovedClock) -> None:
        clock.moves(days=5, hours=3)
        await chores.sum_up()

        await ada.hears_nothing()


async def test_with_nothing_to_do_nothing_is_said(
    ada: Person, chores: Chores, clock: MovedClock, helpdesk: Service
) -> None:
    clock.moves(minutes=1)
    await chores.sum_up()

    assert await helpdesk.database.read(weekly_calls) == 0


async def test_what_was_not_answered_is_counted(
    ada: Person, chores: Chores, clock: MovedClock, helpdesk: Service
) -> None:
    def asked(session: Session) -> None:
        session.add(Gap(text="Cats?", language="en", reason="unknown", asked_on=clock.now().date()))

    await helpdesk.database.write(asked)
    clock.moves(minutes=1)
    await chores.sum_up()

    assert "1 question of members found no right answer. Type /gaps to see it." in (await ada.hears()).text


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        ("Mon-Fri 09:00-17:00", "2026-11-23T09:00"),
        ("Sun-Thu 08:00-12:00", "2026-11-29T08:00"),
        ("Wed 08:00-12:00", "2026-11-25T11:59"),
    ],
)
def test_within_their_hours_people_are_at_work(hours: str, moment: str) -> None:
    assert at_work(hours, datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        ("Mon-Fri 09:00-17:00", "2026-11-23T17:00"),
        ("Mon-Fri 09:00-17:00", "2026-11-28T09:00"),
        ("Sun-Thu 08:00-12:00", "2026-11-27T08:00"),
        ("Wed 08:00-12:00", "2026-11-26T11:59"),
        ("whenever", "2026-11-25T11:59"),
    ],
)
def test_outside_their_hours_they_are_not(hours: str, moment: str) -> None:
    assert not at_work(hours, datetime.fromisoformat(moment))
