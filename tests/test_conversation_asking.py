"""Asking in a private chat: one answer, a choice of several, or plainly none."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from delivery.letters import Letter
from knowledge.deep_links import link_to_entry
from knowledge.library import Finding, Match
from knowledge.matching.gates import Decision
from knowledge.models import Question
from knowledge.questions import Asked, Questions
from knowledge.tokens import token_of
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.museum import museum

WHICH = "Which of these is closest to your question?"
NONE = "None of the checked answers fits your question."
NOT_YOURS = "This choice is not open to you, or no longer."
BROKEN_LINK = "The link that brought you here is broken, or what it led to is gone."
CHILD, GROUP = "What does a ticket for children cost?", "What does a ticket for groups cost?"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
async def maria(maria: Person) -> Person:
    return await met(maria)


@pytest.fixture
async def jonas(jonas: Person) -> Person:
    return await met(jonas)


async def met(person: Person) -> Person:
    await person.starts()
    await person.hears()
    return person


async def choice(person: Person) -> Message:
    await person.says("price of tickets")
    return await person.hears()


def titles(message: Message) -> list[str]:
    return [line.partition(". ")[2] for line in message.text.splitlines() if line[:1].isdigit()]


async def test_everything_about_a_question_is_looked_up_at_once(maria: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    read = Letter.read

    async def noted(letter: Letter, work: Any) -> Any:
        looks.append(work)
        return await read(letter, work)

    monkeypatch.setattr(Letter, "read", noted)
    await maria.says("Are dogs allowed?")
    await maria.hears()

    assert len(looks) == 1


async def test_a_clear_hit_is_answered_with_its_source_and_the_day_it_was_checked(maria: Person) -> None:
    await maria.says("Are dogs allowed?")

    card = await maria.hears()
    assert card.text == (
        "May I bring my dog?\n\nNo, but guide dogs may.\n\nSource: Museum house rules, checked on 2 March 2026"
    )
    assert card.links == {"Museum house rules": "https://museum.example.org/rules"}
    assert [(each["type"], card.piece(each)) for each in card.entities][:2] == [
        ("bold", "May I bring my dog?"),
        ("italic", "guide dogs"),
    ]
    assert card.buttons == [["Solved", "Not quite"], ["Ask an expert"]]


async def test_asking_with_the_command_is_the_same_as_typing(maria: Person) -> None:
    for words in ("/ask Are dogs allowed?", "/ASK are   dogs\nallowed"):
        await maria.says(words)
        assert (await maria.hears()).text.startswith("May I bring my dog?"), words


async def test_of_several_close_answers_the_person_chooses_with_a_button(maria: Person) -> None:
    asked = await choice(maria)

    assert WHICH in asked.text
    assert set(titles(asked)[:2]) == {CHILD, GROUP}
    assert asked.buttons == [[str(place) for place, _ in enumerate(titles(asked), 1)], ["None of these"]]
    notice = await maria.presses(asked, "2", wait=True)
    assert (await maria.hears()).text.startswith(titles(asked)[1])
    assert notice is not None


async def test_typing_the_number_is_the_same_as_pressing_it(maria: Person) -> None:
    asked = await choice(maria)
    await maria.says(" 2 ")

    assert (await maria.hears()).text.startswith(titles(asked)[1])


async def test_after_one_choice_another_can_be_looked_at(maria: Person) -> None:
    asked = await choice(maria)
    await maria.presses(asked, "1")
    first = await maria.hears()
    await maria.says("2")

    assert {first.text.split("\n")[0], (await maria.hears()).text.split("\n")[0]} == {CHILD, GROUP}


async def test_none_of_these_says_plainly_that_nothing_fits(maria: Person) -> None:
    asked = await choice(maria)
    await maria.presses(asked, "None of these")

    assert (await maria.hears()).text.startswith(NONE)


async def test_typing_a_buttons_label_is_the_same_as_pressing_it(maria: Person, helpdesk: Service) -> None:
    await choice(maria)
    await maria.says("none of THESE")

    assert (await maria.hears()).text.startswith(NONE)
    kept = await helpdesk.database.read(lambda session: session.scalars(select(Question)).one())
    assert kept.picked == 0


async def test_where_nothing_fits_it_is_said_with_what_can_be_done(maria: Person) -> None:
    await maria.says("How do I fly to the moon?")

    said = (await maria.hears()).text
    assert said.startswith(NONE)
    assert "You can ask again in other words." in said
    assert said.endswith("No way to reach a human is published here.")


async def test_a_label_that_nothing_here_has_is_a_question(maria: Person) -> None:
    await maria.says("Are dogs allowed?")
    await maria.hears()
    await maria.says("None of these")

    assert (await maria.hears()).text.startswith(NONE)


async def test_a_number_that_is_no_choice_is_not_asked_about_and_leaves_the_choice_open(maria: Person) -> None:
    asked = await choice(maria)
    await maria.says("7")

    assert (await maria.hears()).text.startswith("You cannot choose 7 here now.\n")
    await maria.says("1")
    assert (await maria.hears()).text.startswith(titles(asked)[0])


async def test_signs_alone_are_no_question_and_do_not_reach_the_editors(maria: Person, helpdesk: Service) -> None:
    for signs in ("?", "...", "😡😡", "?!"):
        await maria.says(signs)
        assert (await maria.hears()).text.startswith("What is your question?"), signs

    assert await helpdesk.database.read(lambda session: session.scalars(select(Question)).all()) == []


async def test_a_year_is_a_question(maria: Person) -> None:
    await maria.says("2021")

    assert (await maria.hears()).text.startswith(NONE)


async def test_a_number_beyond_what_was_offered_chooses_nothing(maria: Person, helpdesk: Service) -> None:
    two = Finding(Decision.CHOOSE, (Match("dogs", "Dogs", 0.5), Match("tickets-child", "Tickets", 0.5)))
    asked = Asked(maria.id, maria.id, "?", "en")
    await helpdesk.database.write(lambda session: Questions(session, helpdesk.clock).noted(asked, two))
    await maria.says("3")

    assert (await maria.hears()).text.startswith("You cannot choose 3 here")


async def test_ask_without_words_asks_for_them(maria: Person) -> None:
    await maria.says("/ask")

    assert (await maria.hears()).text == "What is your question? Type it in your own words."


async def test_the_words_below_a_picture_are_answered_and_it_is_said_that_the_picture_was_not_read(
    maria: Person,
) -> None:
    await maria.sends_photo("Are dogs allowed?")

    first, title = (await maria.hears()).text.split("\n\n")[:2]
    assert first == "This assistant has read the words below your attachment, not the attachment."
    assert title == "May I bring my dog?"


async def test_a_link_leads_to_what_it_promises(telegram: Sandbox, helpdesk: Service) -> None:
    for payload, promised in (
        ("entry_dogs", "May I bring my dog?"),
        ("entry_tickets-child", CHILD),
        (link_to_entry("tickets-child"), CHILD),
        (f"entry_{token_of('dogs')}", "May I bring my dog?"),
        ("entry_cats", BROKEN_LINK),
        ("entry_", BROKEN_LINK),
        ("entry_" + "x" * 58, BROKEN_LINK),
        ("event_green-deal-clinic", "No event is known here as “green-deal-clinic”."),
        ("ask", "What is your question?"),
        ("q_1", NOT_YOURS),
        ("q_%00", NOT_YOURS),
        ("whatever", BROKEN_LINK),
        ("", "This is the automatic assistant"),
    ):
        person = telegram.new_person("Blanka")
        await person.starts(payload)
        assert promised in (await person.hears()).text, payload


async def test_a_forged_press_is_refused_in_the_same_words_whatever_it_names(jonas: Person, telegram: Sandbox) -> None:
    await choice(jonas)

    for data in ("q1.1", "q2.1", "qzzzzzzzzzzzzz.1", "q1.9", "q1.1 ", "x", "", "take:12", "q" * 64):
        person = telegram.new_person("Mallory")
        await person.says("Are dogs allowed?")
        notice = await person.forges_press(await person.hears(), data, wait=True)
        assert notice is not None
        assert notice["text"].startswith(NOT_YOURS), data
        assert notice["show_alert"]
    await person.hears_nothing()


async def test_a_press_whose_notice_comes_too_late_is_refused_in_a_message(jonas: Person, telegram: Sandbox) -> None:
    await jonas.says("Are dogs allowed?")
    card = await jonas.hears()
    telegram.faults.add("answerCallbackQuery", status=400, times=1)
    await jonas.forges_press(card, "q1.9")

    assert (await jonas.hears()).text.startswith(NOT_YOURS)


async def test_the_first_of_two_questions_can_still_be_answered_with_its_buttons(maria: Person) -> None:
    asked = await choice(maria)
    await maria.says("Are dogs allowed?")
    await maria.hears()
    await maria.presses(asked, "1")

    assert (await maria.hears()).text.startswith(titles(asked)[0])


async def test_a_question_is_kept_with_what_was_offered_and_chosen(maria: Person, helpdesk: Service) -> None:
    asked = await choice(maria)
    await maria.presses(asked, "2")
    await maria.hears()

    kept = await helpdesk.database.read(lambda session: session.scalars(select(Question)).one())
    assert (kept.text, kept.chat_id, kept.member_id) == ("price of tickets", maria.id, maria.id)
    assert (kept.decision, kept.picked) == ("choose", 2)
    assert set(kept.offered[:2]) == {"tickets-child", "tickets-group"}


async def test_each_decision_is_counted(maria: Person, helpdesk: Service) -> None:
    for words in ("Are dogs allowed?", "price of tickets", "How do I fly to the moon?", "pizza"):
        await maria.says(words)
        await maria.hears()

    counted = {
        decision: helpdesk.registry.get_sample_value("helpdesk_answers_total", {"decision": decision})
        for decision in ("answer", "choose", "unknown")
    }
    assert counted == {"answer": 1, "choose": 1, "unknown": 2}
