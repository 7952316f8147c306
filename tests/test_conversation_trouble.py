"""When something goes wrong, the person and those in charge hear of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from delivery.reports import About, Report
from handlers.clock import tell_trouble
from knowledge.models import Question
from people.alarms import Alarms
from people.models import GroupChat, Member
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum

ADA = 5_900_000_000


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path), "admin_ids": (ADA,)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def ada(telegram: Sandbox, helpdesk: Service) -> Person:
    """A coordinator who has opened a chat."""
    ada = telegram.new_person("Ada", id=ADA)
    await ada.starts()
    await ada.hears()
    return ada


def poison(telegram: Sandbox, person: Person) -> None:
    """An update that no version of Telegram sends: its message has no date."""
    telegram.bot.updates.add("message", {"chat": person.chat().raw, "from": person.user.raw, "text": "?"}, person.id)


async def greeted(person: Person) -> None:
    await person.starts()
    await person.hears()


async def test_after_a_failure_the_person_gets_one_apology_the_chat_goes_on_and_coordinators_hear_of_it(
    maria: Person, ada: Person, telegram: Sandbox
) -> None:
    await greeted(maria)
    poison(telegram, maria)
    await maria.says("Are dogs allowed?")

    heard = {(await maria.hears()).text.split("\n")[0] for _ in range(2)}
    assert heard == {
        "Sorry, something is wrong here, and your last message was not answered.",
        "May I bring my dog?",
    }
    assert (await ada.hears()).text.startswith("1 message could not be handled and was set aside; the latest: update ")
    await maria.hears_nothing()


async def test_coordinators_hear_of_the_same_trouble_at_most_once_an_hour(
    ada: Person, clock: MovedClock, helpdesk: Service
) -> None:
    async def tell() -> None:
        await helpdesk.database.write(lambda session: tell_trouble(helpdesk.house, session))
        helpdesk.house.wake()

    def twice(session: Session) -> None:
        for detail in ("update 1", "update 2"):
            Alarms(session, clock).happened(About.DEAD, detail)

    await helpdesk.database.write(twice)
    await tell()
    assert "2 messages could not be handled and were set aside; the latest: update 2." in (await ada.hears()).text
    await helpdesk.database.write(twice)
    clock.moves(minutes=59, seconds=59)
    await tell()
    await ada.hears_nothing()
    clock.moves(seconds=1)
    await tell()

    assert "2 messages" in (await ada.hears()).text


async def test_trouble_waits_until_a_coordinator_can_be_reached(
    telegram: Sandbox, clock: MovedClock, helpdesk: Service
) -> None:
    await helpdesk.database.write(lambda session: Alarms(session, clock).happened(About.UNCERTAIN, "update 1"))
    await helpdesk.database.write(lambda session: tell_trouble(helpdesk.house, session))
    ada = telegram.new_person("Ada", id=ADA)
    await greeted(ada)
    await helpdesk.database.write(lambda session: tell_trouble(helpdesk.house, session))
    helpdesk.house.wake()

    assert (await ada.hears()).text.startswith("Of 1 message nobody knows whether it arrived; the latest: update 1.")


async def out_of_reach(person: Person, helpdesk: Service) -> bool:
    return not (await helpdesk.database.read(lambda session: session.get_one(Member, person.id))).reachable


async def is_put_out_of_reach(person: Person, helpdesk: Service) -> None:
    while not await out_of_reach(person, helpdesk):  # noqa: ASYNC110  a row in a database rings no bell
        await asyncio.sleep(0.01)


async def test_who_blocks_the_bot_is_known_to_be_out_of_reach_until_they_return(
    maria: Person, helpdesk: Service
) -> None:
    await greeted(maria)
    maria.blocks()
    await is_put_out_of_reach(maria, helpdesk)
    await greeted(maria)

    assert not await out_of_reach(maria, helpdesk)


async def test_a_refusal_to_send_is_noted_like_a_block_and_what_waited_goes_when_the_person_writes(
    maria: Person, telegram: Sandbox, helpdesk: Service
) -> None:
    await greeted(maria)
    telegram.faults.add("sendMessage", status=403, description="Forbidden: bot was blocked by the user")
    await maria.says("Are dogs allowed?")
    await is_put_out_of_reach(maria, helpdesk)
    await maria.says("How do I fly to the moon?")

    heard = {(await maria.hears()).text.split("\n")[0] for _ in range(2)}
    assert heard == {"May I bring my dog?", "None of the checked answers fits your question."}
    assert not await out_of_reach(maria, helpdesk)


async def test_a_group_that_delivery_found_moved_is_known_by_its_new_id(
    maria: Person, telegram: Sandbox, helpdesk: Service
) -> None:
    group = telegram.new_group("Museums", [maria], kind="group")
    group.add_bot()
    await maria.hears(in_=group)
    await maria.says("/ask are dogs allowed?", group)
    await maria.hears(in_=group)
    old, new = group.id, group.id - 1
    await helpdesk.database.write(
        lambda session: Report(About.MIGRATED, chat_id=old, detail=str(new)).put(
            session, helpdesk.bot_id, helpdesk.clock.now()
        )
    )
    await maria.says("/ask price of tickets", group)
    await maria.hears(in_=group)

    assert await helpdesk.database.read(lambda session: session.get(GroupChat, new)) is not None
    chats = await helpdesk.database.read(lambda session: session.scalars(select(Question.chat_id)).all())
    assert chats == [new, old]


async def test_a_right_that_is_missing_in_a_group_is_told_to_coordinators(
    maria: Person, ada: Person, telegram: Sandbox
) -> None:
    group = telegram.new_group("Museums", [maria])
    group.add_bot(admin=True)
    await maria.hears(in_=group)
    telegram.faults.add(
        "sendMessage",
        chat=group.id,
        status=400,
        description="Bad Request: not enough rights to send text messages to the chat",
    )
    await maria.says("/ask are dogs allowed?", group)

    told = (await ada.hears()).text
    assert told.startswith("Telegram does not allow the bot 1 thing in a group;")
    assert str(group.id) in told


async def test_what_waited_for_a_right_goes_when_the_bots_standing_changes(
    maria: Person, ada: Person, telegram: Sandbox
) -> None:
    group = telegram.new_group("Museums", [maria])
    group.add_bot(admin=True)
    await maria.hears(in_=group)
    telegram.faults.add(
        "sendMessage",
        chat=group.id,
        status=400,
        description="Bad Request: not enough rights to send text messages to the chat",
    )
    await maria.says("/ask are dogs allowed?", group)
    await ada.hears()
    group.demote()

    assert "guide dogs" in (await maria.hears(in_=group)).text
