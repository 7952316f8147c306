"""Backups: one file with everything, of either kind of database, and what it takes to go back to it."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from bot import storage
from bot.copying import copy_database, file_session
from core.clock import Clock
from core.databases import sqlite_file
from core.failpoint import failpoint
from delivery.models import Fate, Handling, InboxRow, OutboxRow
from handlers.rights.leaving import erase
from handlers.rights.leaving_step import Leaving
from people.audit import Audit, Deed
from people.erased import ErasedPeople
from people.erasure import Erasure
from people.tally import Figure

UNFINISHED = ".restoring-"
"""How a copy begins that is being made ready; one that is left over belongs to a process that died."""
UNFINISHED_KEPT = timedelta(days=1)
WHY = "restored from a backup"


class NotABackup(Exception):
    """The file is none, or is damaged."""


class InUse(Exception):
    """Another program has the file open that is to be replaced."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done to a copy before it was put in its place."""

    not_handled: int
    not_sent: int
    erased_again: int
    kept: Path | None
    """Where what was there before is now."""


async def back_up(url: str, to: Path) -> None:
    """Write everything into one SQLite file, while the bot may run; it is there whole or not at all."""
    part = to.with_name(f".{to.name}.{uuid4().hex}")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        await _write(url, part)
        _in_one_file(part)
        failpoint("backups.written")
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


async def _write(url: str, part: Path) -> None:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
    file = sqlite_file(url)
    if file is not None:
        storage.copy_file(file, part)
    else:
        await storage.prepare(f"sqlite+aiosqlite:///{part}", part.parent, datetime.now().astimezone())
        await copy_database(url, f"sqlite+aiosqlite:///{part}")


async def restore(url: str, backup: Path, data_dir: Path, clock: Clock, figures: Sequence[Figure] = ()) -> Restored:
    """Put a backup in the place of what is there, which is kept beside; nobody else may use the database meanwhile.

    What the backup had not handled or sent is set aside, and who was erased since is erased again, after `figures` of
    theirs are counted. Raises `NotABackup`, `NewerDatabase` and `InUse`, and then nothing has changed.
    """
    now, backups = clock.now(), data_dir / "backups"
    backups.mkdir(parents=True, exist_ok=True)
    file = sqlite_file(url)
    # Beside the file it will replace: across two disks nothing is replaced at one stroke.
    copy = (file.parent if file is not None else backups) / f"{UNFINISHED}{uuid4().hex}.db"
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        _checked_copy(backup, copy)
        # Not copied before it is migrated: that copy would outlive the backup, with whoever was erased since.
        await storage.prepare(f"sqlite+aiosqlite:///{copy}", None, now)
        with file_session(copy, writes=True) as session:
            not_handled, not_sent = _set_aside(session, now)
            again = _erase_again(session, clock, ErasedPeople(data_dir), figures)
            Audit(session, clock).note(Deed.RESTORED)
        _in_one_file(copy)
        failpoint("backups.restoring")
        kept = await _put_in_place(url, copy, backups / f"before-restore-{now:%Y%m%dT%H%M%SZ}.db", now)
        return Restored(not_handled, not_sent, again, kept)
    finally:
        copy.unlink(missing_ok=True)


def forget_backups(folder: Path, now: datetime, kept: timedelta, named: str = "*.db") -> int:
    """Remove the copies made in a folder that are older; returns how many."""
    before = (now - kept).timestamp()
    old = [file for file in folder.glob(named) if file.stat().st_mtime < before] if folder.is_dir() else []
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _checked_copy(backup: Path, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{backup.absolute()}?mode=ro", uri=True)) as source:
            found = source.execute("PRAGMA integrity_check").fetchone()[0]
            there = source.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    except sqlite3.Error as error:
        raise NotABackup(f"{backup} is no backup ({error})") from error
    if found != "ok" or not there:
        raise NotABackup(f"{backup} is {'damaged' if found != 'ok' else 'no backup of a helpdesk'}")
    storage.copy_file(backup, copy)


def _in_one_file(file: Path) -> None:
    """Bring what SQLite keeps beside the file into it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    file.chmod(0o600)


def _set_aside(session: Session, now: datetime) -> tuple[int, int]:
    """Let nothing be handled or sent that was waiting at the time of the backup: it may have been since."""
    waiting = InboxRow.state == Handling.WAITING
    arrived = session.execute(update(InboxRow).where(waiting).values(state=Handling.DEAD, trouble=WHY))
    unsent = OutboxRow.settled_at.is_(None)
    values = {"state": Fate.DROPPED, "trouble": WHY, "settled_at": now}
    unsaid = session.execute(update(OutboxRow).where(unsent).values(values))
    assert isinstance(arrived, CursorResult)  # noqa: S101  an update returns this
    assert isinstance(unsaid, CursorResult)  # noqa: S101  the same
    return arrived.rowcount, unsaid.rowcount


def _erase_again(session: Session, clock: Clock, erased: ErasedPeople, figures: Sequence[Figure]) -> int:
    """Erase who was erased after the backup; somebody who had come back before it stays."""
    erasure, again = Erasure(session, clock), 0
    for person, when in sorted(erased.among(erasure.people()).items()):
        since = erasure.first_seen(person)
        if since is None or since <= when:
            erase(Leaving(session, clock, person, None, figures=figures), waiting=True)
            again += 1
    return again


async def _put_in_place(url: str, copy: Path, before: Path, now: datetime) -> Path | None:
    file = sqlite_file(url)
    if file is None:
        await storage.prepare(url, before.parent, now)
        await back_up(url, before)
        await copy_database(f"sqlite+aiosqlite:///{copy}", url, anew=True)
        return before
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = file.exists()
    if kept:
        await back_up(url, before)
    _replace(file, copy)
    return before if kept else None


def _replace(file: Path, copy: Path) -> None:
    """Put a file in the place of a database; what lies beside the old one would be read into the new one."""
    try:
        if file.exists():
            _in_one_file(file)
    except sqlite3.OperationalError as error:  # what is written beside it would be lost to whoever reads it there
        raise InUse(f"{file} is open in another program ({error}); end that first. Nothing was changed.") from error
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    copy.replace(file)
    failpoint("backups.replaced")
