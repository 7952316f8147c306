"""One kill at the worst place for each broken build, and for the real one: the oracle must tell them apart."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from tests.campaigns.choice import Choice, Report
from tests.campaigns.crowd import ALBUM, START
from tests.campaigns.killing import fresh_database
from tests.campaigns.kills import Blow, campaign

WORST = {
    "acknowledges-before-the-commit": "intake.commit",
    "has-no-unique-key": "sender.settled",
    "never-repeats-must": "sender.claimed",
}


async def faults_of(url: str, folder: Path, *, place: str, broken: str = "") -> list[str]:
    """Return what the oracle finds after one kill at this place while somebody writes."""
    async with campaign(url, folder, seed=1, webhook=True, latency=0.01) as running:
        running.change = running.last_change = broken
        person = running.crowd.newcomer()
        for line in (START, ALBUM):
            await running.crowd.says(person, line)
        await running.strike(Blow(place=place))
        verdict = await running.ends()
    return verdict.faults


def run(_: Choice) -> Iterator[Report]:
    """Show for each broken build that it is noticed, and for the real one that nothing is."""
    for broken, place in WORST.items():
        found, clean = _faults(place, broken), _faults(place, "")
        faults = [f"the real build: {fault}" for fault in clean]
        if not found:
            faults.append("nobody noticed that it is broken")
        yield Report(f"broken, {broken}", {"killed at": place, "noticed": len(found)}, faults)


def _faults(place: str, broken: str) -> list[str]:
    with fresh_database(None) as (url, folder):
        return asyncio.run(faults_of(url, folder, place=place, broken=broken))
