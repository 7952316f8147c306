"""Coordinators make, change and announce events by phone; nobody is told before a preview was confirmed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from core.clock import Clock
from events.follows import Follows
from events.models import Event, EventState
from events.programme import Programme
from events.registrations import Registrations
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.events_at import met
from tests.programme_at import Clinic, content

LEA = 5_900_000_001
NOVEMBER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": content(tmp_path), "admin_ids": (LEA,)}


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


@pytest.fixture
async def lea(telegram: Sandbox, helpdesk: Service) -> Person:
    lea = telegram.new_person("Lea", id=LEA)
    await lea.starts()
    await lea.hears()
    return lea


async def says(person: Person, words: str) -> Message:
    """Say something and return the answer."""
    await person.says(words)
    return await person.hears()


async def presses(person: Person, message: Message, label: str) -> Message:
    """Press a button and return the answer."""
    await person.presses(message, label)
    return await person.hears()


async def refused(person: Person, message: Message, label: str) -> str:
    """Press a button and return what the press itself is answered with."""
    notice = await person.presses(message, label, wait=True)
    return str(notice and notice["text"])


async def event_in(clinic: Clinic, id_: str) -> Event:
    return await clinic.helpdesk.database.read(lambda session: session.get_one(Event, id_))


async def states(clinic: Clinic) -> dict[str, str]:
    rows = await clinic.helpdesk.database.read(
        lambda s: s.execute(select(Event.id, Event.state).order_by(Event.id)).all()
    )
    return {row[0]: row[1] for row in rows}


async def written(lea: Person) -> Message:
    """Write an event to its preview."""
    await says(lea, "/newevent Heat pump day")
    await says(lea, "Vilnius, Lithuania")
    await says(lea, "9 March 2027 9:30")
    asked = await says(lea, "17:00")
    asked = await presses(lea, asked, "Green region")
    asked = await presses(lea, asked, "Here")
    await says(lea, "2")
    return await says(lea, "All about heat pumps.")


async def test_an_event_is_written_step_by_step_and_published_for_those_who_follow_its_topic(
    clinic: Clinic, lea: Person, maria: Person
) -> None:
    await clinic.does(lambda session: Follows(session, clinic.clock).follow(maria.id, "green"))
    preview = await written(lea)
    before = await states(clinic)
    done = await presses(lea, preview, "Publish")
    clinic.clock.moves(hours=1)
    await clinic.is_looked_at()
    event = await event_in(clinic, "heat-pump-day")

    assert preview.text.startswith(
        "This is what people will see:\n\nHeat pump day\nTuesday, 9 March 2027, 09:30–17:00 (Vilnius)"
    )
    assert "1 person follows “Green region” and hears of it when you publish." in preview.text
    assert "2 of 2 places are free." in preview.text
    assert before == {}
    assert done.text.startswith("“Heat pump day” is published. Its id is heat-pump-day.")
    assert (event.state, event.timezone, event.capacity) == (EventState.PUBLISHED, "Europe/Vilnius", 2)
    assert "Heat pump day" in (await maria.hears()).text


async def test_publishing_twice_makes_one_event(clinic: Clinic, lea: Person) -> None:
    preview = await written(lea)
    await presses(lea, preview, "Publish")

    assert "not open to you" in await refused(lea, preview, "Publish")
    assert sorted(await states(clinic)) == ["heat-pump-day"]


async def test_a_draft_is_kept_changed_and_published_later(clinic: Clinic, lea: Person, maria: Person) -> None:
    kept = await presses(lea, await written(lea), "Keep as draft")
    assert (await states(clinic)) == {"heat-pump-day": EventState.DRAFT}
    assert "Heat pump" not in (await says(maria, "/events")).text
    listed = await says(lea, "/newevent")
    shown = await presses(lea, listed, "1")
    fields = await presses(lea, shown, "Change")
    asked = await presses(lea, fields, "Places")
    preview = await says(lea, "40")
    await presses(lea, preview, "Publish")
    event = await event_in(clinic, "heat-pump-day")

    assert "kept as a draft" in kept.text
    assert "So far: 2" in asked.text
    assert (event.state, event.capacity) == (EventState.PUBLISHED, 40)


async def test_a_copy_asks_for_its_own_time_and_reminds_nobody_before_it_is_published(
    clinic: Clinic, lea: Person, maria: Person
) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    asked = await says(lea, "/newevent clinic")
    await says(lea, "22.11.2026 10:00")
    preview = await presses(lea, await lea.sees("When does it end"), "Skip")
    await presses(lea, preview, "Keep as draft")
    clinic.clock.moves(days=1)
    await clinic.is_looked_at()

    assert "When does it start, on the clocks of Brussels?" in asked.text
    assert await states(clinic) == {"clinic": EventState.PUBLISHED, "green-deal-clinic": EventState.DRAFT}
    await maria.hears_nothing()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("soon", "That is no day."),
        ("31.2.2027 10:00", "That is no day."),
        ("1.2.2025 10:00", "That day has passed."),
        ("28.3.2027 03:30", "Clocks are put forward"),
        ("9.3.2027 25:00", "That is no day."),
    ],
)
async def test_a_time_that_cannot_be_is_asked_for_again(lea: Person, typed: str, answer: str) -> None:
    await says(lea, "/newevent Heat pump day")
    await says(lea, "Vilnius, Lithuania")

    assert answer in (await says(lea, typed)).text
    assert "When does it end" in (await says(lea, "9.3.2027 10.30")).text


async def test_a_moved_event_is_previewed_with_old_new_and_how_many_are_told(
    clinic: Clinic, lea: Person, maria: Person
) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    preview = await says(lea, "/reschedule clinic 10.12.2026 14:00")
    await clinic.is_looked_at()
    await maria.hears_nothing()
    done = await presses(lea, preview, "Change and tell")
    await clinic.is_looked_at()
    told = await maria.hears()

    assert preview.text == (
        "This is what changes of “Green Deal clinic”:\n\n"
        "Before: Wednesday, 9 December 2026, 09:30–17:00 (Brussels)\n"
        "Your time (Lisbon): 08:30–16:00\n"
        "Now: Thursday, 10 December 2026, 14:00–21:30 (Brussels)\n"
        "Your time (Lisbon): 13:00–20:30\n\n"
        "1 person is told when you confirm: those who come, and those who wait."
    )
    assert done.text.startswith("“Green Deal clinic” is changed.")
    assert told.text.startswith("“Green Deal clinic” has changed.")


async def test_only_the_place_can_change(clinic: Clinic, lea: Person, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    asked = await presses(lea, await says(lea, "/reschedule clinic"), "Only the place")
    preview = await says(lea, "Ghent, Belgium")
    await presses(lea, preview, "Change and tell")
    await clinic.is_looked_at()

    assert "So far: Brussels, Belgium" in asked.text
    assert "Place: Ghent, Belgium, before: Brussels, Belgium" in preview.text
    assert "Place now: Ghent, Belgium" in (await maria.hears()).text


async def test_a_preview_that_somebody_has_overtaken_sends_nothing(clinic: Clinic, lea: Person) -> None:
    await clinic.is_published()
    preview = await says(lea, "/reschedule clinic 10.12.2026 14:00")
    await clinic.does(lambda session: Programme(session, clinic.clock).edit("clinic", place="Ghent"))
    again = await presses(lea, preview, "Change and tell")
    event = await event_in(clinic, "clinic")

    assert again.text.startswith("Somebody has changed this event since your preview.")
    assert event.starts is not None
    assert event.starts.day.day == 9


async def test_an_event_is_cancelled_after_a_question_and_once(clinic: Clinic, lea: Person, maria: Person) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    asked = await says(lea, "/cancelevent clinic")
    await lea.presses(asked, "Cancel the event")
    await lea.presses(asked, "Cancel the event")
    said = [(await lea.hears()).text, (await lea.hears()).text]
    await clinic.is_looked_at()

    assert "1 person is told at once" in asked.text
    assert said[0] == "“Green Deal clinic” is cancelled.\n1 person is told now."
    assert said[1] == "“Green Deal clinic” is cancelled already."
    assert "is cancelled" in (await maria.hears()).text
    await maria.hears_nothing()


async def test_conclusions_are_previewed_and_reach_those_who_were_there(
    clinic: Clinic, lea: Person, maria: Person
) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    await clinic.is_seen_at(datetime(2026, 12, 10, 9, 0, tzinfo=UTC))
    await maria.hears()
    listed = await says(lea, "/followup")
    await presses(lea, listed, "1")
    preview = await says(lea, "https://museum.example.org/after")
    await presses(lea, preview, "Publish")
    await clinic.is_looked_at()

    assert "What came out of “Green Deal clinic” is published." in preview.text
    assert preview.text.endswith("1 person who was registered is told when you publish.")
    assert "What came out of “Green Deal clinic” is published." in (await maria.hears()).text


async def test_an_announcement_reaches_who_comes_after_its_preview_and_once(
    clinic: Clinic, lea: Person, maria: Person
) -> None:
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    whom = await says(lea, "/announce")
    asked = await presses(lea, whom, "Green Deal clinic")
    preview = await says(lea, "Bring a jumper:\nthe hall is cold.\n\nSee you *there*")
    said = await presses(lea, preview, "Send")
    again = await refused(lea, preview, "Send")
    for _ in range(3):
        await clinic.is_looked_at()
    told = await maria.hears()

    assert "It reaches 1 person." in asked.text
    assert preview.text.startswith("This is what they will read:\n\nNews of “Green Deal clinic”\n\nBring a jumper")
    assert "not open to you" in again
    assert said.text.startswith("Sent to those who come to “Green Deal clinic”: 1 person.")
    words = "Bring a jumper:\nthe hall is cold.\n\nSee you there"
    assert told.text == f"News of “Green Deal clinic”\n\n{words}\n\nA coordinator of this service wrote this."
    await maria.hears_nothing()


async def test_in_a_group_an_announcement_is_written_in_private_and_posted_there(
    telegram: Sandbox, lea: Person, maria: Person
) -> None:
    group = telegram.new_group("Community", [lea, maria])
    group.add_bot()
    await lea.says("/announce", to=group)
    asked = await lea.hears()
    preview = await says(lea, "The clinic has places left.")
    await presses(lea, preview, "Send")

    assert "What do you want to tell the group Community?" in asked.text
    assert (await maria.sees("The clinic has places left.", in_=group)).from_bot


async def test_the_list_of_those_who_come_is_a_file_that_no_program_computes(
    clinic: Clinic, lea: Person, telegram: Sandbox
) -> None:
    mallory = telegram.new_person("=1+2")
    await mallory.starts()
    await mallory.hears()
    await clinic.is_published(capacity=1)
    await clinic.is_come_to_by(mallory, lea)
    sent = await says(lea, "/attendees clinic")
    file = telegram.world.files.by_id[sent.raw["document"]["file_id"]]

    assert sent.raw["caption"].startswith("Green Deal clinic\nRegistered: 1\nOn the waiting list: 1\nThere is 1 place.")
    assert sent.raw["document"]["file_name"] == "clinic.csv"
    rows = file.upload.content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("'=1+2,,")
    assert [row.split(",")[3] for row in rows[1:]] == ["registered", "waiting"]


@pytest.mark.parametrize(
    "command",
    ["/newevent X", "/reschedule clinic", "/cancelevent clinic", "/followup x", "/attendees clinic", "/announce"],
)
async def test_a_member_learns_nothing_from_a_coordinators_command(clinic: Clinic, maria: Person, command: str) -> None:
    await clinic.is_published()
    there = await says(maria, command)
    nowhere = await says(maria, command.replace("clinic", "nowhere"))

    assert there.text == nowhere.text
    assert "coordinators" in there.text


async def test_five_equal_errors_stop_what_is_told_to_many_and_coordinators_hear_why(
    clinic: Clinic, lea: Person
) -> None:
    nobody = range(1, 61)
    await clinic.is_published()

    def register(session: Session) -> None:
        met(session, clinic.clock, *nobody)
        for member in nobody:
            Registrations(session, clinic.clock).register("clinic", member)

    await clinic.does(register)
    await presses(lea, await says(lea, "/cancelevent clinic"), "Cancel the event")
    await clinic.is_looked_at()
    told = await lea.hears(timeout=60)

    assert told.text.startswith("1 message to many people was stopped: Telegram refused it five times")
    assert "Chat not found" in told.text


async def test_an_announcement_to_nobody_is_not_written(clinic: Clinic, lea: Person) -> None:
    await clinic.is_published()
    whom = await says(lea, "/announce")
    listed = await says(lea, "/attendees clinic")
    asked = await presses(lea, await says(lea, "/cancelevent clinic"), "Leave it")

    assert whom.text.startswith("Nobody is registered for an event or follows a topic at the moment.")
    assert "Nobody has registered yet." in listed.text
    assert asked.text == "Nothing was changed, and nobody was told."


async def test_a_draft_that_was_published_meanwhile_is_not_changed_unseen(clinic: Clinic, lea: Person) -> None:
    await presses(lea, await written(lea), "Keep as draft")
    preview = await says(lea, "/newevent heat-pump-day")
    await clinic.does(lambda session: Programme(session, clinic.clock).publish("heat-pump-day"))

    assert "not open to you" in await refused(lea, preview, "Keep as draft")
    assert (await event_in(clinic, "heat-pump-day")).state == EventState.PUBLISHED


async def test_a_way_out_that_is_pressed_late_ends_nothing_else(clinic: Clinic, lea: Person) -> None:
    asked = await says(lea, "/newevent")
    await presses(lea, asked, "Cancel")
    await says(lea, "/edit new")
    await presses(lea, asked, "Cancel")
    taken = await says(lea, "May I feed the dogs?")

    assert "Keep it" in str(taken.buttons)


async def test_what_did_not_take_place_has_no_conclusions(clinic: Clinic, lea: Person) -> None:
    await clinic.is_published()
    await clinic.does(lambda session: Programme(session, clinic.clock).cancel("clinic"))

    assert "did not take place" in (await says(lea, "/followup clinic https://museum.example.org/after")).text
    assert "cannot be moved" in (await says(lea, "/reschedule clinic 1.2.2027 10:00")).text
