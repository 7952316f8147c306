"""Nothing leaves the experts' group but what its owner has chosen to send."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.press import press
from sandbox.server import Sandbox
from tests.experts import Desk, at_work
from tickets.models import Answer, Part, Request
from tickets.preview_texts import SEND


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    """Experts at work in their group."""
    async with at_work(telegram, helpdesk_settings, tmp_path) as desk:
        yield desk


async def test_a_reply_to_the_card_is_shown_and_then_sent(desk: Desk) -> None:
    await desk.elena.replies(await desk.asked(), "Ask your insurer first.")
    preview = await desk.elena.sees("not sent yet", in_=desk.experts)
    assert "Ask your insurer first." in preview.text
    assert preview.silent
    assert "Ask your insurer first." not in desk.seen_by(desk.maria)
    await desk.elena.presses(preview, "Send")

    assert (await desk.maria.sees("Ask your insurer first.")).text.startswith("Answer to your request 1:")
    await desk.elena.sees("Delivered.", in_=desk.experts)
    assert await desk.every(select(Request.owner_id)) == [desk.elena.id]


async def test_what_is_typed_in_the_topic_stays_there(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.says("Maria always asks such things.", desk.experts, card.thread)
    await desk.elena.sends_photo("and look at this", to=desk.experts, thread=card.thread)
    await desk.sent("A polite answer.", card)

    heard = " ".join(desk.seen_by(desk.maria))
    assert "such things" not in heard
    assert "look at this" not in heard
    assert [part for part in await desk.every(select(Part.text)) if "things" in part or "look" in part] == []


async def test_only_the_owner_sends_and_anybody_else_is_told_who_that_is(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.presses(card, "Take 1")
    await desk.elena.sees("With Elena.", in_=desk.experts)
    await desk.boris.replies(card, "Let me answer.")

    told = await desk.boris.sees("request 1 is with Elena", in_=desk.experts)
    assert told.buttons == []
    assert await desk.every(select(Part.text).where(Part.side == "expert")) == []


async def test_a_coordinator_is_offered_to_take_it_over_first(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.presses(card, "Take 1")
    await desk.elena.sees("With Elena.", in_=desk.experts)
    await desk.lea.replies(card, "Let me answer.")
    told = await desk.lea.sees("request 1 is with Elena", in_=desk.experts)
    await desk.lea.presses(told, "Take over")
    await desk.lea.sees("With Lea.", in_=desk.experts)

    assert (await desk.sent("An answer by Lea.", card, desk.lea)).text.startswith("Answer to your request 1:")


async def test_another_persons_press_of_send_sends_nothing(desk: Desk) -> None:
    await desk.elena.replies(await desk.asked(), "Not yet finished")
    preview = await desk.elena.sees("not sent yet", in_=desk.experts)
    notice = await desk.boris.presses(preview, "Send", wait=True)

    assert notice is not None
    assert "Elena" in notice["text"]
    assert "Not yet finished" not in " ".join(desk.seen_by(desk.maria))


async def test_who_hides_behind_the_group_or_is_no_expert_sends_nothing(desk: Desk) -> None:
    card = await desk.asked()
    desk.experts.chat.members[desk.jonas.id] = {"status": "member"}
    await desk.lea.says("As the group", desk.experts, card.thread, card, anonymous=True)
    await desk.lea.sees("cannot see who wrote this", in_=desk.experts)
    await desk.jonas.replies(card, "As nobody in particular")
    await desk.jonas.sees("Only the experts of this helpdesk can do that.", in_=desk.experts)

    assert await desk.every(select(Part.text).where(Part.side == "expert")) == []


async def test_a_long_answer_with_two_files_arrives_whole_in_order_and_alone(desk: Desk) -> None:
    card = await desk.asked()
    words = "\n\n".join(f"Paragraph {number} " + "word " * 95 for number in range(18)).strip()
    assert len(words) > 8700
    for start in range(0, len(words), 4096):
        await desk.elena.replies(card, words[start : start + 4096])
        await desk.elena.says("psst, internal", desk.experts, card.thread)
    await desk.elena.sends_document("The plan", name="plan.pdf", to=desk.experts, thread=card.thread, reply_to=card)
    await desk.elena.sends_photo(to=desk.experts, thread=card.thread, reply_to=card)
    preview = await desk.elena.sees("5. [picture]", in_=desk.experts)
    await desk.elena.presses(preview, "Send")
    await desk.elena.sees("Delivered.", in_=desk.experts, timeout=60)

    got = [message for message in desk.maria.screen() if message.from_bot][-6:]
    start = next(place for place, message in enumerate(got) if message.text.startswith("Answer to your request 1:"))
    texts = [message.text for message in got[start:] if "text" in message.raw]
    assert "\n\n".join(texts).partition("\n\n")[2].split() == words.split()
    assert all(not text.endswith("wor") for text in texts)
    assert [message.raw.get("caption") for message in got[-2:]] == ["The plan", None]
    assert "document" in got[-2].raw
    assert "photo" in got[-1].raw
    assert "psst" not in " ".join(desk.seen_by(desk.maria))


async def test_an_album_is_sent_as_one_with_its_captions(desk: Desk) -> None:
    card = await desk.asked()
    views = [f"view {number}" for number in range(3)]
    await desk.elena.sends_album(views, to=desk.experts, thread=card.thread, reply_to=card)
    preview = await desk.elena.sees("3. [picture] “view 2”", in_=desk.experts)
    await desk.elena.presses(preview, "Send")
    await desk.elena.sees("Delivered.", in_=desk.experts)

    album = [message for message in desk.maria.screen() if "photo" in message.raw]
    assert [message.text for message in album] == views
    assert len({message.raw["media_group_id"] for message in album}) == 1


async def test_every_kind_of_message_can_be_sent(desk: Desk) -> None:
    card = await desk.asked()
    kinds = ["voice", "sticker", "location", "contact", "video"]
    for kind in kinds:
        await getattr(desk.elena, f"sends_{kind}")(to=desk.experts, thread=card.thread, reply_to=card)
    await desk.elena.presses(await desk.elena.sees("5. [video", in_=desk.experts), "Send")
    await desk.elena.sees("Delivered.", in_=desk.experts)

    got = [message for message in desk.maria.screen() if message.from_bot and "text" not in message.raw]
    assert [kind for message in got for kind in kinds if kind in message.raw] == kinds


async def test_a_preview_can_be_changed_and_discarded(desk: Desk) -> None:
    card = await desk.asked()
    first = await desk.elena.replies(card, "A first try")
    preview = await desk.elena.sees("“A first try”", in_=desk.experts)
    await desk.elena.edits(first, "A better try")
    await desk.elena.sees("“A better try”", in_=desk.experts)
    await desk.elena.replies(preview, "And more")
    await desk.elena.sees("2. “And more”", in_=desk.experts)
    await desk.elena.presses(preview, "Edit")
    await desk.elena.sees("edit your own message", in_=desk.experts)
    while "Remove 1" not in str(desk.elena.screen(desk.experts)[-1].buttons) and "Remove 1" not in str(
        [message.buttons for message in desk.elena.screen(desk.experts) if message.id == preview.id]
    ):
        await desk.experts.chat.bell.heard()
    await desk.elena.presses(preview, "Remove 1")
    await desk.elena.sees("1. “And more”", in_=desk.experts)
    await desk.elena.presses(preview, "Discard")
    await desk.elena.sees("Nothing was sent to the requester of request 1.", in_=desk.experts)

    assert await desk.every(select(Part.text).where(Part.side == "expert")) == []
    assert "And more" not in " ".join(desk.seen_by(desk.maria))


async def test_an_answer_can_be_typed_with_its_number(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.says("/askback #1 Which town is it?", desk.experts, card.thread)
    preview = await desk.elena.sees("Question about request 1 – not sent yet", in_=desk.experts)
    assert "1. “Which town is it?”" in preview.text
    await desk.elena.presses(preview, "Send")

    assert "An expert asks you something about your request 1." in (await desk.maria.sees("Which town is it?")).text
    await desk.maria.sees("Request 1 · your turn")


async def test_the_buttons_of_the_card_open_a_preview_that_replies_join(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.presses(card, "Ask requester")
    preview = await desk.elena.sees("Question about request 1 – not sent yet", in_=desk.experts)
    assert preview.buttons == [["Discard"]]
    await desk.elena.replies(preview, "Which town?")
    await desk.elena.sees("1. “Which town?”", in_=desk.experts)
    await desk.elena.presses(preview, "Send")

    await desk.maria.sees("Which town?")


async def test_an_edit_after_sending_offers_a_correction(desk: Desk) -> None:
    card = await desk.asked()
    answer = await desk.elena.replies(card, "It costs 40.")
    await desk.elena.presses(await desk.elena.sees("not sent yet", in_=desk.experts), "Send")
    await desk.maria.sees("It costs 40.")
    await desk.elena.sees("Delivered.", in_=desk.experts)
    await desk.elena.edits(answer, "It costs 50.")
    offer = await desk.elena.sees("They still have the old words.", in_=desk.experts)
    assert "It costs 50." not in " ".join(desk.seen_by(desk.maria))
    await desk.elena.presses(offer, "Send correction")

    assert (await desk.maria.sees("It costs 50.")).text.startswith("Correction of the answer to your request 1:")


async def test_a_reply_to_a_preview_that_was_sent_stays_internal(desk: Desk) -> None:
    card = await desk.asked()
    await desk.sent("The answer.", card)
    preview = await desk.elena.sees("Delivered.", in_=desk.experts)
    await desk.elena.replies(preview, "That was easy!")

    await desk.elena.sees("that answer is no longer open", in_=desk.experts)
    assert "That was easy!" not in " ".join(desk.seen_by(desk.maria))


async def test_what_cannot_be_delivered_is_told_and_can_be_sent_again(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.replies(card, "Hard to deliver")
    preview = await desk.elena.sees("not sent yet", in_=desk.experts)
    await desk.maria.sees("An expert has taken your request")
    desk.telegram.faults.add(
        "sendMessage", status=400, chat=desk.maria, description="Bad Request: file is too big", times=1
    )
    await desk.elena.presses(preview, "Send")
    told = await desk.elena.sees("a file is too big for a bot to send", in_=desk.experts)
    await desk.elena.presses(told if told.buttons else preview, "Retry")

    await desk.maria.sees("Hard to deliver")
    await desk.elena.sees("has been delivered now", in_=desk.experts)


async def test_what_waits_for_somebody_who_blocked_the_bot_goes_once_they_come_back(desk: Desk) -> None:
    card = await desk.asked()
    desk.maria.blocks()
    await desk.elena.sees("The requester has blocked the bot: nothing reaches them now.", in_=desk.experts)
    await desk.elena.replies(card, "Worth waiting for")
    await desk.elena.presses(await desk.elena.sees("not sent yet", in_=desk.experts), "Send")
    await desk.elena.sees("It goes once they come back.", in_=desk.experts)
    await desk.maria.starts()

    await desk.maria.sees("Worth waiting for")
    await desk.elena.sees("has been delivered now", in_=desk.experts)
    assert len([each for each in desk.seen_by(desk.maria) if "Worth waiting for" in each]) == 1


async def test_a_colleague_reads_it_before_it_is_sent(desk: Desk) -> None:
    await desk.elena.replies(await desk.asked(), "Is this right?")
    preview = await desk.elena.sees("“Is this right?”", in_=desk.experts)
    await desk.elena.presses(preview, "Ask a colleague to check")
    asked = await desk.boris.sees("asks a colleague to read this answer", in_=desk.experts)
    await desk.elena.presses(asked, "Looks good")
    await desk.boris.presses(asked, "Looks good")
    told = await desk.elena.sees("Boris has read the answer to request 1 and finds it good.", in_=desk.experts)
    assert [one["user"]["id"] for one in told.entities] == [desk.elena.id]
    await desk.elena.sees("Boris has read it.", in_=desk.experts)
    assert "Is this right?" not in " ".join(desk.seen_by(desk.maria))
    await desk.elena.presses(preview, "Send")

    await desk.maria.sees("Is this right?")


async def test_who_has_lost_a_request_sends_nothing_of_what_they_had_begun(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.replies(card, "Almost ready")
    preview = await desk.elena.sees("“Almost ready”", in_=desk.experts)
    await desk.lea.replies(card, "Mine now")
    await desk.lea.presses(
        await desk.lea.sees("Nothing was sent: request 1 is with Elena.", in_=desk.experts), "Take over"
    )
    await desk.lea.sees("With Lea.", in_=desk.experts)
    (answer,) = await desk.every(select(Answer.id))
    late = press(SEND, answer)
    notice = await desk.elena.forges_press(preview, late, wait=True)
    assert notice is not None
    assert "Lea" in notice["text"]
    await desk.elena.replies(preview, "And this?")
    await desk.elena.sees("Nothing was sent: request 1 is with Lea.", in_=desk.experts)
    await desk.lea.forges_press(preview, late, wait=True)

    assert await desk.every(select(Part.text).where(Part.side == "expert")) == ["Almost ready"]
    assert await desk.every(select(Answer.state)) == ["open"]


async def test_a_picture_can_be_sent_with_a_command_below_it(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.sends_photo("/reply 1 The *plan* for you", to=desk.experts, thread=card.thread)
    preview = await desk.elena.sees("1. [picture] “The *plan* for you”", in_=desk.experts)
    await desk.elena.presses(preview, "Send")
    got = await desk.maria.sees("The *plan* for you")

    assert got.text == "The *plan* for you"
    assert "photo" in got.raw


async def test_a_command_that_says_too_little_says_what_to_type(desk: Desk) -> None:
    card = await desk.asked()
    for typed, told in {
        "/reply 1x Hello": "such as /reply 12",
        "/reply 999 Hello": "This choice is not open to you",
        "/reply 99999999999999999999 Hello": "such as /reply 12",
        "/askback #1": "Question about request 1 – not sent yet",
    }.items():
        said = await desk.elena.says(typed, desk.experts, card.thread)
        answer = await desk.elena.hears(in_=desk.experts, after=said)
        assert told in answer.text
        assert answer.thread == card.thread


async def test_an_experts_edit_that_arrives_before_its_message_counts(desk: Desk) -> None:
    card = await desk.asked()
    chat = {"id": desk.experts.id, "type": "supergroup", "title": "Experts", "is_forum": True}
    sent = {"message_id": 4711, "date": 1_795_424_400, "chat": chat, "from": desk.elena.user.raw}
    sent |= {"message_thread_id": card.thread, "is_topic_message": True, "reply_to_message": card.raw}
    updates = desk.telegram.bot.updates
    updates.add("edited_message", {**sent, "text": "Thirty floors", "edit_date": 1_795_424_401}, desk.experts.id)
    updates.add("message", {**sent, "text": "Three floors"}, desk.experts.id)

    preview = await desk.elena.sees("not sent yet", in_=desk.experts, thread=card.thread)
    assert "“Thirty floors”" in preview.text


async def test_a_preview_says_that_it_cannot_be_sent_any_more(desk: Desk) -> None:
    await desk.boris.says("/start")
    await desk.boris.hears()
    card = await desk.asked()
    await desk.elena.replies(card, "Three regions did.")
    preview = await desk.elena.sees("not sent yet", in_=desk.experts)
    await desk.elena.says("/handover 1 boris", desk.experts, card.thread)
    stalled = await desk.elena.sees("It cannot be sent: the request is with Boris.", in_=desk.experts)
    assert (stalled.id, stalled.buttons) == (preview.id, [["Discard"]])
    await desk.boris.says("/handover 1 elena", desk.experts, card.thread)
    back = await desk.elena.sees("Nobody outside sees it before you press Send.", in_=desk.experts)
    assert back.id == preview.id
    await desk.elena.says("/close 1 Referred", desk.experts, card.thread)
    await desk.elena.sees("It cannot be sent: the request is closed.", in_=desk.experts)

    assert "Three regions did." not in "".join(desk.seen_by(desk.maria))
