"""An internal remark never leaves: in every mode, of every kind, after a restart between any two steps."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.experts import Desk, at_work
from tickets.models import Part

REMARK = "between ourselves"
Remark = Callable[[Desk, Message], Awaitable[object]]


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    """Experts at work in their group."""
    async with at_work(telegram, helpdesk_settings, tmp_path) as desk:
        yield desk


async def typed(desk: Desk, card: Message) -> None:
    await desk.elena.says(REMARK, desk.experts, card.thread)


async def by_another(desk: Desk, card: Message) -> None:
    await desk.boris.replies(card, REMARK)


async def below_what_an_expert_said(desk: Desk, card: Message) -> None:
    said = await desk.boris.says("Who knows?", desk.experts, card.thread)
    await desk.elena.replies(said, REMARK)


async def below_the_first_message_of_the_topic(desk: Desk, card: Message) -> None:
    opener = desk.experts.chat.posts[card.thread or 0]
    await desk.elena.replies(Message.of(desk.experts.chat, opener), REMARK)


async def below_the_same_number_in_another_chat(desk: Desk, card: Message) -> None:
    other = desk.telegram.new_group("Elsewhere", [desk.elena])
    other.add_bot(admin=True)
    while other.chat.last_id < card.id + 3:
        await desk.elena.says(REMARK, other)
    await desk.elena.replies(Message.of(other.chat, other.chat.posts[card.id]), REMARK)


async def in_the_general_topic(desk: Desk, card: Message) -> None:
    await desk.elena.says(REMARK, desk.experts)


async def as_the_group(desk: Desk, card: Message) -> None:
    await desk.lea.says(REMARK, desk.experts, card.thread, card, anonymous=True)


async def forwarded(desk: Desk, card: Message) -> None:
    said = await desk.boris.says(REMARK, desk.experts)
    await desk.elena.forwards(said, desk.experts, card.thread)


async def a_picture(desk: Desk, card: Message) -> None:
    await desk.elena.sends_photo(REMARK, to=desk.experts, thread=card.thread)


async def a_file(desk: Desk, card: Message) -> None:
    await desk.elena.sends_document(REMARK, to=desk.experts, thread=card.thread)


async def a_voice(desk: Desk, card: Message) -> None:
    await desk.elena.sends_voice(REMARK, to=desk.experts, thread=card.thread)


async def an_album(desk: Desk, card: Message) -> None:
    await desk.elena.sends_album([REMARK, REMARK], to=desk.experts, thread=card.thread)


async def an_edit(desk: Desk, card: Message) -> None:
    said = await desk.elena.says("Hm.", desk.experts, card.thread)
    await desk.elena.edits(said, REMARK)


REMARKS = [
    typed,
    by_another,
    below_what_an_expert_said,
    below_the_first_message_of_the_topic,
    below_the_same_number_in_another_chat,
    in_the_general_topic,
    as_the_group,
    forwarded,
    a_picture,
    a_file,
    a_voice,
    an_album,
    an_edit,
]


async def test_a_remark_of_any_kind_stays_among_experts_while_an_answer_is_open(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.replies(card, "The answer.")
    preview = await desk.elena.sees("“The answer.”", in_=desk.experts)
    for remark in REMARKS:
        await remark(desk, card)
    await desk.elena.says("/reply 1 The rest.", desk.experts, card.thread)
    await desk.elena.presses(preview, "Send")
    await desk.maria.sees("The answer.")
    await desk.elena.sees("Delivered.", in_=desk.experts)

    assert REMARK not in " ".join(desk.seen_by(desk.maria))
    assert set(await desk.every(select(Part.text).where(Part.side == "expert"))) == {"The answer.", "The rest."}


async def test_an_answer_goes_once_and_a_remark_never_through_restarts_between_any_two_steps(desk: Desk) -> None:
    card = await desk.asked()
    await desk.restarted()
    await desk.elena.replies(card, "The answer.")
    preview = await desk.elena.sees("“The answer.”", in_=desk.experts)
    await desk.restarted()
    await typed(desk, card)
    await desk.restarted()
    await desk.elena.replies(preview, "And its second part.")
    await desk.elena.sees("2. “And its second part.”", in_=desk.experts)
    await desk.restarted()
    await desk.elena.presses(preview, "Send")
    await desk.restarted()
    await desk.maria.sees("And its second part.")
    await desk.elena.sees("Delivered.", in_=desk.experts)
    await desk.restarted()

    heard = desk.seen_by(desk.maria)
    assert len([words for words in heard if "The answer." in words]) == 1
    assert len([words for words in heard if "second part" in words]) == 1
    assert REMARK not in " ".join(heard)
