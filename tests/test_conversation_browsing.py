"""Looking through topics, guides and what is related, page by page, in a message that changes."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from knowledge.library import Library
from sandbox.people import Person
from sandbox.screen import Message
from tests.gallery import gallery
from tests.museum import museum


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": gallery(tmp_path)}


@pytest.fixture
async def maria(maria: Person) -> Person:
    await maria.starts()
    await maria.hears()
    return maria


async def says(person: Person, words: str) -> Message:
    await person.says(words)
    return await person.hears()


async def presses(person: Person, message: Message, label: str) -> Message:
    await person.presses(message, label)
    return await person.hears()


def titles(message: Message) -> dict[str, str]:
    lines = (line.partition(". ") for line in message.text.splitlines() if line[:1].isdigit())
    return {number: title for number, _, title in lines}


async def test_topics_are_listed_nine_on_a_page_that_turns_in_place(maria: Person) -> None:
    first = await says(maria, "/topics")
    assert first.text.startswith("Choose a topic: press its number or type it.\n\n1. Your visit\n2. Wing 1\n")
    assert first.buttons == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["Next page"], ["Guides"]]
    await maria.presses(first, "Next page")
    second = await maria.sees("Page 2 of 2")

    assert second.id == first.id
    assert titles(second) == {"10": "Wing 9", "11": "Wing 10"}
    assert second.buttons == [["10", "11"], ["Previous page"], ["Guides"]]
    await maria.presses(second, "Previous page")
    assert (await maria.sees("Page 1 of 2")).id == first.id
    await maria.hears_nothing()


async def test_a_topic_lists_what_can_be_read_and_back_again(maria: Person) -> None:
    topics = await says(maria, "/topics")
    await maria.presses(topics, "1")
    page = await maria.sees("Your visit\n\nPress")
    assert page.id == topics.id
    assert page.text.startswith("Your visit\n\nPress a number or type it.\n\n1. ")
    await maria.presses(page, "All topics")
    assert (await maria.sees("Choose a topic")).id == topics.id


async def test_a_number_in_a_topic_shows_the_card_in_a_new_message_and_the_list_stays(maria: Person) -> None:
    await maria.presses(await says(maria, "/topics"), "1")
    page = await maria.sees("Your visit\n\nPress")
    place = next(number for number, title in titles(page).items() if title == "May I bring my dog?")
    card = await presses(maria, page, place)

    assert card.id != page.id
    assert card.text.startswith("May I bring my dog?\n\nNo, but guide dogs may.")
    assert card.buttons == [["Related", "Ask an expert"]]


async def test_a_typed_number_opens_what_the_list_shows_below_what_was_typed(maria: Person) -> None:
    topics = await says(maria, "/topics")
    page = await says(maria, "2")
    assert page.id > topics.id
    assert page.text.startswith("Wing 1\n\n")
    card = await says(maria, "1")

    assert card.text.startswith("Room 1 of wing-1\n\nIt is open.")


async def test_guides_open_as_an_introduction_with_its_sections(maria: Person) -> None:
    guide = await presses(maria, await says(maria, "/guides"), "1")

    assert guide.text.startswith("Guide: your first visit\n\nThis guide takes five minutes.")
    assert titles(guide) == {"1": "Find the door", "2": "Leave your coat", "3": "Enjoy"}
    assert guide.buttons == [["1", "2", "3"], ["Related", "Ask an expert"]]


async def test_a_section_leads_to_the_next_and_back_to_all(maria: Person) -> None:
    guide = await presses(maria, await says(maria, "/guides"), "1")
    section = await presses(maria, guide, "1")
    assert section.text.startswith("Find the door\n\nIt is the red one.")
    assert section.buttons == [["Next", "All sections"], ["Related", "Ask an expert"]]
    second = await presses(maria, section, "Next")
    last = await says(maria, "next")

    assert second.text.startswith("Leave your coat")
    assert last.text.startswith("Enjoy")
    assert last.buttons == [["All sections"], ["Related", "Ask an expert"]]
    assert (await presses(maria, last, "All sections")).text.startswith("Guide: your first visit")


async def test_a_section_that_answers_a_question_can_be_judged(maria: Person) -> None:
    section = await says(maria, "where do I leave my coat")

    assert section.text.startswith("Leave your coat")
    assert section.buttons == [["Solved", "Not quite"], ["Next", "All sections"], ["Related", "Ask an expert"]]
    following = await presses(maria, section, "Next")
    assert following.buttons[0] == ["Solved", "Not quite"]


async def test_related_lists_titles_and_what_is_opened_still_belongs_to_the_question(maria: Person) -> None:
    related = await presses(maria, await says(maria, "Are dogs allowed?"), "Related")
    assert related.text == (
        "Related to “May I bring my dog?”:\n\n"
        "1. Guide: your first visit\n2. What does a ticket for children cost?\n\nPress a number or type it."
    )
    assert related.buttons == [["1", "2"]]
    card = await says(maria, "2")

    assert card.text.startswith("What does a ticket for children cost?")
    assert card.buttons[0] == ["Solved", "Not quite"]
    assert (await presses(maria, card, "Solved")).text.startswith("Good to know")


async def test_a_link_opens_a_section(maria: Person) -> None:
    await maria.starts("entry_first-visit_coat")

    assert (await maria.hears()).text.startswith("Leave your coat")


async def test_what_was_removed_meanwhile_is_told_and_the_lists_go_on(
    maria: Person, helpdesk: Service, tmp_path: Path
) -> None:
    topics = await says(maria, "/topics")
    await maria.presses(topics, "2")
    wing = await maria.sees("Room 1 of wing-1")
    helpdesk.house.library = Library.read(museum(tmp_path / "small"))
    gone = await presses(maria, wing, "1")
    await maria.forges_press(wing, "topics:9")
    small = await maria.sees("Choose a topic")

    assert gone.text.startswith("This answer has been removed since it was offered.")
    assert gone.buttons == [["Browse topics"]]
    assert titles(small) == {"1": "Your visit"}
    assert small.buttons == [["1"]]
    assert (await says(maria, "/guides")).text == "There are no guides here yet."


async def test_browse_topics_below_an_answer_leaves_the_answer_where_it_is(maria: Person) -> None:
    miss = await says(maria, "xyzzy qwrtz blorp")
    topics = await presses(maria, miss, "Browse topics")

    assert topics.id != miss.id
    assert topics.text.startswith("Choose a topic")


async def test_the_same_page_pressed_twice_is_no_trouble(maria: Person, helpdesk: Service) -> None:
    first = await says(maria, "/topics")
    data = first.button("Next page")["callback_data"]
    for _ in range(3):
        await maria.forges_press(first, data)
    await maria.sees("Page 2 of 2")

    assert (await says(maria, "Are dogs allowed?")).text.startswith("May I bring my dog?")
    assert helpdesk.registry.get_sample_value("helpdesk_updates_dead_total") == 0
