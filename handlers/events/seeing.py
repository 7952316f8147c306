"""Events looked up for who asks: by a button, by what they typed, and as they see them."""

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz
from telegram import Update

from core.refusal import NotYours
from core.text import clean
from events import lists, queries
from events.models import Event, Standing
from events.registrations import Registrations
from events.seeing import Seeing, Seen
from handlers.context import Context, Work
from handlers.house import House
from handlers.visitors import Reply, Visitor, respond, visitor_of

LIKE = 70
"""How like an event's id, its title or a part of it what was typed must be for the event to be proposed, of 100."""
LETTERS, PART = 3, 5
"""How many letters must have been typed for anything to be like it, and for a part of a title."""
MOST_LIKE = 3
MINE = (Standing.REGISTERED, Standing.OFFERED, Standing.WAITING)

Then = Callable[[Work, Visitor, Event], Reply | None]


def topic_title(house: House, topic: str) -> str:
    """Return the title of a topic; empty where an event has none, its id where the profile has it no longer."""
    profile = house.profile
    return next((each.title for each in (*profile.topics, *profile.policy_topics) if each.id == topic), topic)


def look(work: Work, event: Event, member: int) -> Seen:
    """Return an event as this person sees it."""
    return Seeing(work.session, work.clock).look(event, member, topic_title(work.house, event.topic))


def event_of(work: Work, id_: str) -> Event:
    """Return the event that a button names. Raises `NotYours` where nobody may see it."""
    event = Seeing(work.session, work.clock).find(id_)
    if event is None:
        raise NotYours(id_)
    return event


async def for_button(update: Update, context: Context, id_: str, then: Then) -> None:
    """Answer a press on a button that names an event. Raises `NotYours`."""
    visitor = await visitor_of(update, context)
    if not visitor.private:
        raise NotYours(id_)
    await respond(update, context, visitor, lambda work: then(work, visitor, event_of(work, id_)))


async def for_words(
    update: Update, context: Context, words: str, kind: str, then: Then, *, question: str, own: bool = False
) -> None:
    """Answer a command that names an event; without a name ask which, with a wrong one propose what is near.

    `kind` is what the buttons of the choice do; `own` offers only the events to which this person comes.
    """
    visitor = await visitor_of(update, context)
    typed = clean(words).strip()

    def answer(work: Work) -> Reply | None:
        event = Seeing(work.session, work.clock).find(typed) if typed else None
        if event is not None:
            return then(work, visitor, event)
        if typed:
            ahead = _offered(work, visitor, own=own)
            return Reply(lists.no_such(typed, near(work, typed), kind, visitor.reader, ahead))
        asked = visitor.reader.language.gettext(question)
        return Reply(lists.which(_offered(work, visitor, own=own), kind, asked, visitor.reader))

    await respond(update, context, visitor, answer)


def upcoming_of(work: Work, member: int) -> list[Event]:
    """Return the events to come to which a person comes or waits for a place, the next one first."""
    found = Registrations(work.session, work.clock).events_of(member, MINE)
    return [event for event, _ in found if event.is_open(work.clock.now())]


def _offered(work: Work, visitor: Visitor, *, own: bool) -> list[Event]:
    if own:
        return upcoming_of(work, visitor.user.id)
    return list(work.session.scalars(queries.ahead(work.clock.now())))


def near(work: Work, typed: str) -> Sequence[Event]:
    """Return the events whose id or title is most like what was typed, those to come before the others."""
    now, session, wanted = work.clock.now(), work.session, typed.casefold()[:100]
    every = [*session.scalars(queries.ahead(now)), *session.scalars(queries.past(now))]
    like = [(_likeness(wanted, event), -place) for place, event in enumerate(every)]
    return [every[-place] for likeness, place in sorted(like, reverse=True)[:MOST_LIKE] if likeness >= LIKE]


def _likeness(wanted: str, event: Event) -> float:
    letters, title = sum(letter.isalpha() for letter in wanted), event.title.casefold()
    if letters < LETTERS:
        return 0
    part = fuzz.partial_ratio(wanted, title) if letters >= PART and len(wanted) <= len(title) else 0
    return max(fuzz.ratio(wanted, event.id.casefold()), fuzz.token_set_ratio(wanted, title), part)
