"""Events in the chat: lists, a card as each person sees it, what is shared, and news of a topic."""

import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from events.models import Event, Run
from events.moments import Moment
from events.programme import Programme
from events.written import Registration as Kind
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clinic import clinic, greeted, presses, says
from tests.clocks import MovedClock
from tests.events_at import published

CLOSED = Kind.CLOSED


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": clinic(tmp_path)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def maria(maria: Person) -> Person:
    return await greeted(maria)


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
                published(session, helpdesk.clock, f"talk-{number}", title="Talk " * 40, place="Far " * 75)

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

    async def test_afterwards_the_card_has_the_slides_that_the_guide_names(
        self, maria: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        guide = helpdesk.settings.content_dir / "guides" / "clinic-guide.md"
        slides = (
            "  - id: slides\n    name: Slides\n    value: '[all talks](https://clinic.example.org/talks)'\n---\n\nThe"
        )
        guide.write_text(guide.read_text().replace("---\n\nThe", slides, 1))
        await helpdesk.renewal.look()
        before = await says(maria, "/event clinic")
        clock.moves(days=17)
        after = await says(maria, "/event clinic")

        assert "Slides" not in before.text
        assert "Slides: all talks\nPage of the event" in after.text
        assert after.links["all talks"] == "https://clinic.example.org/talks"

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

    @pytest.mark.parametrize("typed", ["foo", "3", "2026", "xyzzy qwrtz"])
    async def test_a_name_that_is_like_none_brings_the_list(self, maria: Person, typed: str) -> None:
        shown = await says(maria, f"/event {typed}")

        assert shown.text.startswith(
            f"No event is known here as “{typed}”.\nEvents to come. Press a number or type it."
        )
        assert (await says(maria, "1")).text.startswith("Green Deal clinic\n")

    async def test_a_day_does_not_read_as_a_number_of_the_list(self, telegram: Sandbox, maria: Person) -> None:
        anna = telegram.new_person("Anna", language="de")
        listed = (await says(anna, "/events")).text

        assert "9. Dezember 2026" in listed
        assert re.findall(r"^\d+\.", listed, re.MULTILINE) == ["1.", "2."]

    @pytest.mark.parametrize("typed", ["clinic deal", "klinik", "GREEN DEAL"])
    async def test_a_part_of_a_title_is_near(self, maria: Person, typed: str) -> None:
        assert "Did you mean one of these?" in (await says(maria, f"/event {typed}")).text

    async def test_a_link_opens_a_card(self, maria: Person) -> None:
        assert (await says(maria, "/start event_clinic")).text.startswith("Green Deal clinic\n")

    async def test_an_event_is_shared_in_any_chat(self, maria: Person, helpdesk: Service) -> None:
        await says(maria, "/register clinic")
        offers = await maria.asks_inline("green deal clinic")
        (offer,) = (each for each in offers or () if each["id"] == "event_clinic")
        words = offer["input_message_content"]["message_text"]

        assert words.startswith("Green Deal clinic\nWednesday, 9 December 2026, 09:30–17:00 (Brussels)\nIn person")
        assert "registered" not in words


async def test_a_new_topic_of_the_file_is_news_to_who_follows_it(maria: Person, helpdesk: Service) -> None:
    await presses(maria, await says(maria, "/event clinic"), "Follow topic")
    file = helpdesk.settings.content_dir / "events.yaml"
    added = "  - id: talk\n    title: A talk\n    starts: 2027-02-01\n    timezone: Europe/Vilnius\n    topic: green\n"
    file.write_text(file.read_text() + added)
    await helpdesk.renewal.programme.look()
    runs = await helpdesk.database.read(lambda session: session.scalars(select(Run.event_id)).all())

    assert "talk" in runs
    assert await helpdesk.database.read(lambda session: session.get(Event, "talk")) is not None
