"""It starts, waits and comes back by itself when Telegram or the database is away."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import serve
from bot.serve import Service
from bot.settings import load_settings
from delivery import health
from delivery.sender import Sender
from sandbox.server import Sandbox
from tests.conftest import running


def _move(folder: Path, files: str, named: Callable[[str], str]) -> None:
    for file in folder.glob(files):
        if not file.name.endswith(".lock"):
            shutil.move(file, folder / named(file.name))


async def _status(service: Service, path: str) -> int:
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{service.http_port}{path}") as response:
        return response.status


async def test_it_starts_without_telegram_and_answers_when_it_is_back(
    telegram: Sandbox, helpdesk_settings: dict[str, Any]
) -> None:
    maria = telegram.new_person("Maria")
    await telegram.vanishes()
    service = Service(load_settings(env_file=None, **helpdesk_settings))
    task = asyncio.create_task(service.run())
    while not service.http_port or await _status(service, "/healthz") != 200:  # noqa: ASYNC110  it starts by itself
        await asyncio.sleep(0.01)

    assert await _status(service, "/readyz") == 503

    await telegram.returns()
    await maria.says("Who can use the platform?")
    assert "Policymakers" in (await maria.hears(timeout=60)).text
    assert await _status(service, "/readyz") == 200
    service.stop()
    await task


async def test_it_waits_for_a_database_that_is_not_there_yet(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path
) -> None:
    maria = telegram.new_person("Maria")
    blocked = tmp_path / "not-a-folder-yet"
    blocked.write_text("in the way")
    settings = {**helpdesk_settings, "database_url": f"sqlite+aiosqlite:///{blocked}/helpdesk.db"}
    service = Service(load_settings(env_file=None, **settings))
    task = asyncio.create_task(service.run())
    await asyncio.sleep(0.2)

    assert not service.ready
    assert not task.done()

    blocked.unlink()
    await maria.says("Who can use the platform?")
    assert "Policymakers" in (await maria.hears(timeout=60)).text
    service.stop()
    await task


def test_a_database_that_is_there_again_is_not_kept_waiting() -> None:
    pauses = [1.0]
    for _ in range(20):
        pauses.append(serve.pause_after(ConnectionRefusedError(), pauses[-1]))

    assert max(pauses) <= 4


async def test_with_a_revoked_token_it_keeps_what_is_to_be_said_and_tells_coordinators_later(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sender, "token_pause", 0.05)
    maria, blanka = telegram.new_person("Maria"), telegram.new_person("Blanka")
    async with running(load_settings(env_file=None, **helpdesk_settings, admin_ids=str(blanka.id))) as service:
        await blanka.starts()
        await blanka.hears()
        telegram.faults.add("sendMessage", status=401, description="Unauthorized", times=1)
        telegram.faults.add("getMe", status=401, description="Unauthorized", times=3)

        await maria.says("Who can use the platform?")
        while service.ready:  # noqa: ASYNC110  nothing tells when it has noticed
            await asyncio.sleep(0.01)

        assert "Policymakers" in (await maria.hears(timeout=60)).text
        assert "refused the bot's token" in (await blanka.hears(timeout=60)).text
        assert service.ready


async def test_a_database_file_that_disappears_is_noticed_and_nothing_is_acknowledged(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "FEEL_EVERY", 0.1)
    monkeypatch.setattr(health, "WORTH_TELLING", 0)
    maria, blanka = telegram.new_person("Maria"), telegram.new_person("Blanka")
    async with running(load_settings(env_file=None, **helpdesk_settings, admin_ids=str(blanka.id))) as service:
        await blanka.starts()
        await blanka.hears()
        await maria.says("Who can use the platform?")
        await maria.hears()
        _move(tmp_path, "helpdesk.db*", lambda name: f"away-{name}")

        await maria.says("What does it cost to use the platform?")
        await maria.hears_nothing(for_=0.5)
        meanwhile = await _status(service, "/readyz"), await _status(service, "/healthz")
        _move(tmp_path, "away-*", lambda name: name.removeprefix("away-"))

        assert (await maria.hears(timeout=15)).text
        assert "The log says: it is gone" in (await blanka.hears(timeout=10)).text
        assert meanwhile == (503, 200)
        assert await _status(service, "/readyz") == 200
