"""What is due is put into the outbox once for each whom it concerns, and told only if it is still true and wanted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from delivery.models import Fate, OutboxRow, Priority, Unreachable
from events.fanout import EXPIRED, MOST_AT_ONCE, OVERTAKEN, Fanout
from events.follows import Follows
from events.models import Event, Pace, Registration, Run, RunKind
from events.moments import Moment
from events.notices import Notice, Notices
from events.offsets import Offset, Unit
from events.planner import Phase
from events.programme import Programme
from events.quiet import Quiet
from events.registrations import Registrations
from events.switches import OwnReminders, Switches
from people.models import Member
from tests.clocks import MovedClock
from tests.delivering import BOT, outbox
from tests.events_at import given, met, published

HOME = ZoneInfo("Europe/Brussels")
BEGINS = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
LATER = Moment(date(2026, 12, 10), time(14, 0))


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still: 23 November 2026, 10:00 in Brussels."""
    return MovedClock()


class Story:
    """Steps of a story, each in a transaction of its own."""

    def __init__(self, database: Database, clock: MovedClock) -> None:
        self.database, self.clock, self.most = database, clock, MOST_AT_ONCE

    async def begins(self, people: int, **fields: Any) -> None:
        await given(self.database, self.clock, people, **fields)
        for member in range(1, people + 1):
            await self.registers(member)

    async def does(self, work: Callable[[Session], Any]) -> Any:
        return await self.database.write(work)

    async def registers(self, member: int, event: str = "clinic") -> None:
        def registers(session: Session) -> None:
            Registrations(session, self.clock).register(event, member)

        await self.does(registers)

    async def looks(self, at: datetime | None = None) -> int:
        """Look what is due, at a time to which the clock is moved."""
        if at is not None:
            self.clock.moves(seconds=(at - self.clock.now()).total_seconds())
        return int(await self.does(lambda session: Fanout(session, self.clock, BOT, HOME).look(self.most)))

    async def rows(self, rule: str = "", kind: RunKind = RunKind.REMINDER) -> dict[int, OutboxRow]:
        """Return what is put into the outbox by these runs, by person."""
        runs = await self.runs(kind)
        names = {f"event/{run.id}" for run in runs if run.rule == rule}
        return {row.lane or 0: row for row in (await outbox(self.database)).values() if row.run in names}

    async def runs(self, kind: RunKind = RunKind.REMINDER) -> list[Run]:
        statement = select(Run).where(Run.kind == kind).order_by(Run.id)
        return list(await self.database.read(lambda session: session.scalars(statement).all()))

    async def told(self, row: OutboxRow) -> Notice | None:
        """Return what a person is told when their turn comes now."""
        now, subject, member = self.clock.now(), row.subject or "", row.lane or 0
        return await self.database.read(lambda session: Notices(session, now, BOT, HOME).find(subject, member))

    async def sent(self, *rows: OutboxRow) -> None:
        """Let these have arrived."""
        ids = [row.id for row in rows]

        def settle(session: Session) -> None:
            for row in session.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids))):
                row.state, row.settled_at = Fate.SENT, self.clock.now()

        await self.does(settle)

    async def reschedules(self, starts: Moment = LATER) -> None:
        await self.does(lambda session: Programme(session, self.clock).reschedule("clinic", starts))


@pytest.fixture
def story(database: Database, clock: MovedClock) -> Story:
    """A story on a database of either kind."""
    return Story(database, clock)


async def test_a_reminder_is_put_once_for_each_who_comes(story: Story) -> None:
    await story.begins(3)
    early = await story.looks(BEGINS - timedelta(days=1, seconds=1))
    counts = [await story.looks(BEGINS - timedelta(days=1)), await story.looks(), await story.looks()]
    rows = await story.rows("1d")

    assert early == 3  # those of a week before
    assert counts == [3, 0, 0]
    assert sorted(rows) == [1, 2, 3]
    assert {(row.kind, row.priority, row.must, row.state) for row in rows.values()} == {
        ("event reminder", Priority.REMINDER, True, Fate.WAITING)
    }
    assert {row.expires_at for row in rows.values()} == {BEGINS}
    assert {row.version for row in rows.values()} == {2}  # the draft was the first version


async def test_nobody_is_added_afterwards_and_who_comes_late_is_not_reminded_of_what_was_confirmed(
    story: Story,
) -> None:
    await story.begins(1)
    await story.looks(BEGINS - timedelta(days=1))
    await story.does(lambda session: met(session, story.clock, 7))
    await story.registers(7)
    await story.looks()
    await story.looks(BEGINS - timedelta(hours=1))

    assert sorted(await story.rows("1d")) == [1]
    assert sorted(await story.rows("1h")) == [1, 7]


async def test_who_registers_while_the_helpdesk_is_down_is_not_reminded_of_what_was_due_before(story: Story) -> None:
    await story.begins(1)
    story.clock.moves(seconds=(BEGINS - timedelta(hours=20) - story.clock.now()).total_seconds())
    await story.does(lambda session: met(session, story.clock, 7))
    await story.registers(7)
    await story.looks()

    assert sorted(await story.rows("1d")) == [1]
    assert await story.rows("7d@09:00") == {}


async def test_who_cannot_come_is_not_reminded(story: Story) -> None:
    await story.begins(2)
    await story.looks(BEGINS - timedelta(days=1))
    rows = await story.rows("1d")
    await story.does(lambda session: Registrations(session, story.clock).unregister("clinic", 1))

    assert await story.told(rows[1]) is None
    assert await story.told(rows[2]) is not None


async def test_who_waits_has_switched_it_off_or_is_away_is_not_told(story: Story) -> None:
    await story.begins(4, capacity=3)
    await story.does(lambda session: Switches(session).off(1, rule="1d"))
    await story.does(lambda session: Switches(session).off(2, "clinic"))
    await story.does(lambda s: s.add(Unreachable(bot_id=BOT, chat_id=3, reason="blocked", since=story.clock.now())))
    await story.looks(BEGINS - timedelta(days=1))
    await story.does(lambda session: Switches(session).on(1, rule="1d"))
    await story.looks(BEGINS - timedelta(hours=1))

    assert {member: row.state for member, row in (await story.rows("1d")).items()} == {3: Fate.HELD}
    assert sorted(await story.rows("1h")) == [1, 3]


async def test_what_is_switched_off_after_it_was_put_is_not_told_either(story: Story) -> None:
    await story.begins(1)
    await story.looks(BEGINS - timedelta(days=1))
    await story.does(lambda session: Switches(session).off(1))

    assert await story.told((await story.rows("1d"))[1]) is None


async def test_an_own_reminder_reaches_who_asked_for_it_registered_or_not(story: Story) -> None:
    await story.begins(2)
    await story.does(lambda session: met(session, story.clock, 7))
    two = Offset(2, Unit.HOURS)

    def asks(member: int, rule: Offset = two) -> Callable[[Session], datetime | None]:
        return lambda s: OwnReminders(s, story.clock.now()).add(s.get_one(Event, "clinic"), member, rule)

    due = [await story.does(asks(member)) for member in (1, 7)]
    passed = await story.does(asks(1, Offset(30, Unit.DAYS)))
    both = await story.does(asks(1, Offset(1, Unit.HOURS)))
    await story.looks(BEGINS - timedelta(hours=2))
    await story.looks(BEGINS - timedelta(hours=1))

    assert (due, passed, both) == ([BEGINS - timedelta(hours=2)] * 2, None, BEGINS - timedelta(hours=1))
    assert sorted(await story.rows("2h")) == [1, 7]
    assert sorted(await story.rows("1h")) == [1, 2]
    assert (await story.told((await story.rows("2h"))[7])) is not None


async def test_after_downtime_each_person_hears_one_late_reminder(story: Story) -> None:
    await story.begins(2)
    await story.does(lambda session: Switches(session).off(2, rule="1d"))
    counted = await story.looks(BEGINS - timedelta(hours=10))
    rows = await story.rows("1d"), await story.rows("7d@09:00")
    notice = await story.told(rows[0][1])

    assert counted == 2
    assert [sorted(found) for found in rows] == [[1], [2]]
    assert notice is not None
    assert notice.phase is Phase.LATE


async def test_after_the_start_one_is_told_how_to_join_online_and_nothing_in_person(story: Story) -> None:
    await story.begins(1)
    await story.does(lambda session: published(session, story.clock, "call", online="https://example.org/r", place=""))
    await story.registers(1, "call")
    await story.looks(BEGINS + timedelta(minutes=5))
    runs = {(run.event_id, run.rule): run for run in await story.runs()}
    (joining,) = (await story.rows("10m")).values()
    notice = await story.told(joining)

    assert {run.skipped for (event, _), run in runs.items() if event == "clinic"} == {EXPIRED}
    assert notice is not None
    assert notice.phase is Phase.STARTED
    assert await story.rows("1h") == {}


async def test_a_moved_event_reminds_of_its_new_start_and_never_of_the_old_one(story: Story) -> None:
    await story.begins(1)
    await story.looks(BEGINS - timedelta(days=1))
    old = (await story.rows("1d"))[1]
    await story.reschedules()
    stale = await story.told(old)
    await story.looks()
    begins = datetime(2026, 12, 10, 13, 0, tzinfo=UTC)
    again = await story.looks(begins - timedelta(days=1))
    statement = select(Run).where(Run.rule == "1d").order_by(Run.id)
    runs = await story.database.read(lambda session: session.scalars(statement).all())

    assert stale is None
    assert again == 1
    assert [run.due_at for run in runs] == [BEGINS - timedelta(days=1), begins - timedelta(days=1)]


async def test_another_place_keeps_the_reminders_that_were_sent(story: Story) -> None:
    await story.begins(1)
    await story.looks(BEGINS - timedelta(days=1))
    row = (await story.rows("1d"))[1]
    await story.does(lambda session: Programme(session, story.clock).edit("clinic", place="Ghent"))
    notice = await story.told(row)

    assert notice is not None
    assert notice.event.place == "Ghent"
    assert await story.looks() == 1  # the notice of the change
    assert [run.rule for run in await story.runs()] == ["1d", "7d@09:00"]


async def test_a_change_is_told_once_to_each_with_what_they_were_last_told(story: Story) -> None:
    await story.begins(2)
    await story.reschedules()
    await story.looks()
    first = await story.rows(kind=RunKind.CHANGE)
    await story.sent(first[1])
    await story.does(lambda session: Programme(session, story.clock).edit("clinic", place="Ghent"))
    await story.looks()
    second = {m: r for m, r in (await story.rows(kind=RunKind.CHANGE)).items() if r.run != first[m].run}
    notices = [await story.told(row) for row in (second[1], second[2])]

    assert {row.priority for row in first.values()} == {Priority.CHANGE}
    assert await story.told(first[2]) is None  # overtaken
    assert [(n.before["starts"], n.before["place"]) for n in notices if n] == [
        (str(LATER), "Brussels, Belgium"),
        ("2026-12-09 09:30", "Brussels, Belgium"),
    ]


async def test_of_several_changes_that_arrived_the_last_one_is_compared_with(story: Story) -> None:
    await story.begins(1)
    for place in ("Ghent", "Bruges", "Namur"):

        def moves(session: Session, place: str = place) -> None:
            Programme(session, story.clock).edit("clinic", place=place)

        await story.does(moves)
        await story.looks()
        newest = [row for row in (await outbox(story.database)).values() if row.kind == "event change"][-1]
        notice = await story.told(newest)
        await story.sent(newest)

    assert notice is not None
    assert (notice.before["place"], notice.event.place) == ("Bruges", "Namur")


async def test_many_are_put_a_few_at_a_time_each_once_and_nobody_is_left_out(story: Story) -> None:
    await story.begins(7)
    story.most = 3
    counts = [await story.looks(BEGINS - timedelta(days=7, minutes=30)) for _ in range(4)]
    await story.does(lambda session: Registrations(session, story.clock).unregister("clinic", 5))
    later = [await story.looks(BEGINS - timedelta(days=1)) for _ in range(4)]

    assert counts == [3, 3, 1, 0]
    assert sorted(await story.rows("7d@09:00")) == [1, 2, 3, 4, 5, 6, 7]
    assert later == [3, 3, 0, 0]
    assert sorted(await story.rows("1d")) == [1, 2, 3, 4, 6, 7]
    assert [(run.recipients, run.expanded_at is None) for run in await story.runs()] == [(7, False), (6, False)]


async def test_a_change_meanwhile_stops_the_rest_of_a_reminder(story: Story) -> None:
    await story.begins(4)
    story.most = 2
    await story.looks(BEGINS - timedelta(days=1))
    await story.reschedules()
    while await story.looks():
        pass

    assert len(await story.rows("1d")) == 2
    assert sorted(await story.rows(kind=RunKind.CHANGE)) == [1, 2, 3, 4]


async def test_a_change_that_was_taken_back_before_it_was_told_is_no_change(story: Story) -> None:
    await story.begins(1)
    await story.reschedules()
    await story.reschedules(Moment(date(2026, 12, 9), time(9, 30)))
    await story.does(
        lambda session: Programme(session, story.clock).edit("clinic", ends=Moment(date(2026, 12, 9), time(17)))
    )
    counted = await story.looks()
    row = (await story.rows(kind=RunKind.CHANGE))[1]
    skipped = [run.skipped for run in await story.runs(RunKind.CHANGE)]

    assert counted == 1
    assert skipped == [OVERTAKEN, OVERTAKEN, None]
    assert await story.told(row) is None


async def test_who_registers_after_a_change_is_not_told_of_it(story: Story) -> None:
    await story.begins(1)
    await story.reschedules()
    await story.does(lambda session: met(session, story.clock, 7))
    await story.registers(7)
    await story.looks()

    assert sorted(await story.rows(kind=RunKind.CHANGE)) == [1]


async def test_a_cancelled_event_is_told_at_night_too_and_reminds_nobody(story: Story) -> None:
    await story.begins(3, capacity=1)
    await story.looks(BEGINS - timedelta(days=1))
    reminder = (await story.rows("1d"))[1]
    story.clock.moves(hours=15)
    await story.does(lambda session: Programme(session, story.clock).cancel("clinic"))
    await story.looks()
    rows = await story.rows(kind=RunKind.CHANGE)
    notice = await story.told(rows[3])

    assert {row.due_at for row in rows.values()} == {story.clock.now()}
    assert sorted(rows) == [1, 2, 3]
    assert notice is not None
    assert (notice.before["state"], notice.event.state) == ("published", "cancelled")
    assert await story.told(reminder) is None
    assert await story.looks(BEGINS - timedelta(hours=1)) == 0


async def test_at_night_a_reminder_waits_for_each_persons_own_morning(story: Story) -> None:
    night = Offset(7, Unit.DAYS, time(23, 0))
    await story.begins(4, reminders=(night,))
    await story.does(lambda session: Switches(session).be_quiet(2, Quiet(time(0), time(0))))
    await story.does(lambda session: setattr(session.get_one(Member, 3), "zone", "Atlantic/Azores"))
    await story.does(lambda session: Switches(session).be_quiet(4, Quiet(time(21), time(9, 30))))
    await story.looks(datetime(2026, 12, 2, 22, 0, tzinfo=UTC))
    rows = await story.rows("7d@23:00")

    assert {member: row.due_at for member, row in rows.items()} == {
        1: datetime(2026, 12, 3, 6, 0, tzinfo=UTC),
        2: datetime(2026, 12, 2, 22, 0, tzinfo=UTC),
        3: datetime(2026, 12, 2, 22, 0, tzinfo=UTC),
        4: datetime(2026, 12, 3, 8, 30, tzinfo=UTC),
    }


async def test_a_new_event_is_told_to_who_follows_its_topic_and_does_not_come_already(story: Story) -> None:
    def before(session: Session) -> None:
        met(session, story.clock, 1, 2, 3, 4)
        follows = Follows(session, story.clock)
        for member, topic, pace in [(1, "green", Pace.AT_ONCE), (2, "green", Pace.WEEKLY), (3, "smart", Pace.AT_ONCE)]:
            follows.follow(member, topic, pace)
        follows.follow(4, "green")
        published(session, story.clock, topic="green")
        Registrations(session, story.clock).register("clinic", 4)

    await story.does(before)
    await story.looks()
    rows = await story.rows(kind=RunKind.NEWS)
    told = await story.told(rows[1])
    await story.does(lambda session: Follows(session, story.clock).stop(1, "green"))

    assert sorted(rows) == [1]
    assert (rows[1].must, rows[1].priority) == (False, Priority.ARTICLE)
    assert told is not None
    assert await story.told(rows[1]) is None


async def test_survey_and_conclusions_go_to_who_was_there_and_once(story: Story) -> None:
    await story.begins(3, capacity=2)
    story.clock.moves(days=20)

    def afterwards(session: Session) -> None:
        programme = Programme(session, story.clock)
        event = programme.edit("clinic", follow_up="https://example.org/after")
        session.get_one(Registration, ("clinic", 2)).surveyed = True
        for kind in (RunKind.SURVEY, RunKind.CONCLUSIONS, RunKind.CONCLUSIONS):
            programme.tell(event, kind)

    await story.does(afterwards)
    await story.looks()

    assert sorted(await story.rows(kind=RunKind.SURVEY)) == [1]
    assert sorted(await story.rows(kind=RunKind.CONCLUSIONS)) == [1, 2]


async def test_an_event_without_a_date_or_a_draft_reminds_nobody(story: Story) -> None:
    await story.begins(1, starts=None, ends=None)
    event = await story.database.read(lambda session: session.get_one(Event, "clinic"))

    assert event.next_run_at is not None
    assert await story.looks() == 0
    event = await story.database.read(lambda session: session.get_one(Event, "clinic"))
    assert event.next_run_at is None
