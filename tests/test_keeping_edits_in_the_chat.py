"""A coordinator changes what members are told, on a phone: asked, shown, published, taken back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from bot.settings import load_settings
from core.clock import Clock
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.conftest import running
from tests.museum import museum

ADA, BEN = 5_900_000_001, 5_900_000_002


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return museum(tmp_path)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": folder, "admin_ids": (ADA, BEN)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


@pytest.fixture
async def ada(telegram: Sandbox, helpdesk: Service) -> Person:
    return await greeted(telegram.new_person("Ada", id=ADA))


@pytest.fixture
async def ben(telegram: Sandbox, helpdesk: Service) -> Person:
    return await greeted(telegram.new_person("Ben", id=BEN))


async def greeted(person: Person) -> Person:
    await person.starts()
    await person.hears()
    return person


async def says(person: Person, words: str) -> Message:
    await person.says(words)
    return await person.hears()


async def presses(person: Person, message: Message, label: str) -> Message:
    await person.presses(message, label)
    return await person.hears()


async def edited(person: Person, what: str, words: str) -> Message:
    """Send /edit with a new text for a field that has one; returns the preview."""
    await says(person, f"/edit {what}")
    return await says(person, words)


async def test_what_a_coordinator_publishes_is_what_members_read(ada: Person, maria: Person) -> None:
    asked = await says(ada, "/edit dogs answer")
    preview = await says(ada, "Yes, **all** dogs may come in.\n\nKeep them on a lead.")
    done = await presses(ada, preview, "Publish")
    await maria.says("Are dogs allowed?")

    assert "Please send the new text: answer." in asked.text
    assert asked.text.endswith("No, but *guide dogs* may.")
    assert [each["type"] for each in asked.entities if each["length"] == 25] == ["pre"]
    assert "Yes, all dogs may come in.\n\nKeep them on a lead." in preview.text
    assert "Museum house rules, checked on 2 March 2026" in preview.text
    assert "Published" in done.text
    assert "Yes, all dogs may come in." in (await maria.hears()).text


async def test_nothing_changes_before_publish_is_pressed(ada: Person, maria: Person) -> None:
    preview = await edited(ada, "dogs answer", "Yes.")
    await says(maria, "Are dogs allowed?")
    cancelled = await presses(ada, preview, "Cancel")
    late = await ada.presses(preview, "Publish", wait=True)

    assert "guide dogs" in maria.screen()[-1].text
    assert "Nothing was changed" in cancelled.text
    assert late is not None
    assert "not open to you" in late["text"]


async def test_undo_brings_back_what_was_there(ada: Person, maria: Person) -> None:
    done = await presses(ada, await edited(ada, "dogs answer", "Yes."), "Publish")
    back = await presses(ada, done, "Undo")
    await maria.says("Are dogs allowed?")

    assert "says again what it said before" in back.text
    assert "guide dogs" in (await maria.hears()).text

    await presses(ada, back, "Undo")
    await maria.says("Are dogs allowed?")
    assert "Yes." in (await maria.hears()).text


async def test_who_asks_while_something_is_being_published_reads_it(
    ada: Person, maria: Person, helpdesk: Service
) -> None:
    renew = helpdesk.house.renew

    async def renewed_late() -> None:
        await asyncio.sleep(0.3)
        await renew()

    helpdesk.house.renew = renewed_late
    await presses(ada, await edited(ada, "dogs answer", "Small ones may."), "Publish")
    await maria.says("Are dogs allowed?")

    assert "Small ones may." in (await maria.hears()).text


async def test_publish_and_undo_pressed_twice_do_it_once(ada: Person) -> None:
    preview = await edited(ada, "dogs answer", "Yes.")
    done = await presses(ada, preview, "Publish")
    again = await ada.presses(preview, "Publish", wait=True)
    await presses(ada, done, "Undo")
    twice = await ada.presses(done, "Undo", wait=True)

    assert again is not None
    assert "not open to you" in again["text"]
    assert twice is not None
    assert "not open to you" in twice["text"] or "changed again later" in twice["text"]


async def test_an_older_preview_publishes_nothing(ada: Person, maria: Person) -> None:
    first = await edited(ada, "dogs answer", "Yes.")
    await presses(ada, first, "Change")
    second = await says(ada, "Perhaps.")
    old = await ada.presses(first, "Publish", wait=True)
    await presses(ada, second, "Publish")
    await maria.says("Are dogs allowed?")

    assert old is not None
    assert "not open to you" in old["text"]
    assert "Perhaps." in (await maria.hears()).text


async def test_checked_today_sets_both_dates_with_the_text(ada: Person) -> None:
    preview = await edited(ada, "dogs answer", "Yes.")
    dated = await presses(ada, preview, "Checked today")
    await presses(ada, dated, "Publish")
    shown = await says(ada, "/edit dogs")

    assert "checked on 23 November 2026" in dated.text
    assert "Checked on 23 November 2026" in shown.text


async def test_of_two_who_change_the_same_the_second_sees_both(ada: Person, ben: Person, maria: Person) -> None:
    mine = await edited(ada, "dogs answer", "Ada says yes.")
    theirs = await edited(ben, "dogs answer", "Ben says no.")
    await presses(ben, theirs, "Publish")
    told = await presses(ada, mine, "Publish")
    await presses(ada, told, "Publish mine")
    await maria.says("Are dogs allowed?")

    assert "Somebody has changed this" in told.text
    assert "Theirs:\nBen says no." in told.text
    assert "Yours:\nAda says yes." in told.text
    assert "Ada says yes." in (await maria.hears()).text


async def test_who_keeps_theirs_changes_nothing(ada: Person, ben: Person, maria: Person) -> None:
    mine = await edited(ada, "dogs answer", "Ada says yes.")
    await presses(ben, await edited(ben, "dogs answer", "Ben says no."), "Publish")
    await presses(ada, await presses(ada, mine, "Publish"), "Keep theirs")
    await maria.says("Are dogs allowed?")

    assert "Ben says no." in (await maria.hears()).text


async def test_two_fields_of_an_entry_do_not_get_in_each_others_way(ada: Person, ben: Person, maria: Person) -> None:
    mine = await edited(ada, "dogs answer", "Yes.")
    await presses(ben, await edited(ben, "dogs title", "Is my dog welcome?"), "Publish")
    await presses(ada, mine, "Publish")
    await maria.says("Are dogs allowed?")

    said = (await maria.hears()).text
    assert "Is my dog welcome?" in said
    assert "Yes." in said


async def test_a_text_that_cannot_be_published_is_kept_and_can_be_mended(ada: Person) -> None:
    await says(ada, "/edit dogs sources")
    told = await says(ada, "House rules")
    preview = await says(ada, "House rules https://museum.example.org/dogs")

    assert told.text.endswith("\n\nHouse rules")
    assert "a source must end with an address" in told.text.lower()
    assert "Your text is kept" in told.text
    assert "House rules, checked on" in preview.text


@pytest.mark.parametrize(
    ("what", "words", "sentence"),
    [
        ("dogs answer", "x" * 3900, "does not fit into one message"),
        ("dogs related", "cats", "`related` names `cats`, which does not exist"),
        ("dogs phrasings", "my dog\nmy dogs", "has the same words as"),
    ],
)
async def test_what_would_break_the_entry_is_refused_with_its_reason(
    ada: Person, what: str, words: str, sentence: str
) -> None:
    await says(ada, f"/edit {what}")
    await ada.says(words)

    assert sentence in (await ada.sees("cannot be published yet")).text


async def test_the_reason_is_told_in_the_coordinators_language(telegram: Sandbox, helpdesk: Service) -> None:
    ada = await greeted(telegram.new_person("Ada", id=ADA, language="de"))
    await ada.says("/edit dogs sources")
    await ada.hears()
    await ada.says("House rules")

    assert "Eine Quelle muss mit einer Adresse wie https://… enden; `rules` muss mit https:// beginnen" in (
        (await ada.sees("noch nicht veröffentlicht")).text
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("tomorrow", "This is no day"), ("2027-01-01", "not here yet"), ("picture", "This is no day")],
)
async def test_a_day_that_is_none_is_asked_for_again(ada: Person, typed: str, sentence: str) -> None:
    asked = await says(ada, "/edit dogs checked")
    told = await says(ada, typed)

    assert sentence in told.text
    preview = await presses(ada, asked, "Checked today")
    assert "Checked on 23 November 2026" in preview.text


async def test_a_picture_is_no_text(ada: Person) -> None:
    await says(ada, "/edit dogs answer")
    await ada.sends_photo()

    assert "There must be some words" in (await ada.hears()).text


async def test_formatting_made_with_the_phone_is_kept(ada: Person) -> None:
    await says(ada, "/edit dogs answer")
    await ada.says("😀 Big dogs too", entities=[{"type": "bold", "offset": 3, "length": 3}])
    preview = await ada.hears()

    assert "😀 Big dogs too" in preview.text
    assert any(each["type"] == "bold" and each["length"] == 3 for each in preview.entities)


async def test_an_id_that_is_nearly_right_offers_the_right_one(ada: Person) -> None:
    offered = await says(ada, "/edit ticket-child")
    shown = await says(ada, "1")

    assert "There is nothing with the id ticket-child" in offered.text
    assert "1. What does a ticket for children cost? (tickets-child)" in offered.text
    assert "children come in free" in shown.text


async def test_a_field_that_is_nearly_right_is_understood_and_any_other_named(ada: Person) -> None:
    assert "new text: answer" in (await says(ada, "/edit dogs anser")).text
    told = await says(ada, "/edit dogs colour")

    assert "There is no field colour here" in told.text
    assert "phrasings" in told.text


async def test_a_member_cannot_edit(ada: Person, maria: Person) -> None:
    preview = await edited(ada, "dogs answer", "Yes.")
    data = preview.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await maria.starts()
    own = await maria.hears()
    refused = await says(maria, "/edit dogs")
    told = await maria.forges_press(own, data, wait=True)

    assert "Only coordinators" in refused.text
    assert told is not None
    assert "not open to you" in told["text"]
    await maria.says("/help")
    assert "/edit" not in (await maria.hears()).text


async def test_who_is_no_coordinator_any_more_cannot_finish(ada: Person, helpdesk: Service) -> None:
    preview = await edited(ada, "dogs answer", "Yes.")
    helpdesk.house.admin_ids = (BEN,)

    told = await ada.presses(preview, "Publish", wait=True)
    assert told is not None
    assert told["text"].startswith("Only coordinators")


async def test_the_history_shows_who_changed_what_and_undoes_any(ada: Person, ben: Person, maria: Person) -> None:
    await presses(ada, await edited(ada, "dogs answer", "Yes."), "Publish")
    await presses(ben, await edited(ben, "dogs title", "Is my dog welcome?"), "Publish")
    history = await presses(ada, await says(ada, "/edit dogs"), "History")
    older = await presses(ada, history, "2")
    await presses(ada, older, "Undo this")
    await maria.says("Are dogs allowed?")

    assert "1. 23 November 2026, 09:00 (Lisbon), Ben: title" in history.text
    assert "2. 23 November 2026, 09:00 (Lisbon), Ada: answer" in history.text
    assert "Before: No, but *guide dogs* may.\nNow: Yes." in older.text
    said = (await maria.hears()).text
    assert "Is my dog welcome?" in said
    assert "guide dogs" in said


async def test_what_was_changed_again_is_not_undone_below_it(ada: Person) -> None:
    first = await presses(ada, await edited(ada, "dogs answer", "Yes."), "Publish")
    await presses(ada, await edited(ada, "dogs answer", "No."), "Publish")

    assert "changed again later" in (await presses(ada, first, "Undo")).text


async def test_a_new_entry_is_asked_for_step_by_step_and_found_at_once(ada: Person, maria: Person) -> None:
    await says(ada, "/edit new")
    id_ = await says(ada, "Is there a café in the house?")
    topic = await presses(ada, id_, "Keep it")
    await presses(ada, topic, "Your visit")
    await says(ada, "Yes, on the first floor.")
    phrasings = await says(ada, "Café page https://museum.example.org/cafe")
    preview = await says(ada, "where to drink coffee\n- something to eat")
    done = await presses(ada, preview, "Publish")
    await maria.says("where can I drink coffee")

    assert "cafe-house" in id_.text
    assert "phrasings" in phrasings.text
    assert "Is there a café in the house?\n\nYes, on the first floor." in preview.text
    assert "+ something to eat" in preview.text
    assert "Checked on 23 November 2026" in preview.text
    assert "Published" in done.text
    assert "on the first floor" in (await maria.hears()).text


async def test_lines_with_a_plus_are_added_to_a_list(ada: Person) -> None:
    preview = await edited(ada, "dogs phrasings", "+ my four-legged friend\n+ is there a leash rule")

    assert "+ my four-legged friend\n+ is there a leash rule" in preview.text
    assert "−" not in preview.text


async def test_undoing_a_new_entry_removes_it(ada: Person, maria: Person) -> None:
    await test_a_new_entry_is_asked_for_step_by_step_and_found_at_once(ada, maria)
    gone = await presses(ada, ada.screen()[-1], "Undo")
    await maria.says("where can I drink coffee")

    assert gone.text.startswith("Taken back: Is there a café in the house? was new, and has been removed again.")
    assert gone.buttons == [["Undo"]]
    assert "first floor" not in (await maria.hears()).text
    assert "nothing with the id" in (await says(ada, "/edit cafe-house")).text


async def test_an_id_that_is_taken_is_refused(ada: Person) -> None:
    await says(ada, "/edit new Is there a café?")

    assert "used already" in (await says(ada, "dogs")).text
    assert "small letters, digits and hyphens" in (await says(ada, "Dogs & cats")).text
    assert "topic" in (await says(ada, "cafe")).text


async def test_the_list_without_an_id_says_what_waits(ada: Person, clock: MovedClock) -> None:
    nothing = await says(ada, "/edit")

    assert "Nothing in the knowledge waits" in nothing.text
    new = await presses(ada, nothing, "New entry")
    assert "title" in new.text


async def test_an_answer_gets_a_translation_title_first(ada: Person, telegram: Sandbox) -> None:
    await says(ada, "/edit dogs answer fr")
    await says(ada, "Puis-je amener mon chien ?")
    preview = await says(ada, "Non, sauf les chiens guides.")
    await presses(ada, preview, "Publish")
    zoe = telegram.new_person("Zoé", language="fr")
    await zoe.says("Are dogs allowed?")

    assert "Non, sauf les chiens guides." in (await zoe.hears()).text


async def test_who_changes_an_answer_hears_which_translations_say_what_it_said_before(ada: Person) -> None:
    first = await presses(ada, await edited(ada, "dogs answer", "Yes."), "Publish")
    await says(ada, "/edit dogs answer fr")
    await says(ada, "Puis-je amener mon chien ?")
    own = await presses(ada, await says(ada, "Oui."), "Publish")
    done = await presses(ada, await edited(ada, "dogs answer", "No."), "Publish")
    asked = await says(ada, "/edit dogs answer fr")

    assert "translations" not in first.text + own.text
    assert done.text.endswith(
        "\n\nIts translations still say what it said before. To change them:\n/edit dogs answer fr"
    )
    assert asked.text.endswith("Oui.")


async def test_a_restart_in_the_middle_loses_nothing(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], clock: Clock
) -> None:
    settings = load_settings(env_file=None, **helpdesk_settings)
    ada = telegram.new_person("Ada", id=ADA)
    async with running(settings, clock):
        await greeted(ada)
        await says(ada, "/edit dogs answer")
    async with running(settings, clock):
        preview = await says(ada, "Yes, after the restart.")
    async with running(settings, clock):
        await presses(ada, preview, "Publish")
    async with running(settings, clock):
        await ada.says("Are dogs allowed?")

        assert "Yes, after the restart." in (await ada.hears()).text


async def test_a_file_that_changes_meanwhile_is_shown_beside_ones_own_text(ada: Person, folder: Path) -> None:
    preview = await edited(ada, "dogs answer", "Mine.")
    file = folder / "faq" / "visit" / "dogs.md"
    text = await asyncio.to_thread(file.read_text, "utf-8")
    await asyncio.to_thread(file.write_text, text.replace("No, but *guide dogs* may.", "The file's."), "utf-8")
    told = await presses(ada, preview, "Publish")

    assert "Theirs:\nThe file's." in told.text
    assert "Yours:\nMine." in told.text
