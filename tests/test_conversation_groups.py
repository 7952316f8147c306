"""In a group the bot speaks only when it is meant: short, silent, in place, and keeps nothing else."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from delivery.models import Handling, InboxRow
from knowledge.models import Question
from people.models import GroupChat, Member
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.museum import museum

NOTICE = "This is the automatic assistant of Museum desk."
ANSWER = "No, but guide dogs may."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
async def group(telegram: Sandbox, maria: Person, jonas: Person) -> Group:
    """Both are in it, and have read what the bot said when it was added."""
    group = telegram.new_group("Museums", [maria, jonas])
    group.add_bot(admin=True)
    for person in (maria, jonas):
        await person.hears(in_=group)
    return group


@pytest.fixture
def old_group(telegram: Sandbox, maria: Person, jonas: Person) -> Group:
    """The bot was added to it before it knew that this can be heard of."""
    group = telegram.new_group("Old friends", [maria, jonas])
    group.chat.members[telegram.bot.id] = {"status": "member"}
    return group


@pytest.fixture
def name(telegram: Sandbox) -> str:
    return f"@{telegram.bot.user.username}"


async def words_kept(helpdesk: Service) -> list[str]:
    rows = await helpdesk.database.read(
        lambda session: [row.body for row in session.scalars(select(InboxRow).where(InboxRow.state == Handling.DONE))]
    )
    return [row for row in rows if "talk" in row]


@pytest.mark.parametrize(
    "ask",
    ["{name} are dogs allowed?", "Are dogs {name} allowed?", "/ask are dogs allowed?", "/ask{name} are dogs allowed"],
)
async def test_who_mentions_it_or_asks_is_answered_silently_in_reply(
    ask: str, group: Group, name: str, maria: Person
) -> None:
    question = await maria.says(ask.format(name=name), group)

    said = await maria.hears(in_=group)
    assert ANSWER in said.text
    assert said.silent
    assert said.reply_to == question.id


async def test_a_reply_to_the_bot_is_a_question(group: Group, name: str, maria: Person, jonas: Person) -> None:
    await maria.says(f"{name} are dogs allowed?", group)
    answer = await jonas.hears(in_=group)
    await jonas.replies(answer, "What does a ticket for groups cost?")

    assert "Groups pay half." in (await jonas.hears(in_=group)).text


async def test_a_reply_to_words_of_the_bot_that_answer_nobody_is_a_question_too(
    group: Group, maria: Person, helpdesk: Service
) -> None:
    await helpdesk.client.call("sendMessage", {"chat_id": group.id, "text": "Good morning"})
    greeting = await maria.hears(in_=group)
    await maria.replies(greeting, "Are dogs allowed?")

    assert ANSWER in (await maria.hears(in_=group)).text


async def test_the_notice_comes_once_for_a_group_and_once_for_a_person(
    old_group: Group, name: str, maria: Person, jonas: Person
) -> None:
    await maria.says(f"/ask{name} are dogs allowed?", old_group)
    first = await maria.hears(in_=old_group)
    await jonas.says(f"/ask{name} are dogs allowed?", old_group)
    second = await maria.hears(in_=old_group)
    await jonas.says("Are dogs allowed?")

    assert NOTICE in first.text
    assert NOTICE not in second.text
    assert NOTICE in (await jonas.hears()).text


async def test_talk_among_people_is_neither_answered_nor_kept(
    group: Group, maria: Person, jonas: Person, helpdesk: Service
) -> None:
    said = await maria.says("talk: are dogs allowed?", group)
    await jonas.replies(said, "talk: not this one")
    await jonas.says("/start talk", group)
    await jonas.says("@somebody talk", group)
    await maria.edits(said, "talk: are cats allowed?")
    await maria.sends_photo("talk of a picture", to=group)
    await jonas.says("/ask are dogs allowed?", group)

    assert ANSWER in (await jonas.hears(in_=group)).text
    assert await words_kept(helpdesk) == []
    assert await helpdesk.database.read(lambda session: session.get(Member, maria.id)) is None


async def test_an_edited_question_is_not_answered_again_and_its_new_words_are_not_kept(
    group: Group, maria: Person, jonas: Person, helpdesk: Service
) -> None:
    question = await maria.says("/ask are dogs allowed?", group)
    await maria.hears(in_=group)
    await maria.edits(question, "/ask price of tickets, and some talk")
    await jonas.says("/ask are dogs allowed?", group)

    assert (await maria.hears(in_=group)).reply_to != question.id
    await maria.hears_nothing(in_=group)
    assert await words_kept(helpdesk) == []


async def test_in_a_topic_the_answer_stays_there_and_plain_talk_in_it_is_no_reply_to_the_bot(
    telegram: Sandbox, maria: Person, helpdesk: Service, name: str
) -> None:
    forum = telegram.new_group("Forum", [maria], forum=True)
    forum.add_bot(admin=True)
    await maria.hears(in_=forum)
    made = await helpdesk.client.call("createForumTopic", {"chat_id": forum.id, "name": "Dogs"})
    thread = made["message_thread_id"]
    await maria.says("Are dogs allowed?", forum, thread)
    await maria.says(f"{name} are dogs allowed?", forum, thread)

    said = await maria.hears(in_=forum)
    assert ANSWER in said.text
    assert said.thread == thread
    assert telegram.called("sendMessage", forum)[-1].params["message_thread_id"] == thread
    await maria.hears_nothing(in_=forum)


async def test_of_several_answers_one_is_chosen_by_a_reply_with_its_number(group: Group, maria: Person) -> None:
    await maria.says("/ask price of tickets", group)
    asked = await maria.hears(in_=group)
    first = next(line[3:] for line in asked.text.splitlines() if line.startswith("1. "))
    await maria.replies(asked, "1")

    chosen = await maria.hears(in_=group)
    assert "Reply to this message with its number." in asked.text
    assert chosen.text.startswith(first)
    assert chosen.links["Go on in private"] == asked.links["Go on in private"]


async def test_another_persons_number_is_no_choice(group: Group, maria: Person, jonas: Person) -> None:
    await maria.says("/ask price of tickets", group)
    asked = await jonas.hears(in_=group)
    await jonas.replies(asked, "1")

    assert "You cannot choose 1 here now." in (await jonas.hears(in_=group)).text


async def test_the_only_button_takes_the_question_to_a_private_chat_of_who_asked(
    group: Group, maria: Person, jonas: Person, telegram: Sandbox
) -> None:
    await maria.says("/ask price of tickets", group)
    asked = await maria.hears(in_=group)
    address = asked.links["Go on in private"]
    assert asked.buttons == [["Go on in private"]]
    start = f"https://t.me/{telegram.bot.user.username}?start="
    assert address.startswith(start)

    await maria.starts(address.removeprefix(start))
    assert "Which of these is closest" in (await maria.hears()).text
    await jonas.starts(address.removeprefix(start))
    assert "This choice is not open to you, or no longer." in (await jonas.hears()).text


async def test_who_is_not_a_person_of_that_name_is_not_answered(group: Group, maria: Person) -> None:
    await maria.says("/ask are dogs allowed?", group, anonymous=True)

    await maria.hears_nothing(in_=group)


async def test_start_and_help_with_its_name_say_what_can_be_done_there(group: Group, name: str, maria: Person) -> None:
    await maria.says(f"/help{name}", group)

    assert f"Type /ask{name} and your question, mention {name}, or reply to it." in (await maria.hears(in_=group)).text


async def test_where_telegram_does_not_show_it_mentions_it_does_not_promise_to_hear_them(
    telegram: Sandbox, group: Group, name: str, maria: Person, jonas: Person
) -> None:
    group.demote()
    await maria.says(f"{name} are dogs allowed?", group)
    await maria.hears_nothing(in_=group)
    await maria.says(f"/help{name}", group)

    said = (await maria.hears(in_=group)).text
    assert f"Type /ask{name} and your question, or reply to what it said." in said
    assert f"mention {name}" not in said


async def test_without_privacy_mode_it_hears_mentions_as_a_plain_member_and_still_keeps_no_talk(
    telegram: Sandbox, group: Group, name: str, maria: Person, jonas: Person, helpdesk: Service
) -> None:
    telegram.bot.privacy = False
    group.demote()
    await jonas.says("talk of dogs: are they allowed?", group)
    await maria.says(f"{name} are dogs allowed?", group)

    assert ANSWER in (await maria.hears(in_=group)).text
    assert await words_kept(helpdesk) == []
    await maria.hears_nothing(in_=group)


async def test_an_unknown_command_is_answered_only_with_its_name(group: Group, name: str, maria: Person) -> None:
    await maria.says("/fly", group)
    await maria.says(f"/fly{name}", group)

    assert f"There is no command /fly{name}" in (await maria.hears(in_=group)).text
    await maria.hears_nothing(in_=group)


async def test_a_mention_alone_asks_for_the_question(group: Group, name: str, maria: Person) -> None:
    await maria.says(name, group)

    assert "What is your question?" in (await maria.hears(in_=group)).text


async def test_among_the_experts_a_reply_is_no_question(
    telegram: Sandbox, helpdesk: Service, maria: Person, group: Group
) -> None:
    helpdesk.house.experts_chat_id = group.id
    await maria.says("/ask are dogs allowed?", group)
    answer = await maria.hears(in_=group)
    await maria.replies(answer, "talk: what does a ticket for groups cost?")

    await maria.hears_nothing(in_=group)
    assert await words_kept(helpdesk) == []


async def test_what_is_known_of_a_group_moves_to_its_new_id(
    telegram: Sandbox, maria: Person, helpdesk: Service
) -> None:
    group = telegram.new_group("Small", [maria], kind="group")
    group.add_bot()
    await maria.hears(in_=group)
    await maria.says("/ask price of tickets", group)
    await maria.hears(in_=group)
    group.migrate()
    await maria.says("/ask are dogs allowed?", group)

    assert NOTICE not in (await maria.hears(in_=group)).text
    chats = await helpdesk.database.read(lambda session: set(session.scalars(select(Question.chat_id))))
    assert chats == {group.id}
    assert await helpdesk.database.read(lambda session: session.scalars(select(GroupChat.id)).all()) == [group.id]


async def test_a_forged_press_in_a_group_gets_a_notice_and_no_message(group: Group, maria: Person) -> None:
    await maria.says("/ask are dogs allowed?", group)
    card = await maria.hears(in_=group)
    notice = await maria.forges_press(card, "q1.1", wait=True)

    assert notice is not None
    assert notice["text"] == "This choice is not open to you, or no longer."
    await maria.hears_nothing(in_=group)
