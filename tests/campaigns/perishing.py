"""Kills a helpdesk at every named place of every step of a request, and asks what became of what people said."""

import asyncio
import itertools
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.clock import SystemClock
from core.database import Database
from core.databases import open_database
from people.models import RoleName
from people.roles import Roles
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import Sandbox
from tests import databases
from tests.campaigns import evidence
from tests.campaigns.asking import ALBUM, PATIENCE, Asking
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.process import Installation
from tests.campaigns.relayed import Judged, Told, judge
from tests.campaigns.seeds import fresh_database
from tests.desk import desk

STEPS = (
    *("request.begun", "request.sent", "request.topic", "request.taken", "request.added"),
    *("request.album", "answer.begun", "answer.added", "request.answered", "request.closed"),
)
"""In the order in which a request comes to them."""
PLACES = (
    *("", "letter.commit", "letter.committed", "lanes.claim", "lanes.claimed", "intake.commit", "intake.committed"),
    *("sender.claim", "sender.claimed", "sender.called", "sender.settle", "sender.settled", "request.known"),
    *("database.commit", "database.committed"),
)
"""What a step is followed by, at the latest with the next one; nothing: it dies in the middle of the step itself."""
SHORT, LONG = 2, 10  # requests with a death in each step; rounds of as many as there are places
TALLY = "killed at "


@dataclass(frozen=True, slots=True)
class Death:
    """Where it dies: at a place, passed so many times after a step."""

    step: str
    place: str
    passing: int = 1

    def __str__(self) -> str:
        return f"{self.step}>{self.place}:{self.passing}" if self.place else self.step


def plans(dice: random.Random, count: int) -> list[list[Death]]:
    """Return what one request after the other goes through: in each step a death, each time at another place."""
    first = dice.randrange(len(PLACES))
    return [
        [
            Death(step, PLACES[(first + number + shift) % len(PLACES)], dice.choice((1, 1, 2)))
            for shift, step in enumerate(STEPS)
        ]
        for number in range(count)
    ]


@dataclass(slots=True)
class Staffed(Installation):
    """A helpdesk with a group of experts, whose limits are hurried."""

    group: int = 0
    change: str = "hurried"

    def settings(self, failpoint: str | None) -> dict[str, str]:
        """Return the variables that an operator sets."""
        named = Installation.settings(self, failpoint)
        content = {"HELPDESK_CONTENT_DIR": str(self.folder / "content")}
        return {**named, **content, "HELPDESK_EXPERTS_CHAT_ID": str(self.group)}

    def deaths(self) -> list[str]:
        """Return the places at which processes have died so far."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line.removeprefix(TALLY) for line in lines if line.startswith(TALLY)]


@dataclass(slots=True)
class Stage:
    """The local Telegram, a helpdesk that dies, and who is there."""

    telegram: Sandbox
    database: Database
    helpdesk: Staffed
    group: Group
    expert: Person
    told: Told = field(default_factory=Told)

    async def play(self, plan: Sequence[Death]) -> None:
        """Let one request live through these deaths."""
        member = self.telegram.new_person("Maria")
        async with self._dying(plan):
            await Asking(self.database, self.group, member, self.expert, self.told).lives()
            await self._quiet()

    async def judged(self) -> Judged:
        """Return what became of everything."""
        return await self.database.read(lambda session: judge(session, self.telegram, self.group.id, self.told))

    @asynccontextmanager
    async def _dying(self, plan: Iterable[Death]) -> AsyncIterator[None]:
        """Let it run, and start it again with what is left of the plan when it has died."""
        before = len(self.helpdesk.deaths())

        async def go_on() -> None:
            while True:
                done = self.helpdesk.deaths()[before:]
                left = [str(each) for each in plan if str(each) not in done]
                process = await self.helpdesk.start(",".join(left) or None)
                while await process.ends() is None:
                    pass

        running = asyncio.create_task(go_on())
        try:
            yield
        finally:
            running.cancel()
            await self.helpdesk.clear()

    async def _quiet(self) -> None:
        """Wait until nothing is left on either side."""
        end = time.monotonic() + PATIENCE
        while len(self.telegram.bots[0].updates.pending) + await self.database.read(evidence.undone):
            assert time.monotonic() < end, "it did not become quiet"
            await asyncio.sleep(0.05)


@asynccontextmanager
async def stage(url: str, folder: Path) -> AsyncIterator[Stage]:
    """Set everything up on a migrated, empty database."""
    desk(folder)
    database = open_database(url)
    try:
        async with Sandbox() as telegram:
            bot = telegram.new_bot("helpdesk")
            expert = telegram.new_person("Elena")
            group = telegram.new_group("Experts", [telegram.new_person("Lea"), expert], forum=True)
            group.add_bot(admin=True)
            await database.write(lambda session: _grant(session, expert.id))
            helpdesk = Staffed(bot.token, telegram.url, url, folder, webhook=False, send_rate=500, group=group.id)
            yield Stage(telegram, database, helpdesk, group, expert)
    finally:
        await database.close()


def _grant(session: Session, expert: int) -> None:
    Roles(session, SystemClock()).grant(expert, RoleName.EXPERT)


async def perished(url: str, folder: Path, planned: list[list[Death]]) -> tuple[Judged, dict[str, Any]]:
    """Let one request after the other live through the deaths that are planned for it; where one fails, no more."""
    async with stage(url, folder) as here:
        trouble = ""
        for number, plan in enumerate(planned):
            try:
                await here.play(plan)
            except AssertionError as error:
                trouble = f"request {number + 1}, which was to die at {', '.join(map(str, plan))}: {error}"
                break
        judged = await here.judged()
        if trouble:
            judged.faults.insert(0, trouble)
        died = here.helpdesk.deaths()
        whole = sum(call.ok and len(call.result) == ALBUM for call in here.telegram.called("sendMediaGroup"))
    planned_deaths = sum(map(len, planned))
    figures = {"requests": len(planned), "planned deaths": planned_deaths, "deaths": len(died), "whole albums": whole}
    return judged, {**figures, "calls": judged.calls, "repeated": judged.repeated, "uncertain": judged.uncertain}


def run(choice: Choice) -> Iterator[Report]:
    """Run all, the databases side by side."""
    with ThreadPoolExecutor(len(choice.databases)) as threads:
        for job in as_completed([threads.submit(_on, kind, choice) for kind in choice.databases]):
            yield from job.result()


def _on(kind: str, choice: Choice) -> list[Report]:
    with ExitStack() as stack:
        server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
        seeds = itertools.count(choice.seed)
        rounds = LONG if choice.long else 1
        return [_one(server, seed, len(PLACES) if choice.long else SHORT) for seed in itertools.islice(seeds, rounds)]


def _one(server: str | None, seed: int, count: int) -> Report:
    planned = plans(random.Random(seed), count)
    with fresh_database(server) as (url, folder):
        judged, figures = asyncio.run(perished(url, folder, planned))
        if judged.faults:
            keep = Path(tempfile.gettempdir()) / f"requests-{seed}-{'postgresql' if server else 'sqlite'}.log"
            log = folder / "run.log"
            keep.write_bytes(log.read_bytes() if log.exists() else b"nothing was ever started")
            judged.faults.append(f"to see it again: --seed {seed}; what the helpdesk wrote is in {keep}")
    name = f"requests, {'postgresql' if server else 'sqlite'}, seed {seed}"
    say("\n  FAULT ".join([f"{name} is over: {figures}", *judged.faults]))
    return Report(name, figures, judged.faults)
