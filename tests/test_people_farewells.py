"""The last message to somebody who was erased goes, too, with whatever came in between; what came after it stays."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from delivery.erasing import FAREWELL, has_farewells
from delivery.models import Fate, Handling, InboxRow, OutboxRow, Unreachable
from delivery.outbox import Call, Outbox
from delivery.reports import About, Report
from people.erasure import Erasure
from people.members import Members
from tests.clocks import MovedClock
from tests.delivering import BOT, arrives, inbox, outbox, runs, words

MARIA = 5_000_000_077


@pytest.fixture
def clock() -> MovedClock:
    """A clock that is moved."""
    return MovedClock()


async def erased(database: Database, clock: MovedClock) -> None:
    """Let Maria's last word be handled, and the farewell wait to be sent."""
    await arrives(database, clock, words(1, MARIA, "ERASE"))

    def work(session: Session) -> None:
        for row in session.scalars(select(InboxRow)):
            row.state = Handling.DONE
        box = Outbox(session, clock, BOT)
        box.call(Call("introduction/1", "deleteMyCommands", MARIA, {"scope": {"chat_id": MARIA}}, must=False))
        box.call(Call("farewell/1", "sendMessage", MARIA, {"chat_id": MARIA, "text": "Goodbye"}, run=FAREWELL))

    await database.write(work)


async def settles(database: Database, clock: MovedClock, fate: Fate = Fate.SENT) -> None:
    """Let the farewell come to an end."""

    def work(session: Session) -> None:
        row = session.scalars(select(OutboxRow).where(OutboxRow.run == FAREWELL)).one()
        row.state, row.settled_at = fate, clock.now()

    await database.write(work)


async def sweeps(database: Database, clock: MovedClock) -> int:
    return await database.write(lambda session: Erasure(session, clock).forget_farewells())


async def test_a_farewell_that_waits_is_left_to_be_sent(database: Database, clock: MovedClock) -> None:
    await erased(database, clock)

    assert not await database.read(has_farewells)
    assert await sweeps(database, clock) == 0
    assert len(await outbox(database)) == 2


@pytest.mark.parametrize("fate", [Fate.SENT, Fate.EXPIRED, Fate.UNCERTAIN, Fate.REFUSED])
async def test_once_it_has_come_to_any_end_nothing_is_left(database: Database, clock: MovedClock, fate: Fate) -> None:
    await erased(database, clock)
    await settles(database, clock, fate)
    await database.write(
        lambda session: session.add(Unreachable(bot_id=BOT, chat_id=MARIA, reason="blocked", since=clock.now()))
    )

    assert await database.read(has_farewells)
    assert await sweeps(database, clock) == 1
    (row,) = await inbox(database)
    assert (row.update_id, row.lane, row.body) == (1, 0, "{}"), "it is not taken in a second time"
    assert await outbox(database) == {}
    assert await database.read(lambda session: session.scalars(select(Unreachable)).all()) == []


async def test_who_writes_again_meanwhile_keeps_what_came_after(database: Database, clock: MovedClock) -> None:
    await erased(database, clock)
    await settles(database, clock)
    clock.moves(seconds=1)
    await arrives(database, clock, words(2, MARIA, "hello again"))

    def answered(session: Session) -> None:
        Members(session, clock).met(MARIA, "Maria")
        Outbox(session, clock, BOT).call(Call("update/2", "sendMessage", MARIA, {"chat_id": MARIA, "text": "Hello"}))

    await database.write(answered)
    waited = await sweeps(database, clock)
    await database.write(runs("UPDATE inbox SET state = 'done'"))
    await sweeps(database, clock)

    rows = await inbox(database)
    assert waited == 0, "what waits is handled first"
    assert [row.lane for row in rows] == [0, MARIA]
    assert json.loads(rows[1].body)["message"]["text"] == "hello again"
    assert list(await outbox(database)) == ["update/2"]


async def test_what_is_reported_late_goes_too(database: Database, clock: MovedClock) -> None:
    await erased(database, clock)
    await settles(database, clock)
    clock.moves(seconds=1)
    await database.write(lambda session: Report(About.SENT, "late", MARIA).put(session, BOT, clock.now()))
    waited = await sweeps(database, clock)
    await database.write(runs("UPDATE inbox SET state = 'done'"))

    assert (waited, await sweeps(database, clock)) == (0, 1)
    assert {row.lane for row in await inbox(database)} == {0}
