"""Topics: made, lost, refused and made again, and nothing that was said is lost with them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from delivery import pacer
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.experts import Desk, at_work
from tickets.models import Request


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    """Experts at work in their group."""
    async with at_work(telegram, helpdesk_settings, tmp_path) as desk:
        yield desk


async def own_card(desk: Desk) -> Message:
    """Return Maria's card of her request."""
    return await desk.maria.sees("Request 1 ·")


async def until_there(desk: Desk, thread: int, words: str) -> Message:
    """Wait until words stand in another topic than this one."""
    while not (found := [each for each in desk.elena.screen(desk.experts) if words in each.text]) or (
        found[-1].thread == thread
    ):
        await desk.experts.chat.bell.heard()
    return found[-1]


async def test_a_removed_topic_is_made_again_with_its_card_and_last_messages(desk: Desk) -> None:
    card = await desk.asked()
    for number in range(7):
        await desk.maria.replies(await own_card(desk), f"detail {number}")
    await desk.elena.sees("detail 6", in_=desk.experts, timeout=60)
    await desk.elena.deletes_topic(desk.experts, card.thread or 0)
    await desk.maria.replies(await own_card(desk), "The east gate is open.")
    await until_there(desk, card.thread or 0, "The east gate is open.")

    (thread,) = [each for each in desk.experts.topics if each != 1]
    words = [each.text for each in desk.elena.screen(desk.experts, thread) if "text" in each.raw]
    assert words[0].startswith("Request 1 · received")
    assert [each.rpartition("\n")[2] for each in words[1:]] == [
        *(f"detail {number}" for number in range(3, 7)),
        "The east gate is open.",
    ]
    assert await desk.every(select(Request.thread_id)) == [thread]

    await asyncio.sleep(1)
    assert [each for each in desk.experts.topics if each != 1] == [thread]
    await desk.elena.presses(await desk.elena.sees("Request 1 · received", in_=desk.experts), "Take 1")
    await desk.elena.sees("With Elena.", in_=desk.experts, thread=thread)


async def test_an_open_preview_goes_on_in_the_new_topic(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.replies(card, "An answer in the making")
    await desk.elena.sees("“An answer in the making”", in_=desk.experts)
    await desk.elena.deletes_topic(desk.experts, card.thread or 0)
    await desk.maria.replies(await own_card(desk), "The east gate is open.")
    preview = await until_there(desk, card.thread or 0, "“An answer in the making”")
    await desk.elena.presses(preview, "Send")

    await desk.maria.sees("An answer in the making")


async def test_a_topic_that_cannot_be_made_is_told_and_asked_for_again(desk: Desk) -> None:
    desk.experts.promote(rights={"can_manage_topics": False})
    await desk.maria.says("/expert How do others pay for a night watch?")
    await desk.maria.presses(await desk.maria.hears(), "Send now")
    await desk.maria.sees("it could not be put before the experts yet")
    await desk.maria.replies(await own_card(desk), "It is urgent.")
    desk.experts.promote()

    await desk.elena.sees("Request 1 · received", in_=desk.experts)
    await desk.elena.sees("It is urgent.", in_=desk.experts)
    await desk.maria.sees("The experts have your request 1 now.")


async def test_nobody_waits_and_nothing_is_lost_by_the_limit_of_the_group(desk: Desk) -> None:
    await desk.asked()
    await desk.asked(desk.jonas, "How do others feed their cats?", number=2)
    pacer.GROUP_SECONDS = 5.0
    maria, jonas = await own_card(desk), await desk.jonas.sees("Request 2 ·")
    for number in range(9):
        await desk.maria.replies(maria, f"watch {number:02}")
        await desk.jonas.replies(jonas, f"cats {number:02}")
        await desk.maria.sees("Added to request 1")
    paul = desk.telegram.new_person("Paul")
    await paul.says("/help")
    await paul.hears(timeout=60)
    assert not [each for each in desk.elena.screen(desk.experts) if "cats 08" in each.text]
    await desk.elena.sees("watch 08", in_=desk.experts, timeout=60)
    await desk.elena.sees("cats 08", in_=desk.experts, timeout=60)

    for word in ("watch", "cats"):
        said = [each.text[-2:] for each in desk.elena.screen(desk.experts) if f"{word} " in each.text[-9:]]
        assert said == [f"{number:02}" for number in range(9)]


async def test_a_closed_topic_is_made_again(desk: Desk) -> None:
    card = await desk.asked()
    desk.experts.promote(rights={"can_manage_topics": False})
    await desk.lea.closes_topic(desk.experts, card.thread or 0)
    await desk.maria.replies(await own_card(desk), "The east gate is open.")
    while await desk.every(select(Request.topic)) != ["refused"]:  # noqa: ASYNC110  nothing rings when a row changes
        await asyncio.sleep(0.05)
    desk.experts.promote()

    await until_there(desk, card.thread or 0, "The east gate is open.")


async def test_titles_follow_the_state_at_most_every_ten_seconds(desk: Desk) -> None:
    card = await desk.asked()
    thread = card.thread or 0
    desk.later(seconds=11)
    await desk.elena.presses(card, "Take 1")
    await desk.titled(thread, "#1 with an expert · ")
    await desk.sent("An answer.", card)
    await desk.maria.replies(await own_card(desk), "Not quite.")
    await desk.elena.sees("Not quite.", in_=desk.experts)
    assert desk.experts.topics[thread].startswith("#1 with an expert · ")
    await desk.elena.says("/close 1 Answered", desk.experts, thread)
    await desk.elena.sees("Request 1 · closed", in_=desk.experts)
    assert desk.experts.topics[thread].startswith("#1 with an expert · ")
    desk.later(seconds=11)
    await desk.titled(thread, "#1 closed · ")

    edits = [post for post in desk.experts.chat.posts.values() if "forum_topic_edited" in post.raw]
    assert len(edits) == 2


async def test_a_group_that_moves_takes_its_requests_with_it(desk: Desk) -> None:
    await desk.asked()
    old = desk.service.house.experts_chat_id
    new = desk.experts.migrate()
    desk.experts.make_forum()
    while desk.service.house.experts_chat_id == old:  # noqa: ASYNC110  nothing rings when a tick has looked
        await asyncio.sleep(0.05)
    assert desk.service.house.experts_chat_id == new
    await desk.maria.replies(await own_card(desk), "The east gate is open.")

    await desk.elena.sees("The east gate is open.", in_=desk.experts)


async def test_a_request_taken_in_private_is_worked_on_there_too(desk: Desk) -> None:
    await desk.asked()
    await desk.elena.says("/take 1")
    card = await desk.elena.sees("Request 1 · with an expert")
    assert card.buttons[0] == ["Answer", "Ask requester"]
    await desk.maria.replies(await own_card(desk), "The east gate is open.")
    await desk.elena.sees("The east gate is open.")
    await desk.elena.sees("The east gate is open.", in_=desk.experts)
    await desk.elena.replies(await desk.elena.sees("The east gate is open."), "Close it, then.")
    await desk.elena.presses(await desk.elena.sees("Answer to request 1 – not sent yet"), "Send")

    await desk.maria.sees("Close it, then.")


async def test_what_became_of_an_answer_does_not_make_topics_without_end(desk: Desk) -> None:
    card = await desk.asked()
    answer = await desk.sent("An answer.", card)
    await desk.elena.deletes_topic(desk.experts, card.thread or 0)
    await desk.maria.replies(answer, "The east gate is open.")
    brought = await until_there(desk, card.thread or 0, "The east gate is open.")
    await desk.maria.replies(answer, "The west gate, too.")
    await desk.elena.sees("The west gate, too.", in_=desk.experts, thread=brought.thread)

    assert list(desk.experts.topics) == [1, brought.thread]


async def test_a_topic_that_is_removed_again_and_again_is_made_once_a_minute(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.deletes_topic(desk.experts, card.thread or 0)
    await desk.maria.replies(await own_card(desk), "The east gate is open.")
    brought = await until_there(desk, card.thread or 0, "The east gate is open.")
    await desk.elena.deletes_topic(desk.experts, brought.thread or 0)
    await desk.maria.replies(await own_card(desk), "The west gate, too.")
    while await desk.every(select(Request.topic)) != ["refused"]:  # noqa: ASYNC110  nothing rings when a row changes
        await asyncio.sleep(0.05)
    assert list(desk.experts.topics) == [1]
    desk.later(minutes=1)

    await desk.elena.sees("The west gate, too.", in_=desk.experts)


async def test_who_asks_while_no_topic_can_be_made_is_told_within_a_minute_and_when_it_can(desk: Desk) -> None:
    fault = desk.telegram.faults.add("createForumTopic", status=500, times=None)
    await desk.maria.says("/expert How do others pay for a night watch?")
    await desk.maria.presses(await desk.maria.hears(), "Send now")
    await desk.maria.sees("Request 1 · received")
    desk.later(minutes=1, seconds=1)
    await desk.maria.sees("it could not be put before the experts yet")
    desk.telegram.faults.waiting.remove(fault)
    desk.later(minutes=1, seconds=1)

    await desk.elena.sees("Request 1 · received", in_=desk.experts, timeout=60)
    await desk.maria.sees("The experts have your request 1 now.")


async def test_in_a_topic_a_command_without_a_number_means_its_request(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.says("/take 1x", desk.experts, card.thread)
    await desk.elena.sees("such as /take 12", in_=desk.experts, thread=card.thread)
    await desk.elena.says("/take", desk.experts, card.thread)
    await desk.elena.sees("Request 1 is yours now.", in_=desk.experts, thread=card.thread)
    await desk.elena.says("/reply Share a watchman.", desk.experts, card.thread)
    await desk.elena.presses(await desk.elena.sees("1. “Share a watchman.”", in_=desk.experts), "Send")
    await desk.maria.sees("Share a watchman.")
    await desk.elena.says("/close Answered", desk.experts)
    await desk.elena.sees("such as /close 12", in_=desk.experts)
    await desk.elena.says("/close Answered", desk.experts, card.thread)

    await desk.maria.sees("Your request 1 is closed.")
