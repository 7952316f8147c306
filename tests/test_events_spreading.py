"""Announcements and the week's news are put once for each whom they concern, in parts, on both databases."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from delivery.models import Fate, OutboxRow, Priority
from events.announced import ANNOUNCEMENTS_KEPT, To
from events.announcements import Addressed, Announcements
from events.follows import Follows
from events.models import Announcement, Pace
from events.quiet import Quiet
from events.registrations import Registrations
from events.switches import Switches
from events.week import Week
from tests.clocks import MovedClock
from tests.delivering import BOT, outbox
from tests.events_at import met, published

HOME = ZoneInfo("Europe/Brussels")
COMING = Addressed(To.REGISTERED, "clinic")


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still: Monday, 23 November 2026, 10:00 in Brussels."""
    return MovedClock()


@pytest.fixture
async def five(database: Database, clock: MovedClock) -> Database:
    """Five people who come to an event."""

    def work(session: Session) -> None:
        met(session, clock, *range(1, 6))
        published(session, clock)
        for member in range(1, 6):
            Registrations(session, clock).register("clinic", member)

    await database.write(work)
    return database


async def announced(database: Database, clock: MovedClock, addressed: Addressed = COMING) -> int:
    """Announce something and return its number."""
    return await database.write(lambda session: Announcements(session, clock).add(addressed, "The hall is *cold*.").id)


async def spreads(database: Database, clock: MovedClock, most: int = 1000) -> int:
    return await database.write(lambda session: Announcements(session, clock).spread(BOT, HOME, most))


async def rows(database: Database) -> dict[int, OutboxRow]:
    return {row.lane or 0: row for row in (await outbox(database)).values()}


async def test_an_announcement_is_put_once_for_each_in_parts(five: Database, clock: MovedClock) -> None:
    number = await announced(five, clock)
    counts = [await spreads(five, clock, 2) for _ in range(5)]
    known = await five.read(lambda session: session.get_one(Announcement, number))
    put = await rows(five)

    assert counts == [2, 2, 1, 0, 0]
    assert (known.recipients, known.expanded_at is not None) == (5, True)
    assert sorted(put) == [1, 2, 3, 4, 5]
    assert {(row.kind, row.priority, row.must) for row in put.values()} == {
        ("event announcement", Priority.REMINDER, True)
    }


async def test_who_leaves_before_their_turn_is_not_told(five: Database, clock: MovedClock) -> None:
    number = await announced(five, clock)
    await spreads(five, clock)
    await five.write(lambda session: Registrations(session, clock).unregister("clinic", 1).answer)

    def told(session: Session) -> list[bool]:
        announcements = Announcements(session, clock)
        return [announcements.find(str(number), member) is not None for member in (1, 2, 99)]

    assert await five.read(told) == [False, True, False]


async def test_at_night_an_announcement_waits_for_the_morning(five: Database, clock: MovedClock) -> None:
    await five.write(lambda session: Switches(session).be_quiet(2, Quiet(time(), time())))
    clock.moves(hours=13)
    await announced(five, clock)
    await spreads(five, clock)
    put = await rows(five)

    assert put[2].due_at == clock.now()
    assert put[1].due_at == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


async def test_followers_are_told_until_they_stop(database: Database, clock: MovedClock) -> None:
    def follow(session: Session) -> None:
        met(session, clock, 1, 2, 3)
        for member, topic in ((1, "green"), (2, "green"), (3, "smart")):
            Follows(session, clock).follow(member, topic)

    await database.write(follow)
    number = await announced(database, clock, Addressed(To.FOLLOWERS, "green"))
    await spreads(database, clock)
    await database.write(lambda session: Follows(session, clock).stop(2, "green"))
    put = await rows(database)

    def told(session: Session) -> list[bool]:
        return [Announcements(session, clock).find(str(number), member) is not None for member in (1, 2)]

    assert sorted(put) == [1, 2]
    assert {(row.priority, row.must, row.state) for row in put.values()} == {(Priority.ARTICLE, False, Fate.WAITING)}
    assert await database.read(told) == [True, False]


async def test_who_follows_weekly_is_told_the_week_after_unless_they_were_told_at_once(
    database: Database, clock: MovedClock
) -> None:
    clock.moves(days=-3)

    def friday(session: Session) -> None:
        met(session, clock, 1, 2, 3, 4)
        for member, pace in ((1, Pace.WEEKLY), (2, Pace.WEEKLY), (3, Pace.AT_ONCE), (4, Pace.WEEKLY)):
            Follows(session, clock).follow(member, "green", pace)

    await database.write(friday)
    number = await announced(database, clock, Addressed(To.FOLLOWERS, "green"))
    counted = await database.read(
        lambda session: (
            Announcements(session, clock).count(Addressed(To.FOLLOWERS, "green")),
            Announcements(session, clock).count_weekly(Addressed(To.FOLLOWERS, "green")),
        )
    )
    await spreads(database, clock)
    at_once = sorted(await rows(database))
    clock.moves(days=3)

    def monday(session: Session) -> None:
        follows = Follows(session, clock)
        follows.follow(3, "green", Pace.WEEKLY)
        follows.stop(4, "green")

    await database.write(monday)
    counts = [await database.write(lambda session: Week(session, clock, BOT, HOME).spread(1)) for _ in range(4)]
    weekly = [row for row in (await outbox(database)).values() if row.run == f"announcement/{number}/week"]

    def told(session: Session) -> list[bool]:
        subject = weekly[0].subject or ""
        Follows(session, clock).follow(1, "green", Pace.AT_ONCE)
        Follows(session, clock).stop(2, "green")
        return [Announcements(session, clock).find(subject, member) is not None for member in (1, 2)]

    assert (counted, at_once) == ((1, 3), [3])
    assert (counts, [row.lane for row in weekly]) == ([1, 1, 0, 0], [1, 2])
    assert await database.write(told) == [True, False]


async def test_an_announcement_is_forgotten_after_its_time(five: Database, clock: MovedClock) -> None:
    await announced(five, clock)
    clock.moves(days=ANNOUNCEMENTS_KEPT.days, seconds=1)

    assert await five.write(lambda session: Announcements(session, clock).forget()) == 1


async def test_the_weeks_news_come_once_to_who_followed_before_and_has_not_heard(
    database: Database, clock: MovedClock
) -> None:
    clock.moves(days=-3)

    def friday(session: Session) -> None:
        met(session, clock, 1, 2, 3)
        Follows(session, clock).follow(1, "green", Pace.WEEKLY)
        Follows(session, clock).follow(2, "green", Pace.AT_ONCE)
        published(session, clock, topic="green")

    await database.write(friday)
    clock.moves(days=3)

    def monday(session: Session) -> None:
        Follows(session, clock).follow(3, "green", Pace.WEEKLY)

    await database.write(monday)
    counts = [await database.write(lambda session: Week(session, clock, BOT, HOME).spread(1)) for _ in range(3)]
    put = await rows(database)

    def told(session: Session) -> list[str]:
        return [event.id for event in Week(session, clock, BOT, HOME).news_for(put[1].subject or "", 1)]

    assert counts == [1, 0, 0]
    assert sorted(put) == [1]
    assert await database.read(told) == ["clinic"]
    clock.moves(days=7)
    assert await database.write(lambda session: Week(session, clock, BOT, HOME).spread()) == 0
