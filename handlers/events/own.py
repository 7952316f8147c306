"""Who comes to an event need not name it: its practical guide is tried first."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.models import Event, Standing
from events.queries import MOST, PUBLIC
from events.registrations import Registrations
from handlers.context import Context
from handlers.visitors import Visitor
from knowledge.editing.agenda import whole
from knowledge.library import Finding, Library
from knowledge.matching.gates import Decision

COMES = (Standing.REGISTERED, Standing.OFFERED, Standing.WAITING)


async def find(context: Context, visitor: Visitor, words: str, after: str | None) -> Finding:
    """Return what fits a question; of the guides of a person's events the next event's first.

    A clear answer without them stands, unless it speaks of another event's day: then it is not what is meant.
    """
    library, languages = context.house.library, visitor.reader.languages
    found = library.find(words, languages, after=after)
    own = await context.read(lambda session: _guides_of(session, context, visitor)) if visitor.private else []
    if not own:
        return found
    others = set(await context.read(_all_guides)) - set(own)
    if found.answered and not _is_of_another(library, found.matches[0].id, own, others):
        return found
    return _in_guides(library, words, languages, own) or found


def _in_guides(library: Library, words: str, languages: tuple[str, ...], own: list[str]) -> Finding | None:
    """Return what the first guide has that answers; of those that are less sure the first, None where none is."""
    looked = [library.find_in_guide(words, guide, languages) for guide in own]
    wanted = [each for decision in (Decision.ANSWER, Decision.CHOOSE) for each in looked if each.decision is decision]
    return wanted[0] if wanted else None


def _guides_of(session: Session, context: Context, visitor: Visitor) -> list[str]:
    clock = context.house.clock
    found = Registrations(session, clock).events_of(visitor.user.id, COMES)
    return list(dict.fromkeys(event.guide for event, _ in found if event.guide and event.is_open(clock.now())))


def _all_guides(session: Session) -> list[str]:
    guides = select(Event.guide).where(Event.guide != "", Event.state.in_(PUBLIC)).distinct()
    return list(session.scalars(guides.order_by(Event.guide).limit(MOST)))


def _is_of_another(library: Library, id_: str, own: Collection[str], others: Collection[str]) -> bool:
    """Whether an answer is in another event's guide, or filed beside it where none of the own ones is."""
    if id_.partition("#")[0] in others:
        return True
    topics = {each: guide.topic for each in (*own, *others) if (guide := library.guide(each))}
    beside_others = {topics[each] for each in others if each in topics}
    entry = whole(library, id_)
    return entry is not None and entry.topic in beside_others - {topics[each] for each in own if each in topics}
