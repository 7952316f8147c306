"""Once a week, who follows a topic and wants to hear of it weekly is told what was new in the week before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.clock import Clock
from events import announcements, run_queries
from events.announcements import WEEKLY, Announcements, name_of, weekly
from events.fanout import MOST_AT_ONCE
from events.models import Event, EventState, Follow, Pace, Run, RunKind
from events.run_queries import Audience
from events.spreading import Spread, Spreading

KIND = "event week"
"""By which name a renderer makes the texts."""
MOST = 20  # events in one message


@dataclass(frozen=True, slots=True)
class Week:
    """The week that has just begun on the clock of `home`, as one bot tells of it."""

    session: Session
    clock: Clock
    bot_id: int
    home: ZoneInfo

    def spread(self, most: int = MOST_AT_ONCE) -> int:
        """Put it into the outbox for so many people; returns for how many: call it until it is none."""
        monday = self._monday()
        year, week, _ = monday.astimezone(self.home).isocalendar()
        run = f"event/week/{year}-W{week:02}"
        spread = Spread(run, KIND, monday.isoformat(), monday + timedelta(days=6))
        put = Spreading(self.session, self.clock, self.bot_id, self.home).put(spread, _readers(monday), most)
        return put or self._announced(monday, most)

    def news_for(self, subject: str, member: int) -> list[Event]:
        """Return the new events of a week that somebody follows weekly and has not heard of otherwise."""
        runs = self.session.execute(_news(datetime.fromisoformat(subject), member)).all()
        found: list[tuple[Run, Event]] = [(row[0], row[1]) for row in runs]
        keys = [run_queries.key_of(run.id, member) for run, _ in found]
        known = self._said(keys)
        open_ = (event for (_, event), key in zip(found, keys, strict=True) if key not in known)
        return [event for event in open_ if event.is_open(self.clock.now())]

    def _announced(self, monday: datetime, most: int) -> int:
        """Put what was announced last week into the outbox, in a message of its own, which may be a long one."""
        spreading = Spreading(self.session, self.clock, self.bot_id, self.home)
        for each in Announcements(self.session, self.clock).of_week(monday - timedelta(days=7), monday):
            run, subject = f"{name_of(each)}/{WEEKLY}", f"{each.id}/{WEEKLY}"
            spread = Spread(run, announcements.KIND, subject, monday + timedelta(days=6))
            put = spreading.put(spread, _not_told(weekly(each.about), name_of(each), monday, self.bot_id), most)
            if put:
                return put
        return 0

    def _said(self, keys: Sequence[str]) -> set[str]:
        if not keys:
            return set()
        outbox = run_queries.OUTBOX.c
        return set(self.session.scalars(select(outbox.key).where(outbox.bot_id == self.bot_id, outbox.key.in_(keys))))

    def _monday(self) -> datetime:
        local = self.clock.now().astimezone(self.home)
        day = local.date() - timedelta(days=local.weekday())
        return datetime.combine(day, time(), self.home).astimezone(UTC)


def _readers(monday: datetime) -> Select[int]:
    """Return who followed a topic weekly before this Monday, of which an event was new in the week before."""
    new = (
        select(Event.topic)
        .join(Run, Run.event_id == Event.id)
        .where(Run.kind == RunKind.NEWS, Run.due_at >= monday - timedelta(days=7), Run.due_at < monday)
        .where(Event.state == EventState.PUBLISHED)
    )
    follows = select(Follow.member_id.label("member_id")).where(Follow.pace == Pace.WEEKLY, Follow.since < monday)
    return follows.where(Follow.topic.in_(new)).distinct()


def _not_told(readers: Audience, run: str, monday: datetime, bot_id: int) -> Audience:
    """Return those who followed before this Monday, but for whom it reached at once before they chose once a week."""
    told = select(run_queries.OUTBOX.c.lane).where(
        run_queries.OUTBOX.c.bot_id == bot_id, run_queries.OUTBOX.c.run == run, run_queries.OUTBOX.c.lane.is_not(None)
    )
    return readers.where(Follow.since < monday, Follow.member_id.not_in(told))


def _news(monday: datetime, member: int) -> Select[Run, Event]:
    return (
        select(Run, Event)
        .join(Event, Event.id == Run.event_id)
        .join(Follow, Follow.topic == Event.topic)
        .where(Follow.member_id == member, Follow.pace == Pace.WEEKLY)
        .where(Run.kind == RunKind.NEWS, Run.due_at >= monday - timedelta(days=7), Run.due_at < monday)
        .order_by(Event.begins_at, Event.id)
        .limit(MOST)
    )
