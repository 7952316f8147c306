"""What was asked is kept for a while, and given back to who asked it only."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.database import Database
from core.refusal import NotYours
from knowledge.library import Finding, Match
from knowledge.matching.gates import Decision
from knowledge.models import KEPT, Gap, Question
from knowledge.questions import Asked, Questions
from people.members import Members
from people.models import Member

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MARIA, JONAS, GROUP = 2**52 + 7, 12, -1_000_000_000_123
HOUR = timedelta(hours=1)
SEVERAL = Finding(Decision.CHOOSE, tuple(Match(id_, id_, 0.5) for id_ in ("cost", "who", "how", "where")))
ONE = Finding(Decision.ANSWER, SEVERAL.matches)


@dataclass(slots=True)
class Watch:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def watch() -> Watch:
    return Watch()


def ask(
    session: Session, watch: Watch, finding: Finding = SEVERAL, *, chat: int = MARIA, text: str = "Why?"
) -> Question:
    Members(session, watch).met(MARIA, "Maria")
    return Questions(session, watch).noted(Asked(chat, MARIA, text, "en"), finding)


def offered(watch: Watch, id_: int, chat: int, member: int, session: Session) -> Question:
    return Questions(session, watch).offered(id_, chat, member)


async def test_a_question_is_kept_with_what_was_offered(database: Database, watch: Watch) -> None:
    long = "a\x00\ud800" + "b" * 4096
    id_ = await database.write(lambda session: ask(session, watch, text=long).id)

    kept = await database.read(lambda session: session.get_one(Question, id_))
    assert (kept.text, kept.chat_id, kept.member_id, kept.asked_at) == ("a" + "b" * 299, MARIA, MARIA, NOON)
    assert (kept.decision, kept.offered, kept.picked) == ("choose", ["cost", "who", "how"], None)


@pytest.mark.parametrize(("finding", "offered"), [(ONE, ["cost"]), (Finding(Decision.UNKNOWN, SEVERAL.matches), [])])
async def test_only_what_was_shown_counts_as_offered(
    finding: Finding, offered: list[str], database: Database, watch: Watch
) -> None:
    assert (await database.write(lambda session: ask(session, watch, finding))).offered == offered


async def test_a_place_chosen_is_noted_and_names_its_entry(database: Database, watch: Watch) -> None:
    def pick(session: Session) -> str | None:
        question = ask(session, watch)
        return Questions(session, watch).pick(Questions(session, watch).offered(question.id, MARIA, MARIA), 2)

    assert await database.write(pick) == "who"
    (kept,) = await database.read(lambda session: session.query(Question).all())
    assert kept.picked == 2


async def test_none_of_these_names_no_entry(database: Database, watch: Watch) -> None:
    def pick(session: Session) -> tuple[str | None, int | None]:
        question = ask(session, watch)
        return Questions(session, watch).pick(question, 0), question.picked

    assert await database.write(pick) == (None, 0)


async def test_a_place_that_was_not_offered_is_refused(database: Database, watch: Watch) -> None:
    with pytest.raises(NotYours):
        await database.write(lambda session: Questions(session, watch).pick(ask(session, watch), 4))


async def test_nobody_else_and_no_other_chat_gets_a_question(database: Database, watch: Watch) -> None:
    id_ = await database.write(lambda session: ask(session, watch).id)

    for wrong in ((id_, MARIA, JONAS), (id_, GROUP, MARIA), (id_ + 1, MARIA, MARIA)):
        with pytest.raises(NotYours):
            await database.read(partial(offered, watch, *wrong))


async def test_what_was_answered_at_once_is_no_choice(database: Database, watch: Watch) -> None:
    id_ = await database.write(lambda session: ask(session, watch, ONE).id)

    with pytest.raises(NotYours):
        await database.read(lambda session: Questions(session, watch).offered(id_, MARIA, MARIA))


async def test_a_question_from_a_group_is_found_again_by_who_asked_it(database: Database, watch: Watch) -> None:
    id_ = await database.write(lambda session: ask(session, watch, chat=GROUP).id)

    question = await database.read(lambda session: Questions(session, watch).asked_by(MARIA, id_))
    assert question.chat_id == GROUP
    with pytest.raises(NotYours):
        await database.read(lambda session: Questions(session, watch).asked_by(JONAS, id_))


async def test_what_was_asked_last_is_known_for_a_while(database: Database, watch: Watch) -> None:
    def last(session: Session) -> Question | None:
        return Questions(session, watch).last(MARIA, MARIA, HOUR)

    assert await database.read(last) is None
    id_ = await database.write(lambda session: ask(session, watch).id)
    await database.write(lambda session: ask(session, watch, chat=GROUP))
    watch.moment += HOUR
    found = await database.read(last)
    assert found is not None
    assert found.id == id_
    watch.moment += timedelta(microseconds=1)

    assert await database.read(last) is None


async def test_a_message_is_known_by_what_it_asked_last(database: Database, watch: Watch) -> None:
    def note(session: Session, message: int, text: str) -> int:
        Members(session, watch).met(MARIA, "Maria")
        return Questions(session, watch).noted(Asked(MARIA, MARIA, text, "en", message), ONE).id

    def asked(session: Session, message: int, member: int) -> str | None:
        found = Questions(session, watch).asked_in(message, MARIA, member, HOUR)
        return found.text if found else None

    for message, text in ((7, "Wyh?"), (8, "Where?"), (7, "Why?")):
        await database.write(partial(note, message=message, text=text))

    assert await database.read(partial(asked, message=7, member=MARIA)) == "Why?"
    assert await database.read(partial(asked, message=9, member=MARIA)) is None
    assert await database.read(partial(asked, message=7, member=JONAS)) is None
    watch.moment += HOUR + timedelta(seconds=1)
    assert await database.read(partial(asked, message=7, member=MARIA)) is None


async def test_what_nothing_fits_stands_on_the_editors_list_at_once(database: Database, watch: Watch) -> None:
    def note(session: Session) -> tuple[str | None, str | None]:
        question = session.get_one(Question, ask(session, watch, Finding(Decision.UNKNOWN, ())).id)
        return question.outcome, session.get_one(Gap, question.gap_id).text

    assert await database.write(note) == ("unknown", "Why?")


async def test_what_is_answered_or_offered_stands_on_no_list(database: Database, watch: Watch) -> None:
    for finding in (ONE, SEVERAL):
        await database.write(partial(ask, watch=watch, finding=finding))

    assert await database.read(lambda session: session.query(Gap).count()) == 0


@pytest.mark.parametrize(
    ("finding", "picked", "answered"),
    [(ONE, None, "cost"), (SEVERAL, None, None), (SEVERAL, 2, "who"), (SEVERAL, 0, None)],
)
def test_the_answer_to_a_question_is_what_was_shown_or_chosen(
    finding: Finding, picked: int | None, answered: str | None
) -> None:
    offered = [match.id for match in finding.offered]
    assert Question(decision=finding.decision, offered=offered, picked=picked).answered_with == answered


async def test_an_old_question_is_forgotten(database: Database, watch: Watch) -> None:
    id_ = await database.write(lambda session: ask(session, watch).id)
    watch.moment += KEPT
    assert await database.write(lambda session: Questions(session, watch).forget()) == 0
    watch.moment += timedelta(seconds=1)

    with pytest.raises(NotYours):
        await database.read(lambda session: Questions(session, watch).offered(id_, MARIA, MARIA))
    assert await database.write(lambda session: Questions(session, watch).forget()) == 1
    assert await database.read(lambda session: session.get(Question, id_)) is None


async def test_who_is_forgotten_takes_their_questions_along(database: Database, watch: Watch) -> None:
    await database.write(lambda session: ask(session, watch))
    await database.write(lambda session: session.execute(delete(Member)).close())

    assert await database.read(lambda session: session.query(Question).count()) == 0
