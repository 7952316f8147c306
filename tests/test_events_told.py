"""What people read of events when it is due: in their own words and time, as things are then."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.serve import Service
from core.clock import Clock
from events.follows import Follows
from events.models import Event, Pace
from events.moments import Moment
from events.offsets import Offset, Unit
from events.programme import Programme
from events.quiet import Quiet
from events.registrations import Registrations
from events.switches import OwnReminders, Switches
from events.written import Registration as Kind
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.programme_at import Clinic, at, content

NOVEMBER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BEGINS = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": content(tmp_path)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock(NOVEMBER)


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chores.Chores.ticks", lambda _: {})


@pytest.fixture
def clinic(helpdesk: Service, clock: MovedClock) -> Clinic:
    return Clinic(helpdesk, clock)


@pytest.fixture
async def maria(maria: Person) -> Person:
    await maria.starts()
    await maria.hears()
    return maria


async def test_the_message_of_the_day_before_is_enough_without_a_connection(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    await clinic.is_seen_at(datetime(2026, 12, 8, 8, 30, tzinfo=UTC))

    assert (await maria.hears()).text == (
        "“Green Deal clinic” is tomorrow.\n\n"
        "Wednesday, 9 December 2026, 09:30–17:00 (Brussels)\n"
        "Your time (Lisbon): 08:30–16:00\n"
        "In person: Brussels, Belgium\n\n"
        "Address: Town hall, Main Street 1\n"
        "First session: 09:30, room B\n"
        "What to bring: A pen\n"
        "Not published yet: Contact. The practical guide lets you ask the organiser."
    )


async def test_an_hour_before_it_is_short_and_can_be_answered_with_i_cannot_come(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    await clinic.is_seen_at(datetime(2026, 12, 9, 7, 30, tzinfo=UTC))
    told = await maria.hears()

    assert told.text.startswith("“Green Deal clinic” starts in about 1 hour.\n\nWednesday")
    assert "Town hall" not in told.text
    assert told.buttons == [["Practical guide"], ["Reminders", "I cannot come"]]


async def test_after_a_night_without_power_it_says_that_it_is_late(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    await clinic.is_seen_at(datetime(2026, 12, 8, 20, 30, tzinfo=UTC))
    told = await maria.hears()

    assert told.text.startswith("“Green Deal clinic” is tomorrow.\nThis reminder comes late. We are sorry.")
    await maria.hears_nothing()


async def test_online_one_can_still_join_after_the_start(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published(place="", online="https://museum.example.org/room")
    await clinic.is_come_to_by(maria)
    await clinic.is_seen_at(datetime(2026, 12, 9, 8, 40, tzinfo=UTC))
    told = await maria.hears()

    assert told.text.startswith("“Green Deal clinic” has started; you can still join.")
    assert told.links["Join online"] == "https://museum.example.org/room"


async def test_a_change_shows_old_and_new_to_each_in_their_language(
    clinic: Clinic, maria: Person, telegram: Sandbox
) -> None:
    amina = telegram.new_person("Amina", language="fr")
    await amina.starts()
    await amina.hears()
    await clinic.is_published()
    await clinic.is_come_to_by(maria, amina)
    await clinic.moves(at(10, 14))
    await clinic.is_looked_at()
    told = await maria.hears()

    assert told.text == (
        "“Green Deal clinic” has changed.\n\n"
        "Before: Wednesday, 9 December 2026, 09:30–17:00 (Brussels)\n"
        "Your time (Lisbon): 08:30–16:00\n"
        "Now: Thursday, 10 December 2026, 14:00 (Brussels)\n"
        "Your time (Lisbon): 13:00\n\n"
        "You are still registered. Reminders follow the new time by themselves."
    )
    assert told.buttons == [["See the event", "Add to calendar"], ["I cannot come"]]
    assert "jeudi 10 décembre 2026" in (await amina.hears()).text


async def test_a_cancelled_event_is_told_with_when_it_was_to_be(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    await clinic.does(lambda session: Programme(session, clinic.clock).cancel("clinic"))
    await clinic.is_looked_at()
    told = await maria.hears()

    assert told.text.startswith("“Green Deal clinic” is cancelled.\n\nIt was to be: Wednesday, 9 December 2026, 09:30")
    assert "No more reminders of it come." in told.text


async def test_who_follows_a_topic_hears_of_a_new_event_and_can_stop(clinic: Clinic, maria: Person) -> None:
    await clinic.does(lambda session: Follows(session, clinic.clock).follow(maria.id, "green"))
    await clinic.is_published(summary="A day on heat pumps.")
    clinic.clock.moves(hours=2)
    await clinic.is_looked_at()
    told = await maria.hears()

    assert told.text.startswith("A new event on Green region:\n\nGreen Deal clinic\nWednesday, 9 December 2026")
    assert told.text.endswith("A day on heat pumps.")
    assert told.buttons == [["See the event", "Stop following"]]


async def test_who_follows_weekly_hears_of_the_week_on_monday_and_once(clinic: Clinic, maria: Person) -> None:
    await clinic.does(lambda session: Follows(session, clinic.clock).follow(maria.id, "green", Pace.WEEKLY))
    await clinic.is_published()
    await clinic.is_published("lab", title="Open lab")
    await clinic.is_looked_at()
    await maria.hears_nothing()
    for day, minute in ((23, 0), (23, 1), (24, 0)):
        await clinic.is_seen_at(datetime(2026, 11, day, 9, minute, tzinfo=UTC))
    told = await maria.hears()

    assert told.text.startswith("Last week 2 events were announced on the topics you follow:\n\n1. Green Deal clinic")
    assert told.buttons == [["1", "2"], ["What I follow", "No weekly news"]]
    await maria.presses(told, "No weekly news")
    assert (await maria.hears()).text.startswith("You read the news of the week no more.")
    await maria.hears_nothing()


async def test_when_it_is_over_three_questions_come_and_later_what_came_of_it(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published(link="https://museum.example.org/clinic")
    await clinic.is_come_to_by(maria)
    clinic.clock.moves(days=18)
    await clinic.is_seen_at(datetime(2026, 12, 9, 16, 0, tzinfo=UTC))
    asked = await maria.hears()
    await clinic.does(
        lambda session: Programme(session, clinic.clock).edit("clinic", follow_up="https://museum.example.org/after")
    )
    await clinic.is_looked_at()
    told = await maria.hears()

    assert "How useful was it for your work?" in asked.text
    assert asked.buttons == [["Very useful", "Useful"], ["A little useful", "Not useful"]]
    assert told.text.startswith("What came out of “Green Deal clinic” is published.")
    assert told.links["Conclusions and key learnings"] == "https://museum.example.org/after"
    assert told.links["Slides of the day"] == "https://museum.example.org/slides"
    assert told.buttons == [["See the event", "Practical guide"]]


async def test_what_ended_days_ago_asks_nobody(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    await clinic.is_seen_at(datetime(2026, 12, 14, 10, 0, tzinfo=UTC))

    await maria.hears_nothing()


async def test_who_cannot_come_any_more_hears_nothing_of_what_is_on_its_way(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    await clinic.moves(at(10, 14))

    def leaves(session: Session) -> None:
        Registrations(session, clinic.clock).unregister("clinic", maria.id)

    await clinic.does(leaves)
    await clinic.is_looked_at()

    await maria.hears_nothing()


async def test_a_place_that_nobody_takes_in_time_goes_to_the_next_and_both_are_told(
    clinic: Clinic, maria: Person, telegram: Sandbox
) -> None:
    others = [telegram.new_person(name) for name in ("Ann", "Ben")]
    for person in others:
        await person.starts()
        await person.hears()
    await clinic.is_published(capacity=1)
    await clinic.is_come_to_by(maria, *others)
    await clinic.does(lambda session: Programme(session, clinic.clock).edit("clinic", capacity=2))
    await clinic.is_looked_at()
    offered = await others[0].hears()
    await others[1].hears_nothing()
    await clinic.is_seen_at(datetime(2026, 11, 21, 9, 0, 1, tzinfo=UTC))
    late = await others[0].hears()

    assert offered.text.startswith("A place has become free for you.")
    assert "was not taken in time" in late.text
    assert (await others[1].hears()).text.startswith("A place has become free for you.")
    await maria.hears_nothing()


async def test_who_is_only_reminded_here_is_not_called_registered(clinic: Clinic, maria: Person) -> None:
    link = "https://museum.example.org/register"
    await clinic.is_published(registration=Kind.LINK, registration_link=link)
    await clinic.is_come_to_by(maria)
    await clinic.moves(at(10, 14))
    await clinic.is_looked_at()
    told = await maria.hears()

    assert "registered" not in told.text
    assert told.buttons[-1] == ["No reminders any more"]


async def test_of_a_day_without_an_hour_it_is_said_how_many_days_are_left(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published(starts=Moment(at(9, 0).day), ends=None)
    await clinic.is_come_to_by(maria)
    await clinic.is_seen_at(datetime(2026, 12, 2, 8, 0, tzinfo=UTC))
    told = await maria.hears()

    assert told.text.startswith("“Green Deal clinic” is in 7 days.\n\nWednesday, 9 December 2026\n")


async def test_an_own_reminder_of_somebody_who_is_not_registered_shows_the_event(clinic: Clinic, maria: Person) -> None:
    await clinic.is_published(online="https://museum.example.org/room")

    def asks(session: Session) -> None:
        event = session.get_one(Event, "clinic")
        OwnReminders(session, clinic.clock.now()).add(event, maria.id, Offset(2, Unit.HOURS))
        Switches(session).be_quiet(maria.id, Quiet(time(), time()))

    await clinic.does(asks)
    await clinic.is_seen_at(datetime(2026, 12, 9, 6, 30, tzinfo=UTC))
    told = await maria.hears()

    assert told.text.startswith("“Green Deal clinic” starts in about 2 hours.")
    assert told.buttons == [["Practical guide"], ["Reminders", "See the event"]]
    assert "museum.example.org/room" not in str(told.links)
