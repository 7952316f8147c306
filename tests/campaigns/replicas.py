"""Replicas on one PostgreSQL: killed, restarted in turn, frozen, cut off, and the server restarted under them."""

import asyncio
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import databases
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.hearing import Verdict
from tests.campaigns.owners import TAKE_OVER
from tests.campaigns.replicas_fleet import Fleet, Replica, fleet
from tests.campaigns.replicas_pace import paced
from tests.campaigns.replicas_server import Server
from tests.campaigns.seeds import fresh_database

SIDE_BY_SIDE = 3  # each story waits far longer than it works
WORK = 2.0  # seconds of plain work before and after something happens
FROZEN, LONG_FROZEN = 20.0, 60.0  # seconds; more than it takes another to take over
DEAD_LINE = 60.0  # seconds for one that was cut off to be of use again


@dataclass(slots=True)
class Told:
    """What a story measured and missed."""

    figures: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def took_over(self, seconds: float) -> None:
        """Note how long nobody owned the data."""
        self.figures["taken over after s"] = round(max(seconds, self.figures.get("taken over after s", 0.0)), 2)
        if seconds >= TAKE_OVER:
            self.faults.append(f"nobody took over within {TAKE_OVER} s")


Story = Callable[[Fleet, Told, Choice], Awaitable[Replica]]
"""What happens to a fleet whose people write; returns who owns the data at the end."""


async def killed(those: Fleet, told: Told, _: Choice) -> Replica:
    """Kill each owner in turn, as long as somebody is left to take over; the killed ones come back."""
    owner = await those.owner()
    for _each in range(len(those.replicas) - 1):
        await owner.process.killed()
        those.interrupted()
        former, (owner, seconds) = owner, await those.taken_over(owner)
        told.took_over(seconds)
        await former.starts()
        await asyncio.sleep(WORK)
    return owner


async def in_turn(those: Fleet, told: Told, _: Choice) -> Replica:
    """Restart one after the other, as an update does."""
    for each in those.replicas:
        code, seconds = await each.process.stopped()
        if code != 0 or seconds > 15:
            told.faults.append(f"it ended with {code} after {seconds:.1f} s when asked to")
        await each.starts()
        await asyncio.sleep(WORK)
    return await those.owner()


async def server_restarts(those: Fleet, told: Told, choice: Choice, server: Server) -> Replica:
    """Restart PostgreSQL as a crash does, in the middle of the work."""

    async def restarts(_: Replica) -> None:
        begun = time.monotonic()
        await server.restarts()
        told.figures["server away s"] = round(time.monotonic() - begun, 2)

    return await _owned_after_each(5 if choice.long else 2, restarts, those, told)


async def frozen(those: Fleet, told: Told, choice: Choice) -> Replica:
    """Stop the owner for a minute, as a machine does that is moved; then let it go on."""
    former = await those.owner()
    former.process.signalled(signal.SIGSTOP)
    those.interrupted()
    owner, seconds = await those.taken_over(former)
    told.took_over(seconds)
    await asyncio.sleep(max(0.0, (LONG_FROZEN if choice.long else FROZEN) - seconds))
    thawed = time.time()
    those.campaign.thawed.append(thawed)
    former.process.signalled(signal.SIGCONT)
    await asyncio.sleep(WORK * 2)
    late = sum(at > thawed for at in former.sent)
    told.figures["sent after the thaw"] = late
    if late and not await former.owns():
        told.faults.append(f"{late} messages were sent by one that is no longer the owner")
    return owner


async def cut_off(those: Fleet, told: Told, choice: Choice) -> Replica:
    """Let the owner's line to the database go dead: nothing is refused, nothing answered; then let it live again."""
    former = await those.owner()
    former.database.freezes()
    those.interrupted()
    owner, seconds = await those.taken_over(former)
    told.took_over(seconds)
    since = time.time()
    await asyncio.sleep(max(0.0, (LONG_FROZEN if choice.long else FROZEN) - seconds))
    if any(at > since for at in former.sent) or await former.owns():
        told.faults.append("who is cut off goes on as if it were the owner")
    told.figures["ready while cut off"] = await former.ready()
    if told.figures["ready while cut off"]:
        told.faults.append("who is cut off says that it takes updates in")
    former.database.thaws()
    await _of_use_again(those, former, told)
    return owner


async def dropped(those: Fleet, told: Told, choice: Choice) -> Replica:
    """End every connection of the owner to the database, again and again."""

    async def drops(owner: Replica) -> None:
        owner.database.cuts()

    return await _owned_after_each(10 if choice.long else 3, drops, those, told)


async def _owned_after_each(
    times: int, trouble: Callable[[Replica], Awaitable[None]], those: Fleet, told: Told
) -> Replica:
    """Make trouble for the owner so many times; each time, wait until somebody owns the data."""
    owner = await those.owner()
    for _each in range(times):
        those.interrupted()
        await trouble(owner)
        begun = time.monotonic()
        owner = await those.owner()
        told.took_over(time.monotonic() - begun)
        await asyncio.sleep(WORK)
    return owner


async def _of_use_again(those: Fleet, former: Replica, told: Told) -> None:
    """Wait until one that was cut off takes updates in again."""
    begun = time.monotonic()
    while not await former.ready():
        if time.monotonic() - begun > DEAD_LINE:
            told.faults.append(f"who was cut off is of no use {DEAD_LINE} s later")
            return
        await asyncio.sleep(0.1)
    told.figures["of use again after s"] = round(time.monotonic() - begun, 2)
    those.interrupted()


STORIES: dict[str, tuple[int, bool, Story]] = {
    "killed, three": (3, True, killed),
    "killed, polling": (2, False, killed),
    "restarted in turn": (3, True, in_turn),
    "frozen": (2, True, frozen),
    "frozen, polling": (2, False, frozen),
    "cut off": (2, True, cut_off),
    "connections dropped": (3, True, dropped),
}
NOTHING_TWICE = frozenset({"restarted in turn"})  # where nobody is killed nothing is said twice


def run(choice: Choice) -> Iterator[Report]:
    """Run all, some side by side; each has a database of its own, the last ones a server of their own."""
    if "postgresql" not in choice.databases:
        return
    with databases.postgres_server() as server, ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        jobs = [threads.submit(told_on, server, name, choice) for name in STORIES]
        jobs += [threads.submit(_with_its_server, choice), threads.submit(_paced, server, choice)]
        for job in as_completed(jobs):
            yield job.result()


def told_on(server: str, name: str, choice: Choice) -> Report:
    """Tell one story on this server."""
    size, webhook, story = STORIES[name]
    return _told(server, name, size, story, choice, webhook=webhook)


def _with_its_server(choice: Choice) -> Report:
    with databases.postgres_server() as url:
        server = Server(url)

        async def story(those: Fleet, told: Told, choice: Choice) -> Replica:
            return await server_restarts(those, told, choice, server)

        return _told(url, "server restarted", 2, story, choice, webhook=True)


def _paced(server: str, choice: Choice) -> Report:
    with fresh_database(server) as (url, folder):
        figures, faults = asyncio.run(paced(url, folder, choice.seed))
    report = Report(f"replicas, pace, seed {choice.seed}", figures, faults)
    say(f"{report.name} is over: {figures}, {len(faults)} faults")
    return report


def _told(server: str, name: str, size: int, story: Story, choice: Choice, *, webhook: bool) -> Report:
    begun = time.monotonic()
    with fresh_database(server) as (url, folder):
        told = Told()

        async def tell() -> Verdict:
            async with fleet(url, folder, size, choice.seed, webhook=webhook) as those:
                return await _lived(those, story, told, choice)

        verdict = asyncio.run(tell())
        faults = [*told.faults, *verdict.faults]
        if faults:
            keep = Path(tempfile.gettempdir()) / f"replicas-{name.replace(' ', '-')}-{choice.seed}.log"
            keep.write_bytes((folder / "run.log").read_bytes())
            faults.append(f"what the replicas wrote is in {keep}")
    if name in NOTHING_TWICE and (verdict.repeated or verdict.uncertain):
        faults.append(f"{verdict.repeated} messages were said twice, of {verdict.uncertain} nobody knows")
    counted = {"updates": verdict.updates, "lost": verdict.lost, "repeated": verdict.repeated, "dead": verdict.dead}
    figures = {"replicas": size, **told.figures, **counted, "seconds": round(time.monotonic() - begun, 1)}
    report = Report(f"replicas, {name}, seed {choice.seed}", figures, faults)
    say(f"{report.name} is over: {figures}, {len(faults)} faults")
    return report


async def _lived(those: Fleet, story: Story, told: Told, choice: Choice) -> Verdict:
    """Let people write while it happens; then wait until all is done, and judge."""
    those.campaign.crowd.begins()
    await asyncio.sleep(WORK)
    since = time.time()
    owner = await story(those, told, choice)
    told.figures["longest silence s"] = round(those.silence(since), 2)
    return await those.campaign.settles(owner.process)
