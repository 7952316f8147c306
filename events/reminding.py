"""Which reminders of an event one person gets, and when."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from events.fanout import schedule_of, told_by
from events.models import Event, Registration, Run, Standing
from events.offsets import Offset
from events.planner import Phase, Planned, planned
from events.switches import OwnReminders, Switches
from people.models import Member


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is still to come: when this person hears it, whether it is on, and whether they asked for it."""

    rule: Offset
    at: datetime
    on: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Reminding:
    """Tells of reminders; `home` is the zone of those who have not said theirs."""

    session: Session
    clock: Clock
    home: ZoneInfo

    def ahead(self, event: Event, member: int) -> list[Reminder]:
        """Return what is still to come for this person, the next one first; nothing where there is no date."""
        now, asked = self.clock.now(), OwnReminders(self.session, self.clock.now()).of(event.id, member)
        schedule = schedule_of(event, asked) if event.is_open(now) else None
        if schedule is None:
            return []
        comes = self._comes(event, member)
        plan = [each for each in planned(schedule, now) if each.phase is Phase.AHEAD]
        wanted = [each for each in plan if str(each.rule) in asked or (comes and each.usual)]
        found = [self._reminder(event, member, each, own=str(each.rule) in asked) for each in wanted]
        return sorted(found, key=lambda each: (each.at, str(each.rule)))

    def _comes(self, event: Event, member: int) -> bool:
        known = self.session.get(Registration, (event.id, member))
        return known is not None and known.state == Standing.REGISTERED

    def _reminder(self, event: Event, member: int, planned: Planned, *, own: bool) -> Reminder:
        on = own or not Switches(self.session).is_off(member, event.id, str(planned.rule))
        return Reminder(planned.rule, self._told_at(event, member, planned), on, own)

    def _told_at(self, event: Event, member: int, planned: Planned) -> datetime:
        known, quiet = self.session.get(Member, member), Switches(self.session).quiet(member)
        clocks = (known.zone if known else None, f"{quiet.begins:%H:%M}", f"{quiet.ends:%H:%M}")
        return told_by(event, Run(expires_at=planned.expires_at), clocks, planned.due_at, self.home)
