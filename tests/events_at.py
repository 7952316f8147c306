"""Small steps of stories about events: an event, people, and what each transaction does."""

from collections.abc import Callable
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from events.models import Event
from events.moments import Moment
from events.programme import Programme
from events.written import Registration as Kind
from events.written import WrittenEvent
from people.models import Member

T = TypeVar("T")
STARTS = Moment(date(2026, 12, 9), time(9, 30))


def written(id_: str = "clinic", **fields: Any) -> WrittenEvent:
    """Return an event in Brussels on a day in December 2026, with places here."""
    usual: dict[str, Any] = dict.fromkeys(WrittenEvent.__slots__, "") | {
        "id": id_,
        "title": "Green Deal clinic",
        "timezone": "Europe/Brussels",
        "starts": STARTS,
        "ends": Moment(STARTS.day, time(17, 0)),
        "place": "Brussels, Belgium",
        "registration": Kind.HERE,
        "capacity": None,
        "reminders": None,
    }
    return WrittenEvent(**(usual | fields))


def published(session: Session, clock: Clock, id_: str = "clinic", **fields: Any) -> Event:
    """Publish an event."""
    programme = Programme(session, clock)
    programme.draft(written(id_, **fields))
    return programme.publish(id_)


def met(session: Session, clock: Clock, *ids: int, zone: str | None = None) -> None:
    """Let the bot have met these people."""
    now = clock.now()
    same = {"name": "Maria", "reachable": True, "first_seen_at": now, "last_seen_at": now, "zone": zone}
    session.add_all(Member(id=id_, **same) for id_ in ids)
    session.flush()


async def given(database: Database, clock: Clock, people: int = 0, **fields: Any) -> None:
    """Publish an event and let the bot have met so many people, from 1 on."""

    def work(session: Session) -> None:
        met(session, clock, *range(1, people + 1))
        published(session, clock, **fields)

    await database.write(work)


async def does(database: Database, work: Callable[[Session], T]) -> T:
    """Run one transaction."""
    return await database.write(work)
