"""Events to look at: the lists, and each event's card."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.language import say
from core.press import number
from events import buttons, lists, queries
from events.cards import card
from events.models import Event, Registration
from events.notice_texts import SLIDES
from events.registrations import Registrations
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.events.notices import practical_of
from handlers.events.seeing import MINE, for_button, for_words, look, upcoming_of
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON


async def events(update: Update, context: Context, rest: str = "") -> None:
    """List the events to come; a page of them in the message whose button was pressed."""
    place, visitor = number(rest or "0"), await private_visitor(update, context)

    def answer(work: Work) -> Reply | None:
        found = list(work.session.scalars(queries.ahead(work.clock.now())))
        said = lists.upcoming(found, standings(work, visitor), visitor.reader, place)
        return visitor.turn(work, said) if rest else Reply(said)

    await respond(update, context, visitor, answer)


async def past(update: Update, context: Context, rest: str) -> None:
    """List what has been."""
    place, visitor = number(rest), await private_visitor(update, context)

    def answer(work: Work) -> Reply | None:
        found = list(work.session.scalars(queries.past(work.clock.now())))
        return visitor.turn(work, lists.past(found, visitor.reader, place))

    await respond(update, context, visitor, answer)


async def mine(update: Update, context: Context, rest: str = "") -> None:
    """List the events to which this person comes."""
    place, visitor = number(rest or "0"), await private_visitor(update, context)

    def answer(work: Work) -> Reply | None:
        found = upcoming_of(work, visitor.user.id)
        return visitor.turn(work, lists.mine(found, standings(work, visitor), visitor.reader, place))

    await respond(update, context, visitor, answer)


async def event(update: Update, context: Context) -> None:
    """Show the card of the event that is named."""
    question = say("Which event do you want to see?")
    await for_words(update, context, " ".join(context.args or ()), buttons.EVENT, show, question=question)


async def pressed(update: Update, context: Context, rest: str) -> None:
    """Show the card of an event in a new message."""
    await for_button(update, context, rest, show)


async def linked(update: Update, context: Context, id_: str) -> None:
    """Show the card of the event that a link names, or what is near."""
    question = say("Which event do you want to see?")
    await for_words(update, context, id_, buttons.EVENT, show, question=question)


def show(work: Work, visitor: Visitor, event: Event) -> Reply:
    """Show an event's card; afterwards with the slides that its guide names."""
    seen, guide = look(work, event, visitor.user.id), practical_of(work.house, event.guide)
    slides = guide.get(SLIDES) if guide and seen.over else None
    return Reply(card(seen, visitor.reader, slides))


def standings(work: Work, visitor: Visitor) -> dict[str, Registration]:
    """Return how a person stands, by the event's id."""
    found = Registrations(work.session, work.clock).events_of(visitor.user.id, MINE)
    return {event.id: registration for event, registration in found}


def register(registry: Registry) -> None:
    """Add the commands and buttons that show events."""
    registry.add(
        CommandHandler("events", events, PRIVATE),
        CommandHandler("event", event, PRIVATE),
        CommandHandler("myevents", mine, PRIVATE),
    )
    registry.presses.on(buttons.EVENTS, events)
    registry.presses.on(buttons.PAST, past)
    registry.presses.on(buttons.MINE, mine)
    registry.presses.on(buttons.EVENT, pressed)
