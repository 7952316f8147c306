"""The secret address at which a person's calendar finds their events."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from events import queries
from events.models import CalendarFeed, Event, EventState, Standing

MEDIA_TYPE = "text/calendar"
CANCELLED_KEPT = timedelta(days=30)  # so that a calendar which looks now and then hears of it


@dataclass(frozen=True, slots=True)
class Feeds:
    """Feeds that can be revoked; who has the token sees the events of its person, and nothing else."""

    session: Session
    clock: Clock

    def token(self, member: int) -> str:
        """Return the token of a person's feed; it is made when it is first asked for."""
        known = self.session.get(CalendarFeed, member)
        if known is None:
            known = CalendarFeed(member_id=member, token=secrets.token_urlsafe(24), made_at=self.clock.now())
            self.session.add(known)
            self.session.flush()
        return known.token

    def revoke(self, member: int) -> bool:
        """Let the address lead nowhere any more; says whether there was one."""
        known = self.session.get(CalendarFeed, member)
        if known is not None:
            self.session.delete(known)
            self.session.flush()
        return known is not None

    def events(self, token: str) -> list[Event] | None:
        """Return the dated events of the person with this token, cancelled ones for a month; None for no such token."""
        member = self.session.scalar(select(CalendarFeed.member_id).where(CalendarFeed.token == token))
        if member is None:
            return None
        rows = self.session.execute(queries.of_member(member, (Standing.REGISTERED,), limit=500))
        return [row[0] for row in rows if self._shown(row[0])]

    def _shown(self, event: Event) -> bool:
        lately = event.changed_at > self.clock.now() - CANCELLED_KEPT
        return event.begins_at is not None and (event.state != EventState.CANCELLED or lately)
