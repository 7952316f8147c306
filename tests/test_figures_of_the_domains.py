"""What is counted of requests and events is what their definitions say."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from delivery.models import Fate, OutboxRow
from delivery.outbox import Call, Outbox
from events.fanout import kind_of
from events.models import Event, RunKind
from events.registrations import Registrations
from handlers.rights.figure_list import figures
from knowledge.profile import Profile
from people.tally import Tallies
from tests import requests_at
from tests.clocks import MovedClock
from tests.delivering import BOT
from tests.events_at import met, published
from tests.requests_at import ANNA_ACTS, sent
from tickets.models import Rating
from tickets.requests import Requests
from tickets.states import Reason

PROFILE = Profile(timezone="Europe/Paris", working_hours="Mon-Fri 09:00-17:00")


@pytest.fixture
def clock() -> MovedClock:
    """A clock that is moved; it begins on a Monday at ten in Paris."""
    return MovedClock()


async def counted(database: Database, clock: MovedClock) -> dict[str, dict[str, int]]:
    """Return what this winter's figures are, without those that are nought."""

    def read(session: Session) -> dict[str, dict[str, int]]:
        return Tallies(session, clock, figures(PROFILE)).between(date(2026, 11, 1), date(2027, 2, 28))

    return {figure: counts for figure, counts in (await database.read(read)).items() if counts}


async def test_requests_by_topic_country_reason_and_the_working_time_to_the_first_answer(
    database: Database, clock: MovedClock
) -> None:
    def ask(session: Session) -> None:
        requests_at.people(session, clock)
        for topic, country in (("green", "Alentejo, Portugal"), (None, "somewhere")):
            request = sent(session, clock)
            request.policy_topic, request.country = topic, country

    def answer(session: Session) -> None:
        requests = Requests(session, clock)
        requests.answered(ANNA_ACTS, 1)
        requests.close(ANNA_ACTS, 1, Reason.REFERRED)
        session.add(Rating(given_on=clock.now().date(), stars=4))

    await database.write(ask)
    clock.moves(days=1, hours=-2)  # seven working hours have passed; the next day has not begun
    await database.write(answer)

    found = await counted(database, clock)
    assert found["requests"] == {"green": 1, "not given": 1}
    assert found["request_countries"] == {"PT": 1, "not given": 1}
    assert found["first_answers"] == {"8": 1}
    assert found["closed"] == {"referred": 1}
    assert found["ratings"] == {"4": 1}


async def test_events_what_people_did_about_them_and_the_places_that_were_taken(
    database: Database, clock: MovedClock
) -> None:
    def register(session: Session) -> None:
        met(session, clock, 101, 102, 103)
        published(session, clock, capacity=2)
        for member in (101, 102, 103):
            Registrations(session, clock).register("clinic", member)
        session.get_one(Event, "clinic").over_at = clock.now() + timedelta(days=1)

    await database.write(register)
    clock.moves(hours=1)
    await database.write(lambda session: Registrations(session, clock).unregister("clinic", 101).answer)
    clock.moves(days=2)

    found = await counted(database, clock)
    assert found["registrations"] == {"cancelled": 1, "registered": 1, "offered": 1}
    assert found["places"] == {"places": 1}
    assert found["events"] == {"held": 1}


async def test_reminders_by_what_became_of_them(database: Database, clock: MovedClock) -> None:
    fates = {Fate.SENT: 3, Fate.EXPIRED: 1, Fate.REFUSED: 1, Fate.UNCERTAIN: 1, Fate.DROPPED: 4}

    def settle(session: Session) -> None:
        box = Outbox(session, clock, BOT)
        for number, fate in enumerate(fate for fate, many in fates.items() for _ in range(many)):
            call = Call(f"reminder/{number}", "sendMessage", 5, kind=kind_of(RunKind.REMINDER), subject="clinic")
            row = session.get_one(OutboxRow, box.call(call))
            row.state, row.settled_at = fate, clock.now()

    await database.write(settle)

    assert (await counted(database, clock))["reminders"] == {"sent": 3, "failed": 2, "uncertain": 1}
