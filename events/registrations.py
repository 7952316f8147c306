"""Who comes: places, the waiting list, and places that are offered to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from core.clock import Clock
from events import queries, registration_queries
from events.models import HOLDING, KEPT, Event, EventState, Registration, Standing
from people.rows import removed

OFFER_KEPT = timedelta(hours=24)
MOST_OFFERED = 100  # in one transaction; the next tick offers the rest


class Answer(StrEnum):
    """What somebody is told who wants to come, or does not any more."""

    REGISTERED = "registered"
    WAITING = "waiting"
    OFFERED = "offered"  # a place is theirs if they take it
    ALREADY = "already"  # nothing has changed
    LEFT = "left"
    CLOSED = "closed"  # nobody can register any more, or never could
    UNKNOWN = "unknown"  # there is no such event for this person


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of it, for whom, and who was offered a place by it and must be told."""

    answer: Answer
    registration: Registration | None = None
    offered: tuple[Registration, ...] = ()


@dataclass(frozen=True, slots=True)
class Registrations:
    """Gives places, once each; what must be told is returned, to be said in the same transaction.

    Every change holds the event first, so that those who come at once come one after the other.
    """

    session: Session
    clock: Clock

    def of(self, event_id: str, member: int) -> Registration | None:
        """Return how a person stands to an event, as it is now."""
        return self.session.scalar(registration_queries.registration(), {"event": event_id, "member": member})

    def events_of(self, member: int, states: Collection[Standing]) -> list[tuple[Event, Registration]]:
        """Return the events to which a person stands so, the next one first."""
        return [(row[0], row[1]) for row in self.session.execute(queries.of_member(member, states))]

    def people(self, event_id: str, states: Collection[Standing] = HOLDING) -> list[Registration]:
        """Return those who stand so to an event; the waiting in the order of their turn."""
        return list(self.session.scalars(registration_queries.people(event_id, states)))

    def counted(self, event_id: str) -> dict[str, int]:
        """Count the people by how they stand to an event."""
        return {row[0]: row[1] for row in self.session.execute(registration_queries.counted(event_id))}

    def register(self, event_id: str, member: int) -> Outcome:
        """Give this person a place, or one on the waiting list; taking an offered place is the same."""
        values = {"event": event_id, "now": self.clock.now()}
        taken = self.session.scalar(registration_queries.take_place(), values) is not None
        event, known = self._hold(event_id), self.of(event_id, member)
        if event is None or event.state == EventState.DRAFT:
            return Outcome(Answer.UNKNOWN)
        if known is not None and known.state != Standing.CANCELLED:
            event.taken -= int(taken)
            return self._again(event, known)
        if taken:
            return Outcome(Answer.REGISTERED, self._stand(event, member, Standing.REGISTERED))
        if not event.is_open(self.clock.now()) or not event.has_places:
            return Outcome(Answer.CLOSED)
        return Outcome(Answer.WAITING, self._stand(event, member, Standing.WAITING))

    def place_in_queue(self, registration: Registration) -> int | None:
        """Return how many turns it is until theirs, 1 for the next; None for who does not wait."""
        if registration.state != Standing.WAITING or registration.queue is None:
            return None
        earlier = registration_queries.before_in_queue(registration.event_id, registration.queue)
        return (self.session.scalar(earlier) or 0) + 1

    def unregister(self, event_id: str, member: int) -> Outcome:
        """Free the place of who cannot come, or declines an offer; it is offered to who waits longest."""
        event = self._hold(event_id)
        known = self.of(event_id, member)
        if event is None or known is None:
            return Outcome(Answer.UNKNOWN)
        if known.state == Standing.CANCELLED:
            return Outcome(Answer.ALREADY, known)
        held = known.state in HOLDING
        self._stand_as(known, Standing.CANCELLED)
        if held:
            event.taken -= 1
        return Outcome(Answer.LEFT, known, self._offer(event))

    def lapse(self) -> list[Outcome]:
        """Take back the offers that nobody took in time; each outcome names who lost it and who is offered it now."""
        due = [(row[0], row[1]) for row in self.session.execute(registration_queries.lapsed(self.clock.now()))]
        return [outcome for event_id, member in sorted(due) if (outcome := self._lapse(event_id, member))]

    def promote(self) -> list[Registration]:
        """Offer the places that have become free by other means, such as a raised capacity; return who must be told."""
        ids = list(self.session.scalars(registration_queries.with_room(self.clock.now())))
        return [offered for id_ in ids if (event := self._hold(id_)) for offered in self._offer(event)]

    def recount(self) -> int:
        """Count the places anew where people were forgotten; return at how many events."""
        ids = list(self.session.scalars(registration_queries.miscounted()))
        for id_ in ids:
            event = self._hold(id_)
            if event is not None:
                event.taken = self.session.scalar(registration_queries.holding(id_)) or 0
        self.session.flush()
        return len(ids)

    def leave_all(self, member: int) -> list[Outcome]:
        """Free every place of a person, before they are forgotten."""
        ids = list(self.session.scalars(registration_queries.active_of(member)))
        return [self.unregister(event_id, member) for event_id in ids]

    def forget(self) -> int:
        """Remove what has been kept as long as its table says; returns how many rows."""
        statements = registration_queries.long_over(self.clock.now() - KEPT)
        return sum(removed(self.session, statement) for statement in statements)

    def _again(self, event: Event, known: Registration) -> Outcome:
        if known.state != Standing.OFFERED:
            return Outcome(Answer.ALREADY, known)
        if not event.is_open(self.clock.now()):
            return Outcome(Answer.CLOSED, known)
        self._stand_as(known, Standing.REGISTERED)
        return Outcome(Answer.REGISTERED, known)

    def _lapse(self, event_id: str, member: int) -> Outcome | None:
        event, known = self._hold(event_id), self.of(event_id, member)
        if event is None or known is None or known.state != Standing.OFFERED:
            return None  # it was taken while we waited for the event
        self._stand_as(known, Standing.CANCELLED)
        event.taken -= 1
        return Outcome(Answer.LEFT, known, self._offer(event))

    def _offer(self, event: Event) -> tuple[Registration, ...]:
        """Offer free places of a held event to those whose turn it is."""
        now = self.clock.now()
        until = offer_until(event.begins_at, now)
        if until is None or not event.is_open(now) or not event.has_places:
            return ()
        free = MOST_OFFERED if event.capacity is None else max(0, event.capacity - event.taken)
        self.session.flush()
        first = registration_queries.first_waiting(event.id, min(free, MOST_OFFERED))
        offered = tuple(self.session.scalars(first)) if free else ()
        for each in offered:
            self._stand_as(each, Standing.OFFERED)
            each.offer_until = until
        event.taken += len(offered)
        self.session.flush()
        return offered

    def _stand(self, event: Event, member: int, state: Standing) -> Registration:
        known = self.of(event.id, member)
        if known is None:
            known = Registration(event_id=event.id, member_id=member, surveyed=False)
            self.session.add(known)
        self._stand_as(known, state)
        known.told_version = event.version
        if state == Standing.WAITING:
            event.queued += 1
            known.queue = event.queued
        self.session.flush()
        return known

    def _stand_as(self, known: Registration, state: Standing) -> None:
        known.state, known.since, known.queue, known.offer_until = state, self.clock.now(), None, None

    def _hold(self, event_id: str) -> Event | None:
        return self.session.scalar(registration_queries.hold_event(), {"event": event_id})


def offer_until(begins_at: datetime | None, now: datetime) -> datetime | None:
    """Return until when an offered place is kept: a day, or half of the time that is left; None once it has begun."""
    if begins_at is None:
        return now + OFFER_KEPT
    left = begins_at - now
    return now + min(OFFER_KEPT, left / 2) if left > timedelta() else None
