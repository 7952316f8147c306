"""What members say of an answer is counted once, and what was not answered stands on the editors' list."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.database import Database
from knowledge.feedback import Feedback
from knowledge.library import Finding, Match
from knowledge.matching.gates import Decision
from knowledge.models import GAP_KEPT, WISH_KEPT, Gap, Outcome, Question, Shown, Wish
from knowledge.questions import Asked, Questions
from people.members import Members
from tests.clocks import MovedClock

MARIA, JONAS = 2**52 + 7, 12
FOUND = Finding(Decision.ANSWER, (Match("dogs", "May I bring my dog?", 0.9),))


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


def asked(session: Session, clock: MovedClock, member: int = MARIA, text: str = "Dogs?") -> Question:
    Members(session, clock).met(member, "Somebody")
    question = Questions(session, clock).noted(Asked(member, member, text, "en"), FOUND)
    return session.get_one(Question, question.id)


def counted(session: Session, outcome: str) -> int:
    return session.scalar(select(func.coalesce(func.sum(Shown.count), 0)).where(Shown.outcome == outcome)) or 0


async def test_however_often_solved_is_pressed_it_counts_once(database: Database, clock: MovedClock) -> None:
    def twice(session: Session) -> int:
        question, feedback = asked(session, clock), Feedback(session, clock)
        feedback.solved(question, "dogs")
        feedback.solved(question, "dogs")
        return counted(session, Outcome.SOLVED)

    assert await database.write(twice) == 1


async def test_a_miss_keeps_the_words_and_nobodys_name(database: Database, clock: MovedClock) -> None:
    def missed(session: Session) -> Gap:
        question = asked(session, clock)
        return Feedback(session, clock).missed(question, Outcome.NOT_MY_CASE, "dogs")

    gap = await database.write(missed)

    assert (gap.text, gap.language, gap.reason, gap.shown) == ("Dogs?", "en", "not my case", "dogs")
    assert gap.asked_on == clock.now().date()
    assert {column.name for column in Gap.__table__.columns}.isdisjoint({"member_id", "chat_id", "asked_at"})


async def test_a_question_stands_on_the_list_once_with_its_latest_reason(database: Database, clock: MovedClock) -> None:
    def twice(session: Session) -> list[str]:
        question, feedback = asked(session, clock), Feedback(session, clock)
        feedback.missed(question, Outcome.NONE_OF_THESE)
        feedback.missed(question, Outcome.OUT_OF_DATE, "dogs")
        return list(session.scalars(select(Gap.reason)))

    assert await database.write(twice) == [Outcome.OUT_OF_DATE]


async def test_what_was_solved_after_all_leaves_the_list(database: Database, clock: MovedClock) -> None:
    def regretted(session: Session) -> int | None:
        question, feedback = asked(session, clock), Feedback(session, clock)
        feedback.missed(question, Outcome.UNKNOWN)
        feedback.solved(question, "dogs")
        session.flush()
        return session.scalar(select(func.count(Gap.id)))

    assert await database.write(regretted) == 0


async def test_misses_are_counted_back_to_the_last_one_that_was_none(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[int]:
        feedback, row = Feedback(session, clock), []
        for outcome in (Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.SOLVED, Outcome.NOT_MY_TOPIC):
            question = asked(session, clock)
            if outcome is Outcome.SOLVED:
                feedback.solved(question, "dogs")
            else:
                feedback.missed(question, outcome)
            session.flush()
            row.append(feedback.misses_in_a_row(MARIA, MARIA))
        asked(session, clock, JONAS)
        return [*row, feedback.misses_in_a_row(JONAS, JONAS)]

    assert await database.write(story) == [1, 2, 0, 1, 0]


async def test_who_wants_to_be_told_is_noted_once_and_only_for_a_gap(database: Database, clock: MovedClock) -> None:
    def wish(session: Session) -> list[bool]:
        question, feedback = asked(session, clock), Feedback(session, clock)
        before = feedback.wish(question, MARIA)
        feedback.missed(question, Outcome.UNKNOWN)
        return [before, feedback.wish(question, MARIA), feedback.wish(question, MARIA)]

    assert await database.write(wish) == [False, True, False]


async def test_wishes_and_gaps_are_forgotten_in_their_time(database: Database, clock: MovedClock) -> None:
    def wish(session: Session) -> None:
        question, feedback = asked(session, clock), Feedback(session, clock)
        feedback.missed(question, Outcome.UNKNOWN)
        feedback.wish(question, MARIA)

    def left(session: Session) -> tuple[int | None, int | None]:
        Feedback(session, clock).forget()
        return session.scalar(select(func.count(Wish.id))), session.scalar(select(func.count(Gap.id)))

    await database.write(wish)
    found = []
    for wait in (WISH_KEPT, timedelta(seconds=1), GAP_KEPT - WISH_KEPT, timedelta(days=1)):
        clock.moves(seconds=wait.total_seconds())
        found.append(await database.write(left))

    assert found == [(1, 1), (0, 1), (0, 1), (0, 0)]
