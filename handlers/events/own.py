"""Who comes to an event need not name it: what is known of it and its practical guide are tried first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.saying import Saying
from core.text import join
from events import asked_texts
from events.asked import FACTS, FIELDS, About, Asking, Phrases
from events.models import Event, Standing
from events.queries import MOST, PUBLIC, titles_ahead, titles_of_member
from handlers.context import Work
from handlers.editors.organiser import with_organiser
from handlers.events.notices import practical_of
from handlers.events.seeing import event_of, look
from handlers.house import House
from handlers.visitors import Visitor
from knowledge import buttons
from knowledge.editing.agenda import whole
from knowledge.library import Finding, Library
from knowledge.matching.gates import Decision

COMES = (Standing.REGISTERED, Standing.OFFERED, Standing.WAITING)


TITLES = 5
"""How many of a person's next events may be called by their titles, and twice as many of the others."""
LONGEST_NAMED = 120  # characters of a question that names an event
ROOM_FOR_FACTS = 3000  # characters of an answer below which the facts of an event stand, so that it is one message


class Called(NamedTuple):
    """An event as somebody may call it."""

    id: str
    title: str
    guide: str


@dataclass(frozen=True, slots=True)
class Coming:
    """The open events to which somebody comes, the next one first, and the next of the others, which they may name."""

    own: Sequence[Called] = ()
    others: Sequence[Called] = ()
    public: Collection[str] = ()
    """The guides of all events, if the person has one of their own."""

    @property
    def named(self) -> list[Called]:
        """Those that may be called by their titles."""
        return [*self.own[:TITLES], *self.others]

    @property
    def guides(self) -> list[str]:
        """The guides of the own ones."""
        return list(dict.fromkeys(each.guide for each in self.own if each.guide))


def coming(session: Session, now: datetime, member: int) -> Coming:
    """Return what this person comes to, and what they may name."""
    own = [Called(*row) for row in session.execute(titles_of_member(COMES), {"member": member, "now": now})]
    ahead = [Called(*row) for row in session.execute(titles_ahead(2 * TITLES), {"now": now})]
    public = _all_guides(session) if any(each.guide for each in own) else ()
    return Coming(own, [each for each in ahead if each not in own], public)


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody asks of an event that they come to, or that they name, and what its guide has on that."""

    event: str
    about: About
    finding: Finding


def asked(house: House, visitor: Visitor, words: str, after: str | None, events: Coming) -> Own | None:
    """Return what is asked of a person's own event without naming it, or of any by its title; None for anything else.

    A question may be about the answer just before: if that was no answer about the event, it is first tried on it.
    """
    found = Phrases.load().asking(words)
    if not visitor.private or (found is None and len(words) > LONGEST_NAMED):
        return None
    found = found or Phrases.load().asking(words, [each.title for each in events.named])
    if found is None:
        return None
    asking, place = found
    event = _meant(asking, place, events)
    library, languages = house.library, visitor.reader.languages
    if event is None or (place is None and _is_of_the_answer(library, words, languages, after, event.guide)):
        return None
    in_guide = _said_in(library, event.guide, words, asking, languages) if event.guide else None
    known = practical_of(house, event.guide) or {}
    has_field = any(each in known for each in FIELDS.get(asking.about, ()))
    if in_guide is None and asking.about not in FACTS and not has_field:
        return None
    return Own(event.id, asking.about, in_guide or Finding(Decision.ANSWER, ()))


def _meant(asking: Asking, place: int | None, events: Coming) -> Called | None:
    """Return the event that is named, or the next one to which the asker comes; a place is left of one's own only."""
    event = events.named[place] if place is not None else next(iter(events.own), None)
    return None if event is None or (asking.about is About.LEAVE and event not in events.own) else event


def _is_of_the_answer(library: Library, words: str, languages: tuple[str, ...], after: str | None, guide: str) -> bool:
    """Whether a question that names nothing is about the answer just before it, which was none about the event."""
    if after is None or after.partition("#")[0] == guide:
        return False
    followed = library.find(words, languages, after=after)
    return followed.answered and followed.matches[0].id.partition("#")[0] == after.partition("#")[0]


def said(work: Work, visitor: Visitor, own: Own, section: Saying | None, question: int) -> Saying:
    """Say what is known of the event above what its guide says, or alone."""
    if section is not None and (own.about not in FACTS or len(section.text) > ROOM_FOR_FACTS):
        return section
    event, reader = event_of(work, own.event), visitor.reader
    seen, practical = look(work, event, visitor.user.id), practical_of(work.house, event.guide)
    facts = asked_texts.facts(seen, own.about, practical, reader, in_guide=section is not None)
    if section is not None:
        return replace(section, text=join("\n\n", [facts, section.text]))
    rows = asked_texts.below(seen, own.about, buttons.expert(reader.language, question), reader.language)
    alone = Saying(facts, rows)
    is_open = asked_texts.is_open(event, own.about, practical)
    return with_organiser(work, visitor, event.guide, alone) if is_open else alone


def find(house: House, visitor: Visitor, words: str, after: str | None, events: Coming) -> Finding:
    """Return what fits a question; of the guides of a person's events the next event's first.

    A clear answer without them stands, unless it speaks of another event's day: then it is not what is meant.
    """
    library, languages = house.library, visitor.reader.languages
    found, own = library.find(words, languages, after=after), events.guides
    if not own or not visitor.private:
        return found
    others = {*events.public} - {*own}
    if found.answered and not _is_of_another(library, found.matches[0].id, own, others):
        return found
    return _in_guides(library, words, languages, own) or found


def _in_guides(library: Library, words: str, languages: tuple[str, ...], own: Sequence[str]) -> Finding | None:
    """Return what the first guide has that answers; of those that are less sure the first, None where none is."""
    looked = [library.find_in_guide(words, guide, languages) for guide in own]
    wanted = [each for decision in (Decision.ANSWER, Decision.CHOOSE) for each in looked if each.decision is decision]
    return wanted[0] if wanted else None


def _said_in(library: Library, guide: str, words: str, asking: Asking, languages: tuple[str, ...]) -> Finding | None:
    """Return the section of a guide that says what is asked, in these words or, asked for in full, in others."""
    looked = [library.find_in_guide(each, guide, languages) for each in (words, *asking.in_full)]
    answered = [each for each in looked if each.answered] or [each for each in looked if each.matches]
    return replace(answered[0], decision=Decision.ANSWER, matches=answered[0].matches[:1]) if answered else None


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
