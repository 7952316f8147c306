"""What the helpdesk does for events of its own accord: what is due is put into the outbox, what is over is closed."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from events.afterwards import Afterwards
from events.fanout import Fanout
from events.registrations import Registrations
from handlers.house import House


def fan_out(house: House, session: Session) -> int:
    """Put into the outbox what is due of events, for as many people as one transaction should; return for how many."""
    return Fanout(session, house.clock, house.bot_id, ZoneInfo(house.profile.timezone)).look()


def close(house: House, session: Session) -> int:
    """Close the events that are over; return how many."""
    return len(Afterwards(session, house.clock).close())


def forget(house: House, session: Session) -> None:
    """Forget who came to what was over long ago, and count the places again of those who were forgotten."""
    registrations = Registrations(session, house.clock)
    registrations.forget()
    registrations.recount()
