"""Who comes to an event need not name it: what is known of it and its practical guide are tried first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.saying import Saying
from core.text import join
from events import asked_texts
from events.asked import FACTS, About, Asking, Phrases
from events.models import Event, Standing
from events.queries import MOST, PUBLIC
from events.registrations import Registrations
from handlers.context import Context, Work
from handlers.editors.organiser import with_organiser
from handlers.events.seeing import event_of, look
from handlers.visitors import Visitor
from knowledge import buttons
from knowledge.editing.agenda import whole
from knowledge.library import Finding, Library
from knowledge.matching.gates import Decision

COMES = (Standing.REGISTERED, Standing.OFFERED, Standing.WAITING)


TITLES = 5
"""How many of a person's next events may be called by their titles."""
ROOM_FOR_FACTS = 3000  # characters of an answer below which the facts of an event stand, so that it is one message


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody asks of an event that they come to, and what its guide has on that."""

    event: str
    about: About
    finding: Finding
    more: bool
    """Whether they come to other events as well."""


async def asked(context: Context, visitor: Visitor, words: str, after: str | None) -> Own | None:
    """Return what is asked of a person's own event without naming it, or by its title; None for any other question.

    A question may be about the answer just before: if that was no answer about the event, it is first tried on it.
    """
    if not visitor.private:
        return None
    events = await context.read(lambda session: _events_of(session, context, visitor))
    found = Phrases.load().asking(words, [title for _, title, _ in events]) if events else None
    if found is None:
        return None
    asking, place = found
    library, languages = context.house.library, visitor.reader.languages
    event, _, guide = events[place or 0]
    if place is None and after is not None and after.partition("#")[0] != guide:
        followed = library.find(words, languages, after=after)
        if followed.answered and followed.matches[0].id.partition("#")[0] == after.partition("#")[0]:
            return None
    in_guide = _said_in(library, guide, words, asking, languages) if guide else None
    if in_guide is None and asking.about not in FACTS:
        return None
    return Own(event, asking.about, in_guide or Finding(Decision.ANSWER, ()), more=len(events) > 1)


def said(work: Work, visitor: Visitor, own: Own, section: Saying | None, question: int) -> Saying:
    """Say what is known of the event above what its guide says, or alone."""
    if section is not None and (own.about not in FACTS or len(section.text) > ROOM_FOR_FACTS):
        return section
    event, reader = event_of(work, own.event), visitor.reader
    seen = look(work, event, visitor.user.id)
    facts = asked_texts.facts(seen, own.about, reader, more=own.more, in_guide=section is not None)
    if section is not None:
        return replace(section, text=join("\n\n", [facts, section.text]))
    rows = asked_texts.below(event, buttons.expert(reader.language, question), reader.language)
    alone = Saying(facts, rows)
    return with_organiser(work, visitor, event.guide, alone) if asked_texts.is_open(event, own.about) else alone


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


def _said_in(library: Library, guide: str, words: str, asking: Asking, languages: tuple[str, ...]) -> Finding | None:
    """Return the section of a guide that says what is asked, in these words or, asked for in full, in others."""
    looked = [library.find_in_guide(each, guide, languages) for each in (words, *asking.in_full)]
    answered = [each for each in looked if each.answered] or [each for each in looked if each.matches]
    return replace(answered[0], decision=Decision.ANSWER, matches=answered[0].matches[:1]) if answered else None


def _events_of(session: Session, context: Context, visitor: Visitor) -> Sequence[tuple[str, str, str]]:
    """Return id, title and guide of the next events to which a person comes."""
    clock = context.house.clock
    found = Registrations(session, clock).events_of(visitor.user.id, COMES)
    return [(each.id, each.title, each.guide) for each, _ in found if each.is_open(clock.now())][:TITLES]


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
