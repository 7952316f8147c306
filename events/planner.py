"""Which reminders are due: a pure function of an event, its rules and the time.

A rule in days keeps the wall clock of the event's zone, one in hours or minutes is elapsed time. A wall clock that the
zone skips is taken as much later as the clocks are put forward, one that it shows twice is taken the first time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from events.moments import Moment
from events.offsets import Offset, Unit

USUAL = (Offset(7, Unit.DAYS, time(9, 0)), Offset(1, Unit.DAYS), Offset(1, Unit.HOURS))
USUAL_ONLINE = (*USUAL, Offset(10, Unit.MINUTES))
LATE_AFTER = timedelta(minutes=15)
"""A reminder sent that much after its moment says that it is late; 10,000 people are reminded within half of it."""
JOINABLE = timedelta(hours=1)  # how long people can usefully join online where no end is published


class Phase(StrEnum):
    """What a reminder is at a moment."""

    AHEAD = "ahead"
    DUE = "due"
    LATE = "late"
    STARTED = "started"  # it is too late to remind, but one can still join online
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the planner knows of an event that has a start."""

    starts: Moment
    ends: Moment | None
    zone: ZoneInfo
    online: bool
    rules: tuple[Offset, ...] | None = None
    """Its own reminders; None are the usual ones."""
    own: tuple[Offset, ...] = ()
    """Those that people asked for themselves."""
    armed_at: datetime | None = None
    """What was due by then was told by other means, and is no reminder any more."""

    @property
    def begins(self) -> datetime:
        """When it begins; of a day alone its first moment."""
        return self.starts.first(self.zone)

    @property
    def closes(self) -> datetime:
        """Until when a reminder is of any use: in person the start, of a day alone its end, online the end."""
        if self.starts.clock is None:
            return self.starts.day_over(self.zone)
        if not self.online:
            return self.begins
        known = self.ends.last(self.zone) if self.ends and self.ends.clock else None
        return known or self.begins + JOINABLE

    @property
    def usual(self) -> tuple[Offset, ...]:
        """The reminders that everybody gets who comes."""
        if self.rules is not None:
            return self.rules
        return USUAL_ONLINE if self.online else USUAL

    def phase(self, due_at: datetime, now: datetime) -> Phase:
        """Return what a reminder that was due then is now."""
        if now < due_at:
            return Phase.AHEAD
        if now >= self.closes:
            return Phase.EXPIRED
        if self.starts.clock is not None and now >= self.begins:
            return Phase.STARTED
        return Phase.LATE if now >= due_at + LATE_AFTER else Phase.DUE


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder of an event by one rule: when it is due, until when it is of use, and what it is now."""

    rule: Offset
    due_at: datetime
    expires_at: datetime
    phase: Phase
    usual: bool
    """Whether everybody gets it who comes, or only who asked for it."""


def planned(schedule: Schedule, now: datetime) -> tuple[Planned, ...]:
    """Return every reminder of an event, the last one first; the same of the same, however often it is asked.

    A rule that needs an hour has no reminder where none is published, nor has one of before the event was armed.
    """
    rules = dict.fromkeys((*schedule.usual, *schedule.own))
    found = [each for rule in rules if (each := _planned(schedule, rule, now))]
    return tuple(sorted(found, key=lambda each: (each.due_at, str(each.rule)), reverse=True))


def next_look(plan: Collection[Planned], now: datetime) -> datetime | None:
    """Return when the next reminder of a plan becomes due; None where there is none any more."""
    return min((each.due_at for each in plan if each.due_at > now), default=None)


def _planned(schedule: Schedule, rule: Offset, now: datetime) -> Planned | None:
    due_at = rule.before(schedule.starts, schedule.zone)
    if due_at is None or (schedule.armed_at is not None and due_at <= schedule.armed_at):
        return None
    return Planned(rule, due_at, schedule.closes, schedule.phase(due_at, now), rule in schedule.usual)
