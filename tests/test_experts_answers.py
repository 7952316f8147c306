"""What experts write is kept apart until it is sent, and every message is found again by where it stands."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from core.text import Mark, Text
from delivery.models import Fate, OutboxRow
from delivery.outbox import Call, Outbox
from delivery.threads import Threads
from tests.clocks import MovedClock
from tests.requests_at import ANNA, MARIA, people, sent
from tickets.answers import Answers
from tickets.contents import worded
from tickets.copies import Copies
from tickets.expert_cards import harmless, quiet
from tickets.models import Answer, Part, Request
from tickets.parts import Parts, Written
from tickets.states import AnswerKind, AnswerState, Role, Side

GROUP, TOPIC = -1001, 77


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


def begun(session: Session, clock: Clock) -> tuple[Request, Answer]:
    people(session, clock)
    request = sent(session, clock)
    return request, Answers(session, clock).begin(request, ANNA, AnswerKind.ANSWER, GROUP, TOPIC)


async def test_what_is_discarded_is_not_kept(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> tuple[list[Part], str]:
        request, answer = begun(session, clock)
        answers = Answers(session, clock)
        answers.add(answer, request, Written(GROUP, 5, "a draft"))
        answers.cancel(answer)
        return list(session.scalars(select(Part))), answer.state

    assert await database.write(story) == ([], AnswerState.CANCELLED)


async def test_a_message_joins_once_and_what_was_read_is_to_be_read_anew(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> tuple[int, str, int | None]:
        request, answer = begun(session, clock)
        answers = Answers(session, clock)
        answer.state, answer.reader_id = AnswerState.CHECKING, 7
        for _ in range(2):
            answers.add(answer, request, Written(GROUP, 5, "said"))
        return len(answers.parts(answer)), answer.state, answer.reader_id

    assert await database.write(story) == (1, AnswerState.OPEN, None)


async def test_an_answer_is_found_by_who_writes_it_where(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[bool]:
        request, answer = begun(session, clock)
        answers = Answers(session, clock)
        found = [
            answers.open_of(request, ANNA, GROUP),
            answers.open_of(request, ANNA, ANNA),
            answers.open_of(request, MARIA, GROUP),
        ]
        return [each is answer for each in found]

    assert await database.write(story) == [True, False, False]


async def test_a_reply_is_mapped_to_what_it_answers_in_both_directions(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[int | None]:
        request, answer = begun(session, clock)
        parts, copies = Parts(session, clock), Copies(session, clock)
        asked = parts.add(request, MARIA, Written(MARIA, 10, "a question"))
        assert asked is not None
        copies.add(request.id, GROUP, 20, Role.RELAY, part=asked.id)
        said = Answers(session, clock).add(answer, request, Written(GROUP, 21, "an answer", replies_to=20))
        assert said is not None
        copies.add(request.id, MARIA, 11, Role.RELAY, part=said.id)
        again = parts.add(request, MARIA, Written(MARIA, 12, "thanks", replies_to=11))
        alone = parts.add(request, MARIA, Written(MARIA, 13, "more", replies_to=9))
        assert again is not None
        assert alone is not None
        return [copies.counterpart(said, MARIA), copies.counterpart(again, GROUP), copies.counterpart(alone, GROUP)]

    assert await database.write(story) == [10, 21, None]


async def test_what_waits_for_a_topic_goes_to_the_next_one_or_nowhere(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[tuple[str, str, bool]]:
        outbox = Outbox(session, clock, 1)
        body = {"chat_id": GROUP, "message_thread_id": TOPIC, "text": "words"}
        for key in ("card", "note"):
            outbox.call(Call(key, "sendMessage", GROUP, body))
        outbox.call(Call("edit of card", "editMessageText", GROUP, {"chat_id": GROUP}, edits="card"))
        outbox.call(Call("elsewhere", "sendMessage", GROUP, {**body, "message_thread_id": 5}))
        Threads(session, clock, 1).move(GROUP, TOPIC, 88, lambda key: key == "card")
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [(row.key, row.state, '"message_thread_id": 88' in (row.body or "")) for row in rows]

    assert await database.write(story) == [
        ("card", Fate.DROPPED, False),
        ("note", Fate.WAITING, True),
        ("edit of card", Fate.DROPPED, False),
        ("elsewhere", Fate.WAITING, False),
    ]


async def test_a_side_is_known_by_who_wrote(database: Database, clock: MovedClock) -> None:
    def story(session: Session) -> list[str]:
        request, answer = begun(session, clock)
        Parts(session, clock).add(request, MARIA, Written(MARIA, 10, "a question"))
        Answers(session, clock).add(answer, request, Written(GROUP, 21, "an answer"))
        return [part.side for part in Parts(session, clock).of(request)]

    assert await database.write(story) == [Side.MEMBER, Side.EXPERT]


@pytest.mark.parametrize(
    ("plain", "entities", "marks"),
    [
        ("a bold word", [{"type": "bold", "offset": 2, "length": 4}], (Mark("bold", 2, 6),)),
        ("🙂🙂 bold", [{"type": "bold", "offset": 5, "length": 4}], (Mark("bold", 3, 7),)),
        ("a link", [{"type": "text_link", "offset": 2, "length": 4, "url": "https://x.org"}],
         (Mark("text_link", 2, 6, "https://x.org"),)),
        ("call me", [{"type": "text_mention", "offset": 0, "length": 4, "user": {"id": 5}}], ()),
        ("short", [{"type": "bold", "offset": 3, "length": 40}], (Mark("bold", 3, 5),)),
        ("short", [{"type": "bold", "offset": 9, "length": 4}], ()),
    ],
)  # fmt: skip
def test_marks_are_kept_where_they_can_be_passed_on(
    plain: str, entities: list[dict[str, Any]], marks: tuple[Mark, ...]
) -> None:
    assert worded(plain, entities) == Text(plain, marks)


@pytest.mark.parametrize("name", ["@boris", "hello @boris_x and @lea", "(@boris)"])
def test_no_name_that_somebody_typed_calls_anybody(name: str) -> None:
    assert "@b" not in quiet(Text(name)).plain
    assert quiet(Text(name)).plain.replace("\u2060", "") == name


def test_an_address_stays_as_it_is() -> None:
    assert quiet(Text("me@example.org")).plain == "me@example.org"


def test_what_hides_or_turns_is_taken_out_of_a_name() -> None:
    assert harmless("Ma\u202eria\n\u200b #7 closed") == "Ma ria #7 closed"
