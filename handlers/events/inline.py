"""Events to share in any chat: their cards, with nothing of who shares them."""

from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from events import queries
from events.cards import shared
from events.models import Event
from events.seeing import Seen
from events.spans import day_in_list
from handlers.context import Context
from handlers.events.seeing import topic_title
from knowledge.deep_links import EVENT
from knowledge.offers import Offer

if TYPE_CHECKING:  # it asks here
    from handlers.questions.inline import Wanted

LIKE = 75
"""How like an event's title, id or place what was typed must be, of 100."""
MOST, AT_FIRST, PAST = 4, 2, 50


async def events(context: Context, wanted: "Wanted") -> list[Offer]:
    """Offer the events that are called or placed like what was typed; before anything is typed, the next ones."""
    found = await context.read(lambda session: _found(session, context, wanted.words.casefold()[:100]))
    return [_offer(context, event, wanted) for event in found]


def _found(session: Session, context: Context, words: str) -> list[Event]:
    now = context.house.clock.now()
    ahead = list(session.scalars(queries.ahead(now, PAST)))
    if not words:
        return ahead[:AT_FIRST]
    every = [*ahead, *session.scalars(queries.past(now, PAST))]
    return [event for event in every if _likeness(event, words) >= LIKE][:MOST]


def _likeness(event: Event, words: str) -> float:
    names = (event.title, event.id, event.place)
    return max(fuzz.token_set_ratio(words, name.casefold()) for name in names if name)


def _offer(context: Context, event: Event, wanted: "Wanted") -> Offer:
    house, language = context.house, wanted.reader.language
    topic = topic_title(house, event.topic)
    message = shared(event, topic, wanted.reader, Seen(event, house.clock.now(), topic))
    lines = " · ".join(each for each in (day_in_list(event, language), event.place, event.summary) if each)
    return Offer(f"{EVENT}{event.id}", event.title, lines[:120], message, f"{EVENT}{event.id}")
