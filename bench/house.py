"""A helpdesk in a process of its own, beside a local Telegram in ours."""

import asyncio
import os
import re
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from sandbox.server import Sandbox

SECRET = "bench-secret"


@dataclass(slots=True)
class House:
    """A running helpdesk: where it listens, and how it is doing."""

    process: asyncio.subprocess.Process
    http: str
    figures: str
    started: float

    async def ready(self) -> float:
        """Wait until it is ready; return the seconds since it was started."""
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{self.http}/readyz") as response:
                        if response.status == 200:
                            return time.perf_counter() - self.started
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.02)

    async def figure(self, name: str) -> float:
        """Return the sum of a metric over its labels."""
        async with aiohttp.ClientSession() as session, session.get(self.figures) as response:
            text = await response.text()
        values = re.findall(rf"^{re.escape(name)}(?:\{{[^}}]*\}})? ([0-9.e+-]+)$", text, re.MULTILINE)
        return sum(map(float, values))

    async def handled(self, count: float) -> float:
        """Wait until so many updates are handled; return the seconds that took."""
        begun = time.perf_counter()
        while await self.figure("helpdesk_updates_handled_total") < count:  # noqa: ASYNC110  another process counts
            await asyncio.sleep(0.1)
        return time.perf_counter() - begun

    def megabytes(self) -> float:
        """Return the memory it holds."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6


def surroundings(
    telegram: Sandbox,
    folder: Path,
    ports: tuple[int, int],
    *,
    database: str | None = None,
    webhook: bool = True,
    rate: float = 28,
) -> dict[str, str]:
    """Return the environment of a helpdesk on this Telegram; the ports are its own and that of its metrics."""
    http, figures = ports
    environment = {
        **os.environ,
        "HELPDESK_TELEGRAM_TOKEN": telegram.bot.token,
        "HELPDESK_TELEGRAM_API_URL": telegram.url,
        "HELPDESK_DATABASE_URL": database or f"sqlite+aiosqlite:///{folder}/helpdesk.db",
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_HTTP_PORT": str(http),
        "HELPDESK_METRICS_PORT": str(figures),
        "HELPDESK_SEND_RATE": str(rate),
    }
    if webhook:
        environment["HELPDESK_WEBHOOK_URL"] = f"http://127.0.0.1:{http}/telegram/webhook"
        environment["HELPDESK_WEBHOOK_SECRET"] = SECRET
    return environment


@asynccontextmanager
async def running(
    telegram: Sandbox, folder: Path, *, database: str | None = None, webhook: bool = True, rate: float = 28
) -> AsyncIterator[House]:
    """Run a helpdesk as long as the block, with its data in the folder."""
    http, figures = free_port(), free_port()
    environment = surroundings(telegram, folder, (http, figures), database=database, webhook=webhook, rate=rate)
    started = time.perf_counter()
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment, stderr=log)
    try:
        yield House(process, f"http://127.0.0.1:{http}", f"http://127.0.0.1:{figures}/metrics", started)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def learned(pid: int, most: float = 240.0) -> None:
    """Wait until it has nothing to do: soon after its first start a process of its own learns the knowledge."""
    process, begun = psutil.Process(pid), time.monotonic()
    process.cpu_percent()
    await asyncio.sleep(12)
    while (process.children() or process.cpu_percent() >= 10) and time.monotonic() < begun + most:  # noqa: ASYNC110  another process is looked at
        await asyncio.sleep(1)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
