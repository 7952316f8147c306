"""Backups: made while the bot runs, restored without saying anything twice and without bringing anybody back."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only
from typer.testing import CliRunner, Result

from bot import storage
from bot.__main__ import command_line
from bot.backups import forget_backups
from bot.copying import at_one_moment, copy_database
from core.clock import SystemClock
from core.databases import open_database
from core.sqlite import sqlite_engine
from delivery.models import Fate, Handling, InboxRow, OutboxRow
from delivery.owner import lock_file, lock_path
from events.registrations import Registrations
from handlers.rights.figure_list import figures
from knowledge.models import Question
from knowledge.profile import Profile
from migrations import schema
from migrations.upgrading import config, upgrade
from people.audit import Audit, Deed
from people.erased import ErasedPeople
from people.ledger import AuditRow
from people.members import Members
from people.models import Member
from people.tally import Tallies
from tests import databases
from tests.everything import Someone, everything, fill

T = TypeVar("T")
Helpdesk = Callable[..., Result]
AGNIESZKA = 5_000_000_077
JONAS = 5_000_000_088


def on(url: str, work: Callable[[Session], T]) -> T:
    """Run a transaction."""

    async def run() -> T:
        database = open_database(url)
        try:
            return await database.write(work)
        finally:
            await database.close()

    return asyncio.run(run())


@pytest.fixture
def url(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with a row of each table for two people."""
    for name in [name for name in os.environ if name.startswith("HELPDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", database_url)
    agnieszka = Someone(AGNIESZKA, "Agnieszka", 1, "xylophonist apprenticeships")
    jonas = Someone(JONAS, "Jonas", 2, "lighthouses")
    on(database_url, lambda session: fill(session, agnieszka, jonas))
    on(database_url, as_written)
    return database_url


def as_written(session: Session) -> None:
    """Give what the rules look at values that occur."""
    now = SystemClock().now()
    for row in session.scalars(select(InboxRow)):
        row.state = Handling.WAITING
    for call in session.scalars(select(OutboxRow)):
        call.state, call.settled_at, call.follows = Fate.WAITING, None, None
    for member in session.scalars(select(Member)):
        member.first_seen_at = now - timedelta(days=3)
    Registrations(session, SystemClock()).recount()
    session.execute(AuditRow.__table__.delete())  # type: ignore[attr-defined]  # a table


def counted(session: Session) -> dict[str, dict[str, int]]:
    """Return what a report of these days would count."""
    today = SystemClock().now().date()
    return Tallies(session, SystemClock(), figures(Profile())).between(today - timedelta(days=9), today)


def meets_elena(session: Session) -> None:
    """Let something happen after a backup."""
    Members(session, SystemClock()).met(99, "Elena")


@pytest.fixture
def helpdesk() -> Helpdesk:
    """The command line."""
    return lambda *words: CliRunner().invoke(command_line(), words)


def test_a_backup_is_one_file_with_every_row(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    said = helpdesk("backup", "copies/today.db")
    copied = on(f"sqlite+aiosqlite:///{tmp_path}/copies/today.db", everything)

    assert said.exit_code == 0, said.output
    assert copied == on(url, everything)
    assert copied["audit"][0]["did"] == "made a backup"
    assert ((tmp_path / "copies/today.db").stat().st_mode & 0o777) == 0o600
    assert helpdesk("backup", "copies/today.db").exit_code == 2


def test_a_restored_backup_says_and_handles_nothing_a_second_time(url: str, helpdesk: Helpdesk) -> None:
    helpdesk("backup", "today.db")
    on(url, meets_elena)
    said = helpdesk("restore", "today.db")

    assert said.exit_code == 0, said.output
    assert "2 messages that were not handled, 2 that were not sent" in said.stdout
    assert set(on(url, lambda s: list(s.scalars(select(InboxRow.state))))) == {Handling.DEAD}
    assert set(on(url, lambda s: list(s.scalars(select(OutboxRow.state))))) == {Fate.DROPPED}
    assert on(url, lambda session: session.get(Member, 99)) is None
    assert helpdesk("db", "check").exit_code == 0


def test_what_was_there_before_is_kept_beside_and_can_be_gone_back_to(
    url: str, helpdesk: Helpdesk, tmp_path: Path
) -> None:
    helpdesk("backup", "today.db")
    on(url, meets_elena)
    helpdesk("restore", "today.db")
    (kept,) = (tmp_path / "data" / "backups").glob("before-restore-*.db")
    helpdesk("restore", str(kept))

    assert on(url, lambda session: session.get(Member, 99)) is not None


def test_who_was_erased_after_a_backup_is_erased_again(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    helpdesk("backup", "today.db")
    helpdesk("person", "erase", str(AGNIESZKA))
    said = helpdesk("restore", "today.db")

    assert "after the backup: 1." in said.stdout
    assert on(url, lambda session: session.get(Member, AGNIESZKA)) is None
    assert on(url, lambda session: session.get(Member, JONAS)) is not None


def test_figures_are_the_same_after_an_erasure_and_after_its_backup_is_restored(url: str, helpdesk: Helpdesk) -> None:
    def asked_of_late(session: Session) -> None:
        for question in session.scalars(select(Question)):
            question.asked_at = SystemClock().now() - timedelta(days=2)

    on(url, asked_of_late)
    before = on(url, counted)
    helpdesk("backup", "today.db")
    helpdesk("person", "erase", str(AGNIESZKA))
    erased = on(url, counted)
    helpdesk("restore", "today.db")

    assert sum(before["questions"].values()) == 2
    assert before == erased == on(url, counted)


def test_who_had_come_back_before_the_backup_stays(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    ErasedPeople(tmp_path / "data").add(JONAS, SystemClock().now() - timedelta(days=4))
    helpdesk("backup", "today.db")
    helpdesk("restore", "today.db")

    assert on(url, lambda session: session.get(Member, JONAS)) is not None


def test_a_file_that_is_no_backup_changes_nothing(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    before = on(url, everything)
    (tmp_path / "words.db").write_text("these are words")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE other (id)")
    codes = [helpdesk("restore", name).exit_code for name in ("words.db", "other.db", "none.db")]

    assert codes == [1, 1, 2]
    assert on(url, everything) == before
    assert not list(tmp_path.glob(".restoring-*"))


def test_a_file_that_another_program_reads_is_not_replaced(
    sqlite_url: str, helpdesk: Helpdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", sqlite_url)
    assert helpdesk("backup", "today.db").exit_code == 0
    on(sqlite_url, meets_elena)
    with closing(sqlite3.connect(tmp_path / "helpdesk.db")) as reader:
        reader.execute("SELECT count(*) FROM member").fetchone()
        refused = helpdesk("restore", "today.db")
    people = on(sqlite_url, lambda session: list(session.scalars(select(Member.id))))

    assert refused.exit_code == 1
    assert "is open in another program" in refused.stderr
    assert people == [99]
    assert helpdesk("restore", "today.db").exit_code == 0


def older(file: Path) -> None:
    """Make a database as the version before made it, with somebody in it."""
    head = ScriptDirectory.from_config(config()).get_revision(schema.head())
    then = "'2026-01-01 08:00:00.000000'"
    member = f"VALUES ({AGNIESZKA}, 'Agnieszka', 1, {then}, {then}, 0)"
    engine = sqlite_engine(file, writes=True, creates=True)
    with engine.connect() as connection, connection.begin():
        upgrade(connection, str(head.down_revision))
        connection.execute(
            text(f"INSERT INTO member (id, name, reachable, first_seen_at, last_seen_at, window_count) {member}")
        )
    engine.dispose()


def test_of_a_restored_older_backup_no_copy_stays_in_which_the_erased_are(
    sqlite_url: str, helpdesk: Helpdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", sqlite_url)
    older(tmp_path / "old.db")
    ErasedPeople(tmp_path / "data").add(AGNIESZKA, SystemClock().now())
    said = helpdesk("restore", "old.db")
    (tmp_path / "old.db").unlink()
    holding = [file for file in tmp_path.rglob("*") if file.is_file() and b"Agnieszka" in file.read_bytes()]

    assert said.exit_code == 0, said.output
    assert holding == []


def test_a_copy_made_before_a_migration_is_for_its_owner_alone(tmp_path: Path) -> None:
    older(tmp_path / "helpdesk.db")
    asyncio.run(storage.prepare(databases.empty_sqlite(tmp_path), tmp_path / "backups", SystemClock().now()))
    (copy,) = (tmp_path / "backups").iterdir()

    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_backup_of_a_newer_program_is_refused(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    helpdesk("backup", "today.db")
    with closing(sqlite3.connect(tmp_path / "today.db")) as backup, backup:
        backup.execute("UPDATE alembic_version SET version_num = '9999'")
    said = helpdesk("restore", "today.db")

    assert said.exit_code == 1
    assert "9999" in said.stderr


def test_a_running_bot_is_not_restored_under(
    sqlite_url: str, helpdesk: Helpdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", sqlite_url)
    helpdesk("backup", "today.db")
    held = lock_file(lock_path(tmp_path / "helpdesk.db"))
    assert held is not None
    said = helpdesk("restore", "today.db")
    os.close(held)

    assert (said.exit_code, said.stderr) == (78, "The bot is running on this data; stop it first.\n")


def test_a_database_goes_to_the_other_kind_and_back_and_is_the_same(
    sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    agnieszka, jonas = Someone(AGNIESZKA, "Agnieszka", 1, "xylophonist"), Someone(JONAS, "Jonas", 2, "lighthouses")
    on(sqlite_url, lambda session: fill(session, agnieszka, jonas))
    back = f"sqlite+aiosqlite:///{tmp_path}/back.db"
    asyncio.run(storage.prepare(back, tmp_path, SystemClock().now()))
    rows = [asyncio.run(copy_database(sqlite_url, postgres_url)), asyncio.run(copy_database(postgres_url, back))]

    before = on(sqlite_url, everything)
    assert rows == [sum(map(len, before.values()))] * 2
    assert on(postgres_url, everything) == before
    assert on(back, everything) == before


def test_a_number_given_before_is_not_given_again_after_a_copy(sqlite_url: str, postgres_url: str) -> None:
    def put_and_remove(session: Session) -> None:
        row = AuditRow(id=41, at=SystemClock().now(), did="", about="", before="", seal="")
        session.add(row)
        session.flush()
        session.delete(row)

    on(sqlite_url, put_and_remove)
    asyncio.run(copy_database(sqlite_url, postgres_url))
    new = on(postgres_url, lambda session: Audit(session, SystemClock()).note(Deed.LOOKED).id)

    assert new == 42


def test_a_server_is_read_as_it_is_at_one_moment(postgres_url: str) -> None:
    async def around_a_write() -> tuple[int | None, int | None]:
        reader, writer = open_database(postgres_url), open_database(postgres_url)

        def twice(session: Session) -> tuple[int | None, int | None]:
            counted = select(func.count()).select_from(Member)
            before = at_one_moment(session).scalar(counted)
            await_only(writer.write(meets_elena))
            return before, session.scalar(counted)

        try:
            return await reader.read(twice)
        finally:
            await reader.close()
            await writer.close()

    assert asyncio.run(around_a_write()) == (0, 0)
    assert on(postgres_url, lambda session: session.get(Member, 99)) is not None


def test_copying_into_a_database_that_holds_something_is_refused(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    other = databases.empty_sqlite(tmp_path / "other")
    first = helpdesk("db", "copy", url, other)
    second = helpdesk("db", "copy", url, other)

    assert (first.exit_code, second.exit_code) == (0, 2), first.output
    assert "There are rows in the new database already" in second.stderr
    assert on(other, lambda session: session.scalar(select(func.count()).select_from(Member))) == 2


def test_a_check_finds_what_another_hand_changed_in_the_record(url: str, helpdesk: Helpdesk) -> None:
    for name in ("one.db", "two.db", "three.db"):
        helpdesk("backup", name)
    well = helpdesk("db", "check")

    def change(session: Session) -> None:
        row = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()[1]
        row.did = "did nothing"

    on(url, change)
    said = helpdesk("db", "check")
    assert (well.exit_code, said.exit_code) == (0, 1), well.output
    assert "changed by another hand" in said.stdout


def test_copies_made_here_go_after_thirty_days(tmp_path: Path) -> None:
    for age in (29, 31):
        file = tmp_path / f"{age}.db"
        file.touch()
        then = (SystemClock().now() - timedelta(days=age)).timestamp()
        os.utime(file, (then, then))

    assert forget_backups(tmp_path, SystemClock().now(), timedelta(days=30)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["29.db"]
