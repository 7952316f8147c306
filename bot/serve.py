"""Builds the parts, starts them and stops them, in one loop."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import CollectorRegistry
from telegram.error import InvalidToken, TelegramError

import locales
from bot import storage
from bot.application import build, handle
from bot.calendars import CalendarDoor
from bot.chores import Chores
from bot.renewal import Renewal, signature
from bot.settings import Settings
from bot.shift import Shift
from bot.ticks import scheduler
from bot.web import Door, figures, listen, public
from core.clock import Clock, SystemClock
from core.database import Database, is_trouble
from core.databases import open_database
from core.failpoint import failpoint
from core.language import Languages
from core.postgres import Postgres
from core.reasons import in_short
from core.sqlite import Sqlite
from delivery.claims import Claims
from delivery.client import Client, make_bot
from delivery.intake import Intake
from delivery.lanes import Lanes, Pace
from delivery.metrics import DeliveryMetrics
from delivery.owner import TRY_EVERY, FileOwner, Owner, PostgresOwner, Taken
from delivery.pacer import Pacer
from delivery.polling import Poller
from delivery.renderers import Renderers
from delivery.sender import Sender
from delivery.settling import Settling
from handlers.events import notices as event_notices
from handlers.house import House, Measures
from handlers.moving import move_group
from handlers.questions.telling import Telling
from knowledge.files.reading import read_content
from knowledge.renewing import remembering

T = TypeVar("T")
log = structlog.get_logger(__name__)

LONGEST_PAUSE = 30.0
# A database that is there again must not wait for us: another process has to be taken over from within 20 seconds.
LONGEST_PAUSE_FOR_DATABASE = 4.0
FEEL_EVERY = 5.0  # seconds between two looks whether the database can be used
POSTGRES_POLL = 0.1  # seconds; what another replica has written down is found by looking
SQLITE_POLL = 1.0


class CannotListen(OSError):
    """An address this process was told to serve on is taken, or not this machine's."""


class Service:
    """One process of the helpdesk. `run` returns when `stop` is called and everything has ended."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        token, bot_id = settings.telegram_token, settings.bot_id
        if token is None or bot_id is None:
            raise ValueError("a token is needed")
        self.settings, self.clock, self.bot_id = settings, clock or SystemClock(), bot_id
        self.registry = CollectorRegistry()
        self.metrics = DeliveryMetrics(self.registry)
        self.database: Database = open_database(settings.database_url)
        self.owner = _owner(self.database, bot_id)
        self.client = Client(make_bot(token.get_secret_value(), settings.telegram_api_url))
        self.settling = Settling(bot_id, self.clock, moves=(partial(move_group, self.clock),))
        self.renderers = Renderers()
        files = signature(settings.content_dir)
        self.house = self._house()
        event_notices.register(self.renderers, self.house)
        self.renewal = Renewal(self.house, self.owner, files, settings.data_dir)
        self.house.renew = self.renewal.renew
        self.telling = Telling(self.house)
        self.application = build(self.client.bot, self.house)
        self.intake = Intake(self.database, self.clock, bot_id, self.metrics, self._arrived)
        secret = settings.webhook_secret
        self.door = Door(self.intake, secret.get_secret_value() if secret else None, lambda: self.ready)
        self.calendars = CalendarDoor(self.house, lambda: self.door.open)
        self.http_port = self.metrics_port = 0
        self._stop = asyncio.Event()
        self._known_to_telegram = False
        self._shift: Shift | None = None
        self._ticks: AsyncIOScheduler | None = None
        self._wake_lanes: Callable[[], None] = lambda: None

    @property
    def ready(self) -> bool:
        """Whether it takes updates, with a database that can be used, and Telegram knows the token."""
        refused = self._shift is not None and self._shift.sender.token_refused
        return self.door.open and self.intake.health.reason is None and self._known_to_telegram and not refused

    def _arrived(self) -> None:
        self._wake_lanes()

    def look_now(self, *named: str) -> None:
        """Do at once what is done again and again, or the chores that are named: somebody has moved the clock."""
        if self._ticks is not None and self._ticks.running:
            for tick in self._ticks.get_jobs():
                if not named or tick.id in named:
                    tick.modify(next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """End in good order, with nothing lost."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until stopped; raises `Taken` if another process owns a SQLite file."""
        self.door.open = False
        runners = await self._listen()
        chores = Chores(
            self.house, self.owner, self.metrics, self.renewal, self.telling, lambda: self._shift is not None
        )
        ticks = self._ticks = scheduler({**chores.ticks(), "database": (FEEL_EVERY, self.intake.feels)})
        try:
            await self._until_stopped(self._take_place_and_work(ticks.start))
        finally:
            self.door.open = False
            for runner in runners:
                await runner.cleanup()
            if ticks.running:
                ticks.shutdown(wait=False)
            await self.renewal.close()
            await self.owner.release()
            await self._close_telegram()
            await self.database.close()

    # --- building

    def _house(self) -> House:
        return House(
            database=self.database,
            clock=self.clock,
            bot_id=self.bot_id,
            library=remembering(read_content(self.settings.content_dir), self.settings.data_dir),
            content_dir=self.settings.content_dir,
            data_dir=self.settings.data_dir,
            languages=Languages.load(Path(locales.__file__).parent),
            settling=self.settling,
            measures=Measures(self.registry),
            admin_ids=self.settings.admin_ids,
            experts_chat_id=self.settings.experts_chat_id,
        )

    def _make_shift(self) -> Shift:
        claims = Claims(self.bot_id, self.clock, self.renderers)
        pacer = Pacer(self.settings.send_rate)
        sender = Sender(self.database, self.owner, self.client, claims, self.settling, self.metrics, pacer)
        poll = POSTGRES_POLL if isinstance(self.database, Postgres) else SQLITE_POLL
        lanes = Lanes(
            self.database,
            self.owner,
            self.clock,
            self.bot_id,
            self.metrics,
            partial(handle, self.application),
            Pace(poll=poll),
        )
        self.house.wake, self._wake_lanes = sender.wake, lanes.wake
        return Shift(self.settings, self.client, lanes, sender, Poller(self.client, self.intake), self.owner)

    async def _listen(self) -> list[web.AppRunner]:
        settings = self.settings
        try:
            outside = await listen(public(self.door, self.calendars), settings.http_host, settings.http_port)
            watching = await listen(figures(self.registry), settings.metrics_host, settings.metrics_port)
        except OSError as error:
            raise CannotListen(error.errno, error.strerror or str(error)) from error
        self.http_port, self.metrics_port = (int(runner.addresses[0][1]) for runner in (outside, watching))
        return [outside, watching]

    # --- running

    async def _take_place_and_work(self, start_ticks: Callable[[], None]) -> None:
        if isinstance(self.database, Sqlite) and not await self._patiently("taking the data", self._acquire_file):
            raise Taken(str(self.database.file))
        await self._patiently("preparing the database", self._prepare)
        await self._patiently("reading the knowledge", self.renewal.look)
        self.door.open = True
        start_ticks()
        await self._patiently("reaching Telegram", self._reach_telegram)
        while not self._stop.is_set():
            if await self._patiently("taking the place", self.owner.acquire):
                await self._one_shift()
            else:
                await asyncio.sleep(TRY_EVERY)

    async def _one_shift(self) -> None:
        failpoint("serve.owns")
        self._shift = self._make_shift()
        self.metrics.owner.set(1)
        log.info("this process handles and sends")
        try:
            await self.renewal.programme.begin()
            await self._shift.work(self._stop)
        finally:
            self.metrics.owner.set(0)
            self._wake_lanes, self._shift = lambda: None, None
            await self.owner.release()
            if not self._stop.is_set():
                log.warning("this process lost its place")

    async def _patiently(self, doing: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """Try until it works: Telegram and the database may be away for a while, and come back."""
        pause = 1.0
        while True:
            try:
                return await attempt()
            except Exception as error:
                if not isinstance(error, TelegramError) and not is_trouble(error):
                    raise
                pause = pause_after(error, pause)
                log.warning("not yet", doing=doing, **in_short(error), again_in=pause)
                await asyncio.sleep(pause)

    async def _until_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        """Run the work; when stopped, a shift ends by itself, and anything before it is broken off."""
        task, stopped = asyncio.create_task(work), asyncio.create_task(self._stop.wait())
        await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not task.done() and self._shift is None:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _acquire_file(self) -> bool:
        if isinstance(self.database, Sqlite):
            self.database.file.parent.mkdir(parents=True, exist_ok=True)
        return await self.owner.acquire()

    async def _prepare(self) -> None:
        backups = self.settings.data_dir / "backups"
        await storage.prepare(self.settings.database_url, backups, self.clock.now())
        failpoint("serve.prepared")

    async def _reach_telegram(self) -> None:
        await self.application.initialize()
        failpoint("serve.reached")
        self._known_to_telegram = True

    async def _close_telegram(self) -> None:
        if self._known_to_telegram:
            await self.application.shutdown()
        await self.client.bot.request.shutdown()


def pause_after(error: Exception, last: float) -> float:
    """Return the seconds before the next attempt, after those before the last one."""
    if isinstance(error, InvalidToken):
        return LONGEST_PAUSE
    return min(last * 2, LONGEST_PAUSE if isinstance(error, TelegramError) else LONGEST_PAUSE_FOR_DATABASE)


def _owner(database: Database, bot_id: int) -> Owner:
    if isinstance(database, Sqlite):
        return FileOwner(database)
    if isinstance(database, Postgres):
        return PostgresOwner(database, bot_id)
    raise TypeError("this database has no owner")
