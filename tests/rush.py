"""Many people register at once for few places; what must be true of it afterwards."""

import asyncio
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from events.models import Event, Registration, Standing
from events.registrations import Answer, Outcome, Registrations
from tests.events_at import given

AT_ONCE = 64  # more than the lanes let in side by side; each more would only wait for a connection


async def rush(database: Database, clock: Clock, people: int, places: int) -> list[str]:
    """Let so many people register for an event of its own; return what was told or kept and is not so."""
    await given(database, clock, people, capacity=places)
    doors = asyncio.Semaphore(AT_ONCE)

    async def registers(member: int) -> Outcome:
        async with doors:
            return await database.write(lambda session: Registrations(session, clock).register("clinic", member))

    outcomes = await asyncio.gather(*(registers(member) for member in range(1, people + 1)))
    told = Counter(outcome.answer for outcome in outcomes)
    return await database.read(lambda session: _faults(session, clock, told, people, places))


def _faults(session: Session, clock: Clock, told: Counter[Answer], people: int, places: int) -> list[str]:
    registrations = Registrations(session, clock)
    waiting = registrations.people("clinic", (Standing.WAITING,))
    coming = len(session.scalars(select(Registration).where(Registration.state == Standing.REGISTERED)).all())
    found = {
        "were told that they have a place": (told[Answer.REGISTERED], places),
        "were told that they wait": (told[Answer.WAITING], people - places),
        "have a place": (coming, places),
        "places are counted as taken": (session.scalar(select(Event.taken)), places),
        "wait in the order of their turns": ([each.queue for each in waiting], list(range(1, people - places + 1))),
        "is the turn of the last": (registrations.place_in_queue(waiting[-1]), people - places),
    }
    return [f"{is_} {words}, not {wanted}" for words, (is_, wanted) in found.items() if is_ != wanted]
