"""One kill at the worst place for each broken build, and for the real one: the oracle must tell them apart."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from tests.campaigns.choice import Choice, Report
from tests.campaigns.crowd import ALBUM, START
from tests.campaigns.kills import Blow, campaign
from tests.campaigns.places import places
from tests.campaigns.seeds import fresh_database

WORST = {
    "acknowledges-before-the-commit": ("intake.commit", "was acknowledged and is not in the database"),
    "has-no-unique-key": ("sender.settled", "answers nothing in its turn"),
    "never-repeats-must": ("sender.claimed", "has no answer"),
    "marks-sent-before-sending": ("sender.claimed", "has no answer"),
    "loses-the-order": ("sender.settled", "was answered 'This is the automatic assistant"),
    "repeats-may+notices": ("notice.called", "may be said once at most and was heard 2 times"),
}
"""Where each is killed, and which of its faults must be noticed: a build that does nothing at all has others."""


BY_POLLING = frozenset({"loses-the-order"})  # a webhook brings one after the other


async def faults_of(url: str, folder: Path, *, place: str, broken: str = "") -> list[str]:
    """Return what the oracle finds after one kill at this place while somebody writes."""
    async with campaign(url, folder, seed=1, webhook=broken not in BY_POLLING, latency=0.01) as running:
        running.change = running.last_change = broken
        person = running.crowd.newcomer()
        for line in (START, ALBUM):
            await running.crowd.says(person, line)
        await running.strike(Blow(place=place))
        verdict = await running.ends()
    return verdict.faults


def run(_: Choice) -> Iterator[Report]:
    """Show for each broken build that it is noticed, and for the real one that nothing is."""
    for broken, (place, words) in WORST.items():
        found, clean = _faults(place, broken), _faults(place, "") if place in places() else []
        faults = [f"the real build: {fault}" for fault in clean]
        if not any(words in fault for fault in found):
            faults.append(f"nobody noticed that it is broken, but {found}")
        yield Report(f"broken, {broken}", {"killed at": place, "noticed": len(found)}, faults)


def _faults(place: str, broken: str) -> list[str]:
    with fresh_database(None) as (url, folder):
        return asyncio.run(faults_of(url, folder, place=place, broken=broken))
