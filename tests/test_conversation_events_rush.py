"""A rush for few places through the chat, on both databases: nobody is told anything that is not so."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clinic import clinic
from tests.clocks import MovedClock

PEOPLE, PLACES = 24, 8
PATIENCE = 30  # seconds: they all come at once, and the machine may have other work


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], database_url: str, tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": clinic(tmp_path, PLACES), "database_url": database_url}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


async def hears_after(person: Person, words: str) -> Message:
    """Type something and wait patiently for the answer."""
    await person.says(words)
    return await person.hears(timeout=PATIENCE)


async def test_exactly_as_many_as_there_are_places_are_told_that_they_have_one_and_the_others_their_turn(
    telegram: Sandbox, helpdesk: Service
) -> None:
    people: list[Person] = [telegram.new_person(f"Person {number}") for number in range(PEOPLE)]
    await asyncio.gather(*(hears_after(person, "/start") for person in people))
    answers = await asyncio.gather(*(hears_after(person, "/register clinic") for person in people))
    turns = [found[1] for each in answers if (found := re.search(r"number (\d+) on the waiting list", each.text))]

    assert sum(each.text.startswith("You are registered.") for each in answers) == PLACES
    assert sorted(map(int, turns)) == list(range(1, PEOPLE - PLACES + 1))
