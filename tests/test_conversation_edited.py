"""A question that is edited soon after it was answered is answered again; other edits are let pass."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from core.clock import Clock
from handlers.edited import EDITS_COUNT
from knowledge.models import Gap
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.museum import museum

FOR_THE_EDITED = "You have edited your question. This is the answer to the new words:\n\n"
MISSED = "xyzzy qwrtz blorp"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


@pytest.fixture
async def maria(maria: Person) -> Person:
    await maria.starts()
    await maria.hears()
    return maria


async def test_an_edited_question_is_answered_again_and_says_so(maria: Person) -> None:
    question = await maria.says("price of tickets for groups")
    await maria.hears()
    await maria.edits(question, "Are dogs allowed?")

    assert (await maria.hears()).text.startswith(f"{FOR_THE_EDITED}May I bring my dog?")
    await maria.edits(question, "is entry free for kids")
    assert (await maria.hears()).text.startswith(f"{FOR_THE_EDITED}What does a ticket for children cost?")


async def test_a_slip_that_was_mended_leaves_the_editors_list(maria: Person, helpdesk: Service) -> None:
    question = await maria.says(MISSED)
    await maria.hears()
    await maria.edits(question, "Are dogs allowed?")
    await maria.hears()

    assert await helpdesk.database.read(lambda session: session.scalars(select(Gap)).all()) == []


async def test_who_waits_for_an_answer_to_the_first_words_goes_on_waiting(maria: Person, helpdesk: Service) -> None:
    question = await maria.says(MISSED)
    await maria.presses(await maria.hears(), "Tell me when there is an answer")
    await maria.hears()
    await maria.edits(question, "Are dogs allowed?")
    await maria.hears()

    assert len(await helpdesk.database.read(lambda session: session.scalars(select(Gap)).all())) == 1


async def test_other_edits_are_let_pass(maria: Person, helpdesk: Service) -> None:
    command, thanks = await maria.says("/help"), await maria.says("thanks")
    question = await maria.says("Are dogs allowed?")
    for _ in range(3):
        await maria.hears()
    await maria.edits(command, "Are dogs allowed?")
    await maria.edits(thanks, "Are dogs allowed?")
    await maria.edits(question, "Are  dogs allowed? ")
    await maria.edits(question, "thanks")
    await maria.edits(question, "/help")
    await maria.edits(question, "2")
    await maria.says("Are dogs allowed?")

    assert (await maria.hears()).text.startswith("May I bring my dog?")
    await maria.hears_nothing()
    assert helpdesk.registry.get_sample_value("helpdesk_updates_dead_total") == 0


async def test_an_edit_after_an_hour_is_tidying_up(maria: Person, helpdesk: Service) -> None:
    question = await maria.says("price of tickets for groups")
    await maria.hears()
    assert isinstance(helpdesk.clock, MovedClock)
    helpdesk.clock.moves(seconds=EDITS_COUNT.total_seconds() + 1)
    await maria.edits(question, "Are dogs allowed?")

    await maria.hears_nothing()
