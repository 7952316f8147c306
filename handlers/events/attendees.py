"""The list of those who come to an event, as a file for coordinators."""

from telegram import Update
from telegram.ext import CommandHandler

from core.language import say
from core.saying import Saying
from delivery.calls import entities
from delivery.outbox import Call, Upload
from events import attendees, coordinator_texts
from events import form_buttons as buttons
from events.models import Event
from events.registrations import Registrations
from events.survey_texts import so_far
from events.surveys import Surveys
from handlers.context import Context, Work
from handlers.events.rights import PRIVATE, for_button, for_event
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor
from people.audit import Audit, Deed

MOST_BELOW = 1024  # characters below a file; "sendDocument" in Telegram's Bot API


async def command(update: Update, context: Context) -> None:
    """Send the list of the event that is named."""
    id_ = " ".join(context.args or ())
    await for_event(update, context, id_, buttons.ATTENDEES, _send, say("Whose list do you want?"))


async def pressed(update: Update, context: Context, rest: str) -> None:
    """Send the list of an event. Raises `NotYours`."""
    await for_button(update, context, rest, _send)


def register(registry: Registry) -> None:
    """Add the command and the button."""
    registry.add(CommandHandler("attendees", command, PRIVATE))
    registry.presses.on(buttons.ATTENDEES, pressed)


def _send(work: Work, visitor: Visitor, event: Event) -> Reply | None:
    """Send the list as a file; where nobody is on it, say so."""
    language, chat = visitor.reader.language, visitor.chat.id
    counts = Registrations(work.session, work.clock).counted(event.id)
    survey = so_far(event, Surveys(work.session).results(event.id), work.clock.now(), language)
    below = coordinator_texts.attendees(event, counts, survey, language)
    rows = attendees.attendees(work.session, event.id)
    if not rows:
        return Reply(Saying(below))
    caption = below.cut(MOST_BELOW)
    body = {"chat_id": chat, "document": "attach://list", "caption": caption.plain}
    body |= {"caption_entities": entities(caption)} if caption.marks else {}
    file = Upload(attendees.table(rows, event.zone, language), f"{event.id}.csv", "text/csv")
    Audit(work.session, work.clock).note(Deed.LISTED, by=visitor.user.id, about=f"event {event.id}")
    work.outbox.call(Call(f"{work.origin}/list", "sendDocument", chat, body), [("list", file)])
    return None
