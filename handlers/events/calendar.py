"""Events in people's own calendars: a file to add, and an address that follows what changes."""

from telegram import Update

from core.refusal import NotYours
from core.saying import Saying
from delivery.calls import entities
from delivery.outbox import Call, Upload
from events import buttons, calendar_texts
from events.feeds import MEDIA_TYPE, Feeds
from events.models import Event, Standing
from handlers.context import Context, Work
from handlers.events.seeing import for_button, look
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond


async def file(update: Update, context: Context, rest: str) -> None:
    """Send an event as a file for a calendar."""
    await for_button(update, context, rest, _send)


async def feed(update: Update, context: Context, rest: str) -> None:
    """Give this person the address of their calendar."""
    await _about_feed(update, context, rest, renewed=False)


async def new_feed(update: Update, context: Context, rest: str) -> None:
    """Give them another address; the old one leads nowhere."""
    await _about_feed(update, context, rest, renewed=True)


async def no_feed(update: Update, context: Context, rest: str) -> None:
    """Let the address lead nowhere."""
    if rest:
        raise NotYours(rest)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        was_there = Feeds(work.session, work.clock).revoke(visitor.user.id)
        return Reply(calendar_texts.no_feed(visitor.reader.language, was_there=was_there))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add what the buttons about calendars do."""
    registry.presses.on(buttons.CALENDAR, file)
    registry.presses.on(buttons.FEED, feed)
    registry.presses.on(buttons.NEW_FEED, new_feed)
    registry.presses.on(buttons.NO_FEED, no_feed)


def _send(work: Work, visitor: Visitor, event: Event) -> Reply | None:
    """Send the file; the room is in it only for who may enter it."""
    language, seen = visitor.reader.language, look(work, event, visitor.user.id)
    if event.starts is None:
        return Reply(Saying(calendar_texts.no_date(language)))
    may_join = not event.has_places or seen.standing is Standing.REGISTERED
    from events.icalendar_files import Calendars  # noqa: PLC0415  no start should wait for its library

    calendars = Calendars(work.house.profile.name, work.house.bot_id, work.clock.now())
    upload = Upload(calendars.event(event, with_room=may_join), f"{event.id}.ics", MEDIA_TYPE)
    said, chat = calendar_texts.file(event, language), visitor.chat.id
    body = {"chat_id": chat, "document": "attach://calendar", "caption": said.plain, "caption_entities": entities(said)}
    work.outbox.call(Call(f"{work.origin}/calendar", "sendDocument", chat, body), [("calendar", upload)])
    return None


async def _about_feed(update: Update, context: Context, rest: str, *, renewed: bool) -> None:
    if rest:
        raise NotYours(rest)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        if not work.house.public_url:
            return Reply(calendar_texts.not_offered(visitor.reader.language))
        feeds = Feeds(work.session, work.clock)
        if renewed:
            feeds.revoke(visitor.user.id)
        address = f"{work.house.public_url}/calendar/{feeds.token(visitor.user.id)}.ics"
        return Reply(calendar_texts.feed(address, visitor.reader.language))

    await respond(update, context, visitor, answer)
