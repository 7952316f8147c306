"""Two experts press `Take` together, again and again, on both databases: exactly one has it, the other is told who."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from random import Random

from core.database import Database
from core.databases import open_database
from tests import databases
from tests.campaigns.choice import Choice, Report
from tests.campaigns.seeds import fresh_database
from tests.clocks import MovedClock
from tests.requests_at import ANNA, ANNA_ACTS, BORIS, BORIS_ACTS, MARIA_ACTS, sent, settled
from tickets.access import Actor, OwnedBy
from tickets.models import Request
from tickets.requests import Requests

RACES, LONG_RACES = 200, 1000


def run(choice: Choice) -> Iterator[Report]:
    """Race on the chosen databases."""
    races = LONG_RACES if choice.long else RACES
    if "sqlite" in choice.databases:
        yield _raced(None, races, choice.seed)
    if "postgresql" in choice.databases:
        with databases.postgres_server() as server:
            yield _raced(server, races, choice.seed)


async def raced(url: str, races: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Return how often each expert had it, and every race in which a promise was not kept."""
    database, clock, dice = open_database(url), MovedClock(), Random(seed)
    winners: Counter[str] = Counter()
    faults: list[str] = []
    try:
        await settled(database, clock)
        for number in range(races):
            winner, fault = await _race(database, clock, dice)
            winners[winner] += 1
            faults += [f"race {number}: {fault}"] if fault else []
    finally:
        await database.close()
    return winners, faults


async def _race(database: Database, clock: MovedClock, dice: Random) -> tuple[str, str]:
    number = (await database.write(lambda session: sent(session, clock))).id
    order = dice.sample([ANNA_ACTS, BORIS_ACTS], 2)  # where there is one writer, who is heard first comes first
    heard = await asyncio.gather(*(_take(database, clock, actor, number) for actor in order))
    told = [
        answer for _, answer in sorted(zip((each.id for each in order), heard, strict=True), key=lambda pair: pair[0])
    ]
    owner = await database.read(lambda session: session.get_one(Request, number).owner_id)
    await database.write(lambda session: Requests(session, clock).withdraw(MARIA_ACTS, number))
    kept = (owner, *told) in ((ANNA, None, ANNA), (BORIS, BORIS, None))
    winner = {ANNA: "Anna", BORIS: "Boris"}.get(owner or 0, "nobody")
    return winner, "" if kept else f"it is with {owner}; Anna was told {told[0]}, Boris {told[1]}"


async def _take(database: Database, clock: MovedClock, actor: Actor, number: int) -> int | None:
    """Take it; return whose it is if it is not theirs."""
    try:
        await database.write(lambda session: Requests(session, clock).take(actor, number))
    except OwnedBy as refused:
        return refused.owner
    return None


def _raced(server: str | None, races: int, seed: int) -> Report:
    with fresh_database(server) as (url, _):
        winners, faults = asyncio.run(raced(url, races, seed))
    return Report(f"takes, {'postgresql' if server else 'sqlite'}", {"races": races, **winners}, faults)
