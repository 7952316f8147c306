"""Whatever table there is: an erasure leaves nothing of a person in it, and nothing of anybody else is lost."""

import json
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from core.clock import Clock
from core.database import Database
from core.tables import Base, Effect, Keeping
from delivery.models import OutboxRow
from handlers.rights.leaving import erase
from handlers.rights.leaving_step import Leaving
from people.belonging import Belonging
from people.erasure import Erased
from people.export import Copy, copy_of
from people.models import Alarm
from tests.clocks import MovedClock
from tests.everything import Someone, everything, fill, written

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
def agnieszka() -> Someone:
    """Somebody who is erased."""
    return Someone(5_000_000_077, "Agnieszka", 1, "xylophonist apprenticeships")


@pytest.fixture
def jonas() -> Someone:
    """Somebody who stays."""
    return Someone(5_000_000_088, "Jonas", 2, "lighthouses of the north")


@pytest.fixture
async def before(database: Database, agnieszka: Someone, jonas: Someone) -> Rows:
    """What a database holds with a row of each table for both."""

    def write(session: Session) -> Rows:
        fill(session, agnieszka, jonas)
        return everything(session)

    return await database.write(write)


async def erases(database: Database, clock: Clock, one: Someone) -> tuple[Erased, Rows]:
    """Erase somebody and return what was removed and what is there afterwards."""

    def work(session: Session) -> tuple[Erased, Rows]:
        erased = erase(Leaving(session, clock, one.id, None), waiting=True)
        return erased, everything(session)

    return await database.write(work)


async def copied(database: Database, clock: Clock, one: Someone) -> Copy:
    return await database.read(lambda session: copy_of(session, clock, one.id))


async def test_nothing_of_who_was_erased_stands_in_any_table(
    database: Database, clock: MovedClock, agnieszka: Someone, before: Rows
) -> None:
    erased, after = await erases(database, clock, agnieszka)

    found = written(before)
    left = written(after)
    assert [trace in found for trace in (str(agnieszka.id), agnieszka.name, agnieszka.words)] == [True] * 3
    assert [trace in left for trace in (str(agnieszka.id), agnieszka.name, agnieszka.words)] == [False] * 3
    assert erased.removed["question"] == erased.removed["member"] == erased.removed["request_part"] == 1
    assert erased.loosened["publication"] == 1


async def test_whatever_is_somebody_elses_stays_but_for_the_erased_persons_number(
    database: Database, clock: MovedClock, agnieszka: Someone, jonas: Someone, before: Rows
) -> None:
    _, after = await erases(database, clock, agnieszka)

    for table, rows in before.items():
        theirs = [row for row in rows if jonas.rows[table].items() <= row.items()]
        assert len(theirs) == 1, table
        (now,) = [row for row in after[table] if same_row(table, row, theirs[0])]
        changed = {column for column in now if now[column] != theirs[0][column]}
        assert changed <= names_others(table) | {"taken"}, table


def same_row(table: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    keys = [column.name for column in Base.metadata.tables[table].primary_key.columns]
    return all(one[key] == other[key] for key in keys)


def names_others(table: str) -> set[str]:
    return {link.column for link in Belonging().of(table, Effect.EMPTIED)}


async def test_an_erasure_done_twice_finds_nothing_the_second_time(
    database: Database, clock: MovedClock, agnieszka: Someone, before: Rows
) -> None:
    await erases(database, clock, agnieszka)
    erased, _ = await erases(database, clock, agnieszka)

    assert not erased.anything


async def test_a_copy_holds_everything_that_an_erasure_removes_and_nobody_else(
    database: Database, clock: MovedClock, agnieszka: Someone, jonas: Someone, before: Rows
) -> None:
    copy = await copied(database, clock, agnieszka)
    erased, _ = await erases(database, clock, agnieszka)

    facts = json.loads(copy.as_json())
    assert {part["table"] for part in facts["kept"]} == {*erased.removed, *erased.loosened}
    assert agnieszka.words in copy.as_json()
    assert str(jonas.id) not in copy.as_json()
    assert jonas.words not in copy.as_json()
    assert (await copied(database, clock, agnieszka)).parts == ()


async def test_a_number_in_somebody_elses_words_becomes_a_nought(
    database: Database, clock: MovedClock, agnieszka: Someone, jonas: Someone, before: Rows
) -> None:
    detail = f"update 12 · {agnieszka.id} · 1{agnieszka.id}"
    await database.write(lambda session: session.add(Alarm(kind="dead", count=1, detail=detail)))
    await erases(database, clock, agnieszka)

    alarm = await database.read(lambda session: session.get_one(Alarm, "dead"))
    assert alarm.detail == f"update 12 · 0 · 1{agnieszka.id}"


async def test_settled_messages_to_others_lose_their_words_where_they_name_the_person(
    database: Database, clock: MovedClock, agnieszka: Someone, jonas: Someone, before: Rows
) -> None:
    names = update(OutboxRow).where(OutboxRow.lane == jonas.id).values(body='{"text": "Agnieszka has written"}')
    await database.write(partial(Session.execute, statement=names))
    await erases(database, clock, agnieszka)

    row = await database.read(lambda session: session.get_one(OutboxRow, jonas.number))
    assert row.body is None


def test_every_table_that_holds_something_about_a_person_is_known_to_copies_and_erasures() -> None:
    assert not unknown(Base)


def test_a_table_about_people_that_says_nothing_of_whose_its_rows_are_is_found() -> None:
    class Other(DeclarativeBase):
        pass

    class Secret(Other):
        __tablename__ = "secret"
        keeping = Keeping("why", 1, "then", "nobody")
        id: Mapped[int] = mapped_column(primary_key=True)

    assert unknown(Other) == ["secret"]


def unknown(base: type[DeclarativeBase]) -> list[str]:
    """Return the tables that hold something about people, and of which nobody knows whose a row is."""
    belonging = Belonging(base)
    personal = [each.class_ for each in base.registry.mappers if each.class_.keeping.personal]
    return [each.__tablename__ for each in personal if not belonging.of(each.__tablename__)]
