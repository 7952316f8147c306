"""Trouble that coordinators hear of, at most once an hour each kind."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from people import queries
from people.models import Alarm
from people.rows import found_or_added

PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Happened:
    """A kind of trouble, how often it happened since it was last told, and what was known of the latest."""

    kind: str
    count: int
    detail: str


@dataclass(frozen=True, slots=True)
class Alarms:
    """Counts trouble until it may be told again."""

    session: Session
    clock: Clock

    def happened(self, kind: str, detail: str) -> None:
        """Count one more of this kind."""
        alarm = found_or_added(self.session, Alarm, kind, lambda: Alarm(kind=kind, count=0, detail=""))
        alarm.count, alarm.detail = alarm.count + 1, detail
        self.session.flush()

    def stands(self, kind: str, detail: str) -> None:
        """Note what is broken at present, in all, of this kind; nothing is counted while it is the same, or mended."""
        alarm = found_or_added(self.session, Alarm, kind, lambda: Alarm(kind=kind, count=0, detail=""))
        if alarm.detail != detail:
            alarm.count, alarm.detail = int(bool(detail)), detail
            self.session.flush()

    def to_tell(self) -> list[Happened]:
        """Return what is to be told now; it counts as told."""
        now = self.clock.now()
        alarms = self.session.scalars(queries.alarms_to_tell(now - PAUSE)).all()
        told = [Happened(alarm.kind, alarm.count, alarm.detail) for alarm in alarms]
        for alarm in alarms:
            alarm.count, alarm.told_at = 0, now
        return told
