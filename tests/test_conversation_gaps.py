"""Coordinators see what was asked and not answered, and deal with it; who waits for an answer is told once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.serve import Service
from core.clock import Clock
from delivery.models import OutboxRow
from knowledge.gaps.wishes import Wishes
from knowledge.library import Library
from knowledge.models import WISH_KEPT, Gap, Outcome, Wish
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import ENTRY, museum

ADA = 5_900_000_001
NOBODY = "Nothing is on the list"
PARKING, PLACE, WIFI = "Coach parking nearby?", "Is coach parking nearby?", "xyzzy wlan qwrtz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return museum(tmp_path)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": folder, "admin_ids": (ADA,)}


@pytest.fixture
def clock() -> Clock:
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


async def missed(
    helpdesk: Service, *texts: str, reason: str = "unknown", shown: str | None = None, language: str = "en"
) -> None:
    """Put words on the list, as if somebody had asked them today."""
    today = helpdesk.clock.now().date()

    def put(session: Session) -> None:
        for text in texts:
            session.add(Gap(text=text, language=language, reason=reason, shown=shown, asked_on=today))
            session.flush()

    await helpdesk.database.write(put)


async def waits(helpdesk: Service, person: Person, text: str, shown: str | None = None) -> None:
    """Put words on the list of which a person wants to be told."""
    await missed(helpdesk, text, shown=shown)
    clock = helpdesk.clock

    def wish(session: Session) -> None:
        newest = session.scalar(select(func.max(Gap.id)))
        session.add(Wish(gap_id=newest, member_id=person.id, wished_at=clock.now()))

    await helpdesk.database.write(wish)


async def counted(helpdesk: Service, table: type[Wish] | type[Gap]) -> int:
    return await helpdesk.database.read(lambda session: session.scalar(select(func.count(table.id)))) or 0


def written(folder: Path, id_: str, question: str, phrasing: str) -> None:
    """Write an entry into the content folder."""
    file = folder / "faq" / "visit" / f"{id_}.md"
    file.write_text(ENTRY.format(id=id_, question=question, phrasings=f"  - {phrasing}", answer="Behind the house."))


async def renewed(helpdesk: Service) -> None:
    """Let the knowledge be read again, and whoever waits be told."""
    await helpdesk.renewal.look()
    await helpdesk.renewal.learn()
    await helpdesk.telling.look()


class TestTheList:
    async def test_what_was_asked_most_and_last_stands_first(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, WIFI, PARKING, PARKING, PLACE)
        shown = await says(ada, "/gaps")

        assert shown.text == (
            "2 questions wait for an answer in the knowledge, what matters most first.\nPress a number or type it.\n\n"
            f"1. {PARKING}\nasked once or a few times · last on 23 November 2026\n"
            f"2. {WIFI}\nasked once or a few times · last on 23 November 2026"
        )
        assert shown.buttons == [["1", "2"]]

    async def test_a_question_nothing_fits_comes_onto_it_without_a_name(self, ada: Person, maria: Person) -> None:
        assert NOBODY in (await says(ada, "/gaps")).text
        await says(maria, "xyzzy blorp, write to maria@example.org")
        shown = await says(ada, "/gaps")

        assert "xyzzy blorp, write to …@…" in shown.text
        assert "Maria" not in shown.text
        assert str(maria.id) not in shown.text

    async def test_a_long_list_has_pages(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, *(f"{word * 3} {word * 4}" for word in "abcdefghijk"))
        first = await says(ada, "/gaps")
        assert "Page 1 of 2" in first.text
        assert first.buttons[-1] == ["Next page"]
        await ada.presses(first, "Next page")
        second = await ada.sees("Page 2 of 2")

        assert second.id == first.id
        assert second.buttons == [["10", "11"], ["Previous page"]]

    async def test_a_card_says_all_that_is_known_of_a_group(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING, PARKING, PLACE)
        await missed(helpdesk, "coach parking nearby", reason=Outcome.NOT_MY_CASE, shown="dogs")
        await says(ada, "/gaps")
        card = await says(ada, "1")

        assert card.text.startswith(
            f"{PARKING}\n\nasked once or a few times, on 23 November 2026\n"
            "nothing fitted: few · the topic, but not the case: few\n\n"
            "Shown, and it did not fit: “May I bring my dog?” (few)\n\n"
            f"Asked also as:\n– {PLACE} (few)"
        )
        assert card.buttons[-3:] == [["Add wording", "New entry"], ["Explain", "Not for us"], ["To the list"]]

    async def test_from_five_on_counts_are_told(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, *[PARKING] * 6, PLACE)
        listed = await says(ada, "/gaps")
        card = await says(ada, "1")
        away = await presses(ada, card, "Not for us")

        assert "asked 7 times · last" in listed.text
        assert "nothing fitted: 7\n" in card.text
        assert f"– {PLACE} (few)" in card.text
        assert "7 questions have left the list" in away.text

    async def test_explain_says_how_the_words_are_read(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, "Is my dgo allowed xyzzy?")
        explained = await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Explain")

        assert "“xyzzy” is not known here, and like no word that is." in explained.text
        assert "May I bring my dog?: “Are dogs allowed?”" in explained.text
        assert "Chance that it is about something here:" in explained.text

    async def test_nobody_else_sees_it_or_learns_whether_it_is_there(
        self, ada: Person, maria: Person, helpdesk: Service
    ) -> None:
        await missed(helpdesk, PARKING)
        card = await presses(ada, await says(ada, "/gaps"), "1")
        refused = {" ".join((await says(maria, "/gaps")).text.split())}
        for row in card.buttons:
            for label in row:
                data = card.button(label)["callback_data"]
                told = await maria.forges_press(maria.screen()[-1], data, wait=True)
                assert told is not None
                refused.add(" ".join(told["text"].split()))

        assert len(refused) == 1
        assert PARKING not in refused.pop()
        assert PARKING in (await says(ada, "/gaps")).text

    async def test_nonsense_presses_get_one_plain_sentence(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING)
        for data in (
            "gaps:",
            "gaps:x:y",
            "gap:-1",
            "gapno:1",
            "gapno:1:x:y",
            "gapdone:1:1:zz",
            "gapinto:1:zz",
            "gapwords:1:zz",
        ):
            told = await ada.forges_press(ada.screen()[-1], data, wait=True)
            assert told is not None
            assert "not open to you" in told["text"], data
        for data in ("gap:99", "gapwhy:99", "gapadd:99", "gapnew:99", "gapback:99", "gapno:99:99"):
            await ada.forges_press(ada.screen()[-1], data)
            said = (await ada.hears()).text
            assert "not on the list any more" in said, data

        assert PARKING in (await says(ada, "/gaps")).text


class TestNotForUs:
    async def test_a_group_leaves_the_list_and_can_be_put_back(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING, PLACE)
        away = await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Not for us")
        empty = await says(ada, "/gaps")
        back = await presses(ada, away, "Put back")

        assert "This has left the list as none of ours." in away.text
        assert NOBODY in empty.text
        assert back.text == "This stands on the list again."
        assert "asked once or a few times" in (await says(ada, "/gaps")).text

    async def test_pressed_twice_it_happens_once(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING)
        card = await presses(ada, await says(ada, "/gaps"), "1")
        away = await presses(ada, card, "Not for us")
        again = await presses(ada, card, "Not for us")
        await presses(ada, away, "Put back")
        twice = await presses(ada, away, "Put back")

        assert "not on the list any more" in again.text
        assert "not on the list any more" in twice.text

    async def test_whoever_is_no_coordinator_any_more_puts_nothing_back(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING)
        away = await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Not for us")
        helpdesk.house.admin_ids = ()
        refused = await ada.presses(away, "Put back", wait=True)
        helpdesk.house.admin_ids = (ADA,)

        assert refused is not None
        assert "Only coordinators" in refused["text"]
        assert NOBODY in (await says(ada, "/gaps")).text

    async def test_what_is_asked_after_the_card_was_shown_stays(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING)
        card = await presses(ada, await says(ada, "/gaps"), "1")
        await missed(helpdesk, PLACE)
        away = await presses(ada, card, "Not for us")

        assert "This has left" in away.text
        assert PLACE in (await says(ada, "/gaps")).text


class TestAddWording:
    async def test_the_words_lead_to_the_entry_and_the_group_leaves_the_list(
        self, ada: Person, maria: Person, helpdesk: Service
    ) -> None:
        await missed(helpdesk, PARKING, PARKING, PLACE)
        which = await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Add wording")
        words = await says(ada, "tickets-group")
        preview = await presses(ada, words, "1")
        done = await presses(ada, preview, "Publish")
        await renewed(helpdesk)

        assert f"Which answer shall “{PARKING}” lead to?" in which.text
        assert f"1. {PARKING}\n2. {PLACE}" in words.text
        assert "Groups pay half." in preview.text
        assert "Published" in done.text
        assert NOBODY in (await says(ada, "/gaps")).text
        assert "Groups pay half." in (await says(maria, PARKING)).text

    async def test_one_of_the_nearest_is_chosen_by_its_number(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, "children under six")
        which = await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Add wording")
        assert "1. What does a ticket for children cost?" in which.text
        preview = await says(ada, "1")

        assert "Nothing: children come in free." in preview.text
        assert "children under six" in preview.text

    async def test_a_mistyped_id_is_met_with_the_nearest(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING)
        await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Add wording")
        again = await says(ada, "ticket-groups")
        preview = await presses(ada, again, "1")

        assert "There is no entry, guide or section “ticket-groups”." in again.text
        assert "1. What does a ticket for groups cost?" in again.text
        assert "Groups pay half." in preview.text

    async def test_cancelled_nothing_changes(self, ada: Person, helpdesk: Service) -> None:
        await missed(helpdesk, PARKING)
        await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Add wording")
        assert "cancelled" in (await says(ada, "/cancel")).text
        await renewed(helpdesk)

        assert PARKING in (await says(ada, "/gaps")).text


class TestNewEntry:
    async def test_it_begins_with_the_words_and_when_it_is_published_the_group_leaves(
        self, ada: Person, maria: Person, helpdesk: Service
    ) -> None:
        await waits(helpdesk, maria, PARKING)
        await missed(helpdesk, "Where is coach parking nearby the house?")
        await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "New entry")
        said = await says(ada, "coach-parking")
        assert said.text.startswith("Under which topic do members find it?")
        for words in ("visit", "Behind the house.", "House rules https://museum.example.org/rules"):
            said = await says(ada, words)
        assert "Where is coach parking nearby the house?" in said.text
        await presses(ada, said, "Publish")
        await renewed(helpdesk)
        told = await maria.hears()

        assert f"There is an answer now to what you asked: “{PARKING}”" in told.text
        assert "Behind the house." in (await presses(maria, told, "Show the answer")).text
        assert NOBODY in (await says(ada, "/gaps")).text

    async def test_where_the_title_is_what_somebody_asked_it_is_told_once(
        self, ada: Person, maria: Person, helpdesk: Service
    ) -> None:
        await waits(helpdesk, maria, PARKING)
        await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "New entry")
        said = await says(ada, "coach-parking")
        for words in ("visit", "Behind the house.", "House rules https://museum.example.org/rules"):
            said = await says(ada, words)
        await presses(ada, await presses(ada, said, "Later"), "Publish")
        await renewed(helpdesk)

        assert (await maria.hears()).text.count(PARKING) == 1

    async def test_words_in_another_language_become_phrasings_in_it_and_no_title(
        self, ada: Person, helpdesk: Service
    ) -> None:
        await missed(helpdesk, "Y a-t-il un parking pour autocars ?", language="fr")
        asked = await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "New entry")
        await says(ada, "Where do coaches park?")
        for words in ("coach-parking", "visit", "Behind the house."):
            await says(ada, words)
        preview = await says(ada, "House rules https://museum.example.org/rules")

        assert "Please send the new text: title." in asked.text
        assert "\n+ fr:\n+ Y a-t-il un parking pour autocars ?" in preview.text


class TestBeingTold:
    async def test_who_wanted_to_be_told_is_told_once_however_the_answer_came(
        self, maria: Person, folder: Path, helpdesk: Service
    ) -> None:
        await presses(maria, await says(maria, WIFI), "Tell me when there is an answer")
        await renewed(helpdesk)
        await maria.hears_nothing()
        written(folder, "wifi", "Is there free wifi?", WIFI)
        await renewed(helpdesk)
        told = await maria.hears()
        await renewed(helpdesk)
        await maria.hears_nothing()

        assert told.text == (
            f"There is an answer now to what you asked: “{WIFI}”\n\nIs there free wifi?\n\n"
            "You are told this once, since you wanted to be; your wish has now been deleted."
        )
        shown = await presses(maria, told, "Show the answer")
        assert shown.text.startswith("Is there free wifi?\n\nBehind the house.")
        assert ["Solved", "Not quite"] in shown.buttons
        assert await counted(helpdesk, Wish) == 0

    async def test_other_words_that_clearly_mean_a_new_entry_are_told_too(
        self, maria: Person, jonas: Person, folder: Path, helpdesk: Service
    ) -> None:
        await waits(helpdesk, maria, "zorblax quuxing tower")
        await waits(helpdesk, jonas, "wholly unlike it")
        await renewed(helpdesk)
        written(folder, "tower", "Where is the tower of zorblax quuxing?", "zorblax quuxing tower place")
        await renewed(helpdesk)

        assert "tower of zorblax" in (await maria.hears()).text
        await jonas.hears_nothing()
        assert await counted(helpdesk, Wish) == 1
        answers = await helpdesk.database.read(
            lambda session: list(session.scalars(select(Gap.answer).order_by(Gap.id)))
        )
        assert answers == ["tower", None]

    async def test_an_answer_that_did_not_fit_is_no_news(self, maria: Person, folder: Path, helpdesk: Service) -> None:
        await renewed(helpdesk)
        await waits(helpdesk, maria, "Are dogs allowed?", shown="dogs")
        file = folder / "faq" / "visit" / "dogs.md"
        file.write_text(file.read_text("utf-8").replace("but *guide dogs* may", "but guide dogs may come in"), "utf-8")
        await renewed(helpdesk)

        await maria.hears_nothing()

    async def test_news_for_whom_it_cannot_reach_is_kept_as_long_as_the_wish_would_be(
        self, maria: Person, folder: Path, helpdesk: Service, clock: MovedClock
    ) -> None:
        wished = clock.now()
        await waits(helpdesk, maria, WIFI)
        clock.moves(days=10)
        written(folder, "wifi", "Is there free wifi?", WIFI)
        await renewed(helpdesk)
        ends = select(OutboxRow.expires_at).where(OutboxRow.key.startswith("wish/"))

        assert await helpdesk.database.read(lambda session: session.scalar(ends)) == wished + WISH_KEPT

    async def test_a_change_elsewhere_tells_nobody(self, maria: Person, folder: Path, helpdesk: Service) -> None:
        await renewed(helpdesk)
        await waits(helpdesk, maria, "Are dogs allowed?")
        written(folder, "tower", "Where is the tower?", "tower place")
        await renewed(helpdesk)

        await maria.hears_nothing()

    async def test_who_blocked_the_bot_is_told_when_they_are_back(
        self, maria: Person, folder: Path, helpdesk: Service
    ) -> None:
        await waits(helpdesk, maria, WIFI)
        maria.blocks()
        await until_unreachable(helpdesk, maria)
        written(folder, "wifi", "Is there free wifi?", WIFI)
        await renewed(helpdesk)
        assert await counted(helpdesk, Wish) == 1
        await maria.starts()
        await maria.hears()
        await renewed(helpdesk)

        assert "There is an answer now" in (await maria.hears()).text

    async def test_a_library_that_has_not_learned_yet_tells_nobody(
        self, maria: Person, folder: Path, helpdesk: Service
    ) -> None:
        await renewed(helpdesk)
        await waits(helpdesk, maria, "zorblax quuxing tower")
        written(folder, "tower", "Where is the tower of zorblax quuxing?", "zorblax quuxing tower place")
        helpdesk.house.library = Library.read(folder)
        await helpdesk.telling.look()
        await maria.hears_nothing()
        await renewed(helpdesk)

        assert "tower of zorblax" in (await maria.hears()).text

    async def test_after_a_restart_whoever_waits_is_still_told(
        self, maria: Person, folder: Path, helpdesk: Service
    ) -> None:
        await waits(helpdesk, maria, WIFI)
        written(folder, "wifi", "Is there free wifi?", WIFI)
        await helpdesk.renewal.look()
        fresh = type(helpdesk.telling)(helpdesk.house)
        await fresh.look()

        assert "There is an answer now" in (await maria.hears()).text

    async def test_an_editor_may_say_that_it_is_answered(self, ada: Person, maria: Person, helpdesk: Service) -> None:
        await waits(helpdesk, maria, "Are dogs allowed?")
        card = await presses(ada, await presses(ada, await says(ada, "/gaps"), "1"), "Answered now")
        await helpdesk.telling.look()

        assert card.text == (
            "This has left the list: “May I bring my dog?” answers it.\n"
            "Whoever wanted to be told is told within a minute."
        )
        assert "May I bring my dog?" in (await maria.hears()).text

    async def test_what_is_no_longer_needed_is_told_to_nobody(
        self, maria: Person, folder: Path, helpdesk: Service
    ) -> None:
        noted = await presses(maria, await says(maria, WIFI), "Tell me when there is an answer")
        gone = await presses(maria, noted, "No longer needed")
        again = await presses(maria, noted, "No longer needed")
        written(folder, "wifi", "Is there free wifi?", WIFI)
        await renewed(helpdesk)
        await maria.hears_nothing()

        assert "your wish has been deleted" in gone.text
        assert "There is no such wish any more" in again.text

    async def test_a_wish_can_be_withdrawn_by_its_own_person_alone(
        self, maria: Person, jonas: Person, helpdesk: Service
    ) -> None:
        await waits(helpdesk, maria, WIFI)
        for person, left in ((jonas, 1), (maria, 0)):
            await person.forges_press(person.screen()[-1], "unwish:1")
            await person.hears()
            assert await counted(helpdesk, Wish) == left


class TestFeedback:
    async def test_whoever_edits_an_entry_sees_what_was_said_of_it(self, ada: Person, maria: Person) -> None:
        before = await says(ada, "/edit dogs")
        for label in ("Solved", "Not quite"):
            card = await presses(maria, await says(maria, "Are dogs allowed?"), label)
        await presses(maria, card, "Out of date")
        after = await says(ada, "/edit dogs")

        assert before.text.endswith("In 90 days it was shown to nobody.")
        assert after.text.endswith("In 90 days: shown a few times · helped: few · out of date: few")


async def until_unreachable(helpdesk: Service, person: Person) -> None:
    """Wait until it is known that no message reaches this person."""
    clock = helpdesk.clock
    for _ in range(200):
        if not await helpdesk.database.read(lambda session: Wishes(session, clock).reachable()):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"a message still counts as reaching {person}")
