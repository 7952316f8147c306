"""Three taps after an event, at most once, and without a name."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from events.surveys import Surveys
from sandbox.people import Person
from tests.clinic import clinic, greeted, presses, says
from tests.clocks import MovedClock

NOBODY = "This choice is not open to you, or no longer."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": clinic(tmp_path)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def maria(maria: Person) -> Person:
    return await greeted(maria)


@pytest.fixture
async def jonas(jonas: Person) -> Person:
    return await greeted(jonas)


class TestAfterwards:
    async def surveyed(self, helpdesk: Service, clock: MovedClock, person: Person) -> Any:
        """Let the clinic be over, and hear the first question."""
        await says(person, "/register clinic")
        clock.moves(days=17)
        helpdesk.look_now()
        return await person.sees("is over. Three short questions")

    async def test_three_taps_are_kept_once_without_a_name(
        self, maria: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        message = await self.surveyed(helpdesk, clock, maria)
        await maria.presses(message, "Useful")
        await maria.presses(await maria.sees("How well was it organised?"), "Very well")
        last = await maria.sees("Would you recommend it")
        thanks = await presses(maria, last, "Yes")
        await maria.forges_press(thanks, "evsurvey:clinic:310")
        again = await maria.hears()
        results = await helpdesk.database.read(lambda session: Surveys(session).results("clinic"))

        assert thanks.text.startswith("Thank you for your answers.")
        assert again.text.startswith("You have answered these questions already.")
        assert results == {"useful": {"1": 1}, "organised": {"0": 1}, "recommend": {"0": 1}}

    async def test_nobody_answers_before_it_is_over(self, maria: Person, helpdesk: Service) -> None:
        told = await maria.forges_press(await says(maria, "/register clinic"), "evsurvey:clinic:000", wait=True)

        assert told is not None
        assert told["text"].startswith(NOBODY)
        assert await helpdesk.database.read(lambda session: Surveys(session).results("clinic")) == {}

    async def test_who_was_not_there_answers_nothing(
        self, maria: Person, jonas: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        await self.surveyed(helpdesk, clock, maria)
        told = await jonas.forges_press(await says(jonas, "/events"), "evsurvey:clinic:000", wait=True)

        assert told is not None
        assert told["text"].startswith(NOBODY)
        assert await helpdesk.database.read(lambda session: Surveys(session).results("clinic")) == {}
