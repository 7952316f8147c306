"""What a coordinator writes to those who come to an event, to those who follow a topic, or to a group."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from core.clock import Clock
from delivery.models import Priority
from events import queries
from events.announced import ANNOUNCEMENTS_KEPT, Announcement, To
from events.fanout import MOST_AT_ONCE
from events.models import Event, EventState, Follow, Pace, Registration, Standing
from events.run_queries import Audience
from events.spreading import Spread, Spreading
from people.rows import removed

TRIED_FOR = timedelta(days=3)
LATELY = timedelta(days=30)
"""How long after an event those who came may still be written to."""
KIND = "event announcement"
"""By which name a renderer makes the texts of announcements."""


WEEKLY = "week"
"""What stands in the subject of an announcement, beside its number, for who hears of a topic once a week."""
WEEKLY_FOR = timedelta(days=14)


class Addressed(NamedTuple):
    """For whom an announcement is: a `To`, and the id of the event, the topic or the group's chat."""

    to: To
    about: str


class Followers(NamedTuple):
    """How many people hear of a topic at once, and how many once a week."""

    at_once: int = 0
    weekly: int = 0


@dataclass(frozen=True, slots=True)
class Announcements:
    """Announcements; those for people are spread by a tick, that for a group is one message, said by who writes it.

    Who hears of a topic once a week is told of it with the news of the week, not at once.
    """

    session: Session
    clock: Clock

    def count(self, addressed: Addressed) -> int:
        """Return how many people an announcement would reach at once; a group counts as one."""
        if addressed.to is To.GROUP:
            return 1
        return self._counted(audience(addressed))

    def count_weekly(self, addressed: Addressed) -> int:
        """Return how many more people read it with the news of the week."""
        return self._counted(weekly(addressed.about)) if addressed.to is To.FOLLOWERS else 0

    def events(self, limit: int = 12) -> list[Event]:
        """Return the events to which somebody comes or came of late, the next one first."""
        lately = or_(Event.over_at.is_(None), Event.over_at > self.clock.now() - LATELY)
        coming = select(Registration.event_id).where(Registration.state == Standing.REGISTERED)
        return list(
            self.session.scalars(
                queries.events((EventState.PUBLISHED, EventState.FINISHED), limit).where(lately, Event.id.in_(coming))
            )
        )

    def topics(self) -> set[str]:
        """Return the topics that somebody follows."""
        return set(self.session.scalars(select(Follow.topic).distinct().order_by(Follow.topic).limit(1000)))

    def add(self, addressed: Addressed, words: str) -> Announcement:
        """Note an announcement, in Markdown; the next tick spreads it."""
        now = self.clock.now()
        known = Announcement(
            audience=addressed.to, about=addressed.about, words=words, made_at=now, expires_at=now + TRIED_FOR
        )
        known.recipients, known.expanded_at = 0, now if addressed.to is To.GROUP else None
        self.session.add(known)
        self.session.flush()
        return known

    def spread(self, bot_id: int, home: ZoneInfo, most: int = MOST_AT_ONCE) -> int:
        """Put what is announced into the outbox, for so many people; returns for how many: call it until it is none."""
        known = self.session.scalar(_next())
        if known is None:
            return 0
        addressed = Addressed(To(known.audience), known.about)
        here = addressed.to is To.REGISTERED
        spread = Spread(
            name_of(known),
            KIND,
            str(known.id),
            known.expires_at,
            Priority.REMINDER if here else Priority.ARTICLE,
            must=here,
        )
        put = Spreading(self.session, self.clock, bot_id, home).put(spread, audience(addressed), most)
        known.recipients += put
        if put < most:
            known.expanded_at = self.clock.now()
        return put

    def of_week(self, begins: datetime, ends: datetime) -> list[Announcement]:
        """Return what was announced to who follows a topic from one moment to another, the first first."""
        written = select(Announcement).where(Announcement.made_at >= begins, Announcement.made_at < ends)
        return list(
            self.session.scalars(
                written.where(Announcement.audience == To.FOLLOWERS).order_by(Announcement.id).limit(100)
            )
        )

    def find(self, subject: str, member: int) -> Announcement | None:
        """Return what a person is told whose turn has come; None where it does not concern them any more."""
        number, _, pace = subject.partition("/")
        known = self.session.get(Announcement, int(number))
        if known is None:
            return None
        late = known.made_at + WEEKLY_FOR if pace == WEEKLY else known.expires_at
        if late <= self.clock.now():
            return None
        addressed = Addressed(To(known.audience), known.about)
        # However often they want to hear of it by now: their turn has come.
        whole = (followers(known.about) if addressed.to is To.FOLLOWERS else audience(addressed)).subquery()
        concerned = self.session.scalar(select(whole.c.member_id).where(whole.c.member_id == member).limit(1))
        return known if concerned is not None else None

    def so_far(self, event_id: str, most: int = 3) -> list[Announcement]:
        """Return what was written lately to those who come to an event, for who comes now; the oldest first."""
        statement = select(Announcement).where(Announcement.audience == To.REGISTERED, Announcement.about == event_id)
        newest = self.session.scalars(statement.order_by(Announcement.id.desc()).limit(most)).all()
        return [*newest][::-1]

    def forget(self) -> int:
        """Remove what has been kept as long as its table says; returns how many rows."""
        before = self.clock.now() - ANNOUNCEMENTS_KEPT
        return removed(self.session, delete(Announcement).where(Announcement.made_at < before))

    def _counted(self, whole: Audience) -> int:
        return self.session.scalar(select(func.count()).select_from(whole.subquery())) or 0


def name_of(announcement: Announcement) -> str:
    """Return by which name the outbox knows it."""
    return f"announcement/{announcement.id}"


def followers(topic: str) -> Audience:
    """Return who follows a topic, however often they hear of it."""
    return select(Follow.member_id.label("member_id")).where(Follow.topic == topic)


def weekly(topic: str) -> Audience:
    """Return who hears of a topic once a week."""
    return followers(topic).where(Follow.pace == Pace.WEEKLY)


def audience(addressed: Addressed) -> Audience:
    """Return the people who are told of an announcement at once; nobody for a group."""
    if addressed.to is To.FOLLOWERS:
        return followers(addressed.about).where(Follow.pace == Pace.AT_ONCE)
    return (
        select(Registration.member_id.label("member_id"))
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.event_id == addressed.about, Registration.state == Standing.REGISTERED)
    )


def _next() -> Select[Announcement]:
    return (
        select(Announcement)
        .where(Announcement.expanded_at.is_(None))
        .order_by(Announcement.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
