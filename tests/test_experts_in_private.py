"""The same work is possible without a group, in each expert's private chat."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.experts import QUESTION, Desk, at_work


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    """Experts who have no group, and have opened a chat with the bot."""
    async with at_work(telegram, helpdesk_settings, tmp_path, in_group=False) as desk:
        for expert in (desk.elena, desk.boris, desk.lea):
            await expert.starts()
            await expert.hears()
        yield desk


async def asked(desk: Desk) -> None:
    await desk.maria.says(f"/expert {QUESTION}")
    await desk.maria.presses(await desk.maria.hears(), "Send now")


async def taken(desk: Desk, by: Person) -> Message:
    """Let an expert take the request; return their card."""
    await asked(desk)
    card = await by.sees("Request 1 · received")
    await by.presses(card, "Take 1")
    await by.sees("With Elena.")
    return card


async def test_a_request_is_offered_to_experts_with_the_same_card(desk: Desk) -> None:
    await asked(desk)

    for expert in (desk.elena, desk.boris):
        card = await expert.sees("Request 1 · received")
        assert QUESTION in card.text
        assert card.buttons[0] == ["Take 1", "Answer"]
    assert not [each for each in desk.lea.screen() if "Request 1" in each.text]


async def test_who_takes_it_has_it_and_the_others_see_that(desk: Desk) -> None:
    await taken(desk, desk.elena)

    await desk.boris.sees("With Elena.")
    await desk.boris.replies(await desk.boris.sees("With Elena."), "Mine!")
    await desk.boris.sees("request 1 is with Elena")


async def test_what_the_member_adds_goes_to_the_owner_alone(desk: Desk) -> None:
    await taken(desk, desk.elena)
    await desk.maria.replies(await desk.maria.sees("Request 1 ·"), "It is a small museum.")

    await desk.elena.sees("It is a small museum.")
    assert not [each for each in desk.boris.screen() if "small museum" in each.text]


async def test_a_reply_is_shown_and_sent(desk: Desk) -> None:
    card = await taken(desk, desk.elena)
    await desk.elena.replies(card, "Ask your insurer.")
    preview = await desk.elena.sees("Answer to request 1 – not sent yet")
    assert preview.buttons[0] == ["Send", "Add more"]
    await desk.elena.presses(preview, "Send")

    await desk.maria.sees("Ask your insurer.")
    await desk.elena.sees("Delivered.")


async def test_all_that_is_written_joins_until_it_is_done(desk: Desk) -> None:
    card = await taken(desk, desk.elena)
    await desk.elena.presses(card, "Answer")
    preview = await desk.elena.sees("Press Done at the end.")
    await desk.elena.says("First thought")
    await desk.elena.sends_document("Second thought", name="plan.pdf")
    await desk.elena.sees("2. [file plan.pdf] “Second thought”")
    await desk.elena.presses(preview, "Done")
    await desk.elena.says("are dogs allowed?")
    await desk.elena.sees("guide dogs")
    await desk.elena.presses(await desk.elena.sees("Nobody outside sees it before you press Send."), "Send")
    await desk.elena.sees("Delivered.")

    got = [each.text for each in desk.maria.screen() if each.from_bot]
    assert got[-2].endswith("First thought")
    assert got[-1] == "Second thought"
    assert not [words for words in got if "dogs" in words]


async def test_words_to_the_bot_are_no_answer(desk: Desk) -> None:
    await taken(desk, desk.elena)
    await desk.elena.says("What does a ticket for groups cost?")
    await desk.elena.sees("Groups pay half.")

    assert not [each for each in desk.maria.screen() if "Groups" in each.text]


async def test_a_command_opens_what_is_sent(desk: Desk) -> None:
    await taken(desk, desk.elena)
    await desk.elena.says("/askback 1 Which town?")
    await desk.elena.presses(await desk.elena.sees("Question about request 1 – not sent yet"), "Send")

    await desk.maria.sees("Which town?")


async def test_a_member_who_types_an_experts_command_learns_nothing(desk: Desk) -> None:
    await taken(desk, desk.elena)
    for number in (1, 999):
        await desk.jonas.says(f"/reply {number} Hello")
        await desk.jonas.hears()

    said = [each.text.rpartition("\n\n")[2] for each in desk.jonas.screen() if each.from_bot]
    assert said[0] == said[1]
    assert not [each for each in desk.maria.screen() if each.text == "Hello"]


async def test_a_colleague_reads_it_in_their_own_chat(desk: Desk) -> None:
    card = await taken(desk, desk.elena)
    await desk.elena.replies(card, "Is this right?")
    preview = await desk.elena.sees("Answer to request 1 – not sent yet")
    await desk.elena.presses(preview, "Ask a colleague to check")
    await desk.elena.presses(await desk.elena.sees("Who shall read your answer"), "Boris")
    await desk.boris.sees("Is this right?")
    await desk.boris.presses(await desk.boris.sees("asks a colleague to read this answer"), "Needs changes")

    await desk.elena.sees("Boris would change something in the answer to request 1.")
    assert not [each for each in desk.maria.screen() if "Is this right?" in each.text]


async def test_earlier_answers_and_the_entry_that_may_come_of_one_are_offered_as_in_topics(desk: Desk) -> None:
    card = await taken(desk, desk.elena)
    await desk.maria.presses(await desk.maria.sees("Request 1 ·"), "Allow reuse")
    await desk.maria.sees("may be reused")
    await desk.elena.replies(card, "Share a watchman with the theatre.")
    await desk.elena.presses(await desk.elena.sees("Answer to request 1 – not sent yet"), "Send")
    await desk.elena.sees("Delivered.")
    await desk.elena.says("/close 1 Answered")
    closed = await desk.elena.sees("Request 1 is closed: Answered.")
    assert closed.buttons == [["Propose as entry"]]

    await desk.jonas.says("/expert How do other museums pay for their night watch?")
    await desk.jonas.presses(await desk.jonas.hears(), "Send now")
    await desk.elena.presses(await desk.elena.sees("Answered before, and like this one"), "Start from #1")
    await desk.elena.sees("Answer to request 2 – not sent yet")
    await desk.elena.presses(await desk.elena.sees("“Share a watchman"), "Send")
    await desk.jonas.sees("Share a watchman with the theatre.")
