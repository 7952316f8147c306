"""Who did what with whose data stands in a record that nobody changes unnoticed, and that names nobody."""

import asyncio

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.database import Database
from people.audit import Audit, Checked, Deed
from people.ledger import Alias, AuditRow
from people.models import RoleName
from people.roles import Roles
from tests.clocks import MovedClock

LEA, MARIA = 5_000_000_001, 5_000_000_002


@pytest.fixture
def clock() -> MovedClock:
    """A clock that is moved."""
    return MovedClock()


async def notes(database: Database, clock: MovedClock, count: int = 5) -> None:
    """Let something be done several times."""
    for _ in range(count):
        await database.write(lambda session: Audit(session, clock).note(Deed.LOOKED, by=LEA, whose=MARIA).id)
        clock.moves(minutes=1)


async def checked(database: Database, clock: MovedClock) -> Checked:
    return await database.read(lambda session: Audit(session, clock).check())


async def test_an_untouched_record_is_unbroken_and_names_nobody(database: Database, clock: MovedClock) -> None:
    await notes(database, clock)
    rows = await database.read(lambda session: session.scalars(select(AuditRow).order_by(AuditRow.id)).all())

    found = await checked(database, clock)
    assert (found.rows, found.broken, found.last) == (5, (), rows[-1].seal)
    assert {rows[0].who, rows[0].whose}.isdisjoint({str(LEA), str(MARIA)})
    assert rows[0].who != rows[0].whose


@pytest.mark.parametrize("field", ["did", "who", "whose", "about", "at"])
async def test_a_changed_row_shows(database: Database, clock: MovedClock, field: str) -> None:
    await notes(database, clock)
    other = clock.now() if field == "at" else "another"
    await database.write(lambda s: s.execute(update(AuditRow).where(AuditRow.id == 3).values({field: other})).close())

    assert (await checked(database, clock)).broken == (3,)


async def test_a_long_record_is_looked_at_from_its_first_to_its_last_row(
    database: Database, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.audit.AT_ONCE", 4)
    await notes(database, clock, 9)
    whole = await checked(database, clock)
    change = update(AuditRow).where(AuditRow.id.in_((1, 4, 5, 9))).values(about="x")
    await database.write(lambda session: session.execute(change).close())

    assert (whole.rows, whole.broken) == (9, ())
    assert (await checked(database, clock)).broken == (1, 4, 5, 9)


async def test_a_removed_row_shows_at_the_next_one(database: Database, clock: MovedClock) -> None:
    await notes(database, clock)
    await database.write(lambda session: session.execute(delete(AuditRow).where(AuditRow.id == 3)).close())

    assert (await checked(database, clock)).broken == (4,)


async def test_what_was_kept_long_enough_goes_without_breaking_the_rest(database: Database, clock: MovedClock) -> None:
    await notes(database, clock, 2)
    clock.moves(days=399)
    await notes(database, clock, 2)
    clock.moves(days=2)
    gone = await database.write(lambda session: Audit(session, clock).forget())

    found = await checked(database, clock)
    assert (gone, found.rows, found.broken) == (2, 2, ())


async def test_a_name_that_stands_nowhere_any_more_is_forgotten(database: Database, clock: MovedClock) -> None:
    await notes(database, clock, 1)
    clock.moves(days=401)
    await database.write(lambda session: Audit(session, clock).forget())

    assert await database.read(lambda session: session.scalars(select(Alias)).all()) == []


async def test_two_who_write_at_once_come_one_after_the_other(database: Database, clock: MovedClock) -> None:
    def note(session: Session) -> int:
        return Audit(session, clock).note(Deed.LOOKED, by=LEA).id

    await database.write(note)
    await asyncio.gather(*(database.write(note) for _ in range(20)))

    found = await checked(database, clock)
    assert (found.rows, found.broken) == (21, ())


async def test_granting_and_revoking_a_role_are_noted(database: Database, clock: MovedClock) -> None:
    def grant_and_revoke(session: Session) -> None:
        Roles(session, clock).grant(MARIA, RoleName.EXPERT, by=LEA)
        Roles(session, clock).revoke(MARIA, by=LEA)
        Roles(session, clock).revoke(MARIA, by=LEA)

    await database.write(grant_and_revoke)
    rows = await database.read(lambda session: list(Audit(session, clock).of(MARIA)))

    assert [(row.did, row.about) for row in rows] == [(Deed.REVOKED, ""), (Deed.GRANTED, "expert")]
