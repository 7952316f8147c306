"""Kills a working helpdesk again and again, and asks the oracle what became of the messages."""

import asyncio
import itertools
import random
import signal
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.database import Database
from core.databases import open_database
from knowledge.files.reading import read_content
from sandbox.server import Sandbox
from tests.campaigns import evidence
from tests.campaigns.crowd import Crowd, Line, Lines
from tests.campaigns.excerpt import excerpt
from tests.campaigns.hearing import Verdict
from tests.campaigns.oracle import given_up, judge
from tests.campaigns.places import within_reach
from tests.campaigns.process import Installation, Process

LATENCY = 0.05
REACH = 3.0  # seconds from the readiness to pass a named place; after that it is killed wherever it is
STARTS = 20.0  # the same for a place that is passed at the start, where a busy machine takes its time
CALLS = 12  # of the Bot API that are made in a second, where much is to be said
STOP = 15.0  # seconds; the contract promises it
QUIET = 30.0  # seconds without any progress
TOLD = ("setWebhook", "deleteWebhook")


@dataclass(frozen=True, slots=True)
class Blow:
    """One kill: at a named place when it is passed so many times, or some seconds after the start or the readiness.

    Seconds after the readiness are counted in what is said: on a busy machine nothing would have been said by then.
    """

    place: str | None = None
    passing: int = 1
    after: float = 0.0
    when_ready: bool = True

    @property
    def failpoint(self) -> str | None:
        """What the process is told."""
        return f"{self.place}:{self.passing}" if self.place else None


def blows(count: int, dice: random.Random, *, webhook: bool) -> list[Blow]:
    """Return a plan: each named place in turn, and between them moments that nobody chose."""
    at_start, at_work = within_reach(webhook=webhook)
    dice.shuffle(at_work)
    working, starting = itertools.cycle(at_work), itertools.cycle(at_start)
    turns: list[Callable[[], Blow]] = [
        lambda: Blow(after=dice.uniform(0, 1.2)),
        lambda: Blow(place=next(working), passing=dice.randint(1, 6)),
        lambda: Blow(after=dice.uniform(0, 1.2)),
        lambda: Blow(place=next(working), passing=dice.randint(1, 6)),
        lambda: Blow(after=dice.uniform(0, 1.2)),
        lambda: Blow(place=next(working)),
        lambda: Blow(after=dice.uniform(0, 1.5), when_ready=False),
        lambda: Blow(place=next(starting)),
    ]
    return [turns[number % len(turns)]() for number in range(count)]


@dataclass(slots=True)
class Outcome:
    """What a campaign did and found; the seconds are medians where there are several."""

    seed: int
    database: str
    intake: str
    kills: int = 0
    places_hit: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    to_first_answer: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def first_answer(self) -> float | None:
        """Seconds from a start to its first answer, the median of all starts that lived to see one."""
        return round(statistics.median(self.to_first_answer), 2) if self.to_first_answer else None

    @property
    def figures(self) -> dict[str, Any]:
        """What to print."""
        verdict = self.verdict
        return {
            "seed": self.seed,
            "database": self.database,
            "intake": self.intake,
            "kills": self.kills,
            "places_hit": self.places_hit,
            "updates": verdict.updates,
            "acknowledged": verdict.acknowledged,
            "lost": verdict.lost,
            "repeated": verdict.repeated,
            "uncertain": verdict.uncertain,
            "dead": verdict.dead,
            "notices": verdict.notices,
            "start_to_first_answer_s": self.first_answer,
            "seconds": round(self.seconds, 1),
            "faults": verdict.faults,
        }


@dataclass(slots=True)
class Campaign:
    """A helpdesk, its people, and whoever kills it."""

    telegram: Sandbox
    installation: Installation
    crowd: Crowd
    database: Database
    outcome: Outcome
    change: str = "notices"
    last_change: str = ""
    progress: Callable[[str], None] = lambda _: None
    interruptions: list[float] = field(default_factory=list)
    thawed: list[float] = field(default_factory=list)

    async def kills(self, plan: list[Blow]) -> None:
        """Start and kill the helpdesk once for each blow, while people write."""
        self.crowd.begins()
        for number, blow in enumerate(plan, start=1):
            await self.strike(blow)
            if number % 25 == 0:
                self.progress(f"{number} of {len(plan)} kills, {len(self.crowd.said)} messages")
        await self.crowd.ends()

    async def ends(self) -> Verdict:
        """Start it once more and leave it alone until nothing is left to do; then judge."""
        self.installation.change = self.last_change
        return await self.settles(await self.installation.start())

    async def settles(self, process: Process) -> Verdict:
        """Wait until nothing is left to do; who may have missed something writes once more. Then judge."""
        await self.crowd.ends()
        await self._quiet(process)
        first = await self._judged()
        await self._write_again()
        await self._quiet(process)
        code, seconds = await process.stopped()
        last = await self._judged()
        last.faults += [fault for fault in first.faults if fault not in last.faults]
        last.lost, last.uncertain = max(first.lost, last.lost), max(first.uncertain, last.uncertain)
        if code != 0 or seconds > STOP:
            last.fault(f"it ended with {code} after {seconds:.1f} s when asked to")
        last.faults += self.outcome.verdict.faults
        self.outcome.verdict = last
        return last

    async def strike(self, blow: Blow) -> None:
        """Start the helpdesk and kill it once."""
        self.installation.change = self.change
        process = await self.installation.start(blow.failpoint)
        told = self._told()
        if blow.when_ready:
            await self._until(lambda: self._told() > told or process.code is not None)
        if blow.place:
            self.outcome.places_hit += await process.ends(REACH if blow.when_ready else STARTS) is not None
        else:
            await (self._said(blow.after) if blow.when_ready else asyncio.sleep(blow.after))
        await process.killed()
        self._note(process)

    async def _said(self, seconds: float) -> None:
        """Wait until as much has been said as a helpdesk says in so many seconds where the machine has time."""
        before = len(self.telegram.calls)
        await self._until(lambda: len(self.telegram.calls) - before >= seconds * CALLS, REACH)

    def _note(self, process: Process) -> None:
        self.outcome.kills += 1
        self.interruptions.append(process.ended_at or time.time())
        if process.code != -signal.SIGKILL:
            self.outcome.verdict.fault(f"it ended by itself with {process.code}")
        first = self._first_answer(process)
        if first is not None:
            self.outcome.to_first_answer.append(first - process.started_at)

    def _first_answer(self, process: Process) -> float | None:
        first = None
        for call in reversed(self.telegram.calls):
            if call.at < process.started_at:
                break
            if call.method == evidence.SENDS:
                first = call.at
        return first

    def _told(self) -> int:
        return sum(call.method in TOLD for call in self.telegram.calls)

    async def _until(self, reached: Callable[[], bool], seconds: float = 20.0) -> bool:
        end = time.monotonic() + seconds
        while not reached() and time.monotonic() < end:  # noqa: ASYNC110  # another process tells nobody
            await asyncio.sleep(0.02)
        return reached()

    async def _quiet(self, process: Process) -> None:
        """Wait until nothing is left on either side; it is a fault if that does not come."""
        least, end = None, time.monotonic() + QUIET
        while time.monotonic() < end and process.code is None:
            if not self._works(process):
                await asyncio.sleep(0.1)
                continue
            left = len(self.telegram.bots[0].updates.pending) + await self.database.read(evidence.undone)
            if left == 0:
                return
            if least is None or left < least:
                least, end = left, time.monotonic() + QUIET
            await asyncio.sleep(0.1)
        self.outcome.verdict.fault(f"it did not become quiet; exit code {process.code}")

    def _works(self, process: Process) -> bool:
        """Whether this process has begun to work."""
        since = itertools.takewhile(lambda call: call.at > process.started_at, reversed(self.telegram.calls))
        return any(call.method in TOLD for call in since)

    async def _write_again(self) -> None:
        rows = await self.database.read(evidence.outbox)
        for chat in {row.lane for row in given_up(rows)}:
            person = self.crowd.people.get(chat or 0)
            if person is not None:
                await self.crowd.says(person, Line("/nrlast", "There is no command /nrlast here"))

    async def _judged(self) -> Verdict:
        moments = (self.interruptions, self.thawed)
        return judge(await evidence.gathered(self.telegram, self.crowd.said, *moments, self.database))


@asynccontextmanager
async def campaign(
    database_url: str,
    folder: Path,
    seed: int,
    *,
    webhook: bool,
    latency: float = LATENCY,
    cold: bool = False,
    seats: int = 16,
) -> AsyncIterator[Campaign]:
    """Set everything up on a migrated, empty database, and stop it at the end."""
    async with Sandbox() as telegram:
        telegram.faults.latency, telegram.webhook_pauses = latency, (0.05, 0.5)
        telegram.faults.add(evidence.SENDS, status=502, html=True, probability=0.03, times=None)
        bot = telegram.new_bot("helpdesk")
        content = excerpt(folder)
        lines = await asyncio.to_thread(lambda: Lines(read_content(content), folder))
        more = {"CONTENT_DIR": str(content)}
        installation = Installation(bot.token, telegram.url, database_url, folder, webhook, cold, more=more)
        crowd = Crowd(telegram, lines, random.Random(seed), seats)
        database = open_database(database_url)
        outcome = Outcome(seed, database.name, "webhook" if webhook else "polling")
        begun = time.monotonic()
        try:
            yield Campaign(telegram, installation, crowd, database, outcome)
        finally:
            await crowd.ends()
            await installation.clear()
            await database.close()
            outcome.seconds = time.monotonic() - begun
