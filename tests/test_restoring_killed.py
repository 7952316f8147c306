"""Whenever a backup or a restore is killed, there is a whole database: the one of before, or the restored one."""

import asyncio
import os
import subprocess
import sys
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


def helpdesk(folder: Path, *words: str, dies: str = "") -> int:
    """Run a command; return its exit code."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
    settings |= {"HELPDESK_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/helpdesk.db", "HELPDESK_FAILPOINT": dies}
    settings |= {"HELPDESK_DATA_DIR": str(folder / "data")}
    command = [sys.executable, "-m", "bot", *words]
    root = Path(__file__).parent.parent
    here = settings | {"PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=folder, env=here, capture_output=True, check=False).returncode


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
    assert helpdesk(folder, "restore", "today.db", dies=dies) == KILLED

    left = [file.name for file in folder.glob(f"{UNFINISHED}*.db")]
    assert people(folder / "helpdesk.db") == there
    asyncio.run(restore(sqlite_url, folder / "today.db", folder / "data", SystemClock()))
    assert people(folder / "helpdesk.db") == {BEFORE}
    assert forgotten(folder) >= len(left) == (there != {BEFORE})
    assert list(folder.glob(f"{UNFINISHED}*")) == []


def forgotten(folder: Path) -> int:
    """Remove what a killed restore has left, a day later; return how many files."""
    later = SystemClock().now() + UNFINISHED_KEPT + timedelta(minutes=1)
    return forget_backups(folder, later, UNFINISHED_KEPT, f"{UNFINISHED}*")


def test_a_backup_that_is_killed_is_not_there(folder: Path) -> None:
    assert helpdesk(folder, "backup", "more.db", dies="backups.written") == KILLED

    assert not (folder / "more.db").exists()
