"""What a group wants of the bot: it is greeted, switched off and on, thrown out, made a supergroup."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from delivery.models import InboxRow, Unreachable
from people.models import GroupAsker, GroupChat, Member
from sandbox.faults import Fault
from sandbox.groups import Group
from sandbox.methods.chatting import PERMISSIONS
from sandbox.people import Person
from sandbox.posting import member_changed
from sandbox.server import Sandbox
from tests.museum import museum

ANSWER = "No, but guide dogs may."
QUIET = "An administrator has switched this assistant off in this group."
AGAIN = "This assistant answers in this group again."
NOTICE = "This is the automatic assistant of Museum desk."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
def group(telegram: Sandbox, maria: Person, jonas: Person) -> Group:
    """Maria owns it, Jonas is in it."""
    return telegram.new_group("Museums", [maria, jonas])


async def known(helpdesk: Service, group: Group) -> GroupChat | None:
    return await helpdesk.database.read(lambda session: session.get(GroupChat, group.id))


async def stands(helpdesk: Service, group: Group, standing: str) -> GroupChat:
    """Wait until this is known of the bot's standing in a group."""
    async with asyncio.timeout(60):
        while (row := await known(helpdesk, group)) is None or row.standing != standing:  # noqa: ASYNC110  a row rings no bell
            await asyncio.sleep(0.01)
    return row


async def out_of_reach(helpdesk: Service) -> list[int]:
    """Return the chats that the bot leaves in peace."""
    return await helpdesk.database.read(lambda session: list(session.scalars(select(Unreachable.chat_id))))


def restricted(telegram: Sandbox, group: Group, *, may_write: bool) -> None:
    """Let an administrator say whether the bot may write."""
    names = (*PERMISSIONS, "can_change_info", "can_pin_messages", "can_manage_topics", "can_edit_tag")
    rights = {**dict.fromkeys(names, may_write), "is_member": True, "until_date": 0}
    owner, bot = group.owner(), telegram.bot.user
    member_changed(telegram.world, group.chat, bot, owner, {"status": "restricted", **rights})


async def on_its_way(fault: Fault) -> None:
    """Wait until a call has been made that takes its time."""
    async with asyncio.timeout(60):
        while not fault.hits:  # noqa: ASYNC110  a fault has no bell
            await asyncio.sleep(0.01)


async def test_a_group_that_adds_it_is_told_once_and_silently_what_it_does_and_keeps(
    group: Group, maria: Person, jonas: Person
) -> None:
    group.add_bot()

    said = await jonas.hears(in_=group)
    assert said.silent
    assert said.text.startswith(NOTICE)
    assert "In a group this assistant speaks only when it is asked." in said.text
    assert "Talk that is not meant for it is not kept." in said.text
    assert "An administrator of the group can switch it off with /quiet." in said.text
    assert said.buttons == []
    await maria.says("/ask are dogs allowed?", group)
    assert NOTICE not in (await jonas.hears(in_=group)).text


async def test_who_adds_it_is_not_written_to_and_not_kept(group: Group, maria: Person, helpdesk: Service) -> None:
    group.add_bot(admin=True)
    await maria.hears(in_=group)

    await maria.hears_nothing()
    assert await helpdesk.database.read(lambda session: session.scalars(select(Member.id)).all()) == []


async def test_it_comes_back_without_a_second_greeting(group: Group, maria: Person, jonas: Person) -> None:
    group.add_bot()
    await maria.hears(in_=group)
    group.remove_bot()
    group.add_bot()

    await jonas.says("/ask are dogs allowed?", group)
    assert ANSWER in (await maria.hears(in_=group)).text


async def test_the_experts_group_and_channels_are_not_greeted(
    telegram: Sandbox, helpdesk: Service, maria: Person, group: Group
) -> None:
    helpdesk.house.experts_chat_id = group.id
    group.add_bot(admin=True)
    channel = telegram.new_group("News", [maria], kind="channel")
    channel.add_bot()
    await maria.says("talk: a new exhibition", channel)
    channel.remove_bot()
    await maria.says("/ask are dogs allowed?", group)
    await maria.says("Are dogs allowed?")
    heard = [(await maria.hears(in_=group)).text, (await maria.hears()).text]

    assert all(ANSWER in text for text in heard)
    assert telegram.arrivals(channel) == []
    assert len(telegram.arrivals(group)) == 1
    assert await helpdesk.database.read(lambda session: session.get(GroupChat, channel.id)) is None
    assert await helpdesk.database.read(lambda session: session.scalars(select(Unreachable.chat_id)).all()) == []


async def test_an_administrator_switches_it_off_and_on_and_each_is_said_once(
    group: Group, maria: Person, jonas: Person, helpdesk: Service
) -> None:
    group.add_bot(admin=True)
    await jonas.hears(in_=group)
    await maria.says("/quiet", group)
    assert QUIET in (await jonas.hears(in_=group)).text
    await maria.says("/quiet", group)
    await jonas.says("/ask talk of dogs", group)
    await jonas.says(f"@{helpdesk.client.bot.username} talk of dogs", group)
    await jonas.says("/quiet", group)
    await jonas.says("/speak", group)
    await maria.says("/speak", group)

    said = await jonas.hears(in_=group)
    assert AGAIN in said.text
    await jonas.says("/ask are dogs allowed?", group)
    assert ANSWER in (await jonas.hears(in_=group)).text
    bodies = await helpdesk.database.read(lambda session: list(session.scalars(select(InboxRow.body))))
    assert not [body for body in bodies if "talk of dogs" in body]


async def test_switching_it_off_in_a_group_leaves_private_chats_and_other_groups_as_they_are(
    telegram: Sandbox, group: Group, maria: Person, jonas: Person
) -> None:
    group.add_bot(admin=True)
    other = telegram.new_group("Others", [jonas])
    other.add_bot(admin=True)
    await maria.says("/quiet", group)
    await maria.sees(QUIET, in_=group)
    await jonas.says("/ask are dogs allowed?", other)
    await jonas.says("Are dogs allowed?")

    assert ANSWER in (await jonas.sees(ANSWER, in_=other)).text
    assert ANSWER in (await jonas.hears()).text


async def test_who_is_no_administrator_is_told_so_and_nothing_changes(
    group: Group, jonas: Person, helpdesk: Service
) -> None:
    group.add_bot(admin=True)
    await jonas.hears(in_=group)
    await jonas.says("/quiet", group)

    assert "only an administrator of this group" in (await jonas.hears(in_=group)).text
    await jonas.says("/ask are dogs allowed?", group)
    assert ANSWER in (await jonas.hears(in_=group)).text


async def test_an_administrator_of_another_group_is_none_here(
    telegram: Sandbox, group: Group, maria: Person, jonas: Person
) -> None:
    group.add_bot(admin=True)
    await jonas.hears(in_=group)
    telegram.new_group("His own", [jonas]).add_bot(admin=True)
    await jonas.says("/quiet", group)

    assert "only an administrator of this group" in (await jonas.hears(in_=group)).text


async def test_an_anonymous_administrator_is_one(group: Group, maria: Person, helpdesk: Service) -> None:
    group.add_bot(admin=True)
    await maria.hears(in_=group)
    await maria.says("/quiet", group, anonymous=True)

    assert QUIET in (await maria.hears(in_=group)).text
    assert await helpdesk.database.read(lambda session: session.scalars(select(Member.id)).all()) == []


async def test_while_telegram_does_not_say_who_administers_nothing_changes(
    telegram: Sandbox, group: Group, maria: Person
) -> None:
    group.add_bot(admin=True)
    await maria.hears(in_=group)
    telegram.faults.add("getChatMember", status=500)
    await maria.says("/quiet", group)
    assert "Please try again in a minute." in (await maria.hears(in_=group)).text
    await maria.says("/quiet", group)

    assert QUIET in (await maria.hears(in_=group)).text


async def test_who_lost_the_right_cannot_switch_it_on(group: Group, maria: Person, jonas: Person) -> None:
    group.add_bot(admin=True)
    group.promote_person(jonas)
    await maria.hears(in_=group)
    await jonas.says("/quiet", group)
    assert QUIET in (await maria.hears(in_=group)).text
    group.chat.members[jonas.id] = {"status": "member"}
    await jonas.says("/speak", group)
    await maria.says("/speak", group)

    assert AGAIN in (await maria.hears(in_=group)).text
    await maria.hears_nothing(in_=group)


async def test_the_experts_group_cannot_be_switched_off(group: Group, maria: Person, helpdesk: Service) -> None:
    helpdesk.house.experts_chat_id = group.id
    group.add_bot(admin=True)
    await maria.says("/quiet", group)
    assert "the experts work in this group" in (await maria.hears(in_=group)).text
    await maria.says(f"@{helpdesk.client.bot.username} are dogs allowed?", group)

    assert ANSWER in (await maria.hears(in_=group)).text


async def test_a_quiet_group_that_adds_it_again_is_told_how_to_switch_it_on(
    group: Group, maria: Person, helpdesk: Service
) -> None:
    group.add_bot()
    await maria.hears(in_=group)
    await maria.says(f"/quiet@{helpdesk.client.bot.username}", group)
    await maria.hears(in_=group)
    group.remove_bot()
    group.add_bot()

    assert "until an administrator types /speak" in (await maria.hears(in_=group)).text


async def test_what_it_is_in_a_group_is_known(group: Group, maria: Person, helpdesk: Service) -> None:
    group.add_bot()
    await stands(helpdesk, group, "member")
    group.promote()
    await stands(helpdesk, group, "administrator")
    group.demote()
    await stands(helpdesk, group, "member")
    group.remove_bot()
    await stands(helpdesk, group, "kicked")

    assert await out_of_reach(helpdesk) == [group.id]


async def test_where_it_may_not_write_it_waits_until_it_may(
    group: Group, maria: Person, telegram: Sandbox, helpdesk: Service
) -> None:
    group.add_bot()
    await maria.hears(in_=group)
    restricted(telegram, group, may_write=False)
    await stands(helpdesk, group, "restricted")
    assert await out_of_reach(helpdesk) == [group.id]
    restricted(telegram, group, may_write=True)
    await maria.says("/ask are dogs allowed?", group)

    assert ANSWER in (await maria.hears(in_=group)).text
    assert await out_of_reach(helpdesk) == []


async def test_thrown_out_in_the_middle_of_an_answer_it_leaves_the_group_in_peace(
    group: Group, maria: Person, jonas: Person, telegram: Sandbox, helpdesk: Service
) -> None:
    group.add_bot(admin=True)
    await jonas.hears(in_=group)
    slow = telegram.faults.add("sendMessage", chat=group, latency=0.6)
    await jonas.says("/ask are dogs allowed?", group)
    await on_its_way(slow)
    group.remove_bot()
    await jonas.says("Are dogs allowed?")

    assert ANSWER in (await jonas.hears()).text
    await stands(helpdesk, group, "kicked")
    assert await out_of_reach(helpdesk) == [group.id]
    assert telegram.arrivals(group, ANSWER) == []


async def test_a_group_that_becomes_a_supergroup_in_the_middle_of_an_answer_gets_it_there(
    telegram: Sandbox, maria: Person, jonas: Person, helpdesk: Service
) -> None:
    group = telegram.new_group("Small", [maria, jonas], kind="group")
    group.add_bot(admin=True)
    await jonas.hears(in_=group)
    slow = telegram.faults.add("sendMessage", chat=group, latency=0.6)
    await jonas.says("/ask are dogs allowed?", group)
    await on_its_way(slow)
    old, new = group.id, group.migrate()

    assert ANSWER in (await jonas.hears(in_=group)).text
    row = await known(helpdesk, group)
    assert (new, old) == (group.id, slow.chat)
    assert row is not None
    assert row.notice_shown_at is not None
    assert await helpdesk.database.read(lambda session: session.get(GroupChat, old)) is None
    assert await helpdesk.database.read(lambda session: session.scalars(select(GroupAsker.group_id)).all()) == [new]


async def test_a_quiet_group_is_quiet_as_a_supergroup(
    telegram: Sandbox, maria: Person, jonas: Person, helpdesk: Service
) -> None:
    group = telegram.new_group("Small", [maria, jonas], kind="group")
    group.add_bot(admin=True)
    await maria.hears(in_=group)
    await maria.says("/quiet", group)
    await maria.hears(in_=group)
    group.migrate()
    await jonas.says("/ask are dogs allowed?", group)
    await maria.says("/speak", group)

    assert AGAIN in (await maria.hears(in_=group)).text
