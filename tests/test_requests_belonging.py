"""Which request something belongs to that a member sends, and what they are told of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import Clock
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.desk import Desk, working
from tickets.models import Part, Request
from tickets.states import State


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def desk(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path, clock: Clock
) -> AsyncIterator[Desk]:
    async with working(telegram, helpdesk_settings, tmp_path, clock) as desk:
        yield desk


async def answered(desk: Desk, clock: MovedClock, words: str = "Ask your insurer first.") -> Message:
    """Let Maria's first request be answered, a while ago."""
    card = await desk.asked()
    answer = await desk.sent(words, card)
    await desk.maria.sees("· answered")
    clock.moves(minutes=5)
    return answer


async def in_topic(desk: Desk, card: Message, words: str) -> Message:
    return await desk.elena.sees(words, in_=desk.experts, thread=card.thread)


async def states(desk: Desk) -> list[str]:
    return await desk.every(select(Request.state).order_by(Request.id))


async def test_a_reply_to_the_card_joins_the_request_in_any_open_state(desk: Desk) -> None:
    card = await desk.asked()
    mine = await desk.maria.sees("Request 1 · received")
    await desk.maria.replies(mine, "It is a small museum.")

    assert (await desk.maria.sees("Added to request 1")).text == "Added to request 1: the experts will see it."
    await in_topic(desk, card, "It is a small museum.")


async def test_a_reply_to_an_answer_joins_its_request_however_many_are_open(desk: Desk, clock: MovedClock) -> None:
    answer = await answered(desk, clock)
    second = await desk.asked("Who insures paintings?", 2)
    await desk.maria.replies(answer, "The insurer wants a guard.")

    await in_topic(desk, await desk.card(), "The insurer wants a guard.")
    assert await states(desk) == [State.WITH_EXPERT, State.RECEIVED]
    assert "wants a guard" not in " ".join(
        message.text for message in desk.experts.messages if message.thread == second.thread
    )


async def test_text_joins_the_one_answered_request_and_can_be_taken_out_again(desk: Desk, clock: MovedClock) -> None:
    await answered(desk, clock)
    await desk.maria.says("Are dogs allowed?")
    said = await desk.maria.sees("Added to request 1")
    relayed = await in_topic(desk, await desk.card(), "Are dogs allowed?")
    assert said.buttons == [["It was a new question"]]
    assert await states(desk) == [State.WITH_EXPERT]
    await desk.maria.presses(said, "It was a new question")

    assert (await desk.maria.sees("May I bring my dog?")).buttons[-1] == ["Add to request 1"]
    await desk.maria.sees("· answered")
    assert await states(desk) == [State.ANSWERED]
    while relayed.id in desk.experts.chat.posts:
        await desk.experts.chat.bell.heard()
    assert [part for part in await desk.every(select(Part.text)) if "dogs" in part] == []


async def test_it_is_taken_out_once_however_often_it_is_pressed(desk: Desk, clock: MovedClock) -> None:
    await answered(desk, clock)
    await desk.maria.says("Are dogs allowed?")
    said = await desk.maria.sees("Added to request 1")
    await desk.maria.presses(said, "It was a new question")
    await desk.maria.sees("May I bring my dog?")
    notice = await desk.maria.presses(said, "It was a new question", wait=True)

    assert notice is not None
    assert notice["text"].startswith("This choice is not open to you, or no longer.")


async def test_thank_you_joins_nothing_and_reopens_nothing(desk: Desk, clock: MovedClock) -> None:
    answer = await answered(desk, clock)
    for words in ("Thank you!", "ok", "merci beaucoup"):
        await desk.maria.says(words)
    await desk.maria.replies(answer, "Thanks a lot")
    await desk.maria.sees("You are welcome.")
    await desk.maria.sends_sticker("🙏")
    await desk.maria.sees("Added to request 1")

    assert await states(desk) == [State.ANSWERED]
    written = select(Part.text).where(Part.side == "member", Part.kind == "text")
    assert await desk.every(written) == ["How do others pay for a night watch?"]


async def test_other_text_is_a_question_whose_answer_can_be_added_to_a_request(desk: Desk) -> None:
    card = await desk.asked()
    await desk.maria.says("Are dogs allowed at night?")
    shown = await desk.maria.sees("May I bring my dog?")
    assert ["Add to request 1"] in shown.buttons
    await desk.maria.presses(shown, "Add to request 1")

    await in_topic(desk, card, "Are dogs allowed at night?")
    await desk.maria.presses(shown, "Add to request 1")
    await desk.maria.sees("This stands in request 1 already.")


async def test_with_two_answered_requests_text_joins_neither(desk: Desk, clock: MovedClock) -> None:
    await answered(desk, clock)
    second = await desk.asked("Who insures paintings?", 2)
    await desk.elena.replies(second, "Nobody does.")
    await desk.elena.presses(await desk.elena.sees("not sent yet", in_=desk.experts, thread=second.thread), "Send")
    await desk.maria.sees("Nobody does.")
    clock.moves(minutes=5)
    await desk.maria.says("Are dogs allowed?")

    shown = await desk.maria.sees("May I bring my dog?")
    assert shown.buttons[-2:] == [["Add to request 2"], ["Add to request 1"]]


async def test_a_picture_joins_the_only_open_request(desk: Desk) -> None:
    card = await desk.asked()
    await desk.maria.sends_photo("The hall at night")

    await desk.maria.sees("Added to request 1")
    assert "photo" in (await in_topic(desk, card, "The hall at night")).raw


async def test_with_several_open_requests_it_is_asked_which_a_picture_belongs_to(desk: Desk) -> None:
    await desk.asked()
    second = await desk.asked("Who insures paintings?", 2)
    await desk.maria.sends_album(("one", "two"))
    asked = await desk.maria.sees("Which request does it belong to?")
    assert asked.buttons == [["Add to request 2"], ["Add to request 1"], ["New request"]]
    await desk.maria.presses(asked, "Add to request 2")

    await desk.maria.sees("Added to request 2")
    assert await desk.every(select(Part.request_id).where(Part.kind == "photo")) == [2, 2]
    await in_topic(desk, second, "two")


async def test_with_no_request_a_picture_waits_for_the_draft_that_ask_an_expert_opens(desk: Desk) -> None:
    await desk.maria.sends_photo("")
    kept = await desk.maria.sees("is kept here for an hour")
    await desk.maria.presses(kept, "Ask an expert")
    asked = await desk.maria.sees("What do you want to ask the experts?")
    assert "1 attachment comes with it." in asked.text
    await desk.maria.says("Is this frame worth anything?")
    await desk.maria.presses(await desk.maria.sees("1 of 4"), "Send now")
    await desk.maria.sees("· received")

    card = await desk.card(1)
    assert "Is this frame worth anything?" in card.text
    assert await desk.every(select(Part.kind)) == ["photo", "text"]


async def test_what_waits_longer_than_an_hour_is_forgotten(desk: Desk, clock: MovedClock) -> None:
    await desk.maria.sends_photo("")
    await desk.maria.sees("is kept here for an hour")
    clock.moves(hours=1, seconds=1)
    await desk.asked(number=2)

    assert await desk.every(select(Part.kind)) == ["text"]


async def test_a_picture_with_words_is_a_question_and_the_picture_is_kept(desk: Desk) -> None:
    await desk.maria.sends_photo("Are dogs allowed?")

    shown = await desk.maria.sees("May I bring my dog?")
    assert "your attachment goes along if you ask an expert" in shown.text
    await desk.maria.presses(shown, "Ask an expert")
    asked = await desk.maria.sees("1 of 4")
    await desk.maria.presses(asked, "Send now")
    await desk.maria.sees("· received")
    assert await desk.every(select(Part.kind)) == ["photo"]


@pytest.mark.parametrize("captions", [("Who insures loans?", ""), ("", "Who insures loans?")])
async def test_an_album_with_words_is_answered_once_for_each_thing_there_is_to_say(
    desk: Desk, captions: tuple[str, ...]
) -> None:
    await desk.maria.sends_album(captions)
    await desk.maria.sees("goes along if you ask an expert")
    await desk.maria.says("/help")
    await desk.maria.sees("/topics")

    said = [message.text for message in desk.maria.screen()]
    assert sum("What you sent is kept here" in text for text in said) == captions.index("Who insures loans?")
    assert await desk.every(select(Part.kind)) == ["photo", "photo"]


async def test_a_picture_whose_words_turn_to_the_experts_opens_with_them(desk: Desk) -> None:
    await desk.maria.sends_photo("/expert Is this frame worth anything?")
    asked = await desk.maria.sees("1 of 4")
    await desk.maria.presses(asked, "Send now")

    await desk.maria.sees("“Is this frame worth anything?”")
    assert await desk.every(select(Part.text)) == ["Is this frame worth anything?"]
    await in_topic(desk, await desk.card(), "Is this frame worth anything?")


async def test_five_messages_in_one_second_are_all_stored_in_order(desk: Desk, clock: MovedClock) -> None:
    await answered(desk, clock)
    for number in range(5):
        await desk.maria.says(f"Point {number} of five")

    await in_topic(desk, await desk.card(), "Point 4 of five")
    stored = await desk.every(select(Part.text).where(Part.side == "member").order_by(Part.id))
    assert stored[1:] == [f"Point {number} of five" for number in range(5)]


async def test_more_than_is_answered_is_stored_all_the_same(desk: Desk) -> None:
    await desk.asked()
    mine = await desk.maria.sees("Request 1 · received")
    for number in range(25):
        await desk.maria.replies(mine, f"Point {number}")

    await desk.maria.sees("so the assistant pauses")
    await desk.elena.sees("Point 24", in_=desk.experts, timeout=60)


async def test_a_request_takes_only_so_much_in_a_day(
    desk: Desk, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.parts.MOST_A_DAY", 3)
    await desk.asked()
    mine = await desk.maria.sees("Request 1 · received")
    for number in range(3):
        await desk.maria.replies(mine, f"Point {number}")
    await desk.maria.sees("This was not added: request 1 takes at most")
    clock.moves(days=1)
    await desk.maria.replies(mine, "Point 3")
    while len(await desk.every(select(Part.id))) < 4:
        await desk.maria.chat().bell.heard()

    assert [part for part in await desk.every(select(Part.text)) if part == "Point 2"] == []


async def test_a_closed_request_takes_nothing_and_says_so(desk: Desk) -> None:
    await desk.asked()
    mine = await desk.maria.sees("Request 1 · received")
    await desk.maria.presses(mine, "Withdraw")
    await desk.maria.sees("is withdrawn and closed")
    await desk.maria.replies(mine, "One more thing")

    said = await desk.maria.sees("your message was not added to it")
    assert said.buttons == [["Reopen", "My requests"]]


async def test_closing_one_request_touches_no_other(desk: Desk, clock: MovedClock) -> None:
    answer = await answered(desk, clock)
    second = await desk.asked("Who insures paintings?", 2)
    other = await desk.sent("Two firms do.", second)
    await desk.elena.says("/close 1 Answered", desk.experts)
    notice = await desk.maria.sees("Your request 1 is closed.")
    clock.moves(minutes=5)
    await desk.maria.says("Which two firms are they?")
    await desk.maria.sees("Added to request 2: the experts will see it.\nIf you meant something else")

    assert "automatic assistant answers" not in notice.text  # what she types goes to the other request
    assert (await in_topic(desk, second, "Which two firms")).thread == second.thread
    assert await states(desk) == [State.CLOSED, State.WITH_EXPERT]
    await desk.maria.replies(answer, "And the insurer?")
    await desk.maria.sees("Request 1 is closed, so your message was not added to it.")
    await desk.maria.replies(other, "And theirs?")
    await in_topic(desk, second, "And theirs?")
    assert not [message for message in desk.experts.messages if "And the insurer?" in message.text]
