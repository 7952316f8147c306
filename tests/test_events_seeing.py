"""Events looked up for people, on both databases: what is to come, what has been, who sees what, who asks for what."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from events import queries
from events.models import EventState, OwnReminder
from events.moments import Moment
from events.offsets import offset_in
from events.programme import Programme
from events.quiet import Quiet
from events.registrations import Registrations
from events.reminding import Reminding
from events.seeing import Change, Seeing
from events.switches import OwnReminders, Switches
from events.written import Registration as Kind
from knowledge.gaps.organiser import Organiser
from knowledge.models import WISH_KEPT
from tests.clocks import MovedClock
from tests.events_at import met, published, written

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


async def test_an_event_is_found_however_its_letters_are_written_and_a_draft_is_not(
    database: Database, clock: MovedClock
) -> None:
    def work(session: Session) -> list[str | None]:
        published(session, clock, "Clinic-2026")
        Programme(session, clock).draft(written("secret"))
        found = [Seeing(session, clock).find(id_) for id_ in ("clinic-2026", "CLINIC-2026", "secret", "nothing", "")]
        return [event.id if event else None for event in found]

    assert await database.write(work) == ["Clinic-2026", "Clinic-2026", None, None, None]


async def test_what_is_to_come_and_what_has_been_are_told_apart(database: Database, clock: MovedClock) -> None:
    day = date(2026, 11, 23)

    def work(session: Session) -> tuple[list[str], list[str]]:
        published(session, clock, "today", starts=Moment(day), ends=None)
        published(session, clock, "tomorrow", starts=Moment(day + timedelta(days=1)), ends=None)
        published(session, clock, "yesterday", starts=Moment(day - timedelta(days=1)), ends=None)
        published(session, clock, "last-year", starts=Moment(date(2025, 6, 5)), ends=None)
        published(session, clock, "announced", starts=None, ends=None)
        published(session, clock, "undated", starts=None, ends=None, registration=Kind.CLOSED)
        published(session, clock, "called-off")
        Programme(session, clock).cancel("called-off")
        ahead, past = queries.ahead(clock.now()), queries.past(clock.now())
        return [each.id for each in session.scalars(ahead)], [each.id for each in session.scalars(past)]

    assert await database.write(work) == (
        ["today", "tomorrow", "announced"],
        ["yesterday", "last-year", "undated"],
    )


async def test_the_newest_change_is_shown_and_publishing_is_none(database: Database, clock: MovedClock) -> None:
    moved = Moment(date(2026, 12, 10), time(10, 0))

    def work(session: Session) -> list[Change | None]:
        event, seeing, programme = published(session, clock), Seeing(session, clock), Programme(session, clock)
        seen = [seeing.look(event, 1).change]
        programme.reschedule("clinic", moved)
        seen.append(seeing.look(event, 1).change)
        programme.edit("clinic", place="Ghent, Belgium")
        return [*seen, seeing.look(event, 1).change]

    before, changed, last = await database.write(work)

    assert before is None
    assert changed is not None
    assert (changed.before["starts"], changed.now["starts"]) == ("2026-12-09 09:30", "2026-12-10 10:00")
    assert last is not None
    assert (last.before["place"], last.now["place"]) == ("Brussels, Belgium", "Ghent, Belgium")


async def test_where_somebody_waits_no_place_is_free(database: Database, clock: MovedClock) -> None:
    def work(session: Session) -> tuple[int | None, int | None, int]:
        met(session, clock, 1, 2, 3)
        event, registrations = published(session, clock, capacity=1), Registrations(session, clock)
        registrations.register("clinic", 1)
        registrations.register("clinic", 2)
        Programme(session, clock).edit("clinic", capacity=5)
        seen = Seeing(session, clock).look(event, 2)
        return seen.free, seen.turn, seen.waiting

    assert await database.write(work) == (0, 1, 1)


async def test_a_reminder_is_said_to_come_when_quiet_hours_are_over(database: Database, clock: MovedClock) -> None:
    def work(session: Session) -> list[str]:
        met(session, clock, 1, zone="Europe/Helsinki")
        event = published(session, clock, reminders=(), online="https://room.example.org/", place="")
        for rule in ("20h", "1h"):
            OwnReminders(session, clock.now()).add(event, 1, offset_in(rule) or pytest.fail("no rule"))
        Switches(session).be_quiet(1, Quiet(time(13), time(20)))
        reminders = Reminding(session, clock, BRUSSELS).ahead(event, 1)
        return [f"{each.rule} {each.at:%d %H:%M}" for each in reminders]

    # 20 hours before 08:30 UTC is 14:30 in Helsinki, where it is quiet until 20:00, which is 18:00 UTC.
    assert await database.write(work) == ["20h 08 18:00", "1h 09 07:30"]


async def test_what_somebody_asked_for_goes_with_their_place(database: Database, clock: MovedClock) -> None:
    def work(session: Session) -> list[int]:
        met(session, clock, 1, 2)
        event = published(session, clock)
        reminders, rule = OwnReminders(session, clock.now()), offset_in("2h") or pytest.fail("no rule")
        for member in (1, 2):
            reminders.add(event, member, rule)
        reminders.remove_all("clinic", 1)
        return [each.member_id for each in session.query(OwnReminder)]

    assert await database.write(work) == [2]


class TestOrganiser:
    async def test_each_asks_once_and_is_given_back_once(self, database: Database, clock: MovedClock) -> None:
        def work(session: Session) -> tuple[list[bool], int, list[tuple[str, str]], list[int], list[int]]:
            met(session, clock, 1, 2)
            organiser = Organiser(session, clock)
            new = [organiser.ask("guide", "venue", member) for member in (1, 2, 1)]
            count, asked = organiser.count("guide", "venue"), organiser.asked()
            first = [each.member_id for each in organiser.take("guide", "venue")]
            session.flush()
            return new, count, asked, first, [each.member_id for each in organiser.take("guide", "venue")]

        found = await database.write(work)

        assert found == ([True, True, False], 2, [("guide", "venue")], [1, 2], [])

    async def test_a_question_is_kept_as_long_as_a_wish(self, database: Database, clock: MovedClock) -> None:
        def ask(session: Session) -> bool:
            met(session, clock, 1)
            return Organiser(session, clock).ask("guide", "venue", 1)

        await database.write(ask)
        clock.moves(days=WISH_KEPT.days)
        early = await database.write(lambda session: Organiser(session, clock).forget())
        clock.moves(seconds=1)

        assert early == 0
        assert await database.write(lambda session: Organiser(session, clock).forget()) == 1

    async def test_taken_back_it_is_gone_with_all_of_its_guide(self, database: Database, clock: MovedClock) -> None:
        def work(session: Session) -> tuple[int, list[tuple[str, str]]]:
            met(session, clock, 1)
            organiser = Organiser(session, clock)
            for target, field in (("guide", "venue"), ("guide", "hours"), ("other", "venue")):
                organiser.ask(target, field, 1)
            return organiser.withdraw("guide", 1), organiser.asked()

        assert await database.write(work) == (2, [("other", "venue")])


async def test_a_cancelled_event_is_not_over_but_cannot_be_joined(database: Database, clock: MovedClock) -> None:
    def work(session: Session) -> tuple[bool, bool, str]:
        event = published(session, clock)
        Programme(session, clock).cancel("clinic")
        seen = Seeing(session, clock).look(event, 1)
        return seen.open, seen.over, seen.event.state

    assert await database.write(work) == (False, False, EventState.CANCELLED)
