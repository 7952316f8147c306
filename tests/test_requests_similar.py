"""An expert sees which answered requests are most like a new one, of members who allow it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from handlers.context import Work
from handlers.experts.similar import similar
from tests.clocks import MovedClock
from tests.requests_at import ANNA_ACTS, MARIA, sent, settled
from tickets.models import Request
from tickets.parts import Parts, Written
from tickets.requests import Requests
from tickets.states import Consent

Earlier = tuple[str, dict[str, object]]
MESSAGES: Iterator[int] = iter(range(1, 10_000))


class Working:
    """As much of a decision as looking for similar requests needs."""

    def __init__(self, session: Session, clock: MovedClock) -> None:
        self.session, self.requests = session, Requests(session, clock)


def asked(session: Session, clock: MovedClock, words: str, *, answered: bool = True, **facts: object) -> Request:
    """A request of Maria's in these words."""
    requests = Requests(session, clock)
    request = sent(session, clock, MARIA, words)
    Parts(session, clock).add(request, MARIA, Written(MARIA, next(MESSAGES), words))
    for name, value in ({"consent": Consent.REUSE} | facts).items():
        setattr(request, name, value)
    if answered:
        requests.answered(ANNA_ACTS, request.id)
        requests.close(ANNA_ACTS, request.id, "answered")  # type: ignore[arg-type]  # its value
    return request


@pytest.fixture
async def clock(database: Database) -> MovedClock:
    """A clock that stands still, on a database in which everybody is."""
    stands = MovedClock()
    await settled(database, stands)
    return stands


async def found(database: Database, clock: MovedClock, words: str, *earlier: Earlier) -> list[str]:
    """The subjects that are found for new words among earlier requests."""

    def work(session: Session) -> list[str]:
        for text, facts in earlier:
            asked(session, clock, text, **facts)  # type: ignore[arg-type]  # as the story says
        new = asked(session, clock, words, answered=False)
        doing: Work = Working(session, clock)  # type: ignore[assignment]  # as much of it as is needed
        return [each.subject for each in similar(doing, new)]

    return await database.write(work)


BIKES: Earlier = ("How do we pay for cycle lanes in a small town?", {})
REPAIR: Earlier = ("Who has set up a repair voucher for household goods?", {})
WATER: Earlier = ("Which regions reuse waste water in agriculture?", {})


async def test_the_most_like_comes_first_and_the_unlike_not_at_all(database: Database, clock: MovedClock) -> None:
    words = "We want a repair voucher for goods of households; who has one?"

    assert await found(database, clock, words, BIKES, REPAIR, WATER) == [REPAIR[0]]


@pytest.mark.parametrize(
    "facts", [{"consent": None}, {"consent": Consent.PRIVATE}, {"answered": False}, {"language": "fr"}]
)
async def test_what_is_private_unanswered_or_in_another_language_is_not_shown(
    database: Database, clock: MovedClock, facts: dict[str, object]
) -> None:
    words = "Who has a repair voucher for household goods?"

    assert await found(database, clock, words, (REPAIR[0], facts)) == []
    assert await found(database, clock, words, REPAIR) == [REPAIR[0]]


async def test_three_are_enough(database: Database, clock: MovedClock) -> None:
    earlier: list[Earlier] = [(f"{REPAIR[0]} In town number {place}", {}) for place in range(5)]

    assert len(await found(database, clock, REPAIR[0], *earlier)) == 3


async def test_without_any_before_there_is_none(database: Database, clock: MovedClock) -> None:
    assert await found(database, clock, "Anything?") == []
