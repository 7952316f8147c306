"""Trouble with disk and database while people write: what the operator sees of it, and what is lost (nothing)."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from core.reasons import Reason
from tests import databases
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.disk_places import fill, make_room, may_mount, small_disk
from tests.campaigns.hearing import Verdict
from tests.campaigns.kills import Campaign, campaign
from tests.campaigns.owners import fetched, until_ready
from tests.campaigns.replicas_server import Server
from tests.campaigns.seeds import fresh_database

SIDE_BY_SIDE = 3
WORK = 1.5  # seconds of plain work before the trouble and after it
LASTS, LONG_LASTS = 8.0, 30.0  # seconds
NOTICED, HEALED = 15.0, 20.0  # seconds: until it says that it is not ready, and until it is again
DISK = 48  # megabytes
PAGE = 4096  # bytes


@dataclass(slots=True)
class Ground:
    """Where a story happens: the database, its server if it has one, and its disk if it has one of its own."""

    url: str
    folder: Path
    server: Server | None = None
    disk: Path = Path()

    @property
    def file(self) -> Path:
        """The database's file."""
        return Path(make_url(self.url).database or "")

    async def tells(self, *statements: str, database: str | None = None) -> None:
        """Tell the server something, as its operator."""
        connection = await self.connects(database)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    async def connects(self, database: str | None = None) -> "asyncpg.Connection[asyncpg.Record]":
        """Take a connection of the server's."""
        url = make_url(self.url)
        return await asyncpg.connect(
            host=url.query["host"], user=url.username, database=database or url.database, timeout=5
        )


Trouble = Callable[[Ground], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def full(ground: Ground) -> AsyncIterator[None]:
    """Leave no room on the disk."""

    async def goes_on() -> None:
        while True:
            await asyncio.to_thread(fill, ground.disk)
            await asyncio.sleep(0.2)

    filling = asyncio.create_task(goes_on())
    try:
        yield
    finally:
        filling.cancel()
        await asyncio.wait([filling])
        make_room(ground.disk)


@asynccontextmanager
async def locked(ground: Ground) -> AsyncIterator[None]:
    """Keep a lock on the file, as another program that writes to it would."""
    with closing(sqlite3.connect(ground.file, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def gone(ground: Ground) -> AsyncIterator[None]:
    """Take the file away, with what belongs to it, and bring it back."""
    away = ground.folder / "away"
    away.mkdir()
    files = [each for each in ground.file.parent.glob(f"{ground.file.name}*") if each.suffix != ".lock"]
    for each in files:
        each.rename(away / each.name)
    yield
    for each in away.iterdir():
        each.replace(ground.file.parent / each.name)


@asynccontextmanager
async def damaged(ground: Ground) -> AsyncIterator[None]:
    """Write over all of the file but its beginning, and mend it."""
    with closing(sqlite3.connect(ground.file, isolation_level=None, timeout=10)) as reader:
        while reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:  # noqa: ASYNC110  nothing tells
            await asyncio.sleep(0.01)
        # As long as somebody reads what is there now, nothing is written into the file that mending would undo.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM inbox").fetchone()
        sound = ground.file.read_bytes()
        with ground.file.open("r+b", buffering=0) as file:
            os.pwrite(file.fileno(), b"\xff" * (len(sound) - PAGE), PAGE)
            yield
            os.pwrite(file.fileno(), sound, 0)


@asynccontextmanager
async def out_of_connections(ground: Ground) -> AsyncIterator[None]:
    """Take every connection that the server gives."""
    taken: list[asyncpg.Connection[asyncpg.Record]] = []
    others = "datname = current_database() AND application_name = 'helpdesk'"

    async def takes() -> None:
        while True:
            try:
                taken.append(await ground.connects())
            except (asyncpg.PostgresError, OSError, TimeoutError):
                # The helpdesk holds the rest: what it loses is taken before it comes back.
                await taken[0].execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")

    taking = asyncio.create_task(takes())
    yield
    taking.cancel()
    await asyncio.wait([taking])
    for each in taken:
        each.terminate()


@asynccontextmanager
async def stopped(ground: Ground) -> AsyncIterator[None]:
    """Stop the server, as a crash does, and start it again."""
    if ground.server is None:
        raise AssertionError("there is no server")
    await ground.server.stops()
    yield
    await ground.server.starts()


@asynccontextmanager
async def read_only(ground: Ground) -> AsyncIterator[None]:
    """Let the database be read-only for whoever connects, as some providers do when a disk is nearly full."""
    name = make_url(ground.url).database
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await ground.tells(f"ALTER DATABASE {name} SET default_transaction_read_only = on", ended, database="postgres")
    yield
    await ground.tells(f"ALTER DATABASE {name} RESET default_transaction_read_only", database="postgres")


SQLITE: dict[str, tuple[Trouble, set[Reason]]] = {
    "full": (full, {Reason.FULL, Reason.UNREADABLE}),
    "locked": (locked, {Reason.LOCKED, Reason.SILENT}),
    "gone": (gone, {Reason.GONE}),
    "damaged": (damaged, {Reason.DAMAGED}),
}
POSTGRESQL: dict[str, tuple[Trouble, set[Reason]]] = {
    "full": (full, {Reason.FULL}),
    "out of connections": (out_of_connections, {Reason.BUSY}),
    "stopped": (stopped, {Reason.AWAY}),
    "read-only": (read_only, {Reason.READ_ONLY}),
}


@dataclass(slots=True)
class Seen:
    """What an operator sees of it, and what was missed."""

    figures: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def run(choice: Choice) -> Iterator[Report]:
    """Run all on the chosen databases, some side by side."""
    jobs = [(kind, name) for kind in choice.databases for name in (SQLITE if kind == "sqlite" else POSTGRESQL)]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        for job in as_completed([threads.submit(told, kind, name, choice) for kind, name in jobs]):
            yield job.result()


def told(kind: str, name: str, choice: Choice) -> Report:
    """Tell one story."""
    title = f"disk, {kind}, {name}"
    if name == "full" and not may_mount():
        return Report(title, {"not tried": "only root may mount a small disk"})
    with ExitStack() as stack:
        ground = stack.enter_context(_ground(kind, on_small_disk=name == "full"))
        trouble, reasons = (SQLITE if kind == "sqlite" else POSTGRESQL)[name]
        seen = Seen()
        verdict = asyncio.run(_lived(ground, trouble, choice, seen))
        faults = [*seen.faults, *verdict.faults]
        words = (ground.folder / "run.log").read_text()
        said = {reason for reason in Reason if f"reason={reason}" in words or f"reason='{reason}'" in words}
        seen.figures["reasons"] = " / ".join(sorted(said))
        if not said & reasons:
            faults.append(f"the log gives other reasons than {sorted(reasons)}")
        if faults:
            keep = Path(tempfile.gettempdir()) / f"disk-{kind}-{name.replace(' ', '-')}.log"
            keep.write_text(words)
            faults.append(f"what the helpdesk wrote is in {keep}")
    counted = {"updates": verdict.updates, "lost": verdict.lost, "repeated": verdict.repeated, "dead": verdict.dead}
    report = Report(title, {**seen.figures, **counted}, faults)
    say(f"{title} is over: {report.figures}, {len(faults)} faults")
    return report


@contextmanager
def _ground(kind: str, *, on_small_disk: bool) -> Iterator[Ground]:
    """Make a database; a server has nobody else on it."""
    with ExitStack() as stack:
        server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
        url, folder = stack.enter_context(fresh_database(server))
        ground = Ground(url, folder, Server(server) if server else None)
        if on_small_disk:
            owner = Path(str(make_url(server).query["host"])).stat().st_uid if server else 0
            outside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="disk-")))
            outside.chmod(0o755)
            ground.disk = stack.enter_context(small_disk(outside, DISK, owner))
            _move_to(ground, kind)
        yield ground


def _move_to(ground: Ground, kind: str) -> None:
    """Bring the database to the small disk."""
    if kind == "sqlite":
        file = shutil.copy(ground.file, ground.disk / "helpdesk.db")
        ground.url = f"sqlite+aiosqlite:///{file}"
        return
    name = make_url(ground.url).database
    space = f"CREATE TABLESPACE small LOCATION '{ground.disk}'"
    asyncio.run(ground.tells(space, f"ALTER DATABASE {name} SET TABLESPACE small", database="postgres"))


async def _lived(ground: Ground, trouble: Trouble, choice: Choice, seen: Seen) -> Verdict:
    """Let people write before, during and after it; then wait until all is done, and judge."""
    async with campaign(ground.url, ground.folder, choice.seed, webhook=True, seats=8) as running:
        process = await running.installation.start()
        if not await until_ready(running.installation, process):
            raise AssertionError("it did not become ready")
        running.crowd.begins()
        await asyncio.sleep(WORK)
        begun = time.monotonic()
        running.interruptions.append(time.time())
        async with trouble(ground):
            seen.figures["not ready after s"] = await _until(running, ready=False, within=NOTICED, seen=seen)
            await asyncio.sleep(max(0.0, (LONG_LASTS if choice.long else LASTS) - (time.monotonic() - begun)))
            seen.figures["away for s by the metric"] = await _away(running)
        running.interruptions.append(time.time())
        seen.figures["ready again after s"] = await _until(running, ready=True, within=HEALED, seen=seen)
        await asyncio.sleep(WORK)
        if process.code is not None:
            seen.faults.append(f"it ended by itself with {process.code}")
        return await running.settles(process)


async def _until(running: Campaign, *, ready: bool, within: float, seen: Seen) -> float:
    begun, page = time.monotonic(), f"http://127.0.0.1:{running.installation.http_port}/readyz"
    while time.monotonic() - begun < within:
        if ('"ready": true' in await fetched(page)) is ready:
            return round(time.monotonic() - begun, 1)
        await asyncio.sleep(0.05)
    seen.faults.append(f"it does not say that it is {'' if ready else 'not '}ready")
    return within


async def _away(running: Campaign) -> int:
    page = await fetched(f"http://127.0.0.1:{running.installation.metrics_port}/metrics")
    lines = [line for line in page.splitlines() if line.startswith("helpdesk_database_away_seconds ")]
    return int(float(lines[0].split()[1])) if lines else 0
