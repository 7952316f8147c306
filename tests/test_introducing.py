"""A running helpdesk tells Telegram what it is and can, and nobody waits for that."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from delivery.reports import About
from people.access import COMMANDS, FOR_ADMINISTRATORS, IN_GROUPS, commands_for
from people.models import Alarm, Introduction, RoleName
from people.roles import Roles
from sandbox.commands import offered
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum

ABOUT = "Answers about the museum."


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path, f"about: {ABOUT}")}


async def until(helpdesk: Service, holds: Callable[[], bool]) -> None:
    """Let what is done again and again be done until this holds."""
    async with asyncio.timeout(60):
        while not holds():
            helpdesk.look_now()
            await asyncio.sleep(0.05)


async def granted(helpdesk: Service, person: Person) -> None:
    def grant(session: Session) -> None:
        Roles(session, helpdesk.clock).grant(person.id, RoleName.COORDINATOR)

    await helpdesk.database.write(grant)


def offers(telegram: Sandbox, person: Person) -> tuple[str, ...]:
    """Return what Telegram offers this person to type in the private chat."""
    return tuple(each["command"] for each in offered(telegram.bot, person.chat(), person.user))


async def test_at_its_start_it_tells_its_commands_and_what_it_is(
    telegram: Sandbox, maria: Person, jonas: Person, helpdesk: Service
) -> None:
    await until(helpdesk, lambda: ("short_description", "") in telegram.bot.about)
    group = telegram.new_group("Museums", [maria, jonas])

    assert offers(telegram, maria) == commands_for(RoleName.MEMBER)
    assert tuple(each["command"] for each in offered(telegram.bot, group.chat, maria.user)) == FOR_ADMINISTRATORS
    assert tuple(each["command"] for each in offered(telegram.bot, group.chat, jonas.user)) == IN_GROUPS
    assert telegram.bot.about["short_description", ""] == ABOUT
    assert telegram.bot.about["description", ""].startswith(ABOUT)


async def test_who_is_granted_a_role_is_offered_its_commands_until_it_is_revoked(
    telegram: Sandbox, maria: Person, helpdesk: Service
) -> None:
    await maria.says("/start")
    await maria.hears()
    await granted(helpdesk, maria)
    await until(helpdesk, lambda: offers(telegram, maria) == tuple(COMMANDS))
    await helpdesk.database.write(lambda session: Roles(session, helpdesk.clock).revoke(maria.id))
    await until(helpdesk, lambda: offers(telegram, maria) == commands_for(RoleName.MEMBER))

    def about_her(session: Session) -> list[str]:
        return list(session.scalars(select(Introduction.about).where(Introduction.about.contains(str(maria.id)))))

    assert await helpdesk.database.read(about_her) == []


async def test_who_has_a_role_and_no_chat_with_the_bot_gets_its_commands_with_the_first_message(
    telegram: Sandbox, maria: Person, helpdesk: Service
) -> None:
    await granted(helpdesk, maria)
    await until(helpdesk, lambda: ("short_description", "") in telegram.bot.about)
    assert offers(telegram, maria) == commands_for(RoleName.MEMBER)
    await maria.says("/start")
    await maria.hears()

    await until(helpdesk, lambda: offers(telegram, maria) == tuple(COMMANDS))


async def test_while_telegram_wants_a_long_pause_of_these_people_are_answered(
    telegram: Sandbox, maria: Person, helpdesk: Service
) -> None:
    for method in ("setMyCommands", "setMyDescription"):
        telegram.faults.add(method, retry_after=3600, times=None)
    await until(helpdesk, lambda: bool(telegram.called("setMyCommands")))
    await maria.says("Are dogs allowed?")

    assert "guide dogs" in (await maria.hears()).text


async def test_what_telegram_refuses_alarms_nobody_and_is_told_again_the_next_day(
    telegram: Sandbox, helpdesk: Service, clock: MovedClock
) -> None:
    telegram.faults.add("setMyShortDescription", status=400, description="Bad Request: description is too odd")
    await until(helpdesk, lambda: bool(telegram.called("setMyShortDescription")))
    assert ("short_description", "") not in telegram.bot.about
    refused = select(Introduction.about).where(Introduction.again_at.is_not(None))
    async with asyncio.timeout(60):
        while not await helpdesk.database.read(lambda session: session.scalar(refused)):  # noqa: ASYNC110  a row rings no bell
            await asyncio.sleep(0.01)
    clock.moves(days=1)
    await until(helpdesk, lambda: ("short_description", "") in telegram.bot.about)

    alarms = await helpdesk.database.read(lambda session: set(session.scalars(select(Alarm.kind))))
    assert not alarms & set(About)
