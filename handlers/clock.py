"""What is due without anybody writing."""

from sqlalchemy.orm import Session

from delivery.outbox import Outbox
from handlers.context import Work
from handlers.house import House
from handlers.reports import tell_coordinators


def tell_trouble(house: House, session: Session) -> None:
    """Tell coordinators what happened while they were not to be told again."""
    outbox = Outbox(session, house.clock, house.bot_id)
    tell_coordinators(Work(session, house, outbox, f"trouble/{house.clock.now().isoformat()}"))
