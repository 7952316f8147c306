"""Kills a helpdesk while it tells many people of events: at each named place, at random, and by asking it to end."""

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.database import Database
from core.databases import open_database
from delivery.models import Fate, OutboxRow
from events.models import Run
from sandbox.server import Sandbox
from tests import databases
from tests.campaigns.audience import Judged, all_due, audience, judge
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.process import Installation, Process
from tests.campaigns.seeds import fresh_database
from tests.learned import LEARNED

PLACES = ("event.noted", "event.expand", "event.looked", "event.expanded")
SENDING = ("sender.claim", "sender.claimed", "sender.called", "sender.settle", "sender.settled", "database.commit")
PEOPLE, RATE, LATENCY = 50, 100, 0.05
SHORT, LONG = 1, 60  # seeds on each database; each has thirteen kills and three requests to end
REACH, PATIENCE = 6.0, 60.0
BEGINS = "deleteWebhook"  # what a helpdesk that polls tells Telegram when it begins to work


@dataclass(frozen=True, slots=True)
class Blow:
    """One end of the helpdesk: at a named place when it is passed so many times, or after some seconds of work."""

    place: str = ""
    passing: int = 1
    after: float = 0.0
    asks: bool = False
    """Whether it is asked to end, instead of killed."""


def kills(dice: random.Random) -> list[Blow]:
    """Return a plan: each place of the expansion in turn, then places and moments of the sending in any order."""
    sending = [Blow(place, dice.randint(1, 40)) for place in SENDING]
    sending += [Blow(after=dice.uniform(0.1, 1.5)) for _ in range(3)]
    dice.shuffle(sending)
    return [*(Blow(place, dice.randint(1, 2)) for place in PLACES), *sending]


def requests(dice: random.Random) -> list[Blow]:
    """Return a plan that only asks it to end, again and again."""
    return [Blow(after=dice.uniform(0.1, 1.2), asks=True) for _ in range(3)]


async def told(url: str, folder: Path, plan: list[Blow], people: int = PEOPLE) -> tuple[Judged, dict[str, Any]]:
    """Let everything be told through all these ends of the helpdesk, and one run that is left alone."""
    database = open_database(url)
    try:
        async with Sandbox() as telegram:
            telegram.new_bot("helpdesk")
            everybody = [person.id for person in await audience(telegram, people)]
            telegram.faults.latency = LATENCY
            await database.write(lambda session: all_due(session, everybody))
            shutil.copytree(LEARNED, folder, dirs_exist_ok=True)
            helpdesk = Installation(telegram.bot.token, telegram.url, url, folder, webhook=False, send_rate=RATE)
            try:
                hit = [await _strike(helpdesk, telegram, blow) for blow in plan]
                last = await helpdesk.start()
                quiet = await _quiet(database, last)
                code, seconds = await last.stopped()
            finally:
                await helpdesk.clear()
            judged = await database.read(lambda session: judge(session, telegram, everybody))
    finally:
        await database.close()
    if not quiet or code != 0:
        judged.faults.append(f"it did not become quiet, or ended with {code} after {seconds:.1f} s")
    return judged, {"ends": len(plan), "places hit": sum(hit)}


async def _strike(helpdesk: Installation, telegram: Sandbox, blow: Blow) -> bool:
    """Start the helpdesk and end it once; return whether it died where it was to."""
    before = len(telegram.called(BEGINS))
    process = await helpdesk.start(f"{blow.place}:{blow.passing}" if blow.place else None)
    end = time.monotonic() + 20
    while process.code is None and len(telegram.called(BEGINS)) == before and time.monotonic() < end:  # noqa: ASYNC110  another process tells nobody
        await asyncio.sleep(0.02)
    if blow.place:
        hit = await process.ends(REACH) is not None
    else:
        await asyncio.sleep(blow.after)
        hit = True
    if blow.asks:
        await process.stopped()
    else:
        await process.killed()
    return hit


async def _quiet(database: Database, process: Process) -> bool:
    """Wait until everything is told; say whether it was in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.code is None:
        if await database.read(_left) == 0:
            return True
        await asyncio.sleep(0.1)
    return False


def _left(session: Session) -> int:
    runs = session.scalar(select(func.count(Run.id)).where(Run.expanded_at.is_(None))) or 0
    noted = session.scalar(select(func.count(Run.id))) or 0
    unsent = select(func.count(OutboxRow.id)).where(OutboxRow.state.in_((Fate.WAITING, Fate.CLAIMED)))
    return runs + (session.scalar(unsent) or 0) + (0 if noted >= len(_KINDS) else 1)


_KINDS = ("reminder", "change", "survey", "conclusions")


def run(choice: Choice) -> Iterator[Report]:
    """Run all, the databases side by side."""
    with ThreadPoolExecutor(len(choice.databases)) as threads:
        for job in as_completed([threads.submit(_on, kind, choice) for kind in choice.databases]):
            yield from job.result()


def _on(kind: str, choice: Choice) -> list[Report]:
    with ExitStack() as stack:
        server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
        seeds = range(choice.seed, choice.seed + (LONG if choice.long else SHORT))
        return [_one(server, seed, asks=asks) for seed in seeds for asks in (False, True)]


def _one(server: str | None, seed: int, *, asks: bool) -> Report:
    dice = random.Random(seed)
    plan = requests(dice) if asks else kills(dice)
    with fresh_database(server) as (url, folder):
        judged, figures = asyncio.run(told(url, folder, plan))
        if judged.faults:
            keep = Path(tempfile.gettempdir()) / f"telling-{seed}.log"
            keep.write_bytes((folder / "run.log").read_bytes())
            judged.faults.append(f"to see it again: --seed {seed}; what the helpdesk wrote is in {keep}")
    name = f"events, {'postgresql' if server else 'sqlite'}, {'asked to end' if asks else 'killed'}, seed {seed}"
    if asks and (judged.repeated or judged.uncertain):
        judged.faults.append(f"{judged.repeated} messages were said twice, of {judged.uncertain} nobody knows")
    figures |= {"told": judged.told, "repeated": judged.repeated, "uncertain": judged.uncertain}
    say(f"{name} is over: {figures}, {len(judged.faults)} faults")
    return Report(name, figures, judged.faults)
