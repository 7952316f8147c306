"""Two processes on the same data: on SQLite the second is refused, on PostgreSQL it stands by and takes over."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp

from tests.campaigns.balancer import Balancer
from tests.campaigns.hearing import Verdict
from tests.campaigns.kills import Campaign, campaign
from tests.campaigns.process import PATIENCE, Installation, Process, free_port

TAKE_OVER = 20.0  # seconds; the design promises it


@dataclass(slots=True)
class Pair:
    """A helpdesk that works, one that stands by, and the campaign around them."""

    campaign: Campaign
    first: Process
    second: Process
    standby: Installation
    balancer: Balancer

    async def owner_gauge(self) -> float:
        """Return what the second says in its metrics: 1 if it is the owner."""
        text = await fetched(f"http://127.0.0.1:{self.standby.metrics_port}/metrics")
        (line,) = (line for line in text.splitlines() if line.startswith("helpdesk_owner "))
        return float(line.split()[1])

    async def ready(self) -> bool:
        """Return whether the second says that it takes updates in."""
        return '"ready": true' in await fetched(f"http://127.0.0.1:{self.standby.http_port}/readyz")

    async def takes_over(self) -> float:
        """Wait until the second is the owner; return the seconds that took, infinite for too many."""
        begun = time.monotonic()
        while time.monotonic() - begun < TAKE_OVER:
            if await self.owner_gauge() == 1:
                return time.monotonic() - begun
            await asyncio.sleep(0.05)
        return float("inf")


async def fetched(address: str) -> str:
    """Return what is at an address, nothing while nobody answers."""
    try:
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            return await response.text()
    except aiohttp.ClientError:
        return ""


async def until_ready(installation: Installation, process: Process, within: float = PATIENCE) -> bool:
    """Wait until a process takes updates in; say whether that came."""
    end = time.monotonic() + within
    while time.monotonic() < end and process.code is None:
        if '"ready": true' in await fetched(f"http://127.0.0.1:{installation.http_port}/readyz"):
            return True
        await asyncio.sleep(0.05)
    return False


async def refused(url: str, folder: Path) -> tuple[int | None, str]:
    """Start a second process on a SQLite file that has an owner; return how it ended and what it said."""
    async with campaign(url, folder, seed=1, webhook=False) as running:
        first = await running.installation.start()
        if not await until_ready(running.installation, first):
            raise AssertionError("the first did not become ready")
        other = replace(running.installation, http_port=free_port(), metrics_port=free_port())
        code = await (await other.start()).ends()
        await first.stopped()
        return code, other.log.read_text()


async def taken_over(url: str, folder: Path, *, frozen: bool, seed: int = 1) -> tuple[float, Verdict]:
    """Kill the owner, or freeze it for a while; return the seconds until the other took over, and the verdict."""
    async with pair(url, folder, seed) as two:
        await asyncio.sleep(1.5)
        two.first.signalled(signal.SIGSTOP if frozen else signal.SIGKILL)
        two.campaign.interruptions.append(time.time())
        took = await two.takes_over()
        await asyncio.sleep(1)
        if frozen:
            # What was on its way when it froze is told to it now; it must do nothing more but stand by.
            two.first.signalled(signal.SIGCONT)
            two.campaign.thawed.append(time.time())
            await asyncio.sleep(4)
        return took, await two.campaign.settles(two.second)


async def stopped(url: str, folder: Path, seed: int = 2) -> tuple[int | None, float, Verdict]:
    """Ask a working helpdesk to end; return its exit code, the seconds that took, and the verdict."""
    async with campaign(url, folder, seed, webhook=True) as running:
        process = await running.installation.start()
        if not await until_ready(running.installation, process):
            raise AssertionError("it did not become ready")
        running.crowd.begins()
        await asyncio.sleep(1)
        code, seconds = await process.stopped()
        return code, seconds, await running.ends()


@asynccontextmanager
async def pair(url: str, folder: Path, seed: int = 1) -> AsyncIterator[Pair]:
    """Start both behind a balancer, with people writing."""
    async with campaign(url, folder, seed, webhook=True) as running:
        first = replace(running.installation, webhook_port=free_port())
        standby = replace(first, http_port=free_port(), metrics_port=free_port(), started=[])
        running.installation = first
        async with Balancer(first.webhook_port, [first.http_port, standby.http_port]) as balancer:
            processes = [await first.start()]
            if not await until_ready(first, processes[0]):
                raise AssertionError("the first did not become ready")
            processes.append(await standby.start())
            if not await until_ready(standby, processes[1]):
                raise AssertionError("the second did not become ready")
            running.crowd.begins()
            try:
                yield Pair(running, processes[0], processes[1], standby, balancer)
            finally:
                await standby.clear()
