"""Events in the chat: lists, a card as each person sees it, and places taken, waited for, offered and given back."""

import asyncio
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from events.models import Event, Registration, Run
from events.moments import Moment
from events.programme import Programme
from events.registrations import OFFER_KEPT
from events.surveys import Surveys
from events.written import Registration as Kind
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clinic import clinic, greeted, presses, says
from tests.clocks import MovedClock
from tests.events_at import published

CLOSED = Kind.CLOSED
NOBODY = "This choice is not open to you, or no longer."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": clinic(tmp_path)}


@pytest.fixture(autouse=True)
def quick_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long dialogues at once; that a chat gets one message a second is told elsewhere."""
    monkeypatch.setattr("delivery.pacer.CHAT_BURST", 1000)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def maria(maria: Person) -> Person:
    return await greeted(maria)


@pytest.fixture
async def jonas(jonas: Person) -> Person:
    return await greeted(jonas)


@pytest.fixture
async def karl(telegram: Sandbox, helpdesk: Service) -> Person:
    return await greeted(telegram.new_person("Karl"))


async def standings(helpdesk: Service, event: str = "clinic") -> dict[int, str]:
    """Return how each person stands to an event."""
    statement = select(Registration.member_id, Registration.state).where(Registration.event_id == event)
    rows = await helpdesk.database.read(lambda session: session.execute(statement).all())
    return {row[0]: row[1] for row in rows}


async def programme(helpdesk: Service, doing: str, *about: Any, **fields: Any) -> None:
    """Let a coordinator do something with the programme."""
    clock = helpdesk.clock
    await helpdesk.database.write(lambda session: getattr(Programme(session, clock), doing)(*about, **fields))


class TestLooking:
    async def test_events_to_come_are_listed_by_their_numbers(self, maria: Person) -> None:
        shown = await says(maria, "/events")

        assert shown.text == (
            "Events to come. Press a number or type it.\n\n"
            "1. Green Deal clinic\n9 December 2026 · House of Cities, Brussels\n"
            "2. Smart webinar\n15 December 2026 · Online"
        )
        assert shown.buttons == [["1", "2"], ["My events", "Past events"], ["Topics to follow"]]
        assert (await says(maria, "2")).text.startswith("Smart webinar\n")

    async def test_a_long_list_turns_its_pages_in_place(self, maria: Person, helpdesk: Service) -> None:
        def many(session: Session) -> None:
            for number in range(9):
                published(session, helpdesk.clock, f"talk-{number}", title=f"Talk {number}")

        await helpdesk.database.write(many)
        first = await says(maria, "/events")
        await maria.presses(first, "Next page")
        second = await maria.sees("Page 2 of 2")

        assert second.id == first.id
        assert second.buttons[0] == ["10", "11"]

    async def test_in_person_the_clock_of_the_place_comes_first(self, maria: Person) -> None:
        card = await says(maria, "/event clinic")

        assert card.text == (
            "Green Deal clinic\n"
            "Wednesday, 9 December 2026, 09:30–17:00 (Brussels)\n"
            "Your time (Lisbon): 08:30–16:00\n"
            "In person: House of Cities, Brussels\n"
            "Topic: Green transition\n\n"
            "A day with experts.\n\n"
            "2 of 2 places are free.\n\n"
            "Page of the event (clinic.example.org)"
        )
        assert card.buttons == [
            ["Register", "Remind me"],
            ["Add to calendar", "Practical guide"],
            ["Follow topic", "All events"],
        ]

    async def test_the_moment_is_one_that_a_phone_can_show_in_its_own_zone(self, maria: Person) -> None:
        card = await says(maria, "/event clinic")
        (moment,) = (each for each in card.entities if each["type"] == "date_time")

        assert card.piece(moment) == "Wednesday, 9 December 2026, 09:30–17:00 (Brussels)"
        assert moment["unix_time"] == 1_796_805_000

    async def test_online_the_readers_clock_comes_first_and_the_page_registers(self, maria: Person) -> None:
        card = await says(maria, "/event webinar")

        assert "15 December 2026, 13:00 (Lisbon)\nTime of the event (Vilnius): 15:00" in card.text
        assert "You register on the event's own page, not here." in card.text
        assert card.button("Register on its page")["url"] == "https://forms.example.org/smart"

    async def test_the_room_is_for_those_who_have_a_place(self, maria: Person, helpdesk: Service) -> None:
        await programme(helpdesk, "edit", "clinic", online="https://room.example.org/1")
        before = await says(maria, "/event clinic")
        await says(maria, "/register clinic")
        after = await says(maria, "/event clinic")

        assert "open the room" not in before.text
        assert after.links["open the room"] == "https://room.example.org/1"

    async def test_a_card_names_what_changed_last_with_old_and_new(self, maria: Person, helpdesk: Service) -> None:
        await programme(helpdesk, "reschedule", "clinic", Moment(date(2026, 12, 10), time(10, 0)))
        card = await says(maria, "/event clinic")

        assert (
            "Last changed on 23 November 2026:\n"
            "Time: Thursday, 10 December 2026, 10:00 (Brussels), "
            "before: Wednesday, 9 December 2026, 09:30–17:00 (Brussels)"
        ) in card.text

    async def test_what_is_over_has_all_that_came_of_it(self, maria: Person) -> None:
        listed = await says(maria, "/events")
        await maria.presses(listed, "Past events")
        past = await maria.sees("Past events, the latest first")
        card = await presses(maria, past, "1")

        assert card.text.startswith("The forum\nThis event is over.\n2–3 Mar 2026\nIn person: Krakow, Poland\n")
        assert card.links["Conclusions and key learnings"] == "https://forum.example.org/lessons"
        assert card.buttons == [["All events"]]

    async def test_what_has_no_date_and_cannot_be_joined_is_not_to_come(self, maria: Person, helpdesk: Service) -> None:
        def announced(session: Session) -> None:
            published(session, helpdesk.clock, "announced", title="Announced", starts=None, ends=None)
            published(
                session, helpdesk.clock, "long-ago", title="Long ago", starts=None, ends=None, registration=CLOSED
            )

        await helpdesk.database.write(announced)
        shown = await says(maria, "/events")
        await maria.presses(shown, "Past events")
        past = await maria.sees("Past events, the latest first")

        assert "Announced\nno date published" in shown.text
        assert "Long ago" not in shown.text
        assert past.text.endswith("2. Long ago\nno date published · Brussels, Belgium")

    async def test_a_draft_is_as_unknown_as_what_does_not_exist(self, maria: Person, helpdesk: Service) -> None:
        await programme(helpdesk, "copy", "clinic", "secret-clinic")
        draft, nothing = await says(maria, "/event secret-clinic"), await says(maria, "/event secret-klinic")

        assert draft.text.replace("clinic”", "klinic”", 1) == nothing.text

    async def test_a_name_typed_wrong_finds_what_is_near(self, maria: Person) -> None:
        shown = await says(maria, "/event gren deal klinik")

        assert shown.text.startswith("No event is known here as “gren deal klinik”.\nDid you mean one of these?")
        assert (await says(maria, "1")).text.startswith("Green Deal clinic\n")

    async def test_a_link_opens_a_card(self, maria: Person) -> None:
        assert (await says(maria, "/start event_clinic")).text.startswith("Green Deal clinic\n")

    async def test_an_event_is_shared_in_any_chat(self, maria: Person, helpdesk: Service) -> None:
        await says(maria, "/register clinic")
        offers = await maria.asks_inline("green deal clinic")
        (offer,) = (each for each in offers or () if each["id"] == "event_clinic")
        words = offer["input_message_content"]["message_text"]

        assert words.startswith("Green Deal clinic\nWednesday, 9 December 2026, 09:30–17:00 (Brussels)\nIn person")
        assert "registered" not in words


class TestPlaces:
    async def test_a_place_is_confirmed_with_the_first_reminder(self, maria: Person, helpdesk: Service) -> None:
        card = await says(maria, "/event clinic")
        said = await presses(maria, card, "Register")

        assert said.text.startswith("You are registered.\n\nGreen Deal clinic\n")
        assert said.text.endswith("You get 3 reminders, the first: 2 December 2026, 08:00 (Lisbon).")
        assert said.buttons == [["Add to calendar", "Practical guide"], ["Reminders", "I cannot come"]]
        assert await standings(helpdesk) == {maria.id: "registered"}

    async def test_who_comes_late_is_told_what_reminders_told_before(self, maria: Person, clock: MovedClock) -> None:
        clock.moves(days=15, hours=22)
        said = await says(maria, "/register clinic")

        assert "Address: House of Cities, Main street 3" in said.text
        assert "What to bring: An identity card" in said.text
        assert "Not published yet: Contact." in said.text
        assert said.text.endswith("You get 1 reminder: 9 December 2026, 07:30 (Lisbon).")

    async def test_pressed_twice_it_is_one_place(self, maria: Person, helpdesk: Service) -> None:
        card = await says(maria, "/event clinic")
        await presses(maria, card, "Register")
        again = await presses(maria, card, "Register")

        assert again.text == "You are registered for “Green Deal clinic” already."
        assert await standings(helpdesk) == {maria.id: "registered"}

    async def test_two_who_press_at_once_for_the_last_place_are_told_the_truth(
        self, maria: Person, jonas: Person, karl: Person, helpdesk: Service
    ) -> None:
        await says(karl, "/register clinic")
        answers = await asyncio.gather(says(maria, "/register clinic"), says(jonas, "/register clinic"))

        assert sorted(each.text.partition("\n")[0] for each in answers) == [
            "All places at “Green Deal clinic” are taken.",
            "You are registered.",
        ]
        assert sorted((await standings(helpdesk)).values()) == ["registered", "registered", "waiting"]

    async def test_a_full_event_has_a_waiting_list_with_ones_place_in_it(
        self, maria: Person, jonas: Person, karl: Person
    ) -> None:
        for person in (maria, jonas):
            await says(person, "/register clinic")
        card = await says(karl, "/event clinic")
        said = await presses(karl, card, "Join the waiting list")

        assert "All 2 places are taken." in card.text
        assert "You are number 1 on the waiting list." in said.text
        assert "You are number 1 on the waiting list." in (await says(karl, "/event clinic")).text
        assert said.buttons == [["See the event", "Leave the waiting list"]]

    async def test_a_place_given_back_is_offered_to_the_next_and_taken(
        self, maria: Person, jonas: Person, karl: Person, helpdesk: Service
    ) -> None:
        for person in (maria, jonas, karl):
            await says(person, "/register clinic")
        asked = await says(maria, "/unregister clinic")
        assert asked.text.startswith("1 person waits for a place at “Green Deal clinic”.")
        left = await presses(maria, asked, "Give the place back")
        offer = await karl.hears()
        taken = await presses(karl, offer, "Take the place")

        assert left.text.startswith("Your place at “Green Deal clinic” is free again.")
        assert "A place is kept for you until 09:00 (Lisbon) on 24 November 2026." in offer.text
        assert offer.buttons == [["Take the place", "Decline"]]
        assert taken.text.startswith("You are registered.\n")
        assert (await standings(helpdesk))[karl.id] == "registered"

    async def test_an_offer_can_be_taken_with_the_command(
        self, maria: Person, jonas: Person, karl: Person, helpdesk: Service
    ) -> None:
        for person in (maria, jonas, karl):
            await says(person, "/register clinic")
        await presses(maria, await says(maria, "/unregister clinic"), "Give the place back")
        await karl.hears()

        assert (await says(karl, "/register clinic")).text.startswith("You are registered.\n")

    async def test_an_old_offer_declines_nothing_that_was_taken(
        self, maria: Person, jonas: Person, karl: Person, helpdesk: Service
    ) -> None:
        for person in (maria, jonas, karl):
            await says(person, "/register clinic")
        await presses(maria, await says(maria, "/unregister clinic"), "Give the place back")
        offer = await karl.hears()
        await presses(karl, offer, "Take the place")
        await presses(karl, offer, "Decline")

        assert (await standings(helpdesk))[karl.id] == "registered"

    async def test_a_declined_place_goes_on_to_the_next(
        self, telegram: Sandbox, maria: Person, jonas: Person, karl: Person
    ) -> None:
        nils = await greeted(telegram.new_person("Nils"))
        for person in (maria, jonas, karl, nils):
            await says(person, "/register clinic")
        await presses(maria, await says(maria, "/unregister clinic"), "Give the place back")
        declined = await presses(karl, await karl.hears(), "Decline")

        assert declined.text.startswith("Your place at “Green Deal clinic” is free again.")
        assert (await nils.hears()).text.startswith("A place has become free for you.")

    async def test_an_offer_that_nobody_takes_expires(
        self, maria: Person, jonas: Person, karl: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        for person in (maria, jonas, karl):
            await says(person, "/register clinic")
        await presses(maria, await says(maria, "/unregister clinic"), "Give the place back")
        await karl.hears()
        clock.moves(hours=OFFER_KEPT.total_seconds() / 3600)
        helpdesk.look_now()
        lost = await karl.hears()

        assert lost.text.startswith("The place at “Green Deal clinic” that was kept for you was not taken in time.")
        assert (await standings(helpdesk))[karl.id] == "cancelled"

    async def test_where_nobody_waits_one_press_is_enough(self, maria: Person, helpdesk: Service) -> None:
        said = await says(maria, "/register clinic")
        left = await presses(maria, said, "I cannot come")

        assert left.text.startswith("Your place at “Green Deal clinic” is free again.")
        assert (await presses(maria, said, "I cannot come")).text == "You are not registered for “Green Deal clinic”."
        assert await standings(helpdesk) == {maria.id: "cancelled"}

    async def test_elsewhere_the_assistant_only_reminds(self, maria: Person, helpdesk: Service) -> None:
        said = await presses(maria, await says(maria, "/event webinar"), "Remind me")
        card = await says(maria, "/event webinar")

        assert said.text.startswith("Your reminders of “Smart webinar”\n\n1. 7 days before, at 09:00: ")
        assert "You are reminded here." in card.text
        assert card.buttons[-1] == ["No reminders any more"]
        assert await standings(helpdesk, "webinar") == {maria.id: "registered"}

    async def test_nobody_registers_for_what_is_over(self, maria: Person, helpdesk: Service) -> None:
        assert (await says(maria, "/register forum")).text.startswith("Nobody can register for “The forum” here")
        assert await standings(helpdesk, "forum") == {}

    async def test_my_events_say_how_i_stand(self, maria: Person, jonas: Person, karl: Person) -> None:
        assert (await says(maria, "/myevents")).text.startswith("You are registered for no event.")
        for person in (maria, jonas, karl):
            await says(person, "/register clinic")

        assert "Brussels · you are registered" in (await says(maria, "/myevents")).text
        assert "Brussels · you are on the waiting list" in (await says(karl, "/myevents")).text

    @pytest.mark.parametrize("data", ["ev:nothing", "evreg:clinic:1", "evreg:", "evleave:secret", "evtake:" + "x" * 50])
    async def test_forged_buttons_lead_nowhere(self, maria: Person, data: str) -> None:
        await maria.forges_press(await says(maria, "/events"), data)

        assert (await maria.hears()).text.startswith(NOBODY)


class TestAfterwards:
    async def surveyed(self, helpdesk: Service, clock: MovedClock, person: Person) -> Any:
        """Let the clinic be over, and hear the first question."""
        await says(person, "/register clinic")
        clock.moves(days=17)
        helpdesk.look_now()
        return await person.sees("is over. Three short questions")

    async def test_three_taps_are_kept_once_without_a_name(
        self, maria: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        message = await self.surveyed(helpdesk, clock, maria)
        await maria.presses(message, "Useful")
        await maria.presses(await maria.sees("How well was it organised?"), "Very well")
        last = await maria.sees("Would you recommend it")
        thanks = await presses(maria, last, "Yes")
        await maria.forges_press(thanks, "evsurvey:clinic:310")
        again = await maria.hears()
        results = await helpdesk.database.read(lambda session: Surveys(session).results("clinic"))

        assert thanks.text.startswith("Thank you for your answers.")
        assert again.text.startswith("You have answered these questions already.")
        assert results == {"useful": {"1": 1}, "organised": {"0": 1}, "recommend": {"0": 1}}

    async def test_who_was_not_there_answers_nothing(
        self, maria: Person, jonas: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        await self.surveyed(helpdesk, clock, maria)
        await jonas.forges_press(await says(jonas, "/events"), "evsurvey:clinic:000")

        assert (await jonas.hears()).text.startswith(NOBODY)
        assert await helpdesk.database.read(lambda session: Surveys(session).results("clinic")) == {}


async def test_a_new_topic_of_the_file_is_news_to_who_follows_it(maria: Person, helpdesk: Service) -> None:
    await presses(maria, await says(maria, "/event clinic"), "Follow topic")
    file = helpdesk.settings.content_dir / "events.yaml"
    added = "  - id: talk\n    title: A talk\n    starts: 2027-02-01\n    timezone: Europe/Vilnius\n    topic: green\n"
    file.write_text(file.read_text() + added)
    await helpdesk.renewal.programme.look()
    runs = await helpdesk.database.read(lambda session: session.scalars(select(Run.event_id)).all())

    assert "talk" in runs
    assert await helpdesk.database.read(lambda session: session.get(Event, "talk")) is not None
