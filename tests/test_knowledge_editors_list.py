"""What was not answered stands on the list until somebody deals with it; who waits for it is told once."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.database import Database
from knowledge.feedback import Feedback
from knowledge.gaps.editors_list import EditorsList
from knowledge.gaps.wishes import Wishes
from knowledge.library import Finding, Match
from knowledge.matching.gates import Decision
from knowledge.models import Gap, Outcome, Question
from knowledge.questions import Asked, Questions
from knowledge.tallies import DAYS, Tallies
from people.members import Members
from tests.clocks import MovedClock

MARIA, JONAS = 2**52 + 7, 12
FOUND = Finding(Decision.ANSWER, (Match("dogs", "May I bring my dog?", 0.9),))


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


def asked(session: Session, clock: MovedClock, text: str = "Dogs?", member: int = MARIA) -> Question:
    Members(session, clock).met(member, "Somebody")
    question = Questions(session, clock).noted(Asked(member, member, text, "en"), FOUND)
    return session.get_one(Question, question.id)


def missed(session: Session, clock: MovedClock, text: str = "Dogs?", member: int = MARIA) -> Gap:
    return Feedback(session, clock).missed(asked(session, clock, text, member), Outcome.NOT_MY_CASE, "dogs")


async def test_the_list_says_what_was_missed_and_how_many_wait(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[tuple[str, str, int]]:
        feedback = Feedback(session, clock)
        question = asked(session, clock)
        feedback.missed(question, Outcome.NOT_MY_CASE, "dogs")
        feedback.wish(question, MARIA)
        missed(session, clock, "Cats?", JONAS)
        return [(each.text, each.reason, each.waiting) for each in EditorsList(session, clock).missed()]

    assert await database.write(story) == [("Cats?", "not my case", 0), ("Dogs?", "not my case", 1)]


async def test_no_address_gets_onto_the_list(database: Database, clock: MovedClock) -> None:
    text = "Write to maria@example.org or +351 912 345 678"
    await database.write(lambda session: missed(session, clock, text))

    (row,) = await database.read(lambda session: EditorsList(session, clock).missed())
    assert row.text == "Write to …@… or +…"


async def test_what_is_settled_leaves_the_list_and_what_is_asked_again_comes_back(
    database: Database, clock: MovedClock
) -> None:
    def story(session: Session) -> list[list[str]]:
        editors, seen = EditorsList(session, clock), []
        first, second = missed(session, clock), missed(session, clock, "Cats?")
        assert editors.settle(first.id, [first.id], "dogs") == 1
        seen.append([each.text for each in editors.missed()])
        assert editors.settle(second.id, [first.id, second.id]) == 1
        seen.append([each.text for each in editors.missed()])
        missed(session, clock, "Dogs?", JONAS)
        seen.append([each.text for each in editors.missed()])
        return seen

    assert await database.write(story) == [["Cats?"], [], ["Dogs?"]]


async def test_only_what_is_none_of_our_business_can_be_put_back(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[object]:
        editors = EditorsList(session, clock)
        first, second = missed(session, clock), missed(session, clock, "Cats?")
        editors.settle(first.id, [first.id])
        editors.settle(second.id, [second.id], "cats")
        put = [editors.put_back(each.id) for each in (first, first, second)]
        return [*put, [each.text for each in editors.missed()]]

    assert await database.write(story) == [1, 0, 0, ["Dogs?"]]


async def test_a_second_thought_on_a_settled_question_stands_on_the_list_anew(
    database: Database, clock: MovedClock
) -> None:
    def story(session: Session) -> tuple[int, list[str]]:
        feedback, editors = Feedback(session, clock), EditorsList(session, clock)
        question = asked(session, clock)
        gap = feedback.missed(question, Outcome.NOT_MY_CASE, "dogs")
        editors.settle(gap.id, [gap.id], "cats")
        feedback.missed(question, Outcome.OUT_OF_DATE, "cats")
        return session.scalar(select(func.count(Gap.id))) or 0, [each.reason for each in editors.missed()]

    assert await database.write(story) == (2, ["out of date"])


async def test_a_wish_of_whom_no_message_reaches_waits(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[list[str]]:
        feedback, wishes, seen = Feedback(session, clock), Wishes(session, clock), []
        question = asked(session, clock)
        feedback.missed(question, Outcome.UNKNOWN)
        feedback.wish(question, MARIA)
        for step in (Members(session, clock).blocked, Members(session, clock).back):
            step(MARIA)
            session.flush()
            seen.append([each.text for each in wishes.reachable()])
        return seen

    assert await database.write(story) == [[], ["Dogs?"]]


async def test_a_wish_ends_once_and_a_new_one_has_a_key_of_its_own(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> tuple[list[bool], int]:
        feedback, wishes, keys = Feedback(session, clock), Wishes(session, clock), set()
        question = asked(session, clock)
        gap = feedback.missed(question, Outcome.UNKNOWN)
        ended = []
        for _ in range(2):
            clock.moves(seconds=1)
            feedback.wish(question, MARIA)
            keys |= {each.key for each in wishes.reachable()}
            ended += [wishes.end(gap.id, JONAS), wishes.end(gap.id, MARIA), wishes.end(gap.id, MARIA)]
        return ended, len(keys)

    assert await database.write(story) == ([False, True, False] * 2, 2)


async def test_somebody_s_wishes_are_theirs_alone(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[list[str]]:
        feedback, wishes = Feedback(session, clock), Wishes(session, clock)
        for member, text in ((MARIA, "Dogs?"), (JONAS, "Cats?")):
            question = asked(session, clock, text, member)
            gap = feedback.missed(question, Outcome.UNKNOWN)
            feedback.wish(question, member)
            found = wishes.question(gap.id, member)
            assert found is not None
            assert found.id == question.id
        return [[text for _, text, _ in wishes.of(member)] for member in (MARIA, JONAS)]

    assert await database.write(story) == [["Dogs?"], ["Cats?"]]


async def test_what_was_said_of_an_entry_is_counted_for_ninety_days(database: Database, clock: MovedClock) -> None:
    def said(session: Session) -> None:
        feedback = Feedback(session, clock)
        for entry in ("dogs", "dogs", "trip", "trip#plane", "tripod"):
            feedback.shown(entry)
        feedback.solved(asked(session, clock), "trip#plane")
        missed(session, clock)

    await database.write(said)
    clock.moves(days=DAYS)
    every = await database.read(lambda session: Tallies(session, clock).every())
    trip = await database.read(lambda session: Tallies(session, clock).of("trip"))
    clock.moves(days=1)

    assert [(each.entry, each.shown, each.solved, each.not_quite) for each in every] == [
        ("dogs", 2, 0, {"not my case": 1}),
        ("trip", 1, 0, {}),
        ("trip#plane", 1, 1, {}),
        ("tripod", 1, 0, {}),
    ]
    assert (trip.shown, trip.solved) == (2, 1)
    assert await database.read(lambda session: Tallies(session, clock).every()) == []
