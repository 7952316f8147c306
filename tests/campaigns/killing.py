"""The kill campaign on both databases at once, each by both intakes, seed after seed."""

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path

from tests import databases
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.kills import blows, campaign
from tests.campaigns.seeds import fresh_database, in_parts

SHORT, LONG = 16, 1000  # kills on each database by each intake
SEATS = 8  # people at a time: so many that something is always under way, and that the last start is soon done
PER_SEED = 50  # a campaign of its own, with a database of its own: a seed that failed is run again within minutes


def run(choice: Choice) -> Iterator[Report]:
    """Run all; the two databases side by side, since a starting helpdesk keeps one core busy."""
    with ThreadPoolExecutor(len(choice.databases)) as threads:
        for job in as_completed([threads.submit(_on, kind, choice) for kind in choice.databases]):
            yield from job.result()


def _on(kind: str, choice: Choice) -> list[Report]:
    """Run on one database."""
    with ExitStack() as stack:
        server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
        return [
            _one(server, seed, kills, choice, webhook=intake == "webhook")
            for intake in choice.intakes
            for seed, kills in in_parts(choice.kills or (LONG if choice.long else SHORT), PER_SEED, choice.seed)
        ]


def _one(server: str | None, seed: int, kills: int, choice: Choice, *, webhook: bool) -> Report:
    with fresh_database(server) as (url, folder):
        report = asyncio.run(_campaign(url, folder, seed, kills, choice, webhook=webhook))
        if report.faults:
            keep = Path(tempfile.gettempdir()) / f"kills-{seed}-{report.figures['database']}.log"
            keep.write_bytes((folder / "run.log").read_bytes())
            report.faults.append(
                f"to see it again: --seed {seed} --kills {kills}; what the helpdesk wrote is in {keep}"
            )
    say("\n  FAULT ".join([f"{report.name} is over: {report.figures}", *report.faults]))
    return report


async def _campaign(url: str, folder: Path, seed: int, kills: int, choice: Choice, *, webhook: bool) -> Report:
    slow, cold = choice.latency, choice.cold
    async with campaign(url, folder, seed, webhook=webhook, latency=slow, cold=cold, seats=SEATS) as running:
        name = f"kills, {running.outcome.database}, {running.outcome.intake}, seed {seed}"
        running.progress = lambda words: say(f"{name}: {words}")
        await running.kills(blows(kills, running.crowd.dice, webhook=webhook))
        await running.ends()
    figures = running.outcome.figures
    faults: list[str] = figures.pop("faults")
    return Report(name, figures, faults)
