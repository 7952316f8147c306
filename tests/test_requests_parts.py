"""What members write is kept once, in order, in the right request; and ratings without one."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from tests.clocks import MovedClock
from tests.requests_at import ANNA_ACTS, JONAS, MARIA, MARIA_ACTS, in_state, sent, settled
from tickets.belonging import IN_ONE_GO, answered_request, open_requests, waiting_request
from tickets.models import Copy, Rating, Request
from tickets.parts import ALBUM_LASTS, ALBUM_RESTS, Parts, Written, question_of
from tickets.rating import Ratings
from tickets.requests import MOST_OPEN, Requests, Seen, TooMany
from tickets.states import Reason, Role, State


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def database(database: Database, clock: MovedClock) -> Database:
    await settled(database, clock)
    return database


def written(message: int, text: str = "A word", album: str | None = None) -> Written:
    return Written(MARIA, message, text, "photo" if album else "text", album=album)


def waiting(session: Session, clock: MovedClock) -> int | None:
    found = waiting_request(session, open_requests(session, MARIA), clock.now())
    return found.id if found is not None else None


async def test_a_message_is_kept_once(database: Database, clock: MovedClock) -> None:
    def twice(session: Session) -> list[str]:
        request, parts = sent(session, clock), Parts(session, clock)
        first = parts.add(request, MARIA, written(1, "Nul\x00 and a lone \ud800 surrogate"))
        assert first is not None
        assert parts.add(request, MARIA, written(1, "Something else")) is None
        return [part.text for part in parts.of(request)]

    assert await database.write(twice) == ["Nul and a lone  surrogate"]


async def test_an_album_is_complete_when_no_part_came_for_a_while(database: Database, clock: MovedClock) -> None:
    def begin(session: Session) -> None:
        request, parts = sent(session, clock), Parts(session, clock)
        for number in (1, 2):
            part = parts.add(request, MARIA, written(number, f"{number}", "album"))
            assert part is not None
            parts.wait_for_album(part)

    def complete(session: Session) -> list[list[str]]:
        return [[part.text for part in album] for album in Parts(session, clock).complete_albums()]

    await database.write(begin)
    clock.moves(seconds=ALBUM_RESTS.total_seconds() - 0.1)
    assert not await database.read(lambda session: Parts(session, clock).any_complete())
    clock.moves(seconds=0.1)
    assert await database.read(lambda session: Parts(session, clock).any_complete())
    assert await database.write(complete) == [["1", "2"]]
    assert await database.write(complete) == []


async def test_an_album_lasts_six_seconds_at_most(database: Database, clock: MovedClock) -> None:
    def begin(session: Session) -> int:
        return sent(session, clock).id

    def one_more(session: Session, number: int, request_id: int) -> bool:
        request, parts = session.get_one(Request, request_id), Parts(session, clock)
        part = parts.add(request, MARIA, written(number, f"{number}", "album"))
        assert part is not None
        parts.wait_for_album(part)
        return parts.any_complete()

    request = await database.write(begin)
    begun, number, complete = clock.now(), 0, False
    while not complete:
        number += 1
        complete = await database.write(partial(one_more, number=number, request_id=request))
        clock.moves(seconds=1)

    assert clock.now() - begun == ALBUM_LASTS + timedelta(seconds=1)


async def test_text_belongs_to_the_only_request_that_has_its_member_speak(
    database: Database, clock: MovedClock
) -> None:
    def one(session: Session) -> int:
        return in_state(session, clock, State.ANSWERED).id

    first = await database.write(one)
    assert await database.read(lambda session: waiting(session, clock)) == first
    await database.write(lambda session: sent(session, clock).id)
    assert await database.read(lambda session: waiting(session, clock)) == first
    await database.write(lambda session: in_state(session, clock, State.YOUR_TURN).id)

    assert await database.read(lambda session: waiting(session, clock)) is None


@pytest.mark.parametrize("state", [State.DRAFT, State.RECEIVED, State.WITH_EXPERT, State.CLOSED])
async def test_text_belongs_to_no_other_request(database: Database, clock: MovedClock, state: State) -> None:
    await database.write(lambda session: in_state(session, clock, state).id)

    assert await database.read(lambda session: waiting(session, clock)) is None


async def test_what_is_sent_in_one_go_belongs_together(database: Database, clock: MovedClock) -> None:
    def write(session: Session) -> int:
        request = in_state(session, clock, State.YOUR_TURN)
        Requests(session, clock).wrote(request, MARIA)
        assert request.state == State.WITH_EXPERT
        return request.id

    request = await database.write(write)
    clock.moves(seconds=IN_ONE_GO.total_seconds())
    assert await database.read(lambda session: waiting(session, clock)) == request
    clock.moves(seconds=1)

    assert await database.read(lambda session: waiting(session, clock)) is None


async def test_a_reply_belongs_to_ones_own_request_only(database: Database, clock: MovedClock) -> None:
    def stand(session: Session) -> None:
        request = sent(session, clock)
        session.add(Copy(chat_id=MARIA, message_id=5, request_id=request.id, role=Role.NOTICE))
        session.add(Copy(chat_id=JONAS, message_id=6, request_id=request.id, role=Role.RELAY))
        session.flush()

    await database.write(stand)

    def answered(session: Session) -> list[bool]:
        places = ((MARIA, 5), (JONAS, 6), (MARIA, 6), (MARIA, 7))
        return [answered_request(session, chat, message) is not None for chat, message in places]

    assert await database.read(answered) == [True, False, False, False]


async def test_taken_out_again_the_member_has_the_word_as_before(database: Database, clock: MovedClock) -> None:
    def write(session: Session) -> tuple[str, str]:
        request, requests, parts = (
            in_state(session, clock, State.YOUR_TURN),
            Requests(session, clock),
            Parts(session, clock),
        )
        clock.moves(minutes=1)
        part = parts.add(request, MARIA, written(1))
        assert part is not None
        requests.wrote(request, MARIA)
        parts.delete(part)
        requests.taken_out(request, MARIA)
        return request.state, requests.history(request.id)[-1].act

    assert await database.write(write) == (State.YOUR_TURN, "taken out")


async def test_taken_out_of_two_the_expert_keeps_the_word(database: Database, clock: MovedClock) -> None:
    def write(session: Session) -> str:
        request, requests, parts = (
            in_state(session, clock, State.ANSWERED),
            Requests(session, clock),
            Parts(session, clock),
        )
        clock.moves(minutes=1)
        first, second = (parts.add(request, MARIA, written(number)) for number in (1, 2))
        assert first is not None
        assert second is not None
        requests.wrote(request, MARIA)
        parts.delete(second)
        requests.taken_out(request, MARIA)
        return request.state

    assert await database.write(write) == State.WITH_EXPERT


async def test_what_was_kept_becomes_the_draft(database: Database, clock: MovedClock) -> None:
    def write(session: Session) -> tuple[bool, str, bool]:
        requests, parts = Requests(session, clock), Parts(session, clock)
        kept = requests.begin_kept(MARIA, "en")
        parts.add(kept, MARIA, written(1, "A caption", "album"))
        assert requests.draft_of(MARIA) is None
        draft = requests.begin(MARIA, "en", "A question", Seen(), requests.kept_of(MARIA))
        return draft.id == kept.id, question_of(parts.of(draft)), requests.kept_of(MARIA) is None

    assert await database.write(write) == (True, "A caption", True)


async def test_of_many_open_requests_one_more_is_refused(database: Database, clock: MovedClock) -> None:
    def write(session: Session) -> None:
        for _ in range(MOST_OPEN):
            sent(session, clock)
        with pytest.raises(TooMany):
            Requests(session, clock).begin(MARIA, "en", "One more")
        Requests(session, clock).begin(JONAS, "en", "Another's")

    await database.write(write)


async def test_a_rating_is_kept_once_with_a_reason_that_fits(database: Database, clock: MovedClock) -> None:
    def write(session: Session) -> list[tuple[int, str | None]]:
        ratings, requests = Ratings(session, clock), Requests(session, clock)
        for stars in (2, 5):
            request = sent(session, clock)
            requests.take(ANNA_ACTS, request.id)
            requests.close(ANNA_ACTS, request.id, Reason.ANSWERED)
            assert ratings.rate(request, stars)
            assert not ratings.rate(request, 1)
        assert ratings.give_reason("clear")
        assert not ratings.give_reason("clear")
        return [(each.stars, each.reason) for each in session.scalars(select(Rating).order_by(Rating.id))]

    assert await database.write(write) == [(2, None), (5, "clear")]


async def test_who_withdraws_can_reopen(database: Database, clock: MovedClock) -> None:
    def write(session: Session) -> str:
        requests, request = Requests(session, clock), sent(session, clock)
        requests.withdraw(MARIA_ACTS, request.id)
        requests.reopen(MARIA_ACTS, request.id)
        return request.state

    assert await database.write(write) == State.RECEIVED
