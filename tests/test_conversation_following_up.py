"""A short question soon after an answer may be about that answer; later it stands by itself."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from core.clock import Clock
from handlers.questions.asking import FOLLOWS
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.gallery import gallery

SHORT, WHICH = "tell me of room 3", "Which of these is closest to your question?"
ROOM = "Room 3 of wing-3"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": gallery(tmp_path)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


async def answer(person: Person, words: str) -> str:
    await person.says(words)
    return (await person.hears()).text


async def test_a_short_question_is_about_the_answer_just_before(maria: Person) -> None:
    assert ROOM in await answer(maria, "tell me of room 3 in wing-3")

    assert (await answer(maria, SHORT)).startswith(ROOM)


async def test_what_was_chosen_counts_as_the_answer_just_before(maria: Person) -> None:
    await maria.says(SHORT)
    choice = await maria.hears()
    assert WHICH in choice.text
    place = next(line[0] for line in choice.text.splitlines() if line.endswith(ROOM))
    assert (await answer(maria, place)).startswith(ROOM)

    assert (await answer(maria, SHORT)).startswith(ROOM)


async def test_it_stands_by_itself_after_ten_minutes_and_for_somebody_else(
    maria: Person, telegram: Sandbox, helpdesk: Service
) -> None:
    await answer(maria, "tell me of room 3 in wing-3")
    assert WHICH in await answer(telegram.new_person("Jonas"), SHORT)
    assert isinstance(helpdesk.clock, MovedClock)
    helpdesk.clock.moves(seconds=FOLLOWS.total_seconds() + 1)

    assert WHICH in await answer(maria, SHORT)
