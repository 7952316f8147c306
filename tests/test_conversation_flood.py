"""One person's flood: told once with its end, and nothing is lost in silence."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.serve import Service
from people.flood import MESSAGES
from people.members import Members
from people.models import Member
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


async def wrote_as_much_as_is_answered(person: Person, helpdesk: Service) -> None:
    """Telegram would take twenty answers to one chat in twenty seconds."""
    await person.starts()
    await person.hears()

    def write(session: Session) -> None:
        members = Members(session, helpdesk.clock)
        member = session.get_one(Member, person.id)
        while member.window_count < MESSAGES:
            members.wrote(member)

    await helpdesk.database.write(write)


async def test_a_flood_is_told_once_when_it_can_be_written_again(maria: Person, helpdesk: Service) -> None:
    await wrote_as_much_as_is_answered(maria, helpdesk)
    for _ in range(3):
        await maria.says("Are dogs allowed?")

    assert (await maria.hears()).text == (
        "You have sent more than 20 messages within a minute, so the assistant pauses.\n"
        "This message, and what you send before the pause ends, will not be answered.\n"
        "You can write again at 09:01 (Lisbon); please send then what still matters."
    )
    await maria.hears_nothing()


async def test_at_the_time_that_was_told_the_assistant_answers_again(
    maria: Person, clock: MovedClock, helpdesk: Service
) -> None:
    await wrote_as_much_as_is_answered(maria, helpdesk)
    await maria.says("Are dogs allowed?")
    await maria.hears()
    clock.moves(seconds=59)
    await maria.says("Are dogs allowed?")
    await maria.hears_nothing()
    clock.moves(seconds=1)
    await maria.says("Are dogs allowed?")

    assert (await maria.hears()).text.startswith("May I bring my dog?")


async def test_one_persons_flood_does_not_silence_another(maria: Person, jonas: Person, helpdesk: Service) -> None:
    await wrote_as_much_as_is_answered(maria, helpdesk)
    await maria.says("Are dogs allowed?")
    await maria.hears()
    await jonas.says("Are dogs allowed?")

    assert "May I bring my dog?" in (await jonas.hears()).text


async def test_presses_count_like_messages(maria: Person, helpdesk: Service) -> None:
    await maria.says("price of tickets")
    asked = await maria.hears()
    await wrote_as_much_as_is_answered(maria, helpdesk)
    await maria.presses(asked, "1")

    await maria.sees("so the assistant pauses")


async def test_a_flood_in_a_group_is_told_there(maria: Person, telegram: Sandbox, helpdesk: Service) -> None:
    group = telegram.new_group("Museums", [maria])
    group.add_bot(admin=True)
    await maria.hears(in_=group)
    await wrote_as_much_as_is_answered(maria, helpdesk)
    await maria.says("/ask are dogs allowed?", group)

    assert "so the assistant pauses" in (await maria.hears(in_=group)).text
