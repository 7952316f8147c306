"""Places at events in the chat: taken, waited for, offered and given back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from events.announced import To
from events.announcements import Addressed, Announcements
from events.models import Registration
from events.registrations import OFFER_KEPT
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clinic import clinic, greeted, presses, says
from tests.clocks import MovedClock

NOBODY = "This choice is not open to you, or no longer."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": clinic(tmp_path)}


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


class TestPlaces:
    async def test_a_place_is_confirmed_with_the_first_reminder(self, maria: Person, helpdesk: Service) -> None:
        card = await says(maria, "/event clinic")
        said = await presses(maria, card, "Register")

        assert said.text.startswith("You are registered.\n\nGreen Deal clinic\n")
        assert said.text.endswith(
            "You get 3 reminders, the first: 2 December 2026, 08:00 (Lisbon).\n"
            "Your time is taken to be that of Lisbon. You can choose another in /settings."
        )
        assert said.buttons == [["Add to calendar", "Practical guide"], ["Reminders", "I cannot come"]]
        assert await standings(helpdesk) == {maria.id: "registered"}

    async def test_who_has_told_their_zone_is_not_told_which_one_is_taken(self, maria: Person) -> None:
        await presses(maria, await says(maria, "/settings"), "Time zone")
        await says(maria, "Vilnius")
        said = await says(maria, "/register clinic")

        assert said.text.endswith("the first: 2 December 2026, 10:00 (Vilnius).")

    async def test_who_comes_late_is_told_what_reminders_told_before(self, maria: Person, clock: MovedClock) -> None:
        clock.moves(days=15, hours=22)
        said = await says(maria, "/register clinic")

        assert "Address: House of Cities, Main street 3" in said.text
        assert "What to bring: An identity card" in said.text
        assert "Not published yet: Contact." in said.text
        assert "You get 1 reminder: 9 December 2026, 07:30 (Lisbon)." in said.text

    async def test_who_comes_late_reads_what_was_written_to_all_before(self, maria: Person, helpdesk: Service) -> None:
        def announce(session: Session) -> None:
            announcements = Announcements(session, helpdesk.clock)
            announcements.add(Addressed(To.REGISTERED, "clinic"), "Please bring *two* questions.")
            announcements.add(Addressed(To.REGISTERED, "webinar"), "Not for you.")

        await helpdesk.database.write(announce)
        said = await says(maria, "/register clinic")

        assert "What was written to all before:\n23 November 2026: Please bring two questions.\n\n" in said.text
        assert "Not for you" not in said.text

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
        assert said.buttons == [["See the event"], ["Leave the waiting list"]]

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

    @pytest.mark.parametrize("label", ["I cannot come", "evsure:clinic"])
    async def test_who_was_there_stays_one_who_was(
        self, maria: Person, helpdesk: Service, clock: MovedClock, label: str
    ) -> None:
        said = await says(maria, "/register clinic")
        clock.moves(days=17)
        await (maria.forges_press(said, label) if ":" in label else maria.presses(said, label))
        card = await maria.sees("This event is over.")

        assert card.text.startswith("Green Deal clinic\n")
        assert await standings(helpdesk) == {maria.id: "registered"}

    async def test_elsewhere_the_assistant_only_reminds(self, maria: Person, helpdesk: Service) -> None:
        said = await presses(maria, await says(maria, "/event webinar"), "Remind me")
        card = await says(maria, "/event webinar")

        assert said.text.startswith("Your reminders of “Smart webinar”\n\n1. 7 days before, at 09:00: ")
        assert "You are reminded here." in card.text
        assert card.buttons[0] == ["Register on its page", "Reminders"]
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
        told = await maria.forges_press(await says(maria, "/events"), data, wait=True)

        assert told is not None
        assert told["text"].startswith(NOBODY)
