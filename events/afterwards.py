"""What follows when an event is over: it is closed, and who was there is asked how it was and told what came of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from events.models import Event, RunKind
from events.programme import Programme

ASKED_WITHIN = timedelta(days=3)
"""How long after an event somebody is still asked how it was; later nobody remembers."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Closes what is over."""

    session: Session
    clock: Clock

    def close(self) -> list[Event]:
        """Close the events that are over, and let those who were there hear of it, once each."""
        programme = Programme(self.session, self.clock)
        finished = programme.finish_over()
        for event in finished:
            if event.over_at is not None and self.clock.now() - event.over_at <= ASKED_WITHIN:
                programme.tell(event, RunKind.SURVEY)
            programme.conclusions(event)
        return finished
