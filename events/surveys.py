"""What people say of an event: at most once each, and of nobody in particular."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.models import Event, Registration, Standing, SurveyAnswer

TAKEN = timedelta(days=6)
"""How long after an event answers are taken; the results are shown only then: who read them before and after an answer
would know what it was. A week after the event, coordinators are told what is still missing of it, and can read them."""


def taken_until(event: Event) -> datetime | None:
    """Return the moment from which no answer is taken any more and the results are shown; None: no end is known."""
    return event.over_at and event.over_at + TAKEN


@dataclass(frozen=True, slots=True)
class Surveys:
    """Keeps answers apart from who gave them: the registration knows that somebody answered, not what."""

    session: Session

    def answer(self, event_id: str, member: int, said: Mapping[str, str]) -> bool:
        """Keep what somebody who came says, by question; False where they have answered, or were not there."""
        key = (event_id, member)
        standing = self.session.get(Registration, key, with_for_update=True, populate_existing=True)
        if standing is None or standing.state != Standing.REGISTERED or standing.surveyed:
            return False
        standing.surveyed = True
        self.session.add(SurveyAnswer(id=secrets.randbits(62), event_id=event_id, said=dict(said)))
        self.session.flush()
        return True

    def results(self, event_id: str) -> dict[str, Counter[str]]:
        """Return, by question, how often each answer was given."""
        statement = select(SurveyAnswer.said).where(SurveyAnswer.event_id == event_id).order_by(SurveyAnswer.id)
        counted: dict[str, Counter[str]] = {}
        for said in self.session.scalars(statement.limit(100_000)):
            for question, answer in said.items():
                counted.setdefault(question, Counter())[answer] += 1
        return counted
