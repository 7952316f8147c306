"""A member who erases everything takes their requests along, from the experts' group, too; an expert's go back."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.everything import everything, written
from tests.experts import QUESTION, Desk, at_work
from tickets.models import Request, Trace
from tickets.states import Act

ANSWER = "Share a xylophonist with the theatre."


@pytest.fixture(params=[True, False], ids=["group", "private"])
async def desk(
    request: pytest.FixtureRequest, telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path
) -> AsyncIterator[Desk]:
    """Experts at work, in their group or each in private."""
    async with at_work(telegram, helpdesk_settings, tmp_path, in_group=request.param) as desk:
        for person in (desk.elena, desk.boris, desk.lea, desk.maria):
            await person.says("/start")
            await person.hears()
        yield desk


async def answered(desk: Desk) -> Message:
    """Let Maria's request be answered, and add something to it; return the experts' card."""
    if desk.group is not None:
        card = await desk.asked()
    else:
        await desk.maria.says(f"/expert {QUESTION}")
        await desk.maria.presses(await desk.maria.hears(), "Send now")
        card = await desk.elena.sees("Request 1 ·")
    await desk.elena.replies(card, ANSWER)
    preview = await desk.elena.sees("not sent yet", in_=card.chat)
    await desk.elena.presses(preview, "Add more" if "Done" in str(preview.buttons) else "Send")
    await desk.maria.sees(ANSWER)
    return card


async def erases(person: Person) -> None:
    """Press and type what erases everything."""
    await person.says("/privacy")
    await person.presses(await person.sees("What this assistant keeps"), "Erase everything")
    await person.sees("Erase everything about you?")
    await person.says("ERASE")
    await person.sees("Everything that this assistant kept about you is erased.")


async def left_of(desk: Desk, folder: Path, *traces: str) -> list[str]:
    """Wait a while for the last words to be swept away; return where a trace stands still."""
    found: list[str] = []
    for _ in range(20):
        desk.service.look_now()
        await asyncio.sleep(0.25)
        rows = await desk.service.database.read(everything)
        found = [
            f"{name}: {row}" for name in rows for row in rows[name] if holds(written({name: [row]}).encode(), traces)
        ]
        found += [file.name for file in files(folder) if holds(file.read_bytes(), traces)]
        if not found:
            break
    return found


def files(folder: Path) -> list[Path]:
    return list(folder.glob("helpdesk.db*"))


def holds(content: bytes, traces: tuple[str, ...]) -> bool:
    return any(trace.encode() in content or json.dumps(trace)[1:-1].encode() in content for trace in traces)


async def test_nothing_of_a_members_request_is_left(desk: Desk, tmp_path: Path) -> None:
    card = await answered(desk)
    assert len(await desk.every(select(Request.id))) == 1
    await erases(desk.maria)

    assert await left_of(desk, tmp_path, str(desk.maria.id), QUESTION, ANSWER) == []
    if desk.group is not None:
        assert card.thread not in desk.group.topics
    else:
        assert [message.text for message in desk.elena.screen() if QUESTION in message.text] == []


async def test_an_experts_request_can_be_taken_by_another(desk: Desk, tmp_path: Path) -> None:
    await answered(desk)
    await erases(desk.elena)
    (request,) = await desk.every(select(Request))

    assert request.owner_id is None
    assert Act.RETURNED in await desk.every(select(Trace.act))
    assert await left_of(desk, tmp_path, str(desk.elena.id)) == []
