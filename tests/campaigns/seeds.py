"""A long campaign in parts, each with a seed and a database of its own: one that failed is run again within minutes."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import databases
from tests.campaigns.choice import Choice, Report, say

Part = Callable[[str, Path, int, int], Coroutine[None, None, Report]]
"""Runs a part on a database's address, with a folder, of so many, with a seed."""


def run_in_parts(part: Part, choice: Choice, count: int, per_seed: int) -> Iterator[Report]:
    """Run so many on each of the chosen databases."""
    with ExitStack() as stack:
        for kind in choice.databases:
            server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
            for seed, many in in_parts(count, per_seed, choice.seed):
                with fresh_database(server) as (url, folder):
                    report = asyncio.run(part(url, folder, many, seed))
                say(f"{report.name} is over: {len(report.faults)} faults")
                yield report


def in_parts(count: int, per_seed: int, seed: int) -> Iterator[tuple[int, int]]:
    """Return seeds, and how many each of them does."""
    for done in range(0, count, per_seed):
        yield seed + done // per_seed, min(count - done, per_seed)


@contextmanager
def fresh_database(server: str | None) -> Iterator[tuple[str, Path]]:
    """Give a migrated, empty database, on this PostgreSQL server or in a file, and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="campaign-") as name:
        folder = Path(name)
        url = databases.empty_postgres(server) if server else databases.empty_sqlite(folder)
        databases.migrate(url, folder)
        yield url, folder
