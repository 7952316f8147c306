"""Working time: the hours in which people are at work, without public holidays; pure."""

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from people.working_hours import Hours, hours_in

NO_HOLIDAYS: Container[dt.date] = frozenset()
LOOKS_AHEAD = 60  # days; there is no country with a longer row of days off


@lru_cache(maxsize=64)
def public_holidays(country: str) -> Container[dt.date]:
    """Return the public holidays of a country (ISO 3166-1 alpha-2); none of one that is not known, or of none."""
    import holidays  # noqa: PLC0415  it knows every calendar there is: no start should wait for it

    known = holidays.list_supported_countries()
    return holidays.country_holidays(country) if country in known else NO_HOLIDAYS


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Somebody's working time, or the helpdesk's: hours on a wall clock, the clock's zone, and days off.

    With hours that cannot be read every minute counts: better a reminder too early than none.
    """

    hours: Hours | None
    zone: ZoneInfo
    days_off: Container[dt.date] = NO_HOLIDAYS

    @classmethod
    def of(cls, hours: str, zone: str, country: str) -> "WorkingTime":
        """Return the working time for hours such as `Mon-Fri 09:00-17:00`, an IANA zone, and a country's holidays."""
        return cls(hours_in(hours), ZoneInfo(zone), public_holidays(country))

    @property
    def day(self) -> dt.timedelta:
        """How long a working day is."""
        return self.hours.length if self.hours else dt.timedelta(days=1)

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether people are at work then."""
        return self.next_opening(moment) == moment

    def next_opening(self, moment: dt.datetime) -> dt.datetime:
        """Return when people are at work next: this moment, or when they begin."""
        return next((max(moment, begin) for begin, end in self._from(moment) if end > moment), moment)

    def between(self, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
        """Return how much working time lies between two moments; none if the second is the earlier one."""
        total = dt.timedelta()
        for begin, end in self._from(since, until):
            total += max(dt.timedelta(), min(end, until) - max(begin, since))
        return total

    def after(self, moment: dt.datetime, rest: dt.timedelta) -> dt.datetime:
        """Return when so much working time will have passed; a day of 24 hours stands for a working day."""
        left = rest.days * self.day + dt.timedelta(seconds=rest.seconds)
        for begin, end in self._from(moment, moment + dt.timedelta(days=LOOKS_AHEAD + 7 * rest.days)):
            begun = max(begin, moment)
            if begun + left <= end:
                return begun + left
            left -= max(dt.timedelta(), end - begun)
        return moment + rest

    def _from(self, since: dt.datetime, until: dt.datetime | None = None) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Yield the times of work, in order, from the day of one moment to that of the other."""
        until = until or since + dt.timedelta(days=LOOKS_AHEAD)
        if self.hours is None:
            yield since, max(since, until)
            return
        day, last = since.astimezone(self.zone).date(), until.astimezone(self.zone).date()
        while day <= last:
            if day.weekday() in self.hours.days and day not in self.days_off:
                yield self._at(day, self.hours.begin), self._at(day, self.hours.end)
            day += dt.timedelta(days=1)

    def _at(self, day: dt.date, clock: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, clock, self.zone).astimezone(dt.UTC)
