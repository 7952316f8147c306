"""Making events in the chat: a draft, a copy, and what is published."""

from typing import Any

from sqlalchemy import select
from telegram import Update
from telegram.ext import CommandHandler

from core.refusal import NotYours
from core.saying import Saying
from core.text import clean
from events import form_buttons as buttons
from events import form_texts as texts
from events.form import NEW, Form, Purpose, copied, id_for
from events.models import Event, EventState
from events.programme import Programme, attributes_of, written_of
from events.writing import fields_of
from handlers.context import Context, Work
from handlers.events.changes import confirm
from handlers.events.form import ask, form_of, preview
from handlers.events.previews import followers
from handlers.events.rights import PRIVATE, for_button, found, meant, of_states, permitted
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond

MOST = 10_000


async def new_event(update: Update, context: Context) -> None:
    """Begin a new event with the title that is typed, go on with a draft, or copy the event that is named."""
    visitor, words = await private_visitor(update, context), clean(" ".join(context.args or ()))

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        event = found(work, words) if words else None
        if event is not None:
            return (_go_on if event.state == EventState.DRAFT else _copy)(work, visitor, event)
        drafts = of_states(work, EventState.DRAFT)
        if drafts and not words:
            language = visitor.reader.language
            below = buttons.of_drafts([each.id for each in drafts], language)
            return Reply(Saying(texts.drafts(drafts, language), below))
        return _begin(work, visitor, words)

    await respond(update, context, visitor, answer)


async def begun(update: Update, context: Context, _: str) -> None:
    """Begin a new event."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        return _begin(work, visitor, "")

    await respond(update, context, visitor, answer)


async def draft(update: Update, context: Context, rest: str) -> None:
    """Go on with a draft. Raises `NotYours`."""
    await for_button(update, context, rest, _go_on)


async def copy(update: Update, context: Context, rest: str) -> None:
    """Begin a new event like another one: nobody hears of it, and it reminds nobody, until it is published."""
    await for_button(update, context, rest, _copy)


async def publish(update: Update, context: Context, rest: str) -> None:
    """Make real what the newest preview showed. Raises `NotYours`."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        form = form_of(work, visitor, rest)
        if form.purpose is not Purpose.NEW:
            return confirm(work, visitor, form)
        event = _kept(work, form)
        Programme(work.session, work.clock).publish(event.id)
        work.dialogues.end(visitor.user.id)
        words = texts.published(event, followers(work, event.topic), visitor.reader)
        return Reply(Saying(words, buttons.of_published(event.id, visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def keep(update: Update, context: Context, rest: str) -> None:
    """Keep what the newest preview showed as a draft. Raises `NotYours`."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        event, language = _kept(work, form_of(work, visitor, rest)), visitor.reader.language
        work.dialogues.end(visitor.user.id)
        return Reply(Saying(texts.kept(event, language), buttons.of_draft(event.id, language)))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add the command and the buttons with which events are made."""
    registry.add(CommandHandler("newevent", new_event, PRIVATE))
    presses = {buttons.NEW: begun, buttons.DRAFT: draft, buttons.COPY: copy}
    for kind, press in (presses | {buttons.PUBLISH: publish, buttons.KEEP: keep}).items():
        registry.presses.on(kind, press)


def _begin(work: Work, visitor: Visitor, title: str) -> Reply:
    asked, *left = NEW if not title else NEW[1:]
    fields: dict[str, Any] = {"registration": "here"}
    if title:
        fields["title"] = " ".join(title.split())[:200]
    return ask(work, visitor, Form(Purpose.NEW, fields=fields, asked=asked, left=tuple(left)))


def _go_on(work: Work, visitor: Visitor, event: Event) -> Reply:
    form = Form(Purpose.NEW, event.id, _fields(event))
    return preview(work, visitor, form) if form.ready else ask(work, visitor, form.asking("starts", ("ends",)))


def _copy(work: Work, visitor: Visitor, event: Event) -> Reply:
    return ask(work, visitor, copied(written_of(event)))


def _fields(event: Event) -> dict[str, Any]:
    return {key: value for key, value in fields_of(written_of(event)).items() if key != "id"}


def _kept(work: Work, form: Form) -> Event:
    """Return the draft with all that the form says; a new one gets an id of its own.

    Raises `NotYours` for one that somebody has published meanwhile: a change of it has a preview of its own.
    """
    programme = Programme(work.session, work.clock)
    if form.event and meant(work, form.event).state != EventState.DRAFT:
        raise NotYours(form.event)
    if form.event:
        return programme.edit(form.event, **attributes_of(form.written(form.event)))
    ids = work.session.scalars(select(Event.id).order_by(Event.id).limit(MOST)).all()
    return programme.draft(form.written(id_for(str(form.fields["title"]), ids)))
