"""Each person's own reminders, quiet hours and topics: switched, asked for, taken back, stopped with one tap."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from events.follows import Follows
from events.models import OwnReminder, Pace
from events.offsets import offset_in
from events.quiet import Quiet
from events.quiet_texts import read_typed
from events.reminder_page import said_offset
from events.switches import OwnReminders, Switches
from sandbox.people import Person
from sandbox.screen import Message
from tests.clinic import clinic, greeted, presses, says
from tests.clocks import MovedClock
from tests.test_texts_of_the_assistant import ENGLISH

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


async def registered(person: Person) -> Message:
    """Register for the clinic and open the page of its reminders."""
    return await presses(person, await says(person, "/register clinic"), "Reminders")


async def own(helpdesk: Service, person: Person) -> list[str]:
    """Return what reminders somebody has asked for."""
    now = helpdesk.clock.now()
    return await helpdesk.database.read(lambda session: OwnReminders(session, now).of("clinic", person.id))


async def switched_off(helpdesk: Service, person: Person, *rules: str) -> list[bool]:
    """Return which of these reminders of the clinic somebody has switched off."""

    def read(session: Any) -> list[bool]:
        return [Switches(session).is_off(person.id, "clinic", rule) for rule in rules]

    return await helpdesk.database.read(read)


class TestSwitches:
    async def test_the_page_lists_what_is_still_to_come(self, maria: Person) -> None:
        page = await registered(maria)

        assert page.text == (
            "Your reminders of “Green Deal clinic”\n\n"
            "1. 7 days before, at 09:00: 2 December 2026, 08:00 (Lisbon)\n"
            "2. 1 day before: 8 December 2026, 08:30 (Lisbon)\n"
            "3. 1 hour before: 9 December 2026, 07:30 (Lisbon)\n\n"
            "Press a number to switch it off or on."
        )
        assert page.buttons == [
            ["1", "2", "3"],
            ["Switch all off"],
            ["Another reminder", "Quiet hours"],
            ["See the event"],
        ]

    async def test_what_is_past_is_not_listed(self, maria: Person, clock: MovedClock) -> None:
        clock.moves(days=10)

        assert "7 days before" not in (await registered(maria)).text

    async def test_a_reminder_is_switched_off_and_on_in_place(self, maria: Person, helpdesk: Service) -> None:
        page = await registered(maria)
        await maria.presses(page, "2")
        off = await maria.sees("2. 1 day before: switched off")
        assert await switched_off(helpdesk, maria, "7d@09:00", "1d", "1h") == [False, True, False]
        await maria.presses(off, "2")
        on = await maria.sees("2. 1 day before: 8 December 2026")

        assert page.id == off.id == on.id
        assert await switched_off(helpdesk, maria, "1d") == [False]

    async def test_all_are_switched_off_at_once_and_one_comes_back_alone(
        self, maria: Person, helpdesk: Service
    ) -> None:
        page = await registered(maria)
        await maria.presses(page, "Switch all off")
        off = await maria.sees("3. 1 hour before: switched off")
        assert await switched_off(helpdesk, maria, "7d@09:00", "1d", "1h") == [True, True, True]
        await maria.presses(off, "3")
        await maria.sees("3. 1 hour before: 9 December")

        assert await switched_off(helpdesk, maria, "7d@09:00", "1d", "1h") == [True, True, False]

    async def test_a_switched_off_reminder_does_not_come_and_the_others_do(
        self, maria: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        page = await registered(maria)
        await maria.presses(page, "1")
        await maria.sees("1. 7 days before, at 09:00: switched off")
        clock.moves(days=9, hours=1)
        helpdesk.look_now()
        await maria.hears_nothing()
        clock.moves(days=6, hours=1)
        helpdesk.look_now()

        assert "Green Deal clinic" in (await maria.hears()).text

    @pytest.mark.parametrize("data", ["evswitch:clinic:soon:0", "evswitch:clinic:1d:2", "evswitch:none:1d:0", "evown:"])
    async def test_forged_switches_lead_nowhere(self, maria: Person, data: str) -> None:
        told = await maria.forges_press(await says(maria, "/events"), data, wait=True)

        assert told is not None
        assert told["text"].startswith(NOBODY)


class TestOwn:
    async def test_a_reminder_is_asked_for_in_one_line(self, maria: Person, helpdesk: Service) -> None:
        said = await says(maria, "/remind clinic 2h")

        assert said.text == "You are reminded of “Green Deal clinic” on 9 December 2026, 06:30 (Lisbon)."
        assert await own(helpdesk, maria) == ["2h"]

    async def test_it_comes_though_nobody_registered(self, maria: Person, helpdesk: Service, clock: MovedClock) -> None:
        await says(maria, "/remind clinic 3d")
        clock.moves(days=12, hours=23, minutes=31)
        helpdesk.look_now()

        assert "Green Deal clinic" in (await maria.hears()).text

    async def test_who_does_not_come_is_asked_at_once_when_to_be_reminded(
        self, maria: Person, helpdesk: Service
    ) -> None:
        ask = await presses(maria, await says(maria, "/event clinic"), "Remind me")
        assert ask.text.startswith("How long before “Green Deal clinic” do you want to be reminded?")
        await says(maria, "3h")

        assert await own(helpdesk, maria) == ["3h"]

    async def test_one_reminder_of_what_is_elsewhere_brings_no_others(self, maria: Person) -> None:
        said = await says(maria, "/remind webinar 2h")
        page = await presses(maria, said, "Reminders")

        assert "1. 2 hours before, as you asked: 15 December 2026, 11:00 (Lisbon)\n\n" in page.text

    async def test_without_a_time_the_page_is_shown(self, maria: Person) -> None:
        assert (await says(maria, "/remind clinic")).text.startswith("Your reminders of “Green Deal clinic”")

    async def test_what_is_no_time_is_asked_for_again(self, maria: Person, helpdesk: Service) -> None:
        said = await says(maria, "/remind clinic soon")
        assert said.text.startswith("“soon” is no time that this assistant understands.")
        assert said.buttons == [["Cancel"]]
        await says(maria, "1D @ 18:00")

        assert await own(helpdesk, maria) == ["1d@18:00"]

    @pytest.mark.parametrize("offset", ["999d", "20d", "0d@12:00"])
    async def test_a_moment_that_cannot_be_is_refused(self, maria: Person, helpdesk: Service, offset: str) -> None:
        said = await says(maria, f"/remind clinic {offset}")

        assert said.text.startswith("That moment has passed already, or is not before the start.")
        assert await own(helpdesk, maria) == []

    async def test_of_what_is_over_nobody_is_reminded(self, maria: Person, helpdesk: Service) -> None:
        assert (await says(maria, "/remind forum 2h")).text.endswith("There is nothing to be reminded of any more.")

    async def test_one_is_chosen_from_those_that_lie_ahead(
        self, maria: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        clock.moves(days=14)
        ask = await presses(maria, await registered(maria), "Another reminder")
        assert ask.buttons == [["30 minutes before", "2 hours before"], ["Cancel"]]
        await presses(maria, ask, "2 hours before")

        assert await own(helpdesk, maria) == ["2h"]

    async def test_it_is_taken_back_with_its_number(self, maria: Person, helpdesk: Service) -> None:
        await says(maria, "/remind clinic 2h")
        page = await says(maria, "/remind clinic")
        await maria.presses(page, "1")
        await maria.sees("No reminder is set.")

        assert await own(helpdesk, maria) == []

    async def test_who_cannot_come_is_reminded_of_nothing(self, maria: Person, helpdesk: Service) -> None:
        await says(maria, "/register clinic")
        await says(maria, "/remind clinic 2h")
        await says(maria, "/unregister clinic")

        assert await helpdesk.database.read(lambda session: session.scalars(select(OwnReminder)).all()) == []

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("1m", "1 minute before"),
            ("90m", "90 minutes before"),
            ("1h", "1 hour before"),
            ("3d", "3 days before"),
            ("1d@18:00", "1 day before, at 18:00"),
            ("0d@08:00", "on the day, at 08:00"),
        ],
    )
    def test_an_offset_is_said_in_words(self, rule: str, words: str) -> None:
        offset = offset_in(rule)

        assert offset is not None
        assert said_offset(offset, ENGLISH) == words


class TestQuietHours:
    async def quiet(self, helpdesk: Service, person: Person) -> Quiet:
        return await helpdesk.database.read(lambda session: Switches(session).quiet(person.id))

    async def test_they_are_shown_and_chosen(self, maria: Person, helpdesk: Service) -> None:
        page = await presses(maria, await says(maria, "/settings"), "Quiet hours")
        assert "Between 22:00 and 07:00 (Lisbon) no reminder and no news of events reaches you." in page.text
        said = await presses(maria, page, "21:00–08:00")

        assert "Between 21:00 and 08:00 (Lisbon)" in said.text
        assert str(await self.quiet(helpdesk, maria)) == str(read_typed("21-8"))

    async def test_they_are_typed(self, maria: Person, helpdesk: Service) -> None:
        page = await presses(maria, await says(maria, "/settings"), "Quiet hours")
        await presses(maria, page, "Other hours")
        assert (await says(maria, "late at night")).text.startswith("“late at night” is no time from and to.")
        await says(maria, "20:30 - 6")

        assert await self.quiet(helpdesk, maria) == read_typed("20:30-06:00")

    async def test_there_need_not_be_any(self, maria: Person) -> None:
        page = await presses(maria, await says(maria, "/settings"), "Quiet hours")

        assert (await presses(maria, page, "No quiet hours")).text.startswith("You have no quiet hours")

    @pytest.mark.parametrize("typed", ["", "25-7", "22:60-7", "22", "from ten to seven", "-1-3", "٢٢-٧"])
    def test_nonsense_is_no_hours(self, typed: str) -> None:
        assert read_typed(typed) is None

    @pytest.mark.parametrize("data", ["evhours:2500-0700", "evhours:22-7", "evhours:x"])
    async def test_forged_hours_change_nothing(self, maria: Person, helpdesk: Service, data: str) -> None:
        told = await maria.forges_press(await says(maria, "/events"), data, wait=True)

        assert told is not None
        assert told["text"].startswith(NOBODY)
        assert await self.quiet(helpdesk, maria) == Quiet()


class TestFollowing:
    @pytest.fixture(autouse=True)
    def later(self, clock: MovedClock, maria: Person) -> None:
        """The events of the file have been announced a while ago."""
        clock.moves(minutes=1)

    async def test_what_was_announced_before_is_no_news(self, maria: Person, helpdesk: Service) -> None:
        await presses(maria, await says(maria, "/event clinic"), "Follow topic")
        helpdesk.look_now()

        await maria.hears_nothing()

    async def followed(self, helpdesk: Service, person: Person) -> dict[str, str]:
        clock = helpdesk.clock
        found = await helpdesk.database.read(lambda session: Follows(session, clock).of(person.id))
        return {each.topic: each.pace for each in found}

    async def test_at_once_weekly_and_stopped_with_one_tap(self, maria: Person, helpdesk: Service) -> None:
        said = await presses(maria, await says(maria, "/event clinic"), "Follow topic")
        assert said.text.startswith("You hear at once of each new event on “Green transition”.")
        weekly = await presses(maria, said, "Once a week instead")
        assert await self.followed(helpdesk, maria) == {"green": Pace.WEEKLY}
        stopped = await presses(maria, weekly, "Stop following")
        assert stopped.text == "You hear nothing more of new events on “Green transition”."
        assert await self.followed(helpdesk, maria) == {}

        assert (await presses(maria, said, "Stop following")).text == "You do not follow “Green transition”."

    async def test_followed_again_it_stays_as_often_as_it_was(self, maria: Person, helpdesk: Service) -> None:
        card = await says(maria, "/event clinic")
        await presses(maria, await presses(maria, card, "Follow topic"), "Once a week instead")

        assert (await presses(maria, card, "Follow topic")).text.startswith("Once a week you hear")

    async def test_topics_are_followed_without_an_event(self, maria: Person, helpdesk: Service) -> None:
        listed = await presses(maria, await says(maria, "/events"), "Topics to follow")
        assert "1. Green transition\n2. Smarter regions" in listed.text
        await says(maria, "2")

        assert await self.followed(helpdesk, maria) == {"smart": Pace.AT_ONCE}
        listed = await presses(maria, await says(maria, "/events"), "Topics to follow")
        assert "2. Smarter regions – you hear at once" in listed.text

    @pytest.mark.parametrize("data", ["evstop:aaaaaaaa", "evpace:aaaaaaaa:a", "evfollow:forum", "evfollowed:x"])
    async def test_forged_topics_lead_nowhere(self, maria: Person, data: str) -> None:
        told = await maria.forges_press(await says(maria, "/events"), data, wait=True)

        assert told is not None
        assert told["text"].startswith(NOBODY)
