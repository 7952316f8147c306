"""What the helpdesk does for events of its own accord: what is due is put into the outbox, what is over is closed."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from events.afterwards import Afterwards
from events.announcements import Announcements
from events.fanout import Fanout
from events.registrations import Registrations
from events.week import Week
from handlers.house import House
from people.working_hours import at_work


def fan_out(house: House, session: Session) -> int:
    """Put into the outbox what is due of events, for as many people as one transaction should; return for how many."""
    return Fanout(session, house.clock, house.bot_id, ZoneInfo(house.profile.timezone)).look()


def spread(house: House, session: Session) -> int:
    """Put into the outbox what is announced and, at work, what was new last week; return for how many people."""
    home, now = ZoneInfo(house.profile.timezone), house.clock.now()
    put = Announcements(session, house.clock).spread(house.bot_id, home)
    if put or not at_work(house.profile.working_hours, now.astimezone(home)):
        return put
    return Week(session, house.clock, house.bot_id, home).spread()


def close(house: House, session: Session) -> int:
    """Close the events that are over; return how many."""
    return len(Afterwards(session, house.clock).close())


def forget(house: House, session: Session) -> None:
    """Forget who came to what was over long ago, and count the places again of those who were forgotten."""
    registrations = Registrations(session, house.clock)
    registrations.forget()
    registrations.recount()
    Announcements(session, house.clock).forget()
