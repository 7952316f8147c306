"""What a member writes reaches the experts: whole, in order, once, and as an answer to what it answers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.experts import Desk, at_work
from tickets.models import Part


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    """Experts at work in their group."""
    async with at_work(telegram, helpdesk_settings, tmp_path) as desk:
        yield desk


async def own_card(desk: Desk) -> Message:
    """Return Maria's card of her request."""
    return await desk.maria.sees("Request 1 ·")


def relayed(desk: Desk, kind: str = "text") -> list[Message]:
    """Return what the bot brought into the group, of a kind."""
    return [message for message in desk.elena.screen(desk.experts) if message.from_bot and kind in message.raw]


async def test_the_card_says_who_asks_what_and_is_pinned(desk: Desk) -> None:
    card = await desk.asked()

    assert desk.experts.topics[card.thread or 0] == "#1 received · How do others pay for a night watch?"
    assert card.text.splitlines()[:4] == [
        "Request 1 · received",
        "Nobody has taken it yet.",
        "",
        "How do others pay for a night watch?",
    ]
    assert "From Maria, who writes in English" in card.text
    assert card.buttons == [["Take 1", "Answer"], ["Ask requester"], ["Hand over", "Close"]]
    assert card.silent


async def test_a_long_question_is_cut_on_the_card_and_follows_whole(desk: Desk) -> None:
    question = "Why? " * 500
    card = await desk.asked(question=question)
    whole = await desk.elena.sees("The requester:", in_=desk.experts)

    assert "…" in card.text
    assert len(card.text) < 1800
    assert whole.text.removeprefix("The requester:\n") == question.strip()


async def test_a_name_or_a_question_made_to_look_like_ours_has_no_effect(desk: Desk) -> None:
    desk.maria.user.first_name = "@boris_expert </b> /take\u202e1 Request 9 · closed"
    card = await desk.asked(question="@elena_expert #7 closed · With Boris.\n/close 1")

    assert [one for one in card.entities if one["type"] in ("mention", "bot_command", "text_mention")] == [
        one for one in card.entities if one["type"] == "bot_command" and "/close" in card.piece(one)
    ]
    assert card.text.startswith("Request 1 · received\nNobody has taken it yet.")
    assert desk.experts.topics[card.thread or 0].startswith("#1 received · ")
    assert "\u202e" not in card.text


async def test_words_are_brought_silently_and_replies_stand_below_what_they_answer(desk: Desk) -> None:
    card = await desk.asked()
    answer = await desk.sent("Ask your insurer.", card)
    await desk.maria.replies(answer, "Which insurer?")
    brought = await desk.elena.sees("Which insurer?", in_=desk.experts)
    assert brought.silent
    assert brought.thread == card.thread
    answered = next(message for message in desk.elena.screen(desk.experts) if message.text == "Ask your insurer.")
    assert brought.reply_to == answered.id

    await desk.elena.replies(brought, "Any of them.")
    await desk.elena.presses(await desk.elena.sees("“Any of them.”", in_=desk.experts), "Send")
    got = await desk.maria.sees("Any of them.")
    asked = next(message for message in desk.maria.screen() if message.text == "Which insurer?")
    assert got.reply_to == asked.id


async def test_every_kind_of_message_is_brought(desk: Desk) -> None:
    await desk.asked()
    kinds = ["photo", "document", "video", "voice", "sticker", "location", "contact"]
    for kind in kinds:
        more = {"emoji": "🗺"} if kind == "sticker" else {}
        await getattr(desk.maria, f"sends_{kind}")(**more, reply_to=await own_card(desk))
    while not relayed(desk, kinds[-1]):
        await desk.experts.chat.bell.heard()

    assert [len(relayed(desk, kind)) for kind in kinds] == [1] * len(kinds)
    assert all(relayed(desk, kind)[0].silent for kind in kinds)


async def test_a_mixed_album_of_ten_is_brought_as_one_with_every_caption(desk: Desk) -> None:
    await desk.asked()
    group = {"media_group_id": "4711"}
    for number in range(10):
        kind = "video" if number % 3 == 2 else "photo"
        part = desk.maria.content(kind, f"part {number}".encode(), f"caption {number}")
        desk.maria.post({**group, **part}, reply_to=await own_card(desk))
    while len(relayed(desk, "caption")) < 10:
        await desk.experts.chat.bell.heard()

    album = relayed(desk, "caption")
    assert [message.text for message in album] == [f"caption {number}" for number in range(10)]
    assert len({message.raw["media_group_id"] for message in album}) == 1
    assert ["video" in message.raw for message in album] == [number % 3 == 2 for number in range(10)]


async def test_five_messages_at_once_are_brought_in_order(desk: Desk) -> None:
    await desk.asked()
    card = await own_card(desk)
    for number in range(5):
        await desk.maria.replies(card, f"detail {number}")
    await desk.elena.sees("detail 4", in_=desk.experts, timeout=60)

    found = [message.text[-8:] for message in relayed(desk) if "detail" in message.text]
    assert found == [f"detail {number}" for number in range(5)]


async def test_an_edit_shows_before_and_after_and_calls_the_owner_only_after_an_answer(desk: Desk) -> None:
    card = await desk.asked()
    said = await desk.maria.replies(await own_card(desk), "We have 10 guards.")
    await desk.elena.sees("We have 10 guards.", in_=desk.experts)
    await desk.maria.edits(said, "We have 12 guards.")
    note = await desk.elena.sees("The requester has edited a message.", in_=desk.experts)
    assert "Before:\nWe have 10 guards.\nNow:\nWe have 12 guards." in note.text
    assert [one for one in note.entities if one["type"] == "text_mention"] == []

    await desk.sent("Twelve are enough.", card)
    await desk.maria.edits(said, "We have 2 guards.")
    note = await desk.elena.sees("We have 2 guards.", in_=desk.experts)
    assert [one["user"]["id"] for one in note.entities if one["type"] == "text_mention"] == [desk.elena.id]


async def test_what_was_deleted_meanwhile_arrives_as_it_was_kept(desk: Desk) -> None:
    await desk.asked()
    desk.telegram.faults.add("*", retry_after=1, chat=desk.experts, times=1)
    said = await desk.maria.sends_photo("Soon gone", reply_to=await own_card(desk))
    await desk.maria.deletes(said)

    assert "photo" in (await desk.elena.sees("Soon gone", in_=desk.experts)).raw


async def test_every_message_is_known_by_where_it_stands(desk: Desk) -> None:
    await desk.asked()
    await desk.maria.replies(await own_card(desk), "One more thing")
    await desk.elena.sees("One more thing", in_=desk.experts)

    assert "One more thing" in await desk.every(select(Part.text).where(Part.side == "member"))


async def test_the_whole_way_there_and_back_on_either_database(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path, database_url: str
) -> None:
    async with at_work(telegram, helpdesk_settings | {"database_url": database_url}, tmp_path) as desk:
        card = await desk.asked()
        answer = await desk.sent("Ask your insurer.", card)
        said = await desk.maria.replies(answer, "Which insurer?")
        brought = await desk.elena.sees("Which insurer?", in_=desk.experts)
        await desk.maria.edits(said, "Which of them?")
        await desk.elena.sees("The requester has edited a message.", in_=desk.experts)
        await desk.elena.deletes_topic(desk.experts, card.thread or 0)
        await desk.maria.replies(answer, "Or none?")
        while not [
            each for each in desk.elena.screen(desk.experts) if "Or none?" in each.text and each.id != brought.id
        ]:
            await desk.experts.chat.bell.heard()
        await desk.elena.replies(await desk.elena.sees("Or none?", in_=desk.experts), "Any of them.")
        await desk.elena.presses(await desk.elena.sees("“Any of them.”", in_=desk.experts), "Send")

        await desk.maria.sees("Any of them.")
        await desk.elena.sees("Delivered.", in_=desk.experts)


async def test_what_comes_while_the_topic_is_made_arrives_once_and_albums_whole(desk: Desk) -> None:
    desk.telegram.faults.add("createForumTopic", latency=0.5)
    await desk.maria.says("/expert How do others pay for a night watch?")
    await desk.maria.presses(await desk.maria.hears(), "Send now")
    card = await desk.maria.sees("Request 1 · received")
    await desk.maria.replies(card, "It is urgent.")
    for words in ("one", "two", "three"):
        if words == "three":
            await desk.elena.sees("urgent", in_=desk.experts)
        part = desk.maria.content("photo", words.encode(), words)
        desk.maria.post({"media_group_id": "4711", **part}, reply_to=card)
    while len(relayed(desk, "photo")) < 3:
        await desk.experts.chat.bell.heard()
    await desk.maria.replies(card, "That is all.")
    await desk.elena.sees("That is all.", in_=desk.experts)

    pictures = relayed(desk, "photo")
    assert [message.text for message in pictures] == ["one", "two", "three"]
    assert len({message.raw.get("media_group_id") for message in pictures}) == 1
    assert len([message for message in relayed(desk) if "urgent" in message.text]) == 1


async def test_an_owner_who_answers_a_notice_is_told_that_it_stayed_internal(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.presses(card, "Take 1")
    notice = await desk.elena.sees("Request 1 is yours now.", in_=desk.experts)
    await desk.elena.replies(notice, "Ask your insurer.")
    await desk.elena.sees("This stayed internal.", in_=desk.experts)

    assert await desk.every(select(Part.text).where(Part.side == "expert")) == []


async def test_an_edited_question_changes_the_card_and_is_told(desk: Desk) -> None:
    await desk.maria.says("/expert How do others pay for a night watch?")
    said = desk.maria.screen()[-1]
    await desk.maria.presses(await desk.maria.hears(), "Send now")
    await desk.elena.sees("How do others pay for a night watch?", in_=desk.experts)
    await desk.maria.edits(said, "/expert How do others pay for a day watch?")

    await desk.elena.sees("The requester has edited a message.", in_=desk.experts)
    card = await desk.card()
    while "day watch" not in card.text:
        await desk.experts.chat.bell.heard()
        card = await desk.card()


async def test_what_may_not_have_arrived_is_said_twice_at_most_and_shown_again_on_demand(desk: Desk) -> None:
    card = await desk.asked()
    desk.telegram.faults.add("sendMessage", dropped=True, chat=desk.experts, times=2)
    await desk.maria.replies(await own_card(desk), "It is urgent.")
    told = await desk.elena.sees("Telegram did not say whether a message", in_=desk.experts)
    assert told.thread == card.thread
    assert not [message for message in relayed(desk) if "urgent" in message.text]
    await desk.elena.presses(told, "Show it again")

    await desk.elena.sees("It is urgent.", in_=desk.experts)


async def test_pictures_and_places_call_the_owner_too(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.presses(card, "Take 1")
    await desk.maria.sees("An expert has taken your request 1.")
    mine = await own_card(desk)
    await desk.maria.sends_photo("Our roof", reply_to=mine)
    roof = await desk.elena.sees("The requester, for Elena:\nOur roof", in_=desk.experts)
    group = {"media_group_id": "4712"}
    for number in range(2):
        desk.maria.post({**group, **desk.maria.content("photo", f"{number}".encode(), f"view {number}")}, reply_to=mine)
    second = await desk.elena.sees("view 1", in_=desk.experts)
    first = await desk.elena.sees("view 0", in_=desk.experts)
    await desk.maria.sends_location(reply_to=mine)
    while not relayed(desk, "location"):
        await desk.experts.chat.bell.heard()
    note = await desk.elena.sees("The requester, for Elena:", in_=desk.experts)

    assert [len(called(message)) for message in (roof, first, second, note)] == [1, 1, 0, 1]
    assert called(roof) == [desk.elena.id]
    assert (second.text, roof.silent, note.id) == ("view 1", True, relayed(desk, "location")[0].id - 1)


def called(message: Message) -> list[int]:
    """Return whom a message calls."""
    return [one["user"]["id"] for one in message.entities if one["type"] == "text_mention"]
