"""500 people register at once for 100 places, on both databases: exactly 100 have one, the rest wait in order."""

import asyncio
from collections.abc import Iterator

from core.databases import open_database
from tests import databases
from tests.campaigns.choice import Choice, Report
from tests.campaigns.seeds import fresh_database
from tests.clocks import MovedClock
from tests.rush import rush

PEOPLE, PLACES = 500, 100


def run(choice: Choice) -> Iterator[Report]:
    """Rush on the chosen databases."""
    if "sqlite" in choice.databases:
        yield _rushed(None)
    if "postgresql" in choice.databases:
        with databases.postgres_server() as server:
            yield _rushed(server)


async def rushed(url: str) -> list[str]:
    """Return what was told or kept on one database and is not so."""
    database = open_database(url)
    try:
        return await rush(database, MovedClock(), PEOPLE, PLACES)
    finally:
        await database.close()


def _rushed(server: str | None) -> Report:
    with fresh_database(server) as (url, _):
        faults = asyncio.run(rushed(url))
    name = f"rush, {'postgresql' if server else 'sqlite'}"
    return Report(name, {"people": PEOPLE, "places": PLACES}, faults)
