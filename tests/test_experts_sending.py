"""Nothing leaves the experts' group but what its owner has chosen to send."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.server import Sandbox
from tests.experts import Desk, at_work
from tickets.models import Part, Request


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
