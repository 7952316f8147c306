"""Many people who are told of events: what each must hear once, and what was really heard."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from delivery.models import Fate, OutboxRow
from events.afterwards import Afterwards
from events.models import Event, QuietHours, Registration, Standing
from events.moments import Moment
from events.offsets import Offset, Unit
from events.programme import Programme
from people.models import Member
from sandbox.caller import Caller
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.events_at import written

ZONE = ZoneInfo("Europe/Brussels")
HEARD = {
    "reminder": "“Soon” starts in",
    "change": "“Moved” has changed",
    "survey": "“Over” is over",
    "conclusions": "What came out of “Over”",
}
"""What everybody hears once, and the words by which it is known."""
MUST = ("reminder", "change")
RULE = Offset(40, Unit.MINUTES)
"""When people are reminded of the event that is about to start."""


async def audience(telegram: Sandbox, count: int) -> list[Person]:
    """Return people who have started the bot and wait for nothing."""
    people = [telegram.new_person(f"Person {number}") for number in range(count)]
    for person in people:
        await person.starts()
    async with Caller(telegram.url, telegram.bot.token) as caller:
        await caller("deleteWebhook", drop_pending_updates=True)
    return people


def all_due(session: Session, people: list[int]) -> None:
    """Let everybody come to three events: one is about to start, one has just been moved, one is over."""
    now = datetime.now(UTC)
    before = MovedClock(now - timedelta(days=3))
    meets(session, before, people)
    publishes(session, before, "soon", people, starts=wall(now + timedelta(minutes=40)), reminders=(RULE,))
    publishes(session, before, "moved", people, starts=wall(now + timedelta(days=5)), reminders=())
    over = wall(now - timedelta(hours=30))
    publishes(session, before, "over", people, starts=over, ends=wall(now - timedelta(hours=29)), reminders=())
    after = MovedClock(now)
    Programme(session, after).reschedule("moved", wall(now + timedelta(days=6)))
    Programme(session, after).edit("over", follow_up="https://example.org/after")
    Afterwards(session, after).close()


def wall(moment: datetime) -> Moment:
    """Return a moment, to the minute, as the clocks at the place of the events show it."""
    local = moment.astimezone(ZONE)
    return Moment(local.date(), clock_time(local.hour, local.minute))


def meets(session: Session, clock: MovedClock, people: list[int]) -> None:
    """Let the bot know these people, who have no quiet hours."""
    now = clock.now()
    same = {"name": "Maria", "reachable": True, "first_seen_at": now, "last_seen_at": now, "window_count": 0}
    session.execute(insert(Member), [{"id": id_, **same} for id_ in people])
    session.execute(insert(QuietHours), [{"member_id": id_, "begins": "00:00", "ends": "00:00"} for id_ in people])


def publishes(session: Session, clock: MovedClock, id_: str, people: list[int], **fields: Any) -> None:
    """Publish an event for which all of them are registered."""
    programme = Programme(session, clock)
    programme.draft(written(id_, title=id_.capitalize(), **{"ends": None, **fields}))
    programme.publish(id_)
    place = {"event_id": id_, "state": Standing.REGISTERED, "since": clock.now(), "told_version": 2, "surveyed": False}
    session.execute(insert(Registration), [{"member_id": member, **place} for member in people])
    session.get_one(Event, id_).taken = len(people)


@dataclass(slots=True)
class Judged:
    """What became of everything that was to be told."""

    told: int = 0
    repeated: int = 0
    uncertain: int = 0
    faults: list[str] = field(default_factory=list)


def judge(session: Session, telegram: Sandbox, people: list[int]) -> Judged:
    """Compare what was put into the outbox with what people heard: nothing lost, nothing twice without a reason."""
    judged = Judged()
    rows = {(row.kind, row.lane): row for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))}
    for kind, words in HEARD.items():
        heard = Counter(message.chat_id for message in telegram.arrivals(words=words))
        for person in people:
            _one(judged, kind, rows.get((f"event {kind}", person)), heard[person])
    return judged


def _one(judged: Judged, kind: str, row: OutboxRow | None, times: int) -> None:
    judged.told += times > 0
    judged.repeated += max(0, times - 1)
    if row is None:
        judged.faults.append(f"a {kind} was never put into the outbox")
        return
    judged.uncertain += row.state == Fate.UNCERTAIN
    allowed = 1 + (row.unknowns if kind in MUST else 0)
    if times > allowed:
        judged.faults.append(f"{row.key} was heard {times} times, though {row.unknowns} of its sends ended unknown")
    if times == 0 and (kind in MUST or row.state != Fate.UNCERTAIN):
        judged.faults.append(f"{row.key}, a {kind}, was never heard; it is {row.state}")
