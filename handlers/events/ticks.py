"""What the helpdesk does for events of its own accord: what is due is told, what is over closed, places move on."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from delivery.outbox import Outbox
from events.afterwards import Afterwards
from events.announcements import Announcements
from events.fanout import Fanout
from events.registrations import Registrations
from events.week import Week
from handlers.context import Work
from handlers.events.offers import tell_lapsed, tell_offers
from handlers.house import House
from people.working_hours import at_work


def fan_out(house: House, session: Session) -> int:
    """Put into the outbox what is due of events, for as many people as one transaction should; return for how many."""
    return Fanout(session, house.clock, house.bot_id, ZoneInfo(house.profile.timezone)).look()


def announce(house: House, session: Session) -> int:
    """Put into the outbox what coordinators announce; return for how many people."""
    return Announcements(session, house.clock).spread(house.bot_id, ZoneInfo(house.profile.timezone))


def tell_of_week(house: House, session: Session) -> int:
    """Put into the outbox, when work begins, which events were new last week; return for how many people."""
    home, now = ZoneInfo(house.profile.timezone), house.clock.now()
    if not at_work(house.profile.working_hours, now.astimezone(home)):
        return 0
    return Week(session, house.clock, house.bot_id, home).spread()


def keep_up(house: House, session: Session) -> bool:
    """Close what is over, take back places that nobody took in time, and offer free ones; return whether it says so."""
    work = Work(session, house, Outbox(session, house.clock, house.bot_id), f"places/{house.clock.now().isoformat()}")
    Afterwards(session, house.clock).close()
    registrations = Registrations(session, house.clock)
    lapsed, promoted = registrations.lapse(), registrations.promote()
    tell_lapsed(work, lapsed)
    tell_offers(work, promoted)
    return bool(lapsed or promoted)


def forget(house: House, session: Session) -> None:
    """Forget who came to what was over long ago, and count the places again of those who were forgotten."""
    registrations = Registrations(session, house.clock)
    registrations.forget()
    registrations.recount()
    Announcements(session, house.clock).forget()
