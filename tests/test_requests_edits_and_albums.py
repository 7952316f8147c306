"""What a member edits is shown before and after; an album reaches the experts whole."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.desk import Desk, working
from tickets.models import Part
from tickets.parts import ALBUM_RESTS


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def desk(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path, clock: MovedClock
) -> AsyncIterator[Desk]:
    async with working(telegram, helpdesk_settings, tmp_path, clock) as desk:
        yield desk


async def in_topic(desk: Desk, card: Message, words: str) -> Message:
    return await desk.elena.sees(words, in_=desk.experts, thread=card.thread)


async def stored(desk: Desk, count: int) -> list[Part]:
    """Wait until so many parts are there."""
    async with asyncio.timeout(60):
        while len(parts := await desk.every(select(Part).order_by(Part.id))) < count:  # noqa: ASYNC110  a row rings no bell
            await asyncio.sleep(0.01)
    return parts


async def test_an_edit_before_it_is_sent_changes_the_draft(desk: Desk) -> None:
    question = await desk.maria.says("/expert How do others pay a night watch?")
    await desk.maria.hears()
    await desk.maria.edits(question, "/expert How do others pay a day watch?")
    asked = await desk.maria.sees("Noted: the draft has your message as it reads now.")
    await desk.maria.says("Send now")
    await desk.maria.sees("“How do others pay a day watch?”")

    assert "day watch" in (await desk.card()).text
    assert asked.buttons == []


async def test_an_edit_is_shown_with_what_it_said_before(desk: Desk) -> None:
    question = await desk.maria.says("/expert How do others pay a night watch?")
    await desk.maria.presses(await desk.maria.hears(), "Send now")
    await desk.maria.sees("· received")
    card = await desk.card()
    await desk.maria.edits(question, "/expert How do others pay a day watch?")

    told = await in_topic(desk, card, "edited")
    assert "How do others pay a night watch?" in told.text
    assert "How do others pay a day watch?" in told.text
    await desk.maria.sees("The experts see your edit in request 1, and what it said before.")
    await desk.elena.sees("Nobody has taken it yet.\n\nHow do others pay a day watch?", in_=desk.experts)


async def test_an_edit_after_the_answer_calls_the_owner(desk: Desk) -> None:
    card = await desk.asked()
    mine = await desk.maria.sees("· received")
    added = await desk.maria.replies(mine, "We have 3 floors.")
    await in_topic(desk, card, "We have 3 floors.")
    await desk.sent("Hire two.", card)
    await desk.maria.edits(added, "We have 30 floors.")

    told = await in_topic(desk, card, "We have 30 floors.")
    assert "We have 3 floors." in told.text
    assert "Elena" in told.text


async def test_an_edit_that_says_the_same_tells_nobody(desk: Desk) -> None:
    await desk.asked()
    mine = await desk.maria.sees("· received")
    added = await desk.maria.replies(mine, "We have 3 floors.")
    await desk.maria.sees("Added to request 1")
    await desk.maria.edits(added, "We have 3 floors.")
    await desk.maria.says("/requests")
    await desk.maria.sees("Your open requests:")

    assert not any("see your edit" in words for words in desk.seen_by(desk.maria))


async def test_an_edit_of_what_stands_in_a_closed_request_is_not_passed_on(desk: Desk) -> None:
    await desk.asked()
    mine = await desk.maria.sees("· received")
    added = await desk.maria.replies(mine, "We have 3 floors.")
    await desk.maria.sees("Added to request 1")
    await desk.maria.says("/withdraw 1")
    await desk.maria.sees("is withdrawn")
    await desk.maria.edits(added, "We have 30 floors.")

    assert (await desk.maria.sees("so the experts do not see your edit")).buttons == [["Reopen", "My requests"]]
    assert [part.text for part in await stored(desk, 2)][1] == "We have 3 floors."


async def test_an_edit_that_arrives_before_its_message_counts(desk: Desk, telegram: Sandbox) -> None:
    card = await desk.asked()
    mine = await desk.maria.sees("· received")
    raw = {
        "message_id": 4711,
        "date": 1_795_424_400,
        "chat": mine.raw["chat"],
        "from": desk.maria.user.raw,
        "reply_to_message": mine.raw,
    }
    telegram.bot.updates.add("edited_message", {**raw, "text": "30 floors", "edit_date": 1_795_424_401}, desk.maria.id)
    telegram.bot.updates.add("message", {**raw, "text": "3 floors"}, desk.maria.id)

    assert (await in_topic(desk, card, "floors")).text.endswith("\n30 floors")


async def test_a_mixed_album_of_ten_over_two_seconds_arrives_as_one_with_every_caption(
    desk: Desk, clock: MovedClock
) -> None:
    card = await desk.asked()
    maria = desk.maria
    group = {"media_group_id": "13000000000000001"}
    for number in range(10):
        kind = "video" if number % 3 == 1 else "photo"
        maria.post({**group, **maria.content(kind, f"part {number}".encode(), f"caption {number}")})
        await stored(desk, number + 2)
        clock.moves(seconds=0.2)
    assert not any("caption" in message.text for message in desk.experts.messages)
    clock.moves(seconds=ALBUM_RESTS.total_seconds())
    await in_topic(desk, card, "caption 9")

    brought = [message for message in desk.experts.messages if "caption" in message.text]
    assert [message.text for message in brought] == [f"caption {number}" for number in range(10)]
    assert len({message.raw["media_group_id"] for message in brought}) == 1
    assert sum("Added to request 1" in words for words in desk.seen_by(maria)) == 1


async def test_an_album_that_never_ends_goes_after_six_seconds(desk: Desk, clock: MovedClock) -> None:
    card = await desk.asked()
    group = {"media_group_id": "13000000000000002"}
    for number in range(8):
        desk.maria.post({**group, **desk.maria.content("photo", f"{number}".encode(), f"caption {number}")})
        await stored(desk, number + 2)
        clock.moves(seconds=1)

    await in_topic(desk, card, "caption 0")


async def test_an_album_behind_add_goes_to_that_request_whole(desk: Desk, clock: MovedClock) -> None:
    card = await desk.asked()
    await desk.maria.says("/add 1")
    await desk.maria.sees("What do you want to add to request 1?")
    await desk.maria.sends_album(("one", "two", "three"))
    await stored(desk, 4)
    clock.moves(seconds=2)

    await in_topic(desk, card, "three")
    await desk.maria.says("Are dogs allowed?")
    await desk.maria.sees("May I bring my dog?")


async def test_every_kind_that_telegram_copies_arrives(desk: Desk) -> None:
    card = await desk.asked()
    await desk.maria.sends_voice("spoken")
    await desk.maria.sends_document("written", name="plan.pdf")
    await desk.maria.sends_video("filmed")
    for words in ("spoken", "written", "filmed"):
        await in_topic(desk, card, words)
    for send in (desk.maria.sends_location, desk.maria.sends_contact, desk.maria.sends_sticker):
        await send()
    await stored(desk, 7)
    await desk.maria.sees("Added to request 1")

    kinds = {"voice", "document", "video", "location", "contact", "sticker"}
    while not kinds <= {key for message in desk.experts.messages for key in message.raw}:
        await desk.experts.chat.bell.heard()


async def test_what_telegram_does_not_copy_is_answered_with_what_to_do(desk: Desk) -> None:
    await desk.asked()
    desk.maria.post({"story": {"chat": {"id": 1, "type": "private", "first_name": "X"}, "id": 3}})

    said = await desk.maria.sees("does not let this assistant pass on a message of this kind")
    assert "describe it in words" in said.text
