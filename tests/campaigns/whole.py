"""The whole helpdesk under fire: everybody at once, bad weather, and a kill every few seconds."""

import asyncio
import itertools
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.clock import SystemClock
from core.database import Database
from core.databases import open_database
from events.offsets import Offset, Unit
from people.models import RoleName
from people.roles import Roles
from sandbox.server import Sandbox
from tests.campaigns import evidence, town, wires
from tests.campaigns.audience import meets, wall
from tests.campaigns.kills import Blow
from tests.campaigns.places import named
from tests.campaigns.process import Installation, Process, free_port
from tests.campaigns.town import Town
from tests.campaigns.weather import Careless, bad
from tests.clocks import MovedClock
from tests.desk import desk
from tests.events_at import published

GOERS, AHEAD = 6, 40
RULE = Offset(AHEAD, Unit.MINUTES)
QUIET, END, REACH = 60.0, 240.0, 15.0
CALLS = 12  # of the Bot API that are made in a second, where much is to be said
ONCE = ("serve.", "shift.", "sender.beg", "request.", "answer.", "event.", "lanes.bury")
TOLD = ("setWebhook", "deleteWebhook")
ASKING: dict[town.Story, int] = {
    town.asks_an_expert: 3,
    town.chats: 4,
    town.reads: 1,
    town.comes_to_events: 2,
    town.lea_moves_an_event: 1,
    town.ada_edits: 1,
    town.somebody_writes_a_file: 1,
}
SERVING: list[town.Story] = [town.elena_answers, town.boris_answers]


@dataclass(slots=True)
class Whole:
    """A helpdesk with everything, its people, what stands between them, and what was done to it."""

    telegram: Sandbox
    installation: Installation
    town: Town
    database: Database
    careless: Careless
    dice: random.Random
    interruptions: list[float] = field(default_factory=list)
    aimed: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    async def lasts(self, seconds: float, kills: int | None = None) -> None:
        """Kill the helpdesk again and again for so long, or so often, while everybody is busy."""
        self.town.begins(ASKING, SERVING)
        end = time.monotonic() + seconds
        for number, blow in enumerate(self._blows()):
            if time.monotonic() >= end if kills is None else number >= kills:
                return
            await self.strike(blow)

    def _blows(self) -> Iterator[Blow]:
        """Return without end: a named place, then a moment that nobody chose; each place comes as often as another."""
        at_work = named(webhook=self.installation.webhook)
        self.dice.shuffle(at_work)
        for place in itertools.cycle(at_work):
            yield Blow(place=place, passing=1 if place.startswith(ONCE) else self.dice.choice([1, 2, 3, 5, 8]))
            yield Blow(after=self.dice.uniform(0, 4), when_ready=self.dice.random() < 0.8)

    async def strike(self, blow: Blow) -> None:
        """Start the helpdesk and kill it once."""
        process = await self.installation.start(blow.failpoint)
        if blow.place:
            self.aimed[blow.place] += 1
            await self._works(process)
            self.reached[blow.place] += await process.ends(REACH) is not None and self._died_at(blow)
        else:
            if blow.when_ready:
                await self._works(process)
            await self._said(int(blow.after * CALLS))
        await process.killed()
        self.interruptions.append(process.ended_at or time.time())
        if process.code != -signal.SIGKILL:
            self.faults.append(f"it ended by itself with {process.code}")

    def _died_at(self, blow: Blow) -> bool:
        """Whether the process said last that it was to die there."""
        return f"killed at {blow.failpoint}" in self.installation.log.read_text(errors="replace").splitlines()[-1]

    async def ends(self, last: Process | None = None) -> wires.Judged:
        """Leave a last helpdesk alone until nobody waits for anything any more; then judge."""
        process = last or await self.installation.start()
        await self.town.ends(END)
        await self._quiet(process)
        code, seconds = await process.stopped()
        if code != 0 or seconds > 15:
            self.faults.append(f"it ended with {code} after {seconds:.1f} s when asked to")
        judged = (await self._evidence()).judged()
        judged.faults += [*self.faults, *self.town.waiting.complaints, *await self.database.read(wires.unsent)]
        judged.faults += [*self._chats(), *self._events()]
        return judged

    async def _works(self, process: Process) -> None:
        """Wait until this process has told Telegram how it wants its updates."""
        end = time.monotonic() + 20
        while process.code is None and time.monotonic() < end:
            if any(call.method in TOLD and call.at > process.started_at for call in self.telegram.calls[-300:]):
                return
            await asyncio.sleep(0.02)

    async def _said(self, calls: int) -> None:
        """Wait until so many calls have been made, which is a matter of time only where the machine has time."""
        before, end = len(self.telegram.calls), time.monotonic() + REACH
        while len(self.telegram.calls) < before + calls and time.monotonic() < end:  # noqa: ASYNC110  two things to wait for
            await asyncio.sleep(0.02)

    async def _quiet(self, process: Process) -> None:
        end = time.monotonic() + QUIET
        while time.monotonic() < end and process.code is None:
            if len(self.telegram.bot.updates.pending) + await self.database.read(evidence.undone) == 0:
                return
            await asyncio.sleep(0.1)
        self.faults.append(f"it did not become quiet; exit code {process.code}")

    async def _evidence(self) -> wires.Wires:
        updates = self.telegram.bot.updates
        waiting = {pending.update_id for pending in updates.alive()}
        # Ids are given one after the other; that of the first is where the bot's count began.
        first = updates.next_id - self.given
        given = frozenset(range(first, updates.next_id)) - waiting
        rows, inbox = await self.database.read(wires.rows), await self.database.read(wires.inbox)
        return wires.Wires(wires.said(self.telegram), rows, inbox, given, self.interruptions)

    @property
    def given(self) -> int:
        """How many updates there were."""
        return self.telegram.bot.updates.numbers

    def _chats(self) -> Iterator[str]:
        """Return what somebody said who was not answered."""
        for person, words in self.town.chats:
            heard = [message.text for message in person.screen() if message.from_bot]
            for each in words:
                if not any(f"There is no command {each} here" in text for text in heard):
                    yield f"{person.name}: {each} has no answer"

    def _events(self) -> Iterator[str]:
        """Return who was not told of an event, or not the last of it."""
        for (id_, event), at in self.town.registered.items():
            heard = [message.text for message in self._screen(id_) if message.from_bot]
            reminded = any(f"“{event.capitalize()}” starts in" in text for text in heard)
            if at < self.town.soon.get(event, 0.0) < time.time() - 20 and not reminded:
                yield f"{id_} was not reminded of {event}"
            moves = self.town.moves if event == "moved" else []
            told = next((text for text in reversed(heard) if "“Moved” has changed" in text), "nothing")
            if moves and at < moves[-1][0] - 5 and moves[-1][1] not in told:
                yield f"{id_} was not told that the event is on {moves[-1][1]}: {told}"

    def _screen(self, id_: int) -> list[Any]:
        return next(person.screen() for person in self.telegram.people if person.id == id_)


@asynccontextmanager
async def whole(
    url: str, folder: Path, seed: int, *, webhook: bool, seconds: float, weather: bool = True, change: str = "hurried"
) -> AsyncIterator[Whole]:
    """Set everything up on a migrated, empty database, and stop it at the end."""
    dice, content = random.Random(seed), desk(folder)
    async with Sandbox() as telegram:
        telegram.webhook_pauses = (0.05, 0.5)
        bot = telegram.new_bot("helpdesk")
        elena, boris, lea, ada = (telegram.new_person(name) for name in ("Elena", "Boris", "Lea", "Ada"))
        group = telegram.new_group("Experts", [lea, elena, boris], forum=True)
        group.add_bot(admin=True)
        goers = [telegram.new_person(f"Goer {number}") for number in range(GOERS)]
        database, now = open_database(url), datetime.now(UTC)
        starts = {f"soon{n}": now + timedelta(minutes=AHEAD + 1 + n) for n in range(int(seconds) // 60 + 1)}
        await database.write(lambda session: _before(session, [each.id for each in goers], starts, elena.id, boris.id))
        port = free_port()
        named_ = {"ADMIN_IDS": f"{lea.id},{ada.id}", "CONTENT_DIR": str(content), "EXPERTS_CHAT_ID": str(group.id)}
        helpdesk = Installation(bot.token, telegram.url, url, folder, webhook, change=change)
        helpdesk = replace(helpdesk, webhook_port=port if webhook else 0, more=named_)
        soon = {
            id_: (at - timedelta(minutes=AHEAD)).replace(second=0, microsecond=0).timestamp()
            for id_, at in starts.items()
        }
        here = Town(telegram, group, elena, boris, lea, ada, content, dice, list(goers), soon)
        careless = Careless(port, [helpdesk.http_port], random.Random(seed))
        for person in (elena, boris, lea, ada, *goers):
            await person.says("/start")
        if weather:
            bad(telegram, seed)
        running = Whole(telegram, helpdesk, here, database, careless, dice)
        try:
            async with careless:
                yield running
        finally:
            await here.leaves()
            await helpdesk.clear()
            await database.close()


def _before(session: Session, goers: list[int], starts: dict[str, datetime], *experts: int) -> None:
    """Let there be experts, people who have no quiet hours, and events that are about to start."""
    clock = SystemClock()
    for expert in experts:
        Roles(session, clock).grant(expert, RoleName.EXPERT)
    before = MovedClock(datetime.now(UTC) - timedelta(days=1))
    meets(session, before, goers)
    for id_, at in starts.items():
        published(session, before, id_, title=id_.capitalize(), starts=wall(at), ends=None, reminders=(RULE,))
    later = wall(datetime.now(UTC) + timedelta(days=90))
    published(session, before, "moved", title="Moved", starts=later, ends=None, reminders=())


@dataclass(slots=True)
class Outcome:
    """What a campaign did and found."""

    judged: wires.Judged
    figures: dict[str, Any]
    aimed: Counter[str]
    reached: Counter[str]
    screens: str = ""


async def under_fire(
    url: str,
    folder: Path,
    seed: int,
    *,
    webhook: bool,
    seconds: float,
    kills: int | None = None,
    change: str = "hurried",
) -> Outcome:
    """Run one campaign for so long, or for so many kills."""
    async with whole(url, folder, seed, webhook=webhook, seconds=seconds, change=change) as running:
        begun = time.monotonic()
        await running.lasts(seconds, kills)
        fired = time.monotonic()
        judged = await running.ends()
    done, meddling = running.town.done, running.careless.meddling.figures
    figures = {
        "kills": len(running.interruptions),
        "places": f"{sum(running.reached.values())} of {sum(running.aimed.values())}",
        "requests": done["asks_an_expert"],
        "registrations": len(running.town.registered),
        "moves": len(running.town.moves),
        "publications": sum(map(len, running.town.versions.values())),
        "updates": judged.updates,
        "twice or unacknowledged": meddling.twice + meddling.unacknowledged,
        "said": judged.said,
        "lost": judged.lost,
        "repeated": judged.repeated,
        "uncertain": judged.uncertain,
        "asked again": running.town.waiting.again,
        "seconds": f"{fired - begun:.0f} + {time.monotonic() - fired:.0f}",
    }
    return Outcome(judged, figures, running.aimed, running.reached, running.town.screens())
