"""In a group so much is answered, to one and to all; who asks more is told once until when, and goes on in private."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.serve import Service
from people.groups import OF_ALL_THERE, OF_ONE_THERE, Groups
from people.members import Members
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum

ANSWER = "No, but guide dogs may."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def group(telegram: Sandbox, maria: Person, jonas: Person) -> Group:
    group = telegram.new_group("Museums", [maria, jonas])
    group.add_bot(admin=True)
    for person in (maria, jonas):
        await person.hears(in_=group)
    return group


async def asked_before(helpdesk: Service, group: Group, *people: int) -> None:
    """Telegram would take so many answers in so many seconds; count the questions without them."""

    def count(session: Session) -> None:
        groups = Groups(session, helpdesk.clock)
        for person in people:
            member = Members(session, helpdesk.clock).met(person, "Somebody", private=False)
            groups.asked(groups.spoken_to(group.id), member)

    await helpdesk.database.write(count)


async def test_who_asks_a_lot_is_told_once_and_can_go_on_in_private(
    group: Group, maria: Person, jonas: Person, helpdesk: Service, telegram: Sandbox
) -> None:
    await asked_before(helpdesk, group, *[maria.id] * OF_ONE_THERE.messages)
    for _ in range(3):
        await maria.says("/ask are dogs allowed?", group)
    told = await maria.hears(in_=group)
    await jonas.says("/ask are dogs allowed?", group)

    assert told.text == (
        "In this group, one person gets 5 answers within 5 minutes.\n"
        "Until 09:05 (Lisbon), further questions are not answered here.\n"
        "In a private chat you can go on now."
    )
    assert told.silent
    assert told.links["Go on in private"] == f"https://t.me/{telegram.bot.username}?start=ask"
    assert ANSWER in (await maria.hears(in_=group)).text
    await maria.starts("ask")
    assert "What is your question?" in (await maria.hears()).text


async def test_a_group_that_asks_a_lot_is_told_once_and_answered_again_in_time(
    group: Group, maria: Person, jonas: Person, helpdesk: Service, clock: MovedClock
) -> None:
    await asked_before(helpdesk, group, *range(1, OF_ALL_THERE.messages + 1))
    await maria.says("/ask are dogs allowed?", group)
    await jonas.says("/ask are dogs allowed?", group)
    assert (await jonas.hears(in_=group)).text == (
        "In this group, all together get 12 answers within a minute.\n"
        "Until 09:01 (Lisbon), further questions are not answered here.\n"
        "In a private chat you can go on now."
    )
    await jonas.hears_nothing(in_=group)
    clock.moves(seconds=60)
    await jonas.says("/ask are dogs allowed?", group)

    assert ANSWER in (await jonas.hears(in_=group)).text


async def test_the_experts_are_not_limited_in_their_group(
    group: Group, maria: Person, helpdesk: Service, telegram: Sandbox
) -> None:
    helpdesk.house.experts_chat_id = group.id
    await asked_before(helpdesk, group, *[maria.id] * OF_ONE_THERE.messages)
    await maria.says(f"@{telegram.bot.username} are dogs allowed?", group)

    assert ANSWER in (await maria.hears(in_=group)).text


async def test_two_people_who_ask_at_once_each_get_their_own_answer(group: Group, maria: Person, jonas: Person) -> None:
    first = await maria.says("/ask are dogs allowed?", group)
    second = await jonas.says("/ask What does a ticket for groups cost?", group)
    answers = {said.reply_to: said.text for said in [await maria.hears(in_=group) for _ in range(2)]}

    assert ANSWER in answers[first.id]
    assert "Groups pay half." in answers[second.id]
