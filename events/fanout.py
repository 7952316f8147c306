"""What is due is put into the outbox: for everybody whom it concerns, once, in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

from core.clock import Clock
from core.failpoint import failpoint
from core.zones import zone_named
from delivery.models import Priority
from events import run_queries
from events.models import Event, EventState, Run, RunKind
from events.offsets import offset_in
from events.planner import Phase, Planned, Schedule, next_look, planned
from events.quiet import Quiet, told_at, zone_then
from events.run_queries import Audience, Clocks, name_of

EXPIRED, OVERTAKEN = "it was too late", "a newer change was told"
MOVED, OVER = "the event was moved or cancelled", "the event is over"
MOST_AT_ONCE = 1000
"""People in one transaction: SQLite has one writer, and a member's reply must not wait long for it."""
EVENTS_AT_ONCE = 50
URGENCY = {RunKind.CHANGE: Priority.CHANGE, RunKind.REMINDER: Priority.REMINDER}
MUST = (RunKind.CHANGE, RunKind.REMINDER)


def kind_of(kind: str) -> str:
    """Return by which name a renderer makes the texts of a kind of run."""
    return f"event {kind}"


@dataclass(frozen=True, slots=True)
class Fanout:
    """Expands runs for one bot; `home` is the zone of those who have not said theirs."""

    session: Session
    clock: Clock
    bot_id: int
    home: ZoneInfo

    def look(self, most: int = MOST_AT_ONCE) -> int:
        """Put into the outbox what is due now, for so many people; returns for how many: call it until it is none.

        May be called as often as one likes, also after a crash: what was put once is not put again.
        """
        events = self.session.scalars(run_queries.due_events(self.clock.now(), EVENTS_AT_ONCE)).all()
        told = 0
        for event in events:
            if told < most:
                told += self._look_at(event, most - told)
        return told

    def schedule(self, event: Event) -> Schedule | None:
        """Return what the planner knows of an event; None where it has no date."""
        return schedule_of(event, self.session.scalars(run_queries.own_rules(event.id)))

    def _look_at(self, event: Event, most: int) -> int:
        now = self.clock.now()
        schedule = self.schedule(event) if event.state == EventState.PUBLISHED else None
        plan = planned(schedule, now) if schedule else ()
        for each in plan:
            if each.phase is not Phase.AHEAD:
                self._note(event, each)
        failpoint("event.noted")
        told = self._tell(event, self.session.scalars(run_queries.open_runs(event.id)).all(), most)
        event.next_run_at = now if told >= most else next_look(plan, now)
        self.session.flush()
        failpoint("event.looked")
        return told

    def _note(self, event: Event, planned: Planned) -> None:
        """Note a reminder, unless it was before."""
        values: dict[str, Any] = {"event_id": event.id, "kind": RunKind.REMINDER, "version": event.version}
        values |= {"rule": str(planned.rule), "about": about(event), "expanded_at": None}
        values |= {"due_at": planned.due_at, "expires_at": planned.expires_at}
        self.session.execute(run_queries.new_run(self._dialect), values)

    def _tell(self, event: Event, runs: Sequence[Run], most: int) -> int:
        """Tell one run after the other; of changes only the newest, which compares with what each was told."""
        newest = max((run.id for run in runs if run.kind == RunKind.CHANGE), default=None)
        told = 0
        for run in runs:
            overtaken = run.kind == RunKind.CHANGE and run.id != newest
            why = OVERTAKEN if overtaken else self._out_of_date(event, run)
            if why is not None:
                run.expanded_at, run.skipped = self.clock.now(), why
            elif told < most:
                told += self._expand(event, run, most - told)
        return told

    def _out_of_date(self, event: Event, run: Run) -> str | None:
        """Return why nobody is told any more."""
        now = self.clock.now()
        if run.expires_at <= now:
            return EXPIRED
        if run.kind == RunKind.REMINDER and (event.state != EventState.PUBLISHED or run.about != about(event)):
            return MOVED
        return OVER if run.kind == RunKind.NEWS and not event.is_open(now) else None

    def _expand(self, event: Event, run: Run, most: int) -> int:
        """Put the next people of a run into the outbox; it is done when there are fewer than there might be."""
        now = self.clock.now()
        reminder, at_once = run.kind == RunKind.REMINDER, run.kind == RunKind.CHANGE
        whole = self._reminded(event, run) if reminder else run_queries.concerned(run, event.topic)
        audience = run_queries.next_of(whole, self._reached(run), most)
        due_at = now if at_once else max(run.due_at, now)
        dues = {} if at_once else self._dues(event, run, audience, due_at)
        values = self._values(event, run, now) | {"due_at": due_at}
        statement = run_queries.expand(self._dialect, audience, values, dues)
        put = int(cast("CursorResult[Any]", self.session.execute(statement)).rowcount)
        run.recipients += put
        failpoint("event.expand")
        if put < most:
            run.expanded_at = now
        return put

    def _reminded(self, event: Event, run: Run) -> Audience:
        """Return who is reminded; who hears a later reminder of the same start does not hear this one as well."""
        schedule = self.schedule(event)
        usual = schedule is not None and run.rule in map(str, schedule.usual)
        later = self.session.scalars(run_queries.later_reminders(run)).all()
        return run_queries.reminded(run, self.bot_id, later, usual=usual)

    def _reached(self, run: Run) -> int | None:
        return self.session.scalar(run_queries.reached(self.bot_id, run.id))

    def _values(self, event: Event, run: Run, now: datetime) -> dict[str, Any]:
        kind = RunKind(run.kind)
        return {
            "bot_id": self.bot_id,
            "method": "sendMessage",
            "kind": kind_of(kind),
            "subject": str(run.id),
            "version": event.version,
            "priority": URGENCY.get(kind, Priority.ARTICLE),
            "must": kind in MUST,
            "run": name_of(run.id),
            "created_at": now,
            "expires_at": run.expires_at,
            "attempts": 0,
            "failures": 0,
            "unknowns": 0,
        }

    def _dues(self, event: Event, run: Run, audience: Audience, due_at: datetime) -> dict[Clocks, datetime]:
        """Return when people are told, by the clocks that they have."""
        found = [(row[0], row[1], row[2]) for row in self.session.execute(run_queries.clocks_of(audience))]
        return {clocks: told_by(event, run, clocks, due_at, self.home) for clocks in found}

    @property
    def _dialect(self) -> str:
        return self.session.get_bind().dialect.name


def schedule_of(event: Event, own: Iterable[str] = ()) -> Schedule | None:
    """Return what the planner knows of an event; None where it has no date."""
    if event.starts is None:
        return None
    asked = tuple(found for each in own if (found := offset_in(each)))
    online = bool(event.online)
    return Schedule(event.starts, event.ends, event.zone, online, event.offsets, asked, event.armed_at)


def about(event: Event) -> str:
    """Return the start that reminders remind of; moved to another, the event has its reminders again."""
    hour = event.starts is not None and event.starts.clock is not None
    return f"{event.begins_at:%Y-%m-%d %H:%M}{'' if hour else ' day'}" if event.begins_at else ""


def told_by(event: Event, run: Run, clocks: Clocks, due_at: datetime, home: ZoneInfo) -> datetime:
    """Return when a person with these clocks is told what is due at a moment: not in their quiet hours."""
    zone, begins, ends = clocks
    quiet = Quiet(time.fromisoformat(begins), time.fromisoformat(ends)) if begins and ends else Quiet()
    own = (zone_named(zone) if zone else None) or home
    if event.place and not event.online and event.begins_at and event.over_at:
        own = zone_then(own, event.zone, event.begins_at, event.over_at, due_at)
    return told_at(due_at, run.expires_at, quiet, own)
