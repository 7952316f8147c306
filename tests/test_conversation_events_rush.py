"""A rush for few places through the chat, on both databases: nobody is told anything that is not so."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clinic import clinic
from tests.clocks import MovedClock

PEOPLE, PLACES = 16, 6
PATIENCE = 200  # seconds: they all come at once, and the machine may have much other work
_TOLD = re.compile(r"(?P<place>You are registered\.)|number (?P<turn>\d+) on the waiting list")


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], database_url: str, tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": clinic(tmp_path, PLACES), "database_url": database_url}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


async def told(person: Person) -> re.Match[str]:
    """Ask for a place as one's first word, and wait for what becomes of it, whatever else is said meanwhile."""
    await person.says("/register clinic")
    while (found := _TOLD.search((await person.hears(timeout=PATIENCE)).text)) is None:
        pass
    return found


async def test_exactly_as_many_as_there_are_places_are_told_that_they_have_one_and_the_others_their_turn(
    telegram: Sandbox, helpdesk: Service
) -> None:
    people = [telegram.new_person(f"Person {number}") for number in range(PEOPLE)]
    answers = await asyncio.gather(*(told(person) for person in people))
    turns = [int(each["turn"]) for each in answers if each["turn"]]

    assert sum(bool(each["place"]) for each in answers) == PLACES
    assert sorted(turns) == list(range(1, PEOPLE - PLACES + 1))
