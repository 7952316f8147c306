"""Albums that members send to their requests go to the experts whole, once they are complete."""

from sqlalchemy.orm import Session

from delivery.outbox import Outbox
from handlers.context import Work
from handlers.house import House
from handlers.requests import following
from tickets.parts import Parts
from tickets.states import OPEN


def any_complete(house: House, session: Session) -> bool:
    """Whether there is an album to which no further part has come for a while."""
    return Parts(session, house.clock).any_complete()


def pass_on(house: House, session: Session) -> int:
    """Bring complete albums to the experts; returns how many."""
    outbox = Outbox(session, house.clock, house.bot_id)
    work = Work(session, house, outbox, f"albums/{house.clock.now().isoformat()}")
    albums = work.parts.complete_albums()
    for album in albums:
        request = work.requests.held(album[0].request_id)
        if request is not None and request.state in OPEN:
            following.member_wrote(work, request, album)
    return len(albums)
