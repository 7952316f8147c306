"""A few words without a slash are understood where they say just that; a command that does nothing says so."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.experts import Desk, at_work
from tickets.models import Request
from tickets.states import State


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    async with at_work(telegram, helpdesk_settings, tmp_path) as desk:
        yield desk


async def owner(desk: Desk) -> int | None:
    (request,) = await desk.service.database.read(lambda session: list(session.query(Request)))
    return request.owner_id


async def test_a_request_is_taken_and_shown_by_a_word_and_its_number(desk: Desk) -> None:
    card = await desk.asked()
    for remark in ("1", "take 1 or leave it", "page 1", "one"):
        await desk.elena.says(remark, desk.experts, card.thread)
    await desk.elena.says("#1", desk.experts)
    shown = await desk.elena.sees("Open its topic", in_=desk.experts)
    assert shown.text.splitlines()[0] == "Request 1 · received"
    assert shown.links["Open its topic"].endswith(f"/{card.thread}")
    assert await owner(desk) is None
    await desk.elena.says("Take 1.", desk.experts, card.thread)
    await desk.elena.sees("Request 1 is yours now", in_=desk.experts, thread=card.thread)

    assert await owner(desk) == desk.elena.id
    assert not [words for words in desk.seen_by(desk.maria) if "page" in words or "leave it" in words]
    await desk.boris.says("take #1", desk.experts, card.thread)
    await desk.boris.sees("Request 1 is with Elena. Nothing was done.", in_=desk.experts)


async def test_in_private_everybody_is_shown_what_is_theirs_to_see(desk: Desk) -> None:
    await desk.asked()
    await desk.elena.says("request 1")
    await desk.elena.sees("From Maria")
    await desk.elena.says("#1")
    again = await desk.elena.hears()
    assert again.text.startswith("Request 1 · received")
    await desk.elena.says("Queue")
    await desk.elena.sees("1 request waits for an expert.")
    said = await desk.maria.says("queue")
    assert "waits for" not in (await desk.maria.hears(after=said)).text
    said = await desk.maria.says("Request 1")
    assert "Withdraw" in str((await desk.maria.hears(after=said)).buttons)
    said = await desk.jonas.says("request 1")
    anothers = (await desk.jonas.hears(after=said)).text
    said = await desk.jonas.says("request 4711")
    assert (await desk.jonas.hears(after=said)).text in anothers
    said = await desk.maria.says("#1")
    assert "Withdraw" in str((await desk.maria.hears(after=said)).buttons)
    said = await desk.maria.says("withdraw 1")
    assert "withdrawn" in (await desk.maria.hears(after=said)).text
    said = await desk.maria.says("take 1")

    assert "yours" not in (await desk.maria.hears(after=said)).text
    assert await owner(desk) is None


async def test_a_command_that_does_nothing_among_experts_says_so(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.says("/tkae 1", desk.experts, card.thread)
    told = await desk.elena.sees("There is no command /tkae here", in_=desk.experts, thread=card.thread)
    assert told.text.splitlines() == [
        "There is no command /tkae here, so nothing was done, and nothing was sent.",
        "Did you mean /take?",
    ]
    await desk.elena.says("/answer 1 Hello", desk.experts, card.thread)
    assert "/reply" in (await desk.elena.sees("no command /answer here", in_=desk.experts)).text
    await desk.elena.says("/privacy", desk.experts, card.thread)
    await desk.elena.sees("/privacy works in your private chat", in_=desk.experts, thread=card.thread)
    before = len(desk.experts.messages)
    await desk.elena.says("/dance@another_bot", desk.experts, card.thread)
    await desk.elena.says("/close 1 Answered", desk.experts, card.thread)
    await desk.elena.sees("nobody has taken this request yet", in_=desk.experts)
    assert not [each for each in desk.experts.messages[before:] if each.from_bot and "/dance" in each.text]

    (request,) = await desk.service.database.read(lambda session: list(session.query(Request)))
    assert request.state == State.RECEIVED
