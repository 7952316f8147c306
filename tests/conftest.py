"""What the stories share: databases, the local Telegram, a running helpdesk, and people."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import make_url

from bot import learning
from bot.logs import configure
from bot.serve import Service
from bot.settings import Settings, load_settings
from core import sqlite as sqlite_files
from core.clock import Clock, SystemClock
from core.database import Database
from core.databases import open_database
from core.sqlite import Sqlite
from delivery import pacer
from sandbox.people import Person
from sandbox.server import Sandbox
from tests import databases
from tests.canary import Eavesdropper
from tests.experts_at_work import ANNA, BORIS, CLARA, colleague
from tests.learned import learned_here, remembering_all

os.environ.setdefault("PTB_TIMEDELTA", "1")


@pytest.fixture(autouse=True)
def logs() -> None:
    """Log in the tests as in production; the stories about logging leave it as they found it at first."""
    if not structlog.is_configured():
        configure("text", ())


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no story wait for the disk or for the pace of a chat, but those that are about them: marked `unhurried`."""
    if request.node.get_closest_marker("unhurried") is None:
        monkeypatch.setitem(sqlite_files.SETTINGS, "synchronous", "OFF")
        monkeypatch.setattr(pacer, "CHAT_BURST", 1000)


@pytest.fixture(autouse=True)
def learning_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a story writes be learned in a thread: its process would take longer to start than to learn it."""
    monkeypatch.setattr(learning, "learn_apart", learned_here)


@pytest.fixture(autouse=True)
def canary(request: pytest.FixtureRequest) -> Iterator[None]:
    """In every story: no token, no name and nothing anybody typed gets into a log or a metric."""
    if "telegram" not in request.fixturenames:
        yield
        return
    sandbox: Sandbox = request.getfixturevalue("telegram")
    with Eavesdropper() as eavesdropper:
        yield
    service = request.node.funcargs.get("helpdesk")
    eavesdropper.heard_nothing_of(sandbox, service.registry if service else None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    with databases.postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated database to copy."""
    url = databases.empty_postgres(postgres)
    databases.migrate(url, tmp_path_factory.mktemp("postgres"))
    return make_url(url).database or ""


@pytest.fixture(scope="session")
def postgres_database(postgres: str, postgres_template: str) -> str:
    """The address of a migrated database that one story after the other uses."""
    return databases.empty_postgres(postgres, postgres_template)


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The address of a migrated PostgreSQL database without a row."""
    databases.empty_again(postgres_database)
    return postgres_database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    folder = tmp_path_factory.mktemp("sqlite")
    databases.migrate(databases.empty_sqlite(folder), folder)
    return folder / "helpdesk.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "helpdesk.db")
    return databases.empty_sqlite(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database of either kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, open database of either kind."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Sqlite]:
    """A fresh, migrated, open SQLite database, for what is SQLite's own or is proved on both elsewhere."""
    opened = open_database(sqlite_url)
    assert isinstance(opened, Sqlite)
    yield opened
    await opened.close()


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    """A local Telegram with one bot."""
    async with Sandbox() as sandbox:
        sandbox.new_bot("helpdesk")
        yield sandbox


@pytest.fixture
def clock() -> Clock:
    """The clock the helpdesk reads; a story that moves time replaces it."""
    return SystemClock()


@pytest.fixture
def helpdesk_settings(telegram: Sandbox, sqlite_url: str, tmp_path: Path) -> dict[str, Any]:
    """What the helpdesk is set to; a story changes it before it asks for `helpdesk`."""
    remembering_all(tmp_path)
    return {
        "telegram_token": telegram.bot.token,
        "telegram_api_url": telegram.url,
        "database_url": sqlite_url,
        "data_dir": tmp_path,
        "http_port": 0,
        "metrics_port": 0,
        "send_rate": 500,
    }


@pytest.fixture
async def helpdesk(helpdesk_settings: dict[str, Any], clock: Clock) -> AsyncIterator[Service]:
    """A running helpdesk, ready for people."""
    async with running(load_settings(env_file=None, **helpdesk_settings), clock) as service:
        yield service


class running:  # noqa: N801  reads as `async with running(...)`
    """A helpdesk that runs as long as the block."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.service = Service(settings, clock)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Service:
        self._task = asyncio.create_task(self.service.run())
        while not self.service.ready:
            await asyncio.sleep(0.01)
            if self._task.done():
                await self._task
        return self.service

    async def __aexit__(self, *_: object) -> None:
        self.service.stop()
        if self._task is not None:
            await self._task


@pytest.fixture
def unused_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def maria(telegram: Sandbox, helpdesk: Service) -> Person:
    """A member."""
    return telegram.new_person("Maria")


@pytest.fixture
def jonas(telegram: Sandbox, helpdesk: Service) -> Person:
    """Another member."""
    return telegram.new_person("Jonas")


@pytest.fixture
async def anna(telegram: Sandbox, helpdesk: Service) -> Person:
    """An expert of paintings."""
    return await colleague(telegram, helpdesk, ANNA, "Anna")


@pytest.fixture
async def boris(telegram: Sandbox, helpdesk: Service) -> Person:
    """Another expert."""
    return await colleague(telegram, helpdesk, BORIS, "Boris")


@pytest.fixture
async def clara(telegram: Sandbox, helpdesk: Service) -> Person:
    """A coordinator, if the settings name her."""
    return await colleague(telegram, helpdesk, CLARA, "Clara")
