"""Calendar files in every European zone, on any day: the file alone says the right moment."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import available_timezones

from events.icalendar_files import Calendars
from events.models import Event, EventState
from events.moments import Moment
from events.programme import drafted
from tests.events_at import written
from tests.icalendar_reader import moment, read

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CALENDARS = Calendars("Museum desk; and, more", 42, NOW)
EUROPE = sorted(name for name in available_timezones() if name.startswith("Europe/"))
FURTHER = ["UTC", "America/New_York", "Asia/Kolkata", "Atlantic/Azores", "Africa/Casablanca", "Australia/Lord_Howe"]
FIRST, DAYS = date(2024, 1, 1), 4383


def starting(zone: str, day: date, clock: time) -> Event:
    """Return a published event."""
    made = drafted(written(timezone=zone, starts=Moment(day, clock), ends=None), NOW)
    made.state = EventState.PUBLISHED
    return made


def holds(zone: str, day: date, clock: time) -> bool:
    """Whether the file of an event that starts then says the moment which we mean."""
    made = starting(zone, day, clock)
    calendar = read(CALENDARS.event(made, with_room=True))
    return moment(calendar.all("VEVENT")[0], calendar, "DTSTART") == made.begins_at


def wrong(dice: Random, cases: int) -> list[str]:
    """Return the zones, days and hours of so many cases at which a file says another moment than we mean."""
    found = []
    for _ in range(cases):
        zone, day = dice.choice(EUROPE + FURTHER), FIRST + timedelta(days=dice.randrange(DAYS))
        clock = time(dice.randrange(24), dice.choice([0, 1, 29, 30, 59]))
        if not holds(zone, day, clock):
            found.append(f"{zone} {day} {clock}")
    return found
