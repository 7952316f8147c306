"""What each person has set for reminders: switched off, asked for, and at which hours nothing."""

from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from events.fanout import schedule_of
from events.models import Event, OwnReminder, QuietHours, Switch
from events.offsets import Offset
from events.quiet import Quiet
from people.rows import removed

EVERY = ""
"""Every event, or every reminder."""


@dataclass(frozen=True, slots=True)
class Switches:
    """A person's own settings."""

    session: Session

    def off(self, member: int, event_id: str = EVERY, rule: str = EVERY) -> None:
        """Switch a reminder off, of this event or of every one."""
        if self.session.get(Switch, (member, event_id, rule)) is None:
            self.session.add(Switch(member_id=member, event_id=event_id, rule=rule))
            self.session.flush()

    def on(self, member: int, event_id: str = EVERY, rule: str = EVERY) -> None:
        """Switch on again what was switched off just so."""
        switch = self.session.get(Switch, (member, event_id, rule))
        if switch is not None:
            self.session.delete(switch)
            self.session.flush()

    def is_off(self, member: int, event_id: str, rule: str) -> bool:
        """Whether this person does not want this reminder of this event."""
        return self.session.scalar(_switch(member, event_id, rule)) is not None

    def all_off(self, member: int) -> list[Switch]:
        """Return what a person has switched off."""
        statement = select(Switch).where(Switch.member_id == member)
        return list(self.session.scalars(statement.order_by(Switch.event_id, Switch.rule).limit(1000)))

    def quiet(self, member: int) -> Quiet:
        """Return a person's quiet hours, the usual ones where they have said nothing."""
        hours = self.session.get(QuietHours, member)
        return Quiet(time.fromisoformat(hours.begins), time.fromisoformat(hours.ends)) if hours else Quiet()

    def be_quiet(self, member: int, quiet: Quiet) -> None:
        """Set a person's quiet hours; none where both ends are the same."""
        hours = self.session.get(QuietHours, member) or QuietHours(member_id=member)
        hours.begins, hours.ends = f"{quiet.begins:%H:%M}", f"{quiet.ends:%H:%M}"
        self.session.add(hours)
        self.session.flush()


@dataclass(frozen=True, slots=True)
class OwnReminders:
    """Reminders that a person asks for, whether they are registered or not."""

    session: Session
    now: datetime = field()

    def add(self, event: Event, member: int, rule: Offset) -> datetime | None:
        """Remind this person so long before the start; returns when, None where that has passed or cannot be told."""
        schedule = schedule_of(event)
        due_at = rule.before(schedule.starts, schedule.zone) if schedule and event.is_open(self.now) else None
        if due_at is None or due_at <= self.now:
            return None
        if self.session.get(OwnReminder, (event.id, str(rule), member)) is None:
            known = OwnReminder(event_id=event.id, rule=str(rule), member_id=member, since=self.now)
            self.session.add(known)
        event.next_run_at = min(event.next_run_at or due_at, due_at)
        self.session.flush()
        return due_at

    def remove(self, event_id: str, member: int, rule: Offset) -> bool:
        """Take a reminder back; says whether there was one."""
        known = self.session.get(OwnReminder, (event_id, str(rule), member))
        if known is not None:
            self.session.delete(known)
            self.session.flush()
        return known is not None

    def remove_all(self, event_id: str, member: int) -> None:
        """Take all of them back: who does not come needs no reminder."""
        statement = delete(OwnReminder).where(OwnReminder.event_id == event_id, OwnReminder.member_id == member)
        removed(self.session, statement)

    def of(self, event_id: str, member: int) -> list[str]:
        """Return the offsets of a person's own reminders of an event."""
        statement = select(OwnReminder.rule).where(OwnReminder.event_id == event_id, OwnReminder.member_id == member)
        return list(self.session.scalars(statement.order_by(OwnReminder.since, OwnReminder.rule).limit(100)))


def _switch(member: int, event_id: str, rule: str) -> Select[str]:
    return (
        select(Switch.rule)
        .where(Switch.member_id == member, Switch.event_id.in_((EVERY, event_id)), Switch.rule.in_((EVERY, rule)))
        .order_by(Switch.rule)
        .limit(1)
    )
