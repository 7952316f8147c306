"""An event as one person sees it: how they stand to it, what is free, and what has changed last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from events import queries
from events.models import Event, EventState, EventVersion, Registration, Standing
from events.registrations import Registrations

PUBLIC = queries.PUBLIC


@dataclass(frozen=True, slots=True)
class Change:
    """The newest change of time, place or state that people must know: what was said before, and since when not."""

    before: Mapping[str, Any]
    now: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """An event at a moment, as it looks to one person."""

    event: Event
    now: datetime
    topic: str = ""
    """The title of its topic."""
    registration: Registration | None = None
    """How they stand to it; None where they never did, or gave it up."""
    turn: int | None = None
    """How many turns it is until theirs on the waiting list, 1 for the next."""
    waiting: int = 0
    change: Change | None = None

    @property
    def standing(self) -> Standing | None:
        """How they stand to it; None for not at all."""
        return Standing(self.registration.state) if self.registration else None

    @property
    def open(self) -> bool:
        """Whether somebody may still come."""
        return self.event.is_open(self.now)

    @property
    def over(self) -> bool:
        """Whether it has been."""
        over_at = self.event.over_at
        gone = over_at is not None and over_at <= self.now
        return self.event.state == EventState.FINISHED or (self.event.state == EventState.PUBLISHED and gone)

    @property
    def free(self) -> int | None:
        """How many places can be had at once; None where there is no limit."""
        if self.event.capacity is None:
            return None
        return 0 if self.waiting else max(0, self.event.capacity - self.event.taken)


@dataclass(frozen=True, slots=True)
class Seeing:
    """Looks events up for people; drafts are not seen."""

    session: Session
    clock: Clock

    def find(self, id_: str) -> Event | None:
        """Return the event of this id, however its letters are written; None for a draft as for none."""
        event = self.session.get(Event, id_) or self.session.scalar(queries.named(id_))
        return event if event is not None and event.state in PUBLIC else None

    def look(self, event: Event, member: int, topic: str = "") -> Seen:
        """Return the event as this person sees it; `topic` is the title of its topic."""
        registrations = Registrations(self.session, self.clock)
        known = registrations.of(event.id, member)
        mine = known if known is not None and known.state != Standing.CANCELLED else None
        turn = registrations.place_in_queue(mine) if mine else None
        waiting = registrations.counted(event.id).get(Standing.WAITING, 0) if event.has_places else 0
        return Seen(event, self.clock.now(), topic, mine, turn, waiting, self._changed(event))

    def _changed(self, event: Event) -> Change | None:
        """Return the newest change that was one to people: to have been published or closed is none."""
        versions = list(self.session.scalars(queries.versions(event.id)))
        pairs = pairwise(versions)
        return next((Change(old.says, new.says, new.at) for new, old in pairs if _told(old, new)), None)


def _told(old: EventVersion, new: EventVersion) -> bool:
    quiet = (EventState.DRAFT, EventState.FINISHED)
    if old.says["state"] in quiet or new.says["state"] == EventState.FINISHED:
        return False
    return old.says != new.says
