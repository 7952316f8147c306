"""Places that become free: whose turn it is, is told in the transaction that frees the place."""

from collections.abc import Iterable

from delivery.models import Priority
from events import texts
from events.models import Event, Registration
from events.registrations import Outcome
from handlers.context import Work
from handlers.events.seeing import look
from handlers.visitors import reader_for
from people.reader import Reader


def tell_offers(work: Work, offered: Iterable[Registration]) -> None:
    """Tell each person that a place is kept for them, and until when; once for each offer."""
    for each in offered:
        event, reader = _event(work, each), _reader(work, each.member_id)
        saying = texts.offer(look(work, event, each.member_id), reader)
        key = f"offer/{event.id}/{each.member_id}/{each.since.timestamp():.0f}"
        work.say(each.member_id, saying, key=key, priority=Priority.CHANGE)


def tell_lapsed(work: Work, outcomes: Iterable[Outcome]) -> None:
    """Tell those who did not take their place in time, and those to whom it is offered now."""
    for outcome in outcomes:
        lost = outcome.registration
        if lost is not None:
            event, reader = _event(work, lost), _reader(work, lost.member_id)
            key = f"lapsed/{event.id}/{lost.member_id}/{lost.since.timestamp():.0f}"
            work.say(lost.member_id, texts.offer_over(event, reader), key=key, priority=Priority.CHANGE)
        tell_offers(work, outcome.offered)


def _event(work: Work, registration: Registration) -> Event:
    return work.session.get_one(Event, registration.event_id)


def _reader(work: Work, member: int) -> Reader:
    return reader_for(work.house, work.members.known(member))
