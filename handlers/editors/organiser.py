"""`Ask the organiser`: what a guide leaves open is asked for, filled in by a coordinator, and told to all who asked."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Update

from core.press import parts
from core.refusal import NotYours
from core.saying import Saying
from delivery.models import Priority
from delivery.outbox import Outbox
from events.models import Event
from events.queries import PUBLIC
from handlers.context import Context, Work
from handlers.house import House
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, reader_for, respond
from knowledge.editing.agenda import whole
from knowledge.entries import Entry, Field
from knowledge.gaps import organiser_words as words
from knowledge.gaps.organiser import Organiser, open_in
from knowledge.library import Library
from knowledge.models import FieldQuestion
from knowledge.tokens import meant, token_of


def with_organiser(work: Work, visitor: Visitor, id_: str, saying: Saying) -> Saying:
    """Let somebody ask for what is open in the guide of an event, or in one of its sections."""
    library = work.house.library
    entry = whole(library, id_)
    if entry is None or not open_in(entry, library.section(id_)) or not _is_of_event(work.session, entry.id):
        return saying
    ask = words.ask(id_, visitor.reader.language)
    return replace(saying, buttons=(*saying.buttons[:-1], (ask,), *saying.buttons[-1:]))


async def ask(update: Update, context: Context, rest: str) -> None:
    """Ask for what is open in a section; of a guide that leaves several things open, ask which. Raises `NotYours`."""
    visitor, library = await private_visitor(update, context), context.house.library
    id_ = meant(library, rest)
    entry = _entry(library, id_)
    open_, language = open_in(entry, library.section(id_)), visitor.reader.language
    if not open_:
        await respond(update, context, visitor, lambda _: Reply(words.nothing_open(entry, language)))
    elif len(open_) > 1 and "#" not in id_:
        title = library.title(entry.id, visitor.reader.languages)
        await respond(update, context, visitor, lambda _: Reply(words.which(entry, title, open_, language)))
    else:
        await respond(update, context, visitor, lambda work: _ask(work, visitor, entry, open_))


async def ask_field(update: Update, context: Context, rest: str) -> None:
    """Ask for one open field of a guide. Raises `NotYours`."""
    token, name = parts(rest, 2)
    visitor, library = await private_visitor(update, context), context.house.library
    entry = _entry(library, meant(library, token))
    field = next((each for each in entry.fields if token_of(each.id) == name), None)
    if field is None:
        raise NotYours(rest)
    asked = (field,) if field.value is None else ()
    await respond(update, context, visitor, lambda work: _ask(work, visitor, entry, asked))


async def not_needed(update: Update, context: Context, rest: str) -> None:
    """Delete what this person wanted to know of a guide."""
    visitor, target = await private_visitor(update, context), meant(context.house.library, rest)

    def answer(work: Work) -> Reply:
        count = Organiser(work.session, work.clock).withdraw(target, visitor.user.id)
        return Reply(Saying(words.withdrawn(visitor.reader.language, was_there=count > 0)))

    await respond(update, context, visitor, answer)


def tell_answers(house: House, session: Session) -> int:
    """Tell those who asked what has been filled in meanwhile; returns how many."""
    work = Work(session, house, Outbox(session, house.clock, house.bot_id), "organiser")
    told = 0
    for target, name in Organiser(session, house.clock).asked():
        entry = whole(house.library, target)
        field = next((each for each in entry.fields if each.id == name and each.value), None) if entry else None
        if entry is not None and field is not None:
            told += _tell(work, entry, field)
    return told


def register(registry: Registry) -> None:
    """Add what the buttons about organisers do."""
    registry.presses.on(words.ASK, ask)
    registry.presses.on(words.ASK_FIELD, ask_field)
    registry.presses.on(words.NOT_NEEDED, not_needed)


def _ask(work: Work, visitor: Visitor, entry: Entry, open_: Sequence[Field]) -> Reply:
    if not open_:
        return Reply(words.nothing_open(entry, visitor.reader.language))
    organiser = Organiser(work.session, work.clock)
    for field in open_:
        if organiser.ask(entry.id, field.id, visitor.user.id):
            _tell_coordinators(work, entry, field, organiser.count(entry.id, field.id))
    return Reply(words.asked(entry, open_, visitor.reader.language))


def _tell_coordinators(work: Work, entry: Entry, field: Field, waiting: int) -> None:
    """Tell each coordinator whom a message reaches, of a field once a day: the message's key says who was told."""
    today = work.clock.now().date()
    for id_ in work.members.reachable(work.roles.coordinators()):
        language = reader_for(work.house, work.members.known(id_)).language
        saying, key = words.for_coordinators(entry, field, waiting, language), f"{entry.id}/{field.id}/{today}/{id_}"
        work.say(id_, saying, key=f"organiser/asked/{key}", priority=Priority.REMINDER, must=False)


def _tell(work: Work, entry: Entry, field: Field) -> int:
    asked = Organiser(work.session, work.clock).take(entry.id, field.id)
    for each in asked:
        reader = reader_for(work.house, work.members.known(each.member_id))
        title = work.house.library.title(entry.id, reader.languages)
        saying = words.answered(entry, field, title, reader.language)
        work.say(each.member_id, saying, key=_key(each), priority=Priority.CHANGE)
    return len(asked)


def _key(asked: FieldQuestion) -> str:
    """Return a key that the same question asked anew does not have."""
    return f"organiser/{asked.target}/{asked.field}/{asked.member_id}/{asked.asked_at.timestamp():.0f}"


def _is_of_event(session: Session, guide: str) -> bool:
    found = select(Event.id).where(Event.guide == guide, Event.state.in_(PUBLIC)).limit(1)
    return session.scalar(found) is not None


def _entry(library: Library, id_: str) -> Entry:
    entry = whole(library, id_)
    if entry is None:
        raise NotYours(id_)
    return entry
