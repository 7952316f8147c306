"""`@bot question` in any chat: what fits is offered to be shared; of the question nothing is kept."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.serve import Service
from core.tables import Base
from delivery.models import Handling, InboxRow, OutboxRow
from knowledge.models import Question, Shown
from people.models import Member
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.museum import museum

ANSWER = "No, but guide dogs may."
SOURCE = "Source: Museum house rules, checked on 2 March 2026"
FRENCH = """\
---
id: dogs
question: Les chiens sont-ils admis ?
checked: 2026-03-02
proofread: 2026-03-02
---

Non, sauf les chiens guides.
"""


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    content = museum(tmp_path)
    (content / "faq" / "visit" / "dogs.fr.md").write_text(FRENCH)
    return helpdesk_settings | {"content_dir": content}


@pytest.fixture
def group(telegram: Sandbox, maria: Person, jonas: Person) -> Group:
    """A group that the bot is not in."""
    return telegram.new_group("Friends", [maria, jonas])


async def offered(person: Person, words: str) -> list[dict[str, Any]]:
    """Type this after the bot's name in some chat."""
    results = await person.asks_inline(words)
    assert results is not None
    return results


def kept(session: Session) -> dict[type[Base], int]:
    """Count what was written of a conversation."""
    tables: tuple[type[Base], ...] = (Member, OutboxRow, Question, Shown)
    return {table: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


async def handled(helpdesk: Service, count: int) -> list[InboxRow]:
    """Wait until so many updates have been handled."""
    done = select(InboxRow).where(InboxRow.state == Handling.DONE)
    async with asyncio.timeout(60):
        while len(rows := await helpdesk.database.read(lambda session: list(session.scalars(done)))) < count:  # noqa: ASYNC110  a row rings no bell
            await asyncio.sleep(0.01)
    return rows


@pytest.mark.parametrize("words", ["are dogs allowed?", "are dgos alowed", "  Are DOGS allowed  "])
async def test_an_answer_is_offered_alone_with_its_title_and_its_first_words(maria: Person, words: str) -> None:
    (only,) = await offered(maria, words)

    assert (only["title"], only["description"]) == ("May I bring my dog?", ANSWER)


async def test_what_is_shared_says_the_answer_its_source_and_when_it_was_checked(
    maria: Person, jonas: Person, group: Group, telegram: Sandbox
) -> None:
    (only,) = await offered(maria, "are dogs allowed?")
    shared = await maria.chooses(only, group, "are dogs allowed?")

    assert shared.text == f"May I bring my dog?\n\n{ANSWER}\n\n{SOURCE}"
    assert [shared.piece(entity) for entity in shared.entities if entity["type"] == "bold"] == ["May I bring my dog?"]
    assert shared.links["Museum house rules"] == "https://museum.example.org/rules"
    assert shared.links["Open in the helpdesk"] == f"https://t.me/{telegram.bot.username}?start=entry_dogs"
    assert telegram.called("answerInlineQuery")[0].params["results"][0]["input_message_content"][
        "link_preview_options"
    ] == {"is_disabled": True}


async def test_the_link_below_what_was_shared_opens_it_in_private(maria: Person, jonas: Person, group: Group) -> None:
    (only,) = await offered(maria, "are dogs allowed?")
    shared = await maria.chooses(only, group)
    await jonas.starts(shared.links["Open in the helpdesk"].partition("?start=")[2])

    assert ANSWER in (await jonas.hears()).text


async def test_of_several_that_come_close_each_is_offered(maria: Person) -> None:
    titles = {result["title"] for result in await offered(maria, "price of tickets")}

    assert titles == {"What does a ticket for groups cost?", "What does a ticket for children cost?"}


async def test_where_nothing_fits_the_way_to_a_private_chat_is_offered(maria: Person) -> None:
    question = await maria.looks_up("How do I fly to the moon?")

    assert question.answer is not None
    assert question.answer["results"] == []
    assert question.answer["button"] == {"text": "Nothing fits. Ask in a private chat", "start_parameter": "ask"}


async def test_before_anything_is_typed_what_was_read_most_comes_first(maria: Person, jonas: Person) -> None:
    await jonas.says("What does a ticket for groups cost?")
    await jonas.hears()
    titles = [result["title"] for result in await offered(maria, " ")]

    assert titles[0] == "What does a ticket for groups cost?"
    assert len(titles) == len(set(titles)) == 3


async def test_an_answer_is_for_this_person_alone_and_for_a_minute(maria: Person) -> None:
    question = await maria.looks_up("are dogs allowed?")

    assert question.answer is not None
    assert (question.answer["is_personal"], question.answer["cache_time"]) == (True, 60)
    assert question.answer["button"] is None


async def test_each_offer_has_a_short_id_of_its_own(maria: Person) -> None:
    ids = [result["id"] for result in await offered(maria, "")]

    assert len(set(ids)) == len(ids)
    assert all(1 <= len(id_.encode()) <= 64 for id_ in ids)


async def test_nothing_is_written_but_that_it_was_handled_and_the_words_are_not_kept(
    maria: Person, helpdesk: Service
) -> None:
    await offered(maria, "are dogs allowed?")
    await offered(maria, "How do I fly to the moon?")
    rows = await handled(helpdesk, 2)

    assert not [row.body for row in rows if "dogs" in row.body or "moon" in row.body or str(maria.id) in row.body]
    assert await helpdesk.database.read(kept) == {Member: 0, OutboxRow: 0, Question: 0, Shown: 0}


async def test_what_was_shared_is_counted_of_nobody(maria: Person, group: Group, helpdesk: Service) -> None:
    (only,) = await offered(maria, "are dogs allowed?")
    await maria.chooses(only, group, "are dogs allowed?")
    rows = await handled(helpdesk, 2)

    counted = await helpdesk.database.read(lambda session: session.scalars(select(Shown)).all())
    assert [(row.entry, row.outcome, row.count) for row in counted] == [("dogs", "shown", 1)]
    assert not [row for row in rows if "dogs" in row.body or str(maria.id) in row.body]


async def test_something_shared_that_is_gone_is_not_counted(maria: Person, group: Group, helpdesk: Service) -> None:
    (only,) = await offered(maria, "are dogs allowed?")
    await maria.chooses(only | {"id": "nobody-knows"}, group)
    await handled(helpdesk, 2)

    assert await helpdesk.database.read(lambda session: session.scalars(select(Shown)).all()) == []


async def test_an_answer_that_comes_too_late_stops_nothing(maria: Person, telegram: Sandbox, helpdesk: Service) -> None:
    telegram.faults.add(
        "answerInlineQuery",
        status=400,
        description="Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    assert await maria.asks_inline("are dogs allowed?", timeout=0.3) is None

    assert len(await offered(maria, "are dogs allowed?")) == 1
    assert {row.state for row in await handled(helpdesk, 2)} == {Handling.DONE}


async def test_while_somebody_types_on_each_state_of_the_words_is_answered(maria: Person) -> None:
    words = "are dogs allowed?"
    answers = [await offered(maria, words[:length]) for length in range(4, len(words) + 1, 4)]

    assert answers[-1][0]["title"] == "May I bring my dog?"


async def test_what_others_share_through_it_is_no_question_to_it(
    maria: Person, jonas: Person, telegram: Sandbox, group: Group
) -> None:
    group.add_bot(admin=True)
    await jonas.hears(in_=group)
    (only,) = await offered(maria, "are dogs allowed?")
    await maria.chooses(only, group)

    await jonas.hears_nothing(in_=group)


async def test_who_reads_another_language_is_offered_it_in_theirs(telegram: Sandbox, helpdesk: Service) -> None:
    amelie = telegram.new_person("Amélie", language="fr")
    (only,) = await offered(amelie, "are dogs allowed?")

    assert only["title"] == "Les chiens sont-ils admis ?"
    assert "Non, sauf les chiens guides." in only["message"]["text"]


async def test_the_language_chosen_here_goes_before_the_phones(
    telegram: Sandbox, helpdesk: Service, maria: Person
) -> None:
    await maria.says("Are dogs allowed?")
    await maria.hears()

    def choose(session: Session) -> None:
        session.get_one(Member, maria.id).chosen = "fr"

    await helpdesk.database.write(choose)
    (only,) = await offered(maria, "are dogs allowed?")

    assert only["title"] == "Les chiens sont-ils admis ?"
