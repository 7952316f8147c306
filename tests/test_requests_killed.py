"""Killed without warning at any place of an intake, a request is sent once, with every message, in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from core.databases import open_database
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.campaigns.process import PATIENCE, Installation
from tests.desk import CLARA, desk
from tickets.models import Part, Request
from tickets.states import State


@dataclass(slots=True)
class Staffed(Installation):
    """A helpdesk with somebody who would see requests."""

    def settings(self, failpoint: str | None) -> dict[str, str]:
        """Return the variables that an operator sets."""
        named = Installation.settings(self, failpoint)
        return {**named, "HELPDESK_ADMIN_IDS": str(CLARA), "HELPDESK_CONTENT_DIR": str(self.folder / "content")}


@asynccontextmanager
async def dying_once(installation: Installation, failpoint: str) -> AsyncIterator[list[int]]:
    """Let the helpdesk run, and start it again when it has been killed; yields the exit codes so far."""
    codes: list[int] = []

    async def go_on() -> None:
        process = await installation.start(failpoint)
        while True:
            code = await process.ends()
            if code is not None:
                codes.append(code)
                process = await installation.start()

    running = asyncio.create_task(go_on())
    try:
        yield codes
    finally:
        running.cancel()
        await installation.clear()


async def asks(maria: Person) -> None:
    """Send a request in several messages, and take it back."""
    await maria.says("/expert How do we light a sculpture?")
    await maria.says("It is of white marble.")
    await maria.sees("Added to your question.", timeout=PATIENCE)
    await maria.presses(await maria.sees("Which kind of help", timeout=PATIENCE), "Send now")
    card = await maria.sees("Request 1 · received", timeout=PATIENCE)
    await maria.replies(card, "And of some height.")
    await maria.sees("Added to request 1", timeout=PATIENCE)
    await maria.says("/withdraw 1")
    await maria.sees("Request 1 is withdrawn and closed.", timeout=PATIENCE)


def said(maria: Person, words: str) -> list[Message]:
    return [message for message in maria.screen() if message.from_bot and words in message.text]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("failpoint", ["letter.commit:2", "letter.committed:3", "sender.called:3"])
async def test_a_request_is_sent_once_and_whole(
    telegram: Sandbox, sqlite_url: str, tmp_path: Path, failpoint: str
) -> None:
    desk(tmp_path)
    maria = telegram.new_person("Maria")
    installation = Staffed(telegram.bot.token, telegram.url, sqlite_url, tmp_path, webhook=False, send_rate=500)
    async with dying_once(installation, failpoint) as codes:
        await asks(maria)

    database = open_database(sqlite_url)
    states = await database.read(lambda session: list(session.scalars(select(Request.state))))
    parts = await database.read(lambda session: list(session.scalars(select(Part.text).order_by(Part.id))))
    await database.close()
    assert codes == [-9]
    assert states == [State.CLOSED]
    assert parts == ["How do we light a sculpture?", "It is of white marble.", "And of some height."]
    # What somebody waits for is said once more where nobody knows whether it arrived.
    assert sum(len(said(maria, words)) for words in ("Which kind of help", "Added to request 1", "is withdrawn")) <= 4
