"""Coordinators read figures in the chat: the last days at a glance, and a report to forward."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.museum import museum

LEA = 5_000_000_900


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """What the helpdesk is set to: a small content, and a coordinator."""
    return {**helpdesk_settings, "content_dir": museum(tmp_path), "admin_ids": (LEA,)}


@pytest.fixture
async def lea(telegram: Sandbox, maria: Person) -> Person:
    """A coordinator, who has met the assistant."""
    person = telegram.new_person("Lea", id=LEA)
    await says(person, "/start")
    return person


async def says(person: Person, words: str) -> Message:
    await person.says(words)
    return await person.hears()


async def test_the_last_days_are_told_with_what_the_counts_mean(maria: Person, lea: Person) -> None:
    for words in ("Are dogs allowed?",) * 3 + ("price of tickets for children",) * 3:
        await says(maria, words)
    said = (await says(lea, "/stats")).text

    assert said.startswith("Museum desk: report for ")
    assert "Open requests now: 0, of these without an expert: 0." in said
    assert "Questions: 6\nanswered, and nothing more was heard: 6" in said
    assert "Topics of answers: 6\nYour visit: 6" in said
    assert "New people: not shown" in said
    assert "Counts from 1 to 4, and others that would tell them, are not shown" in said


async def test_a_report_comes_as_three_files(lea: Person) -> None:
    await lea.says("/report 2026")
    files = [(await lea.hears()).raw["document"]["file_name"] for _ in range(3)]

    assert files == ["report-2026.pdf", "report-2026.html", "report-2026.csv"]
    assert (await lea.hears()).text.startswith("Above is the report for 2026")


@pytest.mark.parametrize("typed", ["/report", "/report the summer", "/report 2999"])
async def test_what_is_no_period_is_answered_with_how_to_type_one(lea: Person, typed: str) -> None:
    assert (await says(lea, typed)).text.startswith("Which time? Type a year, a quarter or a month, such as /report 20")


@pytest.mark.parametrize("typed", ["/stats", "/report 2026", "/report what"])
async def test_members_do_not_see_figures(maria: Person, typed: str) -> None:
    assert "not shown" not in (said := (await says(maria, typed)).text)
    assert "coordinators" in said
