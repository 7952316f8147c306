"""What members say of an answer: it helped, it did not and why, and what they can do next."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.serve import Service
from knowledge.library import Library
from knowledge.models import Gap, Question, Shown, Wish
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.gallery import gallery
from tests.museum import museum

T = TypeVar("T")
GLAD = "Good to know, thank you.\nType your next question whenever you like."
NOT_YOURS = "This choice is not open to you, or no longer."
REASONS = [["Not my topic"], ["Right topic, not my case"], ["Out of date"]]
MISSED = "xyzzy qwrtz blorp"
FORGED = (
    "solved,solved:,solved:1,solved:1:x:1,solved:zzzzzzzzzzzzzz:x,notquite:0:x,why:1:x:9,why:1:x:-1,tell:,tell:0,tell:9999,"
    "rephrase:1,expert:,expert:x y,browse:1,see:x,see:x:y:z,related:x,topics:,topics:-1,topic:x,guides:,guides:1:2,"
    "settings:1,languages:x,speak:,speak:xx,zone:1,place:,place:Europe/Atlantis,place:../../etc/passwd,cancel:1"
)
OTHER, EXPERT, TELL = ["Rephrase", "Browse topics"], ["Ask an expert"], ["Tell me when there is an answer"]


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": gallery(tmp_path)}


@pytest.fixture
async def maria(maria: Person) -> Person:
    await maria.starts()
    await maria.hears()
    return maria


async def asks(person: Person, words: str = "Are dogs allowed?") -> Message:
    await person.says(words)
    return await person.hears()


async def presses(person: Person, message: Message, label: str) -> Message:
    await person.presses(message, label)
    return await person.hears()


async def read(helpdesk: Service, work: Callable[[Session], T]) -> T:
    return await helpdesk.database.read(work)


async def listed(helpdesk: Service) -> list[tuple[str, str, str | None]]:
    """The editors' list: the words, the reason, what was shown."""
    return await read(
        helpdesk, lambda session: [(gap.text, gap.reason, gap.shown) for gap in session.scalars(select(Gap))]
    )


async def counted(helpdesk: Service, outcome: str) -> int:
    total = select(func.coalesce(func.sum(Shown.count), 0)).where(Shown.outcome == outcome)
    return await read(helpdesk, lambda session: session.scalar(total) or 0)


async def test_solved_is_thanked_for_and_takes_its_buttons_away(maria: Person, helpdesk: Service) -> None:
    card = await asks(maria)
    assert card.buttons == [["Solved", "Not quite"], ["Related", "Ask an expert"]]
    thanks = await presses(maria, card, "Solved")

    assert thanks.text == GLAD
    changed = await maria.sees("guide dogs")
    assert changed.buttons == [["Related", "Ask an expert"]]
    assert changed.text == card.text
    assert await counted(helpdesk, "solved") == 1
    assert await listed(helpdesk) == []


async def test_solved_counts_once_and_is_thanked_for_once_however_often_it_comes(
    maria: Person, helpdesk: Service
) -> None:
    card = await asks(maria)
    data = card.button("Solved")["callback_data"]
    for _ in range(3):
        await maria.forges_press(card, data, wait=True)
    await asks(maria)
    await asks(maria)

    assert [message.text for message in maria.screen()].count(GLAD) == 1
    assert await counted(helpdesk, "solved") == 1


async def test_solved_can_be_typed(maria: Person, helpdesk: Service) -> None:
    await asks(maria)

    assert (await asks(maria, "solved")).text.startswith("Good to know")
    assert await counted(helpdesk, "solved") == 1


async def test_not_quite_asks_for_one_reason_which_goes_to_the_editors(maria: Person, helpdesk: Service) -> None:
    why = await presses(maria, await asks(maria), "Not quite")
    assert why.buttons == REASONS
    assert await listed(helpdesk) == []
    next_ = await presses(maria, why, "Out of date")

    assert "without your name" in next_.text
    assert next_.buttons == [OTHER, EXPERT, TELL]
    assert await listed(helpdesk) == [("Are dogs allowed?", "out of date", "dogs")]


async def test_another_reason_takes_the_place_of_the_first(maria: Person, helpdesk: Service) -> None:
    why = await presses(maria, await asks(maria), "Not quite")
    await presses(maria, why, "Out of date")
    await presses(maria, why, "Not my topic")

    assert await listed(helpdesk) == [("Are dogs allowed?", "not my topic", "dogs")]


async def test_who_says_solved_after_all_takes_the_question_off_the_list(maria: Person, helpdesk: Service) -> None:
    card = await asks(maria)
    await presses(maria, await presses(maria, card, "Not quite"), "Not my topic")
    await presses(maria, card, "Solved")

    assert await listed(helpdesk) == []


async def test_after_the_second_miss_in_a_row_the_expert_comes_first(maria: Person) -> None:
    first = await asks(maria, MISSED)
    second = await asks(maria, "plugh frotz")
    assert first.buttons == [OTHER, EXPERT, TELL]
    assert second.buttons == [EXPERT, OTHER, TELL]
    await presses(maria, await asks(maria), "Solved")

    assert (await asks(maria, "zork wumpus")).buttons == [OTHER, EXPERT, TELL]


async def test_two_reasons_in_a_row_bring_the_expert_first_as_well(maria: Person) -> None:
    for buttons in ([OTHER, EXPERT, TELL], [EXPERT, OTHER, TELL]):
        why = await presses(maria, await asks(maria), "Not quite")
        assert (await presses(maria, why, "Not my topic")).buttons == buttons


async def test_none_of_these_goes_to_the_editors(maria: Person, helpdesk: Service) -> None:
    said = await presses(maria, await asks(maria, "price of tickets"), "None of these")

    assert said.text.startswith("None of the checked answers fits your question.")
    assert said.buttons == [OTHER, EXPERT, TELL]
    assert await listed(helpdesk) == [("price of tickets", "none of these", None)]


async def test_what_was_chosen_can_be_solved(maria: Person, helpdesk: Service) -> None:
    chosen = await presses(maria, await asks(maria, "price of tickets"), "1")
    await presses(maria, chosen, "Solved")

    assert await counted(helpdesk, "solved") == 1
    assert await counted(helpdesk, "shown") == 1


async def test_what_nothing_fits_goes_to_the_editors_once_and_its_asker_may_be_told(
    maria: Person, helpdesk: Service
) -> None:
    said = await asks(maria, MISSED)
    assert "The editors will see it, without your name." in said.text
    promised = await presses(maria, said, TELL[0])
    again = await presses(maria, said, TELL[0])

    assert promised.text.startswith("You will get a message here when there is an answer to your question.\n")
    assert "deleted" in promised.text
    assert again.text.startswith("This is noted already")
    assert await listed(helpdesk) == [(MISSED, "unknown", None)]
    assert await read(helpdesk, lambda session: [wish.member_id for wish in session.scalars(select(Wish))]) == [
        maria.id
    ]


async def test_a_wish_for_what_has_left_the_list_says_so(maria: Person, helpdesk: Service) -> None:
    said = await asks(maria, MISSED)
    await helpdesk.database.write(lambda session: session.query(Gap).delete())

    assert (await presses(maria, said, TELL[0])).text.startswith("This question is not waiting for an answer any more.")


async def test_rephrase_asks_for_other_words_which_are_a_new_question(maria: Person) -> None:
    said = await presses(maria, await asks(maria, MISSED), "Rephrase")

    assert said.text.startswith("Type your question again in other words.")
    assert "guide dogs" in (await asks(maria)).text


async def test_asking_an_expert_says_honestly_that_none_is_reached_yet(maria: Person, helpdesk: Service) -> None:
    said = await presses(maria, await asks(maria), "Ask an expert")

    assert said.text == (
        "This assistant cannot pass a question on to an expert yet.\n"
        "The editors will see your question, without your name. They do not reply to it here.\n"
        "No way to reach a human is published here."
    )
    assert await listed(helpdesk) == [("Are dogs allowed?", "asked for an expert", "dogs")]


async def test_asking_an_expert_after_a_miss_keeps_its_reason(maria: Person, helpdesk: Service) -> None:
    await presses(maria, await asks(maria, MISSED), "Ask an expert")

    assert [reason for _, reason, _ in await listed(helpdesk)] == ["unknown"]


async def test_expert_with_a_question_takes_it_down_and_without_says_where_a_human_is(
    maria: Person, helpdesk: Service
) -> None:
    await asks(maria, "/expert How do others fund creative hubs?")
    bare = await asks(maria, "/expert")

    assert await listed(helpdesk) == [("How do others fund creative hubs?", "asked for an expert", None)]
    assert "The editors" not in bare.text
    assert bare.text.endswith("No way to reach a human is published here.")


async def test_a_button_of_somebody_else_does_nothing_and_tells_nothing(
    maria: Person, jonas: Person, helpdesk: Service
) -> None:
    card, miss = await asks(maria), await asks(maria, MISSED)
    why = await presses(maria, card, "Not quite")
    own = await asks(jonas)
    for message, label in (
        (card, "Solved"),
        (card, "Not quite"),
        (card, "Related"),
        (why, "Out of date"),
        (miss, TELL[0]),
    ):
        told = await jonas.forges_press(own, message.button(label)["callback_data"], wait=True)
        assert told is not None
        assert told["text"].startswith(NOT_YOURS), label

    assert await counted(helpdesk, "solved") == 0
    assert [reason for _, reason, _ in await listed(helpdesk)] == ["unknown"]


async def test_a_forged_press_is_refused_and_the_conversation_goes_on(telegram: Sandbox, helpdesk: Service) -> None:
    for data in FORGED.split(","):
        person = telegram.new_person("Mallory")
        card = await asks(person)
        told = await person.forges_press(card, data, wait=True)
        assert told is not None
        assert told["text"].startswith(NOT_YOURS), data
    assert "guide dogs" in (await asks(person)).text


async def test_an_answer_that_was_removed_meanwhile_can_still_be_judged(
    maria: Person, helpdesk: Service, tmp_path: Path
) -> None:
    card, other = await asks(maria), await asks(maria)
    content = museum(tmp_path / "later")
    (content / "faq" / "visit" / "dogs.md").unlink()
    helpdesk.house.library = Library.read(content)

    assert (await presses(maria, card, "Solved")).text.startswith("Good to know")
    assert (await presses(maria, other, "Not quite")).buttons == [OTHER, EXPERT]
    assert (await presses(maria, other, "Related")).text.startswith("This answer has been removed")


async def test_a_question_forgotten_meanwhile_is_told_like_anothers(maria: Person, helpdesk: Service) -> None:
    card = await asks(maria)
    await helpdesk.database.write(lambda session: session.query(Question).delete())

    told = await maria.presses(card, "Solved", wait=True)
    assert told is not None
    assert told["text"].startswith(NOT_YOURS)
