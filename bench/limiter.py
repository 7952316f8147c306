"""The same broadcast by python-telegram-bot's rate limiter, against the same server with Telegram's limits."""

import asyncio
import json
from pathlib import Path
from typing import Any

from bench.reminding import replies
from bench.tries import tried
from sandbox.caller import Caller
from sandbox.server import Sandbox
from tests.campaigns.choice import say

SCRIPT = Path(__file__).parent / "peers" / "broadcasting.py"
FIRST, WORDS = 20_000_000, "News"
MOST = 1.5  # seconds for each recipient: what takes longer is given up
WAYS = (
    ("one after the other", "1", "0"),
    ("all at once", "100000", "0"),
    ("all at once, max_retries=5", "100000", "5"),
)


async def measure(python: str, recipients: int = 600, asks: int = 5) -> dict[str, Any]:
    """Return, for the limiter as it is and with retries, messages a second, what was lost, and what a reply waits."""
    found = {}
    for name, at_once, retries in WAYS:
        say(f"a broadcast by the stock limiter, {name}")
        way = ("--at-once", at_once, "--retries", retries)
        found[name] = await tried(_broadcast(python, recipients, asks, way), MOST * recipients)
    return {
        "configuration": "AIORateLimiter() of python-telegram-bot[rate-limiter] in a loop, or by asyncio.gather",
        "recipients": recipients,
        **found,
    }


async def _broadcast(python: str, recipients: int, asks: int, way: tuple[str, ...]) -> dict[str, Any]:
    async with Sandbox() as telegram:
        bot = telegram.new_bot("helpdesk")
        for number in range(recipients):
            await telegram.new_person(f"Person {number}", id=FIRST + number).starts()
        async with Caller(telegram.url, bot.token) as caller:
            await caller("deleteWebhook", drop_pending_updates=True)
        telegram.strict_limits, telegram.faults.latency = True, 0.05
        told = ["--api", telegram.url, "--token", bot.token, "--words", WORDS, *way]
        command = [python, str(SCRIPT), *told, "--first", str(FIRST), "--count", str(recipients)]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        try:
            while not telegram.arrivals(words=WORDS):  # noqa: ASYNC110  another process sends
                await asyncio.sleep(0.01)
            waits = asyncio.create_task(replies(telegram, asks))
            output, _ = await process.communicate()
            waits.cancel()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        arrived, said = len(telegram.arrivals(words=WORDS)), json.loads(output)
        return {
            "sent_per_s": arrived / said["took_s"],
            "never_sent": recipients - arrived,
            "too_fast": sum(call.code == 429 for call in telegram.calls),
            "took_s": said["took_s"],
            "reply_meanwhile_s": await _heard(waits),
        }


async def _heard(waits: asyncio.Task[dict[str, float]]) -> dict[str, float] | None:
    """Return what replies waited; None where the first of them did not come as long as the broadcast lasted."""
    await asyncio.wait([waits])
    return None if waits.cancelled() or waits.exception() else waits.result()
