"""What many people are told of an event, each time after a preview: that it moves, is cancelled, or what came of it."""

from telegram import Update
from telegram.ext import CommandHandler

from core.language import say
from core.press import number, parts
from core.saying import Saying
from core.text import join
from events import coordinator_texts as texts
from events import form_buttons as buttons
from events.form import Form, Purpose, taken
from events.models import Event, EventState
from events.programme import Programme, attributes_of, written_of
from events.typed import Around, Unreadable, read_typed
from events.writing import fields_of
from handlers.context import Context, Work
from handlers.events.form import ask, preview
from handlers.events.previews import concerned, registered
from handlers.events.rights import PRIVATE, for_button, for_event, meant, permitted
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond


async def reschedule(update: Update, context: Context) -> None:
    """Ask for the new time of the event that is named, or preview the one that is typed with it."""
    id_, words = _named(context)

    def then(work: Work, visitor: Visitor, event: Event) -> Reply:
        return _moving(work, visitor, event, words)

    await for_event(update, context, id_, buttons.MOVE, then, say("Which event do you want to move?"))


async def move_pressed(update: Update, context: Context, rest: str) -> None:
    """Ask for the new time of an event. Raises `NotYours`."""
    await for_button(update, context, rest, _moving)


async def cancel_event(update: Update, context: Context) -> None:
    """Ask whether the event that is named is to be cancelled."""
    id_, _ = _named(context)
    await for_event(update, context, id_, buttons.CALL_OFF, _ask_surely, say("Which event do you want to cancel?"))


async def call_off_pressed(update: Update, context: Context, rest: str) -> None:
    """Ask whether an event is to be cancelled. Raises `NotYours`."""
    await for_button(update, context, rest, _ask_surely)


async def surely(update: Update, context: Context, rest: str) -> None:
    """Cancel an event, if it is still as it was when that was asked. Raises `NotYours`."""
    id_, version = parts(rest, 2)
    visitor, seen = await private_visitor(update, context), number(version)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        event, language = meant(work, id_), visitor.reader.language
        if event.state != EventState.PUBLISHED:
            return Reply(Saying(texts.not_to_be_cancelled(event, language)))
        if event.version != seen:
            return _ask_surely(work, visitor, event)
        told = concerned(work, event)
        Programme(work.session, work.clock).cancel(id_)
        return Reply(Saying(texts.called_off(event, told, language), ((buttons.attendees(id_, language),),)))

    await respond(update, context, visitor, answer)


async def follow_up(update: Update, context: Context) -> None:
    """Ask where the conclusions of the event that is named are, or preview the address that is typed with it."""
    id_, words = _named(context)

    def then(work: Work, visitor: Visitor, event: Event) -> Reply:
        return _following_up(work, visitor, event, words)

    question = say("What came of which event do you want to publish?")
    await for_event(update, context, id_, buttons.FOLLOW_UP, then, question, latest=True)


async def follow_up_pressed(update: Update, context: Context, rest: str) -> None:
    """Ask where the conclusions of an event are. Raises `NotYours`."""
    await for_button(update, context, rest, _following_up)


def confirm(work: Work, visitor: Visitor, form: Form) -> Reply:
    """Make a previewed change real, unless somebody has changed the event since: then show how it is now."""
    event, language = meant(work, form.event), visitor.reader.language
    if event.version != form.version:
        again = preview(work, visitor, form).saying
        return Reply(Saying(join("\n\n", [texts.changed_meanwhile(language), again.text]), again.buttons))
    work.dialogues.end(visitor.user.id)
    programme = Programme(work.session, work.clock)
    if form.purpose is Purpose.FOLLOW:
        programme.edit(event.id, follow_up=form.fields["follow_up"])
        return Reply(Saying(texts.followed_up(event, registered(work, event), language)))
    told, version = concerned(work, event), event.version
    new = attributes_of(form.written(event.id))
    programme.edit(event.id, **{name: new[name] for name in buttons.FIELDS[Purpose.MOVE]})
    told = told if event.version != version else 0
    return Reply(Saying(texts.moved(event, told, visitor.reader), ((buttons.attendees(event.id, language),),)))


def register(registry: Registry) -> None:
    """Add the commands and buttons with which many people are told of a change, or of what came of an event."""
    registry.add(
        CommandHandler("reschedule", reschedule, PRIVATE),
        CommandHandler("cancelevent", cancel_event, PRIVATE),
        CommandHandler("followup", follow_up, PRIVATE),
    )
    registry.presses.on(buttons.MOVE, move_pressed)
    registry.presses.on(buttons.CALL_OFF, call_off_pressed)
    registry.presses.on(buttons.SURELY_OFF, surely)
    registry.presses.on(buttons.FOLLOW_UP, follow_up_pressed)


def _named(context: Context) -> tuple[str, str]:
    """Return the id that was typed, and what stands behind it."""
    args = context.args or []
    return (args[0] if args else ""), " ".join(args[1:])


def _moving(work: Work, visitor: Visitor, event: Event, words: str = "") -> Reply:
    if event.state == EventState.CANCELLED:
        return Reply(Saying(texts.not_to_be_moved(event, visitor.reader.language)))
    return _filled(work, visitor, event, Form(Purpose.MOVE, event.id, _fields(event), "starts"), words)


def _following_up(work: Work, visitor: Visitor, event: Event, words: str = "") -> Reply:
    if event.state in (EventState.CANCELLED, EventState.DRAFT):
        return Reply(Saying(texts.nothing_came_of_it(event, visitor.reader.language)))
    return _filled(work, visitor, event, Form(Purpose.FOLLOW, event.id, _fields(event), "follow_up"), words)


def _filled(work: Work, visitor: Visitor, event: Event, form: Form, words: str) -> Reply:
    """Preview what was typed with the command; ask where nothing was, or nothing that can be read."""
    if not words:
        return ask(work, visitor, form)
    language = visitor.reader.language
    try:
        value = read_typed(form.asked, words, Around(work.clock.now(), language, event.zone, form.starts))
    except Unreadable:
        return ask(work, visitor, form)
    return preview(work, visitor, taken(form, form.asked, value, language))


def _ask_surely(work: Work, visitor: Visitor, event: Event) -> Reply:
    language = visitor.reader.language
    if event.state != EventState.PUBLISHED or not event.is_open(work.clock.now()):
        return Reply(Saying(texts.not_to_be_cancelled(event, language)))
    words = texts.call_off(event, concerned(work, event), visitor.reader)
    return Reply(Saying(words, buttons.of_calling_off(event.id, event.version, language)))


def _fields(event: Event) -> dict[str, object]:
    return {key: value for key, value in fields_of(written_of(event)).items() if key != "id"}
