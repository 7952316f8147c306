"""What a person is told when their turn comes, as things are then; nothing where it is no longer true or wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from events import notice_queries, run_queries
from events.fanout import about, schedule_of, told_by
from events.models import (
    Event,
    EventState,
    EventVersion,
    Follow,
    Registration,
    Run,
    RunKind,
    Standing,
)
from events.notice_queries import Turn
from events.planner import Phase
from people.models import Member


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person is told of an event: the event as it is now, and what is special about the moment."""

    kind: RunKind
    event: Event
    member: Member
    registration: Registration | None = None
    rule: str = ""
    """Of a reminder: its offset."""
    phase: Phase = Phase.DUE
    """Of a reminder: due, late, or started, when one can only join."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """Of a change: what was said when this person was last told, by the names in `programme.TOLD`."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Decides at the claim; it writes nothing, for a claim may come again."""

    session: Session
    now: datetime
    bot_id: int
    home: ZoneInfo

    def find(self, subject: str, member_id: int) -> Notice | None:
        """Return what a person is told in the run of this id; None where it is no longer true or wanted."""
        found = self.session.execute(notice_queries.turn(), {"run": int(subject), "member": member_id}).one_or_none()
        if found is None or found[0].expires_at <= self.now:
            return None
        turn = Turn(*found)
        run, event, member, standing = turn[:4]
        match RunKind(run.kind):
            case RunKind.REMINDER:
                return self._reminder(turn)
            case RunKind.CHANGE:
                return self._change(run, event, member, standing)
            case RunKind.NEWS:
                return self._news(event, member, standing)
            case kind:
                return self._afterwards(kind, event, member, standing)

    def _reminder(self, turn: Turn) -> Notice | None:
        run, event, member, standing = turn[:4]
        if event.state != EventState.PUBLISHED or run.about != about(event):
            return None
        if turn.asked is None and not _still_reminded(turn):
            return None
        schedule = schedule_of(event)
        phase = schedule.phase(self._due(turn), self.now) if schedule else Phase.EXPIRED
        if phase is Phase.EXPIRED or (phase is Phase.LATE and self._overtaken(turn)):
            return None
        now = Phase.DUE if phase is Phase.AHEAD else phase
        return Notice(RunKind.REMINDER, event, member, standing, run.rule, now)

    def _overtaken(self, turn: Turn) -> bool:
        """Whether a later reminder of the same start is there for this person, who was away: one is enough."""
        later = self.session.scalars(run_queries.later_reminders(turn.run)).all()
        keys = [run_queries.key_of(each, turn.member.id) for each in later]
        return bool(keys) and self.session.execute(run_queries.calls(self.bot_id, keys)).first() is not None

    def _due(self, turn: Turn) -> datetime:
        """Return when this person was to be told, by their own clock."""
        hours = turn.hours
        clocks = (turn.member.zone, hours.begins if hours else None, hours.ends if hours else None)
        return told_by(turn.event, turn.run, clocks, turn.run.due_at, self.home)

    def _change(self, run: Run, event: Event, member: Member, standing: Registration | None) -> Notice | None:
        """Return the change since this person was last told; a newer one is told by its own run."""
        if event.version != run.version or standing is None or standing.state not in run_queries.COMING:
            return None
        before, now = (self._said(event, each) for each in (self._last_told(run, standing), run.version))
        if not before or before == now:
            return None
        return Notice(RunKind.CHANGE, event, member, standing, before=before)

    def _last_told(self, run: Run, standing: Registration) -> int:
        """Return the newest version of which a notice has reached this person, or the one they registered for."""
        runs = self.session.scalars(run_queries.changes_before(run.event_id, run.version)).all()
        keys = [run_queries.key_of(each, standing.member_id) for each in runs]
        found = self.session.execute(run_queries.calls(self.bot_id, keys)).all() if keys else []
        told = (version for version, fate in found if fate in run_queries.SAID and version is not None)
        return max([standing.told_version, *told])

    def _news(self, event: Event, member: Member, standing: Registration | None) -> Notice | None:
        follows = self.session.get(Follow, (member.id, event.topic)) is not None
        comes = standing is not None and standing.state in run_queries.COMING
        return Notice(RunKind.NEWS, event, member) if follows and not comes and event.is_open(self.now) else None

    def _afterwards(self, kind: RunKind, event: Event, member: Member, standing: Registration | None) -> Notice | None:
        if standing is None or standing.state != Standing.REGISTERED:
            return None
        done = standing.surveyed if kind is RunKind.SURVEY else not event.follow_up
        return None if done else Notice(kind, event, member, standing)

    def _said(self, event: Event, version: int) -> Mapping[str, Any]:
        found = self.session.get(EventVersion, (event.id, version))
        return found.says if found is not None else {}


def _still_reminded(turn: Turn) -> bool:
    standing = turn.registration
    if standing is None or standing.state != Standing.REGISTERED or standing.since >= turn.run.due_at:
        return False
    return not turn.off
