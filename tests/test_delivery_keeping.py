"""What was kept long enough goes, what is still needed stays, and no number is ever used again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.database import Database
from delivery.keeping import tidy
from delivery.models import Fate, OutboxFile, Unreachable
from delivery.outbox import Call, Upload
from delivery.settling import Settling
from tests.clocks import MovedClock
from tests.delivering import BOT, arrives, inbox, outbox, puts, runs, saying, words


@pytest.fixture
def clock() -> MovedClock:
    """A clock that is moved."""
    return MovedClock()


async def tidies(database: Database, clock: MovedClock) -> None:
    """Remove what was kept long enough."""
    await database.write(lambda session: tidy(session, clock.now()))


async def settle(database: Database, clock: MovedClock, *keys: str) -> None:
    """Let these calls have been made now."""
    for key in keys:
        statement = "UPDATE outbox SET state = 'sent', settled_at = due_at WHERE key = :key"
        await database.write(runs(statement, key=key))


async def test_handled_updates_go_after_seven_days_and_waiting_ones_never(
    database: Database, clock: MovedClock
) -> None:
    await arrives(database, clock, words(1, 5), words(2, 5), words(3, 5))
    await database.write(runs("UPDATE inbox SET state = 'done' WHERE update_id = 1"))
    await database.write(runs("UPDATE inbox SET state = 'dead' WHERE update_id = 2"))
    clock.moves(days=7)
    await tidies(database, clock)
    after_a_week = len(await inbox(database))
    clock.moves(seconds=1)
    await tidies(database, clock)

    assert after_a_week == 3
    assert [row.update_id for row in await inbox(database)] == [3]


async def test_the_words_and_files_of_what_was_sent_go_after_thirty_days(database: Database, clock: MovedClock) -> None:
    file = ("form", Upload(b"content", "form.pdf"))
    body = {"chat_id": 5, "document": "attach://form"}
    await puts(database, clock, lambda box: box.call(Call("sent", "sendDocument", 5, body), [file]))
    await puts(database, clock, lambda box: box.call(Call("waiting", "sendDocument", 5, body), [file]))
    await settle(database, clock, "sent")
    clock.moves(days=30, seconds=1)
    await tidies(database, clock)

    rows = await outbox(database)
    files = await database.read(lambda session: session.scalars(select(OutboxFile.row_id)).all())
    assert (rows["sent"].body, rows["sent"].state) == (None, Fate.SENT)
    assert rows["waiting"].body is not None
    assert list(files) == [rows["waiting"].id]


async def test_calls_go_at_last_with_their_files_and_what_follows_them_is_let_go(
    database: Database, clock: MovedClock
) -> None:
    await puts(database, clock, lambda box: box.say("old", 5, saying("old")))
    follower = Call("new", "sendMessage", 5, {}, follows="old")
    await puts(database, clock, lambda box: box.call(follower))
    await settle(database, clock, "old")
    clock.moves(days=400, seconds=1)
    await tidies(database, clock)

    rows = await outbox(database)
    assert list(rows) == ["new"]
    assert rows["new"].follows is None


async def test_who_blocked_the_bot_is_forgotten_at_last(database: Database, clock: MovedClock) -> None:
    await database.write(lambda session: Settling(BOT, clock).unreachable(session, 5, "blocked"))
    clock.moves(days=399)
    await tidies(database, clock)
    before = await database.read(lambda session: session.scalars(select(Unreachable.since)).all())
    clock.moves(days=1, seconds=1)
    await tidies(database, clock)

    assert before[0] == clock.now() - timedelta(days=400, seconds=1)
    assert await database.read(lambda session: session.scalars(select(Unreachable.since)).all()) == []


async def test_a_number_never_comes_back_so_that_a_key_made_of_it_is_new(database: Database, clock: MovedClock) -> None:
    await arrives(database, clock, words(1, 5))
    await puts(database, clock, lambda box: box.say("k", 5, saying("hello")))
    numbers = [(await inbox(database))[0].id, (await outbox(database))["k"].id]
    await database.write(runs("DELETE FROM inbox", "DELETE FROM outbox"))
    await arrives(database, clock, words(2, 5))
    await puts(database, clock, lambda box: box.say("k", 5, saying("hello")))

    assert (await inbox(database))[0].id > numbers[0]
    assert (await outbox(database))["k"].id > numbers[1]
