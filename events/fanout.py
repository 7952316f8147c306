"""What is due is put into the outbox: for everybody whom it concerns, once, in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

from core.clock import Clock
from core.zones import zone_named
from delivery.models import Priority
from events import run_queries
from events.models import Event, EventState, Run, RunKind
from events.offsets import offset_in
from events.planner import Phase, Planned, Schedule, next_look, planned
from events.quiet import Quiet, told_at, zone_then
from events.run_queries import Audience, Clocks, name_of

EXPIRED, OVERTAKEN, OVER = "it was too late", "a newer change was told", "the event is cancelled or over"
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

    def look(self, limit: int = 20) -> int:
        """Put into the outbox what is due now, of so many events; returns for how many people.

        May be called as often as one likes, also after a crash: what was put once is not put again.
        """
        events = self.session.scalars(run_queries.due_events(self.clock.now(), limit)).all()
        return sum(self._look_at(event) for event in events)

    def _look_at(self, event: Event) -> int:
        now = self.clock.now()
        schedule = self.schedule(event)
        plan = planned(schedule, now) if schedule and event.state == EventState.PUBLISHED else ()
        event.next_run_at = next_look(plan, now)
        told = self._tell(event, self.session.scalars(run_queries.open_runs(event.id)).all())
        missed = [(each, run) for each in plan if each.phase is not Phase.AHEAD and (run := self._noted(event, each))]
        for number, (each, run) in enumerate(missed):
            told += self._remind(event, each, run, [later.id for _, later in missed[:number]])
        self.session.flush()
        return told

    def schedule(self, event: Event) -> Schedule | None:
        """Return what the planner knows of an event; None where it has no date."""
        return schedule_of(event, self.session.scalars(run_queries.own_rules(event.id)))

    def _noted(self, event: Event, planned: Planned) -> Run | None:
        """Note a reminder, unless it was before."""
        values: dict[str, Any] = {
            "event_id": event.id,
            "kind": RunKind.REMINDER,
            "rule": str(planned.rule),
            "about": about(event),
        }
        values |= {"version": event.version, "due_at": planned.due_at, "expires_at": planned.expires_at}
        id_ = self.session.scalar(run_queries.new_run(self._dialect), values | {"expanded_at": None})
        return self.session.get(Run, id_) if id_ is not None else None

    def _remind(self, event: Event, planned: Planned, run: Run, but: list[int]) -> int:
        if planned.phase is Phase.EXPIRED:
            return self._skip(run, EXPIRED)
        return self._expand(event, run, run_queries.reminded(run, usual=planned.usual), but)

    def _tell(self, event: Event, runs: Sequence[Run]) -> int:
        """Tell all but reminders, the newest first; of changes only that one, which compares with what was told."""
        changes = [run.id for run in runs if run.kind == RunKind.CHANGE]
        return sum(self._tell_one(event, run, overtaken=run.id in changes[1:]) for run in runs)

    def _tell_one(self, event: Event, run: Run, *, overtaken: bool) -> int:
        now = self.clock.now()
        if overtaken:
            return self._skip(run, OVERTAKEN)
        if run.expires_at <= now:
            return self._skip(run, EXPIRED)
        if run.kind == RunKind.NEWS and not event.is_open(now):
            return self._skip(run, OVER)
        return self._expand(event, run, run_queries.concerned(run, event.topic), [])

    def _skip(self, run: Run, why: str) -> int:
        run.expanded_at, run.skipped = self.clock.now(), why
        return 0

    def _expand(self, event: Event, run: Run, audience: Audience, but: list[int]) -> int:
        now = self.clock.now()
        due_at = max(run.due_at, now) if run.kind != RunKind.CHANGE else now
        dues = {} if run.kind == RunKind.CHANGE else self._dues(event, run, audience, due_at)
        values = self._values(event, run, now) | {"due_at": due_at}
        statement = run_queries.expand(self._dialect, audience, values, dues, but)
        result = cast("CursorResult[Any]", self.session.execute(statement))
        run.expanded_at, run.recipients = now, int(result.rowcount)
        return run.recipients

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
