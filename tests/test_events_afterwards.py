"""What is kept of a person beside their place: a calendar's address, what they follow, and that they answered."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from events.feeds import CANCELLED_KEPT, Feeds
from events.follows import Follows
from events.models import Event, Pace, SurveyAnswer
from events.programme import Programme
from events.registrations import Registrations
from events.surveys import Surveys
from tests.clocks import MovedClock
from tests.events_at import given, met, published

SAID = {"useful": "yes", "pace": "right", "again": "yes"}


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


async def test_a_survey_is_answered_once_and_names_nobody(database: Database, clock: MovedClock) -> None:
    await given(database, clock, 3)

    def come(session: Session) -> None:
        for member in (1, 2):
            Registrations(session, clock).register("clinic", member)

    await database.write(come)
    twice = await asyncio.gather(*(database.write(lambda s: Surveys(s).answer("clinic", 1, SAID)) for _ in range(4)))
    other = await database.write(lambda s: Surveys(s).answer("clinic", 2, SAID | {"pace": "slow"}))
    stranger = await database.write(lambda s: Surveys(s).answer("clinic", 3, SAID))
    results = await database.read(lambda session: Surveys(session).results("clinic"))
    columns = set(SurveyAnswer.__table__.columns.keys())

    assert sorted(twice) == [False, False, False, True]
    assert (other, stranger) == (True, False)
    assert results == {"useful": Counter(yes=2), "pace": Counter(right=1, slow=1), "again": Counter(yes=2)}
    assert columns == {"id", "event_id", "said"}


async def test_a_feed_shows_its_persons_events_until_it_is_revoked(database: Database, clock: MovedClock) -> None:
    def before(session: Session) -> str:
        met(session, clock, 1, 2)
        for id_ in ("clinic", "talk", "undated", "other"):
            published(session, clock, id_, **({"starts": None, "ends": None} if id_ == "undated" else {}))
        for id_ in ("clinic", "talk", "undated"):
            Registrations(session, clock).register(id_, 1)
        Registrations(session, clock).register("other", 2)
        Programme(session, clock).cancel("talk")
        return Feeds(session, clock).token(1)

    token = await database.write(before)

    async def shown() -> list[str] | None:
        events = await database.read(lambda session: Feeds(session, clock).events(token))
        return None if events is None else [event.id for event in events]

    first, same = await shown(), await database.write(lambda session: Feeds(session, clock).token(1))
    clock.moves(seconds=CANCELLED_KEPT.total_seconds())
    later = await shown()
    revoked = [await database.write(lambda session: Feeds(session, clock).revoke(1)) for _ in range(2)]

    assert (first, later) == (["clinic", "talk"], ["clinic"])
    assert (same, revoked) == (token, [True, False])
    assert await shown() is None
    assert await database.write(lambda session: Feeds(session, clock).token(1)) != token


async def test_a_topic_is_followed_until_somebody_says_stop(database: Database, clock: MovedClock) -> None:
    def steps(session: Session) -> tuple[list[tuple[str, str]], list[bool], list[bool]]:
        met(session, clock, 1, 2)
        follows = Follows(session, clock)
        follows.follow(1, "smart")
        follows.follow(1, "green")
        follows.follow(1, "green", Pace.WEEKLY)
        follows.follow(2, "green")
        found = [(each.topic, each.pace) for each in follows.of(1)]
        weekly = [follows.stop_weekly(1), follows.stop_weekly(1)]
        return found, weekly, [follows.stop(1, "smart"), follows.stop(1, "smart")]

    assert await database.write(steps) == ([("green", "weekly"), ("smart", "at once")], [True, False], [True, False])


async def test_what_happened_long_ago_stays_in_the_programme(sqlite: Database, clock: MovedClock) -> None:
    await given(sqlite, clock, 1)
    clock.moves(seconds=timedelta(days=1000).total_seconds())
    await sqlite.write(lambda session: Programme(session, clock).finish_over())
    await sqlite.write(lambda session: Registrations(session, clock).forget())

    assert await sqlite.read(lambda session: session.scalar(select(Event.state))) == "finished"
