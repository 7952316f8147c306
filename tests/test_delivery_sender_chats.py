"""A chat that refuses the bot is left in peace until it comes back; a group with a new id keeps what is its own."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.database import Database
from core.sqlite import Sqlite
from delivery.models import Fate, OutboxRow, Unreachable
from delivery.outbox import Call, Outbox
from delivery.reports import About
from delivery.settling import Settling
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import BOT, outbox, reports, saying
from tests.sending import sending


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
async def maria(telegram: Sandbox) -> Person:
    """Somebody who has started the bot."""
    person = telegram.new_person("Maria")
    await person.starts()
    return person


def put_three(box: Outbox, chat: int) -> None:
    """Put three messages to a chat."""
    for number in range(3):
        box.say(f"k{number}", chat, saying(f"k{number}"))


async def unreachable(database: Database) -> list[int]:
    """Return the chats that are left in peace."""
    return list(await database.read(lambda session: session.scalars(select(Unreachable.chat_id)).all()))


async def test_who_blocked_the_bot_is_tried_once_and_gets_everything_when_they_come_back(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    maria.blocks()
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: put_three(box, maria.id))
        rows = await post.settles("k0", "k1", "k2")
        assert [row.state for row in rows] == [Fate.HELD] * 3
        await post.say("k3", maria.id, "k3")
        jonas = telegram.new_person("Jonas")
        await jonas.starts()
        await post.say("other", jonas.id)
        await post.settles("other")
        assert len(telegram.called("sendMessage", maria)) == 1
        assert await unreachable(database) == [maria.id]

        maria.unblocks()
        post.passes(60)
        await database.write(lambda session: post.settling.reachable(session, maria.id))
        post.passes(0)
        await post.settles("k0", "k1", "k2")
        post.passes(10)
        await post.settles("k3")

    assert [message.text for message in telegram.arrivals(maria)] == ["k0", "k1", "k2", "k3"]
    assert [(each.about, each.chat_id, each.key) for each in await reports(database)] == [
        (About.UNREACHABLE, maria.id, "k0")
    ]
    assert await unreachable(database) == []


@pytest.mark.parametrize("how", ["deactivated", "kicked", "never started"])
async def test_who_cannot_be_written_to_for_another_reason_is_left_in_peace_too(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, how: str
) -> None:
    chat = maria.id
    if how == "deactivated":
        maria.deactivates()
    else:
        group = telegram.new_group("Experts", [maria])
        group.add_bot()
        group.remove_bot()
        chat = group.id
    if how == "never started":
        telegram.faults.add(status=403, description="Forbidden: bot can't initiate conversation with a user")
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: put_three(box, chat))
        await post.settles("k0", "k1", "k2")

    assert len(telegram.called("sendMessage")) == 1
    assert await unreachable(sqlite) == [chat]


async def test_what_waits_for_somebody_who_never_comes_back_expires(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    maria.blocks()
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: put_three(box, maria.id))
        await post.settles("k0")
        post.passes(25 * 3600)
        await database.write(post.settling.expire)

    assert {row.state for row in (await outbox(database)).values()} == {Fate.EXPIRED}


async def test_a_chat_may_be_reported_unreachable_twice(database: Database, clock: MovedClock) -> None:
    settling = Settling(BOT, clock)
    for _ in range(2):
        await database.write(lambda session: settling.unreachable(session, 5, "left"))

    assert await unreachable(database) == [5]


async def test_a_group_that_gets_a_new_id_takes_along_what_is_its_own_in_one_transaction(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    group = telegram.new_group("Experts", [maria], kind="group")
    group.add_bot()
    old = group.id
    moved: list[tuple[int, int, int]] = []

    def move(session: Session, before: int, after: int) -> None:
        waiting = session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.lane == after)) or 0
        moved.append((before, after, waiting))

    async with sending(database, telegram, clock, moves=[move]) as post:
        await post.say("before", old, "before")
        await post.settles("before")
        new = group.migrate()
        await post.put(lambda box: put_three(box, old))
        post.passes(60)
        await post.settles("k0", "k1", "k2")

    assert moved == [(old, new, 4)]
    assert [message.text for message in telegram.arrivals(new)] == ["k0", "k1", "k2"]
    assert [(each.about, each.chat_id, each.detail) for each in await reports(database)] == [
        (About.MIGRATED, old, str(new))
    ]


async def test_a_group_without_a_new_id_is_refused(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("createForumTopic", parameters={"migrate_to_chat_id": -100123}, status=400)
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "createForumTopic", None, {"chat_id": -5, "name": "n"})))
        (row,) = await post.settles("k")

    assert row.state == Fate.REFUSED
