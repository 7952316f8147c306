"""The practical guide of somebody's own event is tried first, and what it leaves open is asked of the organiser."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.serve import Service
from knowledge.library import Library
from knowledge.models import FieldQuestion
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clinic import GUIDE, clinic, greeted, presses, says
from tests.clocks import MovedClock
from tests.museum import ENTRY

ADA = 5_900_000_001
COATS = "Where can I leave my coat?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Another event with a guide, and an answer for everybody, each with words of the clinic's guide."""
    content = clinic(tmp_path)
    other = GUIDE.replace("clinic", "webinar").replace("- Where is the venue?", "- where is the online venue")
    (content / "guides" / "webinar-guide.md").write_text(other.replace("Venue and way", "The room"))
    coats = ENTRY.format(id="coats", question=COATS, phrasings="  - coat and bag", answer="At the desk.")
    (content / "faq" / "visit" / "coats.md").write_text(coats)
    events, guide = content / "events.yaml", content / "guides" / "clinic-guide.md"
    events.write_text(events.read_text().replace("    topic: smart\n", "    topic: smart\n    guide: webinar-guide\n"))
    guide.write_text(GUIDE.replace("- how do I get there", "- how do I get there\n- where to leave the coat"))
    return content


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": folder, "admin_ids": (ADA,)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def ada(telegram: Sandbox, helpdesk: Service) -> Person:
    return await greeted(telegram.new_person("Ada", id=ADA))


@pytest.fixture
async def maria(maria: Person) -> Person:
    return await greeted(maria)


@pytest.fixture
async def jonas(jonas: Person) -> Person:
    return await greeted(jonas)


async def contact(person: Person) -> Message:
    """Open the section of the guide whose field is open."""
    guide = await presses(person, await says(person, "/event clinic"), "Practical guide")
    return await presses(person, guide, "2")


async def waiting(helpdesk: Service) -> int:
    """Return how many questions to organisers are kept."""
    return await helpdesk.database.read(lambda session: session.scalar(select(func.count(FieldQuestion.field)))) or 0


async def fills_in(ada: Person, nudge: Message, words: str) -> None:
    """Fill a field in, from the message that asks for it."""
    await presses(ada, nudge, "Fill in")
    await presses(ada, await says(ada, words), "Publish")


class TestTheGuideOfOnesOwnEvent:
    async def test_a_place_makes_the_events_name_needless(self, maria: Person) -> None:
        before = await says(maria, "Whom can I call on the day?")
        await says(maria, "/register clinic")
        after = await says(maria, "Whom can I call on the day?")

        assert before.text.startswith("Several answers come close.")
        assert after.text.startswith("Contact\n\nContact: not published here")

    async def test_of_two_guides_that_answer_ones_own_does(self, maria: Person, jonas: Person) -> None:
        await says(maria, "/register clinic")
        await presses(jonas, await says(jonas, "/event webinar"), "Remind me")
        hers, his = await says(maria, "Whom can I call on the day?"), await says(jonas, "Whom can I call on the day?")

        assert hers.text.startswith("Contact\n")
        assert his.text.startswith("Contact\n")
        assert (await presses(maria, hers, "All sections")).text.startswith("The Green Deal clinic in one guide")
        assert (await presses(jonas, his, "All sections")).text.startswith("The Green Deal webinar in one guide")

    async def test_what_another_events_guide_says_clearly_is_not_what_is_meant(self, maria: Person) -> None:
        assert (await says(maria, "Where is the venue?")).text.startswith("Venue and way\n")
        await presses(maria, await says(maria, "/event webinar"), "Remind me")

        assert (await says(maria, "Where is the venue?")).text.startswith("The room\n")

    async def test_a_clear_answer_for_everybody_stands(self, maria: Person, folder: Path) -> None:
        await says(maria, "/register clinic")

        assert Library.read(folder).find_in_guide(COATS, "clinic-guide").answered
        assert (await says(maria, COATS)).text.startswith(COATS)

    async def test_what_is_over_is_not_meant_any_more(
        self, maria: Person, helpdesk: Service, clock: MovedClock
    ) -> None:
        await says(maria, "/register clinic")
        clock.moves(days=17)
        helpdesk.look_now()
        await maria.sees("Three short questions")

        assert (await says(maria, "Whom can I call on the day?")).text.startswith("Several answers come close.")

    def test_a_question_that_names_something_else_finds_nothing(self, folder: Path) -> None:
        library = Library.read(folder)

        assert library.find_in_guide("where is the venue", "clinic-guide").matches[0].id == "clinic-guide#way"
        assert library.find_in_guide("where is the venue of the Zagreb forum", "clinic-guide").matches == ()
        assert library.find_in_guide("where is the venue", "nothing").matches == ()


class TestAskTheOrganiser:
    async def test_what_is_open_is_named_as_open_and_can_be_asked_for(
        self, maria: Person, ada: Person, helpdesk: Service
    ) -> None:
        section = await contact(maria)
        assert "Contact: not published here" in section.text
        said = await presses(maria, section, "Ask the organiser")
        told = await ada.hears()

        assert said.text.startswith("The organiser is asked for: Contact\nYou are told here as soon as it is known")
        assert told.text == (
            "Somebody asks for what is open in “The Green Deal clinic in one guide”: Contact\n"
            "1 person wants to know it and waits.\nWhat you fill in is told to all who asked."
        )
        assert str(maria.id) not in told.text
        assert await waiting(helpdesk) == 1

    async def test_the_answer_fills_the_guide_and_reaches_all_who_asked_once(
        self, maria: Person, jonas: Person, ada: Person, helpdesk: Service
    ) -> None:
        for person in (maria, jonas):
            await presses(person, await contact(person), "Ask the organiser")
        await fills_in(ada, await ada.hears(), "Call *Ines* on the day")
        await helpdesk.renewal.look()
        helpdesk.look_now()
        answers = [await maria.hears(), await jonas.hears()]
        helpdesk.look_now()
        await maria.hears_nothing()

        expected = "The organiser has answered your question about “The Green Deal clinic in one guide”.\n\n"
        assert [each.text for each in answers] == [f"{expected}Contact\nCall Ines on the day"] * 2
        assert "Contact: Call Ines on the day" in (await contact(maria)).text
        assert await waiting(helpdesk) == 0

    async def test_a_change_in_the_file_is_an_answer_as_well(
        self, maria: Person, helpdesk: Service, folder: Path
    ) -> None:
        await presses(maria, await contact(maria), "Ask the organiser")
        file = folder / "guides" / "clinic-guide.md"
        file.write_text(file.read_text().replace("name: Contact\n", "name: Contact\n    value: Call Ines\n"))
        await helpdesk.renewal.look()
        helpdesk.look_now()

        assert (await maria.hears()).text.endswith("Contact\nCall Ines")

    async def test_coordinators_hear_of_a_field_once_a_day(self, maria: Person, jonas: Person, ada: Person) -> None:
        section = await contact(maria)
        await presses(maria, section, "Ask the organiser")
        await ada.hears()
        await presses(maria, section, "Ask the organiser")
        await presses(jonas, await contact(jonas), "Ask the organiser")

        await ada.hears_nothing()

    async def test_a_question_can_be_taken_back(self, maria: Person, helpdesk: Service) -> None:
        said = await presses(maria, await contact(maria), "Ask the organiser")
        gone = await presses(maria, said, "No longer needed")

        assert gone.text == "Your question to the organiser has been deleted."
        assert await waiting(helpdesk) == 0

    async def test_what_is_filled_in_by_now_is_not_asked_for(
        self, maria: Person, helpdesk: Service, folder: Path
    ) -> None:
        section = await contact(maria)
        file = folder / "guides" / "clinic-guide.md"
        file.write_text(file.read_text().replace("name: Contact\n", "name: Contact\n    value: Call Ines\n"))
        await helpdesk.renewal.look()
        said = await presses(maria, section, "Ask the organiser")

        assert said.text == "Nothing is open there any more. The guide has it."
        assert await waiting(helpdesk) == 0

    async def test_a_guide_of_no_event_has_no_organiser(self, maria: Person, helpdesk: Service, folder: Path) -> None:
        file = folder / "events.yaml"
        file.write_text(file.read_text().replace("    guide: clinic-guide\n", ""))
        await helpdesk.renewal.programme.look()
        section = await says(maria, "/start entry_clinic-guide_contact")

        assert "Contact: not published here" in section.text
        assert ["Ask the organiser"] not in section.buttons
