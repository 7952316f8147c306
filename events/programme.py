"""The programme: which events there are, and what changes in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.refusal import NotYours
from events import queries, run_queries
from events.models import Event, EventState, EventVersion, Run, RunKind
from events.moments import Moment
from events.written import Registration as Kind
from events.written import WrittenEvent

TOLD = ("state", "starts", "ends", "timezone", "place", "online")
"""What people must be told when it changes; each change of it is a version of its own."""
NOTICE_KEPT = timedelta(days=7)  # how long a notice about an event without a date is tried


@dataclass(frozen=True, slots=True)
class Programme:
    """Events and their versions; a change is noted as a run, which the next tick tells."""

    session: Session
    clock: Clock

    def find(self, id_: str) -> Event | None:
        """Return the event, a draft too."""
        return self.session.get(Event, id_)

    def upcoming(self, limit: int = 50) -> list[Event]:
        """Return the published events that are not over, the next one first."""
        return list(self.session.scalars(queries.upcoming(self.clock.now(), limit)))

    def published(self) -> list[Event]:
        """Return what a file of events holds: all but drafts and what was cancelled."""
        return list(self.session.scalars(queries.events((EventState.PUBLISHED, EventState.FINISHED))))

    def draft(self, written: WrittenEvent) -> Event:
        """Keep a new event that nobody sees yet; its id must be free."""
        event = drafted(written, self.clock.now())
        self.session.add(event)
        self.session.flush()
        self._keep_version(event)
        return event

    def open(self, event: Event) -> None:
        """Show an event that was added just now, and has no version yet; one that is over is only filed."""
        over = event.over_at is not None and event.over_at <= self.clock.now()
        event.state = EventState.FINISHED if over else EventState.PUBLISHED
        self._keep_version(event)
        self.news(event)

    def copy(self, id_: str, new_id: str) -> Event:
        """Copy an event as a draft: without its time, and nobody hears of it until it is published."""
        original = written_of(self._event(id_))
        return self.draft(replace(original, id=new_id, starts=None, ends=None, follow_up=""))

    def publish(self, id_: str) -> Event:
        """Show an event to everybody; who follows its topic hears of it."""
        event = self._held(id_)
        if event.state == EventState.DRAFT:
            self._change(event, {"state": EventState.PUBLISHED})
        return event

    def reschedule(
        self, id_: str, starts: Moment | None, ends: Moment | None = None, zone: ZoneInfo | None = None
    ) -> Event:
        """Move an event; a finished one that has not happened after all is open again."""
        event = self._held(id_)
        self._change(event, {"starts": starts, "ends": ends, "timezone": zone.key if zone else event.timezone})
        return event

    def edit(self, id_: str, **fields: Any) -> Event:
        """Change what an event says, by the keys of its file; a change of time or place is told."""
        event = self._held(id_)
        self._change(event, fields)
        return event

    def cancel(self, id_: str) -> Event:
        """Call an event off; a draft just goes back to nothing anybody saw."""
        event = self._held(id_)
        if event.state == EventState.PUBLISHED:
            self._change(event, {"state": EventState.CANCELLED})
        return event

    def finish_over(self) -> list[Event]:
        """Close the events that are over; nobody is told, for they were there."""
        finished = list(self.session.scalars(queries.over(self.clock.now())))
        for event in finished:
            self._change(event, {"state": EventState.FINISHED})
        return finished

    def change(self, event: Event, fields: Mapping[str, Any]) -> bool:
        """Give these attributes of a held event their values; says whether anything is different now."""
        return self._change(event, fields)

    def tell(self, event: Event, kind: RunKind, about: str = "") -> Run | None:
        """Let those whom this kind concerns be told of the event; None where that was done before."""
        now = self.clock.now()
        values = {"event_id": event.id, "kind": kind, "rule": "", "about": about, "version": event.version}
        values |= {"due_at": now, "expires_at": _expires(event, kind, now), "expanded_at": None}
        dialect = self.session.get_bind().dialect.name
        id_ = self.session.scalar(run_queries.new_run(dialect), values)
        event.next_run_at = now
        self.session.flush()
        return self.session.get(Run, id_) if id_ is not None else None

    def news(self, event: Event) -> None:
        """Let those who follow the event's topic hear of it, once, when it has a date and there is still time."""
        now = self.clock.now()
        ahead = event.begins_at is not None and event.begins_at > now
        if event.topic and ahead and event.is_open(now):
            self.tell(event, RunKind.NEWS)

    def conclusions(self, event: Event) -> None:
        """Let those who were there hear of what came of an event, once, when it is over and that is published."""
        if event.follow_up and event.state == EventState.FINISHED:
            self.tell(event, RunKind.CONCLUSIONS)

    def versions(self, event: Event) -> list[EventVersion]:
        """Return what the event said of time, place and state, the newest first."""
        return list(self.session.scalars(queries.versions(event.id)))

    def _event(self, id_: str) -> Event:
        event = self.find(id_)
        if event is None:
            raise NotYours(id_)
        return event

    def _held(self, id_: str) -> Event:
        event = self.session.scalar(queries.held(id_))
        if event is None:
            raise NotYours(id_)
        return event

    def _change(self, event: Event, fields: Mapping[str, Any]) -> bool:
        now, before = self.clock.now(), _said(event)
        different = [name for name, value in fields.items() if getattr(event, name) != value]
        for name in different:
            setattr(event, name, fields[name])
        if not different:
            return False
        event.begins_at, event.over_at = _begins(event), _over(event)
        if event.state == EventState.FINISHED and event.over_at and event.over_at > now:
            event.state = EventState.PUBLISHED
        event.changed_at = event.next_run_at = now
        if {"starts", "timezone", "reminders", "state"} & set(different):
            event.armed_at = now
        if _said(event) != before:
            self._new_version(event, before)
        self.news(event)
        if "follow_up" in different:
            self.conclusions(event)
        self.session.flush()
        return True

    def _new_version(self, event: Event, before: dict[str, Any]) -> None:
        event.version, event.sequence = event.version + 1, event.sequence + 1
        self._keep_version(event)
        seen = before["state"] in {EventState.PUBLISHED, EventState.CANCELLED}
        matters = event.is_open(self.clock.now()) or event.state == EventState.CANCELLED != before["state"]
        if seen and matters:
            self.tell(event, RunKind.CHANGE, str(event.version))

    def _keep_version(self, event: Event) -> None:
        said = EventVersion(event_id=event.id, version=event.version, says=_said(event), at=self.clock.now())
        self.session.add(said)
        self.session.flush()


def drafted(written: WrittenEvent, now: datetime) -> Event:
    """Return a new event as it is written, still a draft and not in a session."""
    event = Event(
        **attributes_of(written), id=written.id, state=EventState.DRAFT, version=1, sequence=0, taken=0, queued=0
    )
    event.begins_at, event.over_at = _begins(event), _over(event)
    event.changed_at = event.armed_at = event.next_run_at = now
    return event


def attributes_of(written: WrittenEvent) -> dict[str, Any]:
    """Return what is written of an event, but for its id, by the attributes of an `Event`."""
    names = (name for name in written.__slots__ if name != "id")
    reminders = None if written.reminders is None else [str(each) for each in written.reminders]
    return {name: getattr(written, name) for name in names} | {
        "registration": str(written.registration),
        "reminders": reminders,
    }


def written_of(event: Event) -> WrittenEvent:
    """Return an event as an editor would write it down."""
    names = (name for name in WrittenEvent.__slots__ if name not in {"registration", "reminders"})
    same = {name: getattr(event, name) for name in names}
    return WrittenEvent(**same, registration=Kind(event.registration), reminders=event.offsets)


def all_written(events: Iterable[Event]) -> list[WrittenEvent]:
    """Return events as an editor would write them down."""
    return [written_of(event) for event in events]


def _said(event: Event) -> dict[str, Any]:
    said = {name: getattr(event, name) for name in TOLD}
    return said | {name: str(said[name]) if said[name] else None for name in ("state", "starts", "ends")}


def _begins(event: Event) -> datetime | None:
    return event.starts.first(event.zone) if event.starts else None


def _over(event: Event) -> datetime | None:
    if event.ends:
        return event.ends.last(event.zone)
    return event.starts.day_over(event.zone) if event.starts else None


def _expires(event: Event, kind: RunKind, now: datetime) -> datetime:
    """Return until when it is worth telling: afterwards a week, before that as long as the event is not over."""
    if kind in {RunKind.SURVEY, RunKind.CONCLUSIONS} or event.over_at is None:
        return now + NOTICE_KEPT
    return max(event.over_at, now + timedelta(hours=1))
