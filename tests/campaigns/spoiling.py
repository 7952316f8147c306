"""Poison by the hundred, seed after seed, on the chosen databases."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

from tests import databases
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.killing import fresh_database
from tests.campaigns.poisoning import poisoned

SHORT, LONG, PER_SEED = 600, 20_000, 600


def run(choice: Choice) -> Iterator[Report]:
    """Run all, each seed with a helpdesk of its own."""
    with ExitStack() as stack:
        for kind in choice.databases:
            server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
            left, seed = choice.updates or (LONG if choice.long else SHORT), choice.seed
            while left > 0:
                with fresh_database(server) as (url, folder):
                    report = asyncio.run(poisoned(url, folder, min(left, PER_SEED), seed))
                say(f"{report.name} is over: {len(report.faults)} faults")
                yield report
                left, seed = left - PER_SEED, seed + 1
