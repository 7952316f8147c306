"""The demo's event: made up, online, and about to start, so that a reminder comes when the clock is moved on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from events.moments import Moment
from events.programme import Programme
from events.written import Registration, WrittenEvent
from knowledge.profile import Profile

ID = "sample-clinic"
AHEAD = timedelta(minutes=62)
"""How long before its start the demo begins, at least: two minutes before its reminder of an hour."""
LASTS = timedelta(minutes=45)
_STEP = timedelta(minutes=5)


def put_on(session: Session, clock: Clock, profile: Profile) -> None:
    """Let the event be about to start; that of an earlier demo is moved."""
    programme, starts = Programme(session, clock), _soon(clock.now())
    zone = ZoneInfo(profile.timezone)
    begins, ends = _moment(starts, zone), _moment(starts + LASTS, zone)
    if programme.find(ID) is not None:
        programme.reschedule(ID, begins, ends, zone)
        return
    programme.draft(_written(begins, ends, zone, profile))
    programme.publish(ID)


def begin_again(session: Session, clock: Clock, profile: Profile) -> None:
    """Let the event be about to start as if nobody had ever come: who registered before can register again."""
    event = Programme(session, clock).find(ID)
    if event is not None:
        session.delete(event)
        session.flush()
    put_on(session, clock, profile)


def _written(starts: Moment, ends: Moment, zone: ZoneInfo, profile: Profile) -> WrittenEvent:
    topics = profile.policy_topics or profile.topics
    return WrittenEvent(
        id=ID,
        title="Sample clinic: one question, one hour",
        timezone=zone.key,
        starts=starts,
        ends=ends,
        place="",
        online="https://example.org/sample-room",
        topic=topics[0].id if topics else "",
        summary="A made-up event of this demo. Bring one question; everybody thinks along.",
        registration=Registration.HERE,
        registration_link="",
        capacity=12,
        guide="",
        link="",
        follow_up="",
        reminders=None,
    )


def _soon(now: datetime) -> datetime:
    """Return the next full five minutes that leave the time for a visitor to register."""
    ahead = now + AHEAD
    return ahead + (datetime.min.replace(tzinfo=UTC) - ahead) % _STEP


def _moment(at: datetime, zone: ZoneInfo) -> Moment:
    local = at.astimezone(zone)
    return Moment(local.date(), local.time().replace(second=0, microsecond=0))
