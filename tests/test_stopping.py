"""An end in good order, whatever Telegram has asked us to wait for."""

import asyncio
from typing import Any

from bot.serve import Service
from bot.settings import load_settings
from sandbox.server import Sandbox
from tests.conftest import running


async def test_a_long_pause_does_not_keep_it_from_ending_and_nothing_is_lost(
    telegram: Sandbox, helpdesk_settings: dict[str, Any]
) -> None:
    settings = load_settings(env_file=None, **helpdesk_settings)
    maria = telegram.new_person("Maria")
    telegram.faults.add("sendMessage", status=429, retry_after=3600)
    async with running(settings):
        await maria.says("Who can use the platform?")
        while not telegram.called("sendMessage"):  # noqa: ASYNC110  the far side does not tell
            await asyncio.sleep(0.01)

    async with asyncio.timeout(60):
        await _ended(Service(settings))
    assert [call.code for call in telegram.called("sendMessage")] == [429]


async def _ended(service: Service) -> None:
    """Start and stop once more: what is to be said must not be said before its time."""
    task = asyncio.create_task(service.run())
    await asyncio.sleep(0.5)
    service.stop()
    await task
