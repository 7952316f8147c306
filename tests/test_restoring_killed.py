"""Whenever a backup or a restore is killed, there is a whole database: the one of before, or the restored one."""

import asyncio
import multiprocessing
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bot.backups import UNFINISHED, UNFINISHED_KEPT, back_up, forget_backups, restore
from core.clock import SystemClock
from core.sqlite import sqlite_engine
from people.members import Members
from people.models import Member
from tests.campaigns.process import WARM

BEFORE, SINCE = 5_000_000_001, 5_000_000_002
KILLED = -9


@pytest.fixture
def folder(sqlite_url: str, tmp_path: Path) -> Path:
    """A folder with a database in which one person was met before its backup and another one since."""
    meets(tmp_path, BEFORE)
    asyncio.run(back_up(sqlite_url, tmp_path / "today.db"))
    meets(tmp_path, SINCE)
    return tmp_path


def meets(folder: Path, person: int) -> None:
    engine = sqlite_engine(folder / "helpdesk.db", writes=True)
    with Session(engine) as session, session.begin():
        Members(session, SystemClock()).met(person, "Maria")
    engine.dispose()


async def does(what: str, url: str, folder: Path) -> None:
    """Make a backup, or go back to the one there is."""
    if what == "backup":
        await back_up(url, folder / "more.db")
    else:
        await restore(url, folder / "today.db", folder / "data", SystemClock())


def in_a_process(what: str, url: str, folder: Path, dies: str) -> None:
    """Do it with a place armed that kills."""
    os.environ["HELPDESK_FAILPOINT"] = dies
    asyncio.run(does(what, url, folder))


def killed(what: str, url: str, folder: Path, dies: str) -> int | None:
    """Do it in a process that dies there; return its exit code. The processes share what is imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM])
    process = context.Process(target=in_a_process, args=(what, url, folder, dies))
    process.start()
    process.join()
    return process.exitcode


def people(file: Path) -> set[int]:
    engine = create_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        found = set(session.scalars(select(Member.id)))
    engine.dispose()
    return found


@pytest.mark.parametrize(
    ("dies", "there"),
    [
        ("storage.copied", {BEFORE, SINCE}),
        ("backups.restoring", {BEFORE, SINCE}),
        ("backups.written", {BEFORE, SINCE}),
        ("backups.replaced", {BEFORE}),
    ],
)
def test_a_restore_that_is_killed_has_happened_or_has_not(
    folder: Path, sqlite_url: str, dies: str, there: set[int]
) -> None:
    assert killed("restore", sqlite_url, folder, dies) == KILLED

    left = [file.name for file in folder.glob(f"{UNFINISHED}*.db")]
    assert people(folder / "helpdesk.db") == there
    asyncio.run(does("restore", sqlite_url, folder))
    assert people(folder / "helpdesk.db") == {BEFORE}
    assert forgotten(folder) >= len(left) == (there != {BEFORE})
    assert list(folder.glob(f"{UNFINISHED}*")) == []


def forgotten(folder: Path) -> int:
    """Remove what a killed restore has left, a day later; return how many files."""
    later = SystemClock().now() + UNFINISHED_KEPT + timedelta(minutes=1)
    return forget_backups(folder, later, UNFINISHED_KEPT, f"{UNFINISHED}*")


def test_a_backup_that_is_killed_is_not_there(folder: Path, sqlite_url: str) -> None:
    assert killed("backup", sqlite_url, folder, "backups.written") == KILLED

    assert not (folder / "more.db").exists()
