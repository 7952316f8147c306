"""A new card names the answered requests most like it, and an answer may begin with one of theirs."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.experts import Desk, at_work
from tickets.models import Part, Request
from tickets.states import Consent

AGAIN = "How do other museums pay for their night watch?"


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    """Experts at work in their group."""
    async with at_work(telegram, helpdesk_settings, tmp_path) as desk:
        yield desk


async def answered(desk: Desk, consent: Consent | None) -> None:
    """Elena has answered Maria's request, which may be reused or not."""
    await desk.sent("Dear Maria, share a watchman with the theatre.", await desk.asked())
    await desk.service.database.write(lambda session: session.execute(update(Request).values(consent=consent)))


async def named(desk: Desk) -> Message:
    """The message that names earlier requests below Jonas's new card."""
    return await desk.elena.sees("Answered before, and like this one", in_=desk.experts)


async def test_an_answer_begins_with_an_earlier_one_without_its_names(desk: Desk) -> None:
    await answered(desk, Consent.REUSE)
    card = await desk.asked(desk.jonas, AGAIN, 2)
    before = await named(desk)
    assert before.thread == card.thread
    assert "#1 · How do others pay for a night watch?" in before.text

    for _ in range(2):  # pressed twice it is in there once
        await desk.elena.presses(before, "Start from #1")
        preview = await desk.elena.sees("share a watchman", in_=desk.experts, thread=card.thread)
    assert "Maria" not in preview.text
    assert "share a watchman" not in " ".join(desk.seen_by(desk.jonas))
    await desk.elena.presses(preview, "Send")
    assert "Maria" not in (await desk.jonas.sees("share a watchman with the theatre")).text
    every = await desk.every(select(Part.text).where(Part.request_id == 2, Part.side == "expert"))
    assert len(every) == 1


@pytest.mark.parametrize("consent", [None, Consent.PRIVATE])
async def test_what_its_member_keeps_private_is_not_named(desk: Desk, consent: Consent | None) -> None:
    await answered(desk, consent)
    card = await desk.asked(desk.jonas, AGAIN, 2)
    await desk.elena.presses(card, "Take 2")
    await desk.elena.sees("With Elena.", in_=desk.experts, thread=card.thread)

    assert not [each for each in desk.elena.screen(desk.experts) if "Answered before" in each.text]
    await desk.elena.forges_press(card, "rlfrom:2:1")
    await desk.elena.presses(card, "Close")
    await desk.elena.sees("Why is request 2 closed?", in_=desk.experts)
    assert not [
        each
        for each in desk.elena.screen(desk.experts)
        if "share a watchman" in each.text and each.thread == card.thread
    ]


async def test_consent_that_is_taken_back_counts_at_once(desk: Desk) -> None:
    await answered(desk, Consent.REUSE)
    card = await desk.asked(desk.jonas, AGAIN, 2)
    before = await named(desk)
    await desk.service.database.write(lambda session: session.execute(update(Request).values(consent=None)))
    await desk.elena.presses(before, "Start from #1")
    await desk.elena.presses(card, "Take 2")
    await desk.elena.sees("With Elena.", in_=desk.experts, thread=card.thread)

    assert not [each for each in desk.elena.screen(desk.experts) if "not sent yet" in each.text]
