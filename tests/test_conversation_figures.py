"""Coordinators read figures in the chat: now and this month so far, and a report to forward."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from core.clock import Clock
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum

LEA = 5_000_000_900
TO_TYPE = "Which time? Type a year, a quarter or a month, such as /report 2026, /report 2026-Q4 or /report 2026-11."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """What the helpdesk is set to: a small content, and a coordinator."""
    return {**helpdesk_settings, "content_dir": museum(tmp_path), "admin_ids": (LEA,)}


@pytest.fixture
def clock() -> Clock:
    """A clock that is moved."""
    return MovedClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
async def lea(telegram: Sandbox, maria: Person) -> Person:
    """A coordinator, who has met the assistant."""
    person = telegram.new_person("Lea", id=LEA)
    await says(person, "/start")
    return person


async def says(person: Person, words: str) -> Message:
    await person.says(words)
    return await person.hears()


async def test_this_month_so_far_is_told_in_rounded_counts(
    helpdesk: Service, clock: MovedClock, maria: Person, lea: Person
) -> None:
    for words in ("Are dogs allowed?",) * 3 + ("price of tickets for children",) * 3:
        await says(maria, words)
    said = (await says(lea, "/stats")).text

    assert said.startswith("Museum desk: report for 2026-11")
    assert "2026-11 is not over: these are its figures up to 23 November 2026." in said
    assert "Until then counts are rounded down to a multiple of 5" in said
    assert "Open requests now: 0, of these without an expert: 0." in said
    assert "Questions: at least 5\nanswered, and nothing more was heard: at least 5" in said
    assert "Topics of answers: at least 5\nYour visit: at least 5" in said
    assert "New people: not shown" in said
    assert "Counts from 1 to 4, and others that would tell them, are not shown" in said


async def test_the_files_of_a_time_that_is_not_over_are_rounded_too(
    telegram: Sandbox, maria: Person, lea: Person
) -> None:
    for _ in range(6):
        await says(maria, "Are dogs allowed?")
    await lea.says("/report 2026-Q4")
    *_, table = [await lea.hears() for _ in range(3)]
    content = telegram.world.files.known(table.raw["document"]["file_id"]).upload.content.decode("utf-8-sig")

    assert '2026-Q4,questions,"answered, and nothing more was heard",5,' in content
    assert "2026-Q4,note,,,Until then counts are rounded down" in content.replace('"Until', "Until")


async def test_a_report_comes_as_three_files(lea: Person) -> None:
    await lea.says("/report 2025")
    files = [(await lea.hears()).raw["document"]["file_name"] for _ in range(3)]

    assert files == ["report-2025.pdf", "report-2025.html", "report-2025.csv"]
    assert (await lea.hears()).text.startswith("Above is the report for 2025")


@pytest.mark.parametrize("typed", ["/report", "/report the summer"])
async def test_what_is_no_period_is_answered_with_how_to_type_one(lea: Person, typed: str) -> None:
    assert (await says(lea, typed)).text.startswith(TO_TYPE)


async def test_of_the_future_there_are_no_figures(lea: Person) -> None:
    said = (await says(lea, "/report 2099")).text

    assert said.startswith("There are no figures for 2099: it has not begun.\n" + TO_TYPE)


@pytest.mark.parametrize("typed", ["/stats", "/report 2026", "/report 2025", "/report what"])
async def test_members_do_not_see_figures(maria: Person, typed: str) -> None:
    assert "not shown" not in (said := (await says(maria, typed)).text)
    assert "coordinators" in said
