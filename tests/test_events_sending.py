"""Reminders on their way while an event is moved: whose turn had not come is never told the old time."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from delivery.models import Fate, OutboxRow
from delivery.renderers import Claimed, Renderers
from events.fanout import Fanout, kind_of
from events.importing import Importing, Source
from events.models import RunKind
from events.moments import Moment
from events.notices import Notices
from events.programme import Programme
from events.registrations import Registrations
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import BOT, outbox
from tests.events_at import met, published, written
from tests.sending import sending

HOME = ZoneInfo("Europe/Brussels")
BEGINS = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still, a day before the event."""
    return MovedClock(BEGINS - timedelta(days=20))


@pytest.fixture
async def people(telegram: Sandbox) -> list[Person]:
    """People who have started the bot."""
    everybody = [telegram.new_person(f"Person {number}") for number in range(12)]
    for person in everybody:
        await person.starts()
    return everybody


def render(session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
    """Say what is told in few words: the kind and the start."""
    notice = Notices(session, clock.now(), BOT, HOME).find(claimed.subject, claimed.chat or 0)
    return None if notice is None else {"chat_id": claimed.chat, "text": f"{notice.kind} {notice.event.starts}"}


def renderers() -> Renderers:
    made = Renderers()
    for kind in RunKind:
        made.register(kind_of(kind), render)
    return made


@pytest.mark.parametrize("seed", range(3))
async def test_no_send_with_the_old_time_starts_after_the_event_was_moved(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person], seed: int
) -> None:
    telegram.faults.latency = 0.004

    def before(session: Session) -> None:
        met(session, clock, *(person.id for person in people))
        published(session, clock)
        for person in people:
            Registrations(session, clock).register("clinic", person.id)

    def look(session: Session) -> int:
        return Fanout(session, clock, BOT, HOME).look()

    def moved(session: Session) -> set[str]:
        """Move the event, and return what had not been claimed when that was decided."""
        Programme(session, clock).reschedule("clinic", Moment(date(2026, 12, 10), time(14, 0)))
        return set(session.scalars(select(OutboxRow.key).where(OutboxRow.state == Fate.WAITING).with_for_update()))

    await database.write(before)
    clock.moves(days=19)
    async with sending(database, telegram, clock, renderers()) as post:
        await database.write(look)
        post.sender.wake()
        await asyncio.sleep(Random(seed).uniform(0, 0.06))
        caught = await database.write(moved)
        await database.write(look)
        post.sender.wake()
        await post.settles(*(await outbox(database)))
    rows = await outbox(database)

    assert {rows[key].state for key in caught} <= {Fate.DROPPED}
    assert [row.state for row in rows.values() if row.kind == kind_of(RunKind.CHANGE)] == [Fate.SENT] * len(people)
    assert len(rows) == 2 * len(people)


async def test_two_processes_that_start_at_once_read_the_same_events_once(
    database: Database, clock: MovedClock
) -> None:
    events = [written(f"event-{number}") for number in range(20)]

    def takes_over(session: Session) -> tuple[int, int]:
        imported = Importing(session, clock).take_over(events, Source.CONTENT)
        return len(imported.added), len(imported.changed)

    found = await asyncio.gather(*(database.write(takes_over) for _ in range(3)))

    assert sum(added for added, _ in found) == 20
    assert [changed for _, changed in found] == [0, 0, 0]
