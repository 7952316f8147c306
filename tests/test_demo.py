"""`helpdesk demo`: the whole helpdesk beside a local Telegram, from the start to a clean stop."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot import sample_event
from bot.__main__ import command_line
from bot.demo import Demo
from bot.scenes import hints
from delivery.owner import lock_file, lock_path
from people.models import RoleName
from people.roles import Roles
from tests.visitor import Raw, visiting

# A proxy that nobody answers at, and settings of somebody's real bot, none of which may be used.
OPERATORS = {
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HELPDESK_TELEGRAM_API_URL": "http://127.0.0.1:9",
    "HELPDESK_DATABASE_URL": "postgresql+asyncpg://127.0.0.1:9/real",
    "HELPDESK_WEBHOOK_URL": "https://real.example/telegram/webhook",
    "HELPDESK_WEBHOOK_SECRET": "secret",
    "HELPDESK_HTTP_PORT": "70000",
}


@asynccontextmanager
async def shown(data: Path) -> AsyncIterator[Demo]:
    """A demo that plays as long as the block."""
    demo, started = Demo(0, data), asyncio.Event()
    playing = asyncio.create_task(demo.run(started.set))
    ready = asyncio.create_task(started.wait())
    await asyncio.wait([playing, ready], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        if not playing.done():
            yield demo
    finally:
        demo.stop()
        await playing


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    async with shown(tmp_path) as demo:
        yield demo


async def test_each_thing_to_try_shows_what_it_says(demo: Demo) -> None:
    typos, unknown, group, event = hints(demo)
    async with visiting(demo.telegram.url) as visitor:
        await visitor.orders("say", "Maria", words=typos.words)
        await visitor.sees("I forgot my password.")
        await visitor.orders("say", "Maria", words=unknown.words)
        await visitor.sees("None of the checked answers fits")
        await visitor.orders("say", "Maria", words=group.words, chat=f"0:{demo.community.chat.id}")
        answer = await visitor.news(lambda news: from_bot(news) and "reply_to_message" in news["message"]["raw"])
        await visitor.orders("say", "Maria", words=event.words)
        await visitor.sees("12 of 12 places are free.")

    assert "I forgot my password." in answer["message"]["raw"]["text"]


async def test_an_event_is_about_to_start_and_its_reminders_come_when_the_clock_is_moved(demo: Demo) -> None:
    maria = demo.maria
    await maria.says(f"/event {sample_event.ID}")
    card = await maria.hears()
    await maria.presses(card, "Register")
    confirmed = await maria.hears()
    await demo.move_clock("10 minutes")
    reminder = await maria.hears(timeout=60)
    await demo.move_clock("1 hour")
    joining = await maria.hears(timeout=60)

    assert "You are registered." in confirmed.text
    assert "starts in" in reminder.text
    assert reminder.buttons[-1] == ["Reminders", "I cannot come"]
    assert "has started; you can still join" in joining.text


async def test_in_the_group_it_answers_who_mentions_it(demo: Demo) -> None:
    async with visiting(demo.telegram.url) as visitor:
        here = f"0:{demo.community.chat.id}"
        await visitor.orders("say", "Amina", words="Good morning, everybody.", chat=here)
        await visitor.orders("say", "Amina", words=f"@{demo.bot.username} How do I register for an event?", chat=here)
        answer = await visitor.news(lambda news: from_bot(news) and "reply_to_message" in news["message"]["raw"])

    assert answer["message"]["raw"]["reply_to_message"]["text"].startswith("@helpdesk_bot")


def from_bot(news: Raw) -> bool:
    return bool(news["kind"] == "message" and news["message"]["raw"]["from"]["is_bot"])


async def test_everybody_who_plays_can_be_chosen(demo: Demo) -> None:
    async with visiting(demo.telegram.url) as visitor:
        told = await visitor.everything()

    assert [one["name"] for one in told["personas"]] == ["Maria", "Amina", "Jonas", "Elena", "Lea"]
    assert [hint["title"] for hint in told["hints"]] == [hint.title for hint in hints(demo)]
    assert told["title"] == told["bots"][0]["name"]


async def test_experts_and_the_coordinator_have_their_roles(demo: Demo) -> None:
    service = demo.service
    assert service
    admins, clock = service.settings.admin_ids, demo.clock
    people = (demo.maria, demo.jonas, demo.elena, demo.lea)

    def read(session: Session) -> list[RoleName]:
        return [Roles(session, clock, admins).of(person.id) for person in people]

    roles = await service.database.read(read)
    assert roles == [RoleName.MEMBER, RoleName.EXPERT, RoleName.EXPERT, RoleName.COORDINATOR]


async def test_a_visitor_moves_the_clock_on_and_never_back(demo: Demo) -> None:
    before = demo.clock.now()
    async with visiting(demo.telegram.url) as visitor:
        address = f"{visitor.url}/page/controls/clock"
        async with visitor.session.post(address, json={"value": "1 week"}) as response:
            assert response.status == 200
        async with visitor.session.post(address, json={"value": "-1 day"}) as response:
            refused = await response.json()
        news = await visitor.news(lambda news: news["kind"] == "controls")

    assert timedelta(days=7) <= demo.clock.now() - before < timedelta(days=7, minutes=1)
    assert "can be moved by 10 minutes" in refused["error"]
    assert f"{demo.clock.now():%d %B}" in news["controls"][0]["state"]


async def test_it_answers_again_on_data_of_an_earlier_demo(tmp_path: Path) -> None:
    for _ in range(2):
        async with shown(tmp_path) as demo, visiting(demo.telegram.url) as visitor:
            await visitor.orders("say", "Maria", words="How do I register for an event?")
            await visitor.news(from_bot)


async def test_a_demo_that_is_stopped_before_it_has_started_ends(tmp_path: Path) -> None:
    demo = Demo(0, tmp_path)
    demo.stop()

    await demo.run(lambda: pytest.fail("it started"))


@dataclass
class Command:
    """The command, run as an operator runs it."""

    process: asyncio.subprocess.Process
    temporary: Path

    async def address(self) -> str:
        """Wait until it says where the page is."""
        assert self.process.stdout
        while line := (await self.process.stdout.readline()).decode():
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                return found[0]
        raise AssertionError(await self.ends())

    async def ends(self) -> tuple[int | None, str, str]:
        """Return exit code, output and errors."""
        out, errors = await self.process.communicate()
        return self.process.returncode, out.decode(), errors.decode()


@asynccontextmanager
async def commanded(folder: Path, *arguments: str) -> AsyncIterator[Command]:
    """Run the command; killed at the end of the block, or after 40 seconds, if it has not ended."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HELPDESK_")}
    temporary = folder / "tmp"
    temporary.mkdir()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *arguments),
        cwd=folder,
        env={**environment, **OPERATORS, "TMPDIR": str(temporary), "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            yield Command(process, temporary)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_stops_when_told_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    async with commanded(tmp_path, "--port", "0") as command, visiting(await command.address()) as visitor:
        await visitor.orders("say", "Maria", words="How do I register for an event?")
        await visitor.news(from_bot)
        kept = files(command.temporary)
        command.process.send_signal(number)
        code, out, errors = await command.ends()

    assert (code, out.splitlines()[-1], errors) == (0, "Stopped.", "")
    assert {"helpdesk.db", "helpdesk.db.lock"} < set(kept)
    assert files(tmp_path) == ["tmp"]


async def test_it_stops_amid_trouble_that_a_visitor_has_switched_on(demo: Demo) -> None:
    async with visiting(demo.telegram.url) as visitor:
        await visitor.orders("trouble", "Maria", kind="down")
        await visitor.orders("say", "Maria", words="How do I register for an event?")
        await visitor.news(lambda news: news["kind"] == "call" and news["call"]["fault"] != "")
        demo.stop()
        with pytest.raises(EOFError):
            await visitor.news(lambda _: False)


async def test_a_taken_port_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with commanded(tmp_path, "--port", str(port)) as command:
            code, out, errors = await command.ends()

    sentence = f"Port {port} is taken by another program; choose another one, such as --port {port + 1}.\n"
    assert (code, out, errors) == (2, "", sentence)


async def test_data_that_another_helpdesk_uses_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    held = lock_file(lock_path(data / "helpdesk.db"))
    assert held is not None

    async with commanded(tmp_path, "--port", "0", "--data", str(data)) as command:
        code, out, errors = await command.ends()

    os.close(held)
    assert (code, out) == (78, "")
    assert errors == "Another helpdesk already runs on this data. Stop it first, or give this one another --data.\n"


def test_a_port_that_is_none_is_wrong_usage() -> None:
    told = CliRunner().invoke(command_line(), ["demo", "--port", "70000"])

    assert told.exit_code == 2
    assert "65535" in told.stderr
