"""When a person wants to hear nothing that can wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL_BEGIN, USUAL_END = time(22, 0), time(7, 0)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time of day on somebody's clock, over midnight where it ends before it begins; none where both are the same."""

    begins: time = USUAL_BEGIN
    ends: time = USUAL_END

    def over(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment itself, or when the quiet hours in which it lies are over on this zone's clock."""
        local = moment.astimezone(zone)
        if not self._holds(local.time()):
            return moment
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        ends = (datetime.combine(day, self.ends, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        # Where clocks show the end twice, the first may be over already.
        return next((end for end in ends if end > moment), moment)

    def _holds(self, clock: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


def told_at(due_at: datetime, closes: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """Return when a person in this zone is reminded: after their quiet hours, unless it were of no use any more."""
    later = quiet.over(due_at, zone)
    return later if later < closes else due_at


def zone_then(home: ZoneInfo, event: ZoneInfo, begins: datetime, over: datetime, moment: datetime) -> ZoneInfo:
    """Return whose clock counts for who comes in person: the event's from the day before it until it is over."""
    day_before = begins.astimezone(event).date() - timedelta(days=1)
    away = datetime.combine(day_before, time(), event) <= moment <= over
    return event if away else home
