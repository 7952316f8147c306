"""Places at events: taken, waited for, offered and given back."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import CommandHandler

from core.language import Language, say
from core.text import Text
from events import buttons, notice_texts, texts
from events.announcements import Announcements
from events.models import Event, Standing
from events.offsets import Unit
from events.registrations import Answer, Registrations
from events.reminding import Reminder, Reminding
from events.switches import OwnReminders
from handlers.context import Context, Work
from handlers.events.cards import PRIVATE, show
from handlers.events.notices import practical_of
from handlers.events.offers import tell_offers
from handlers.events.seeing import for_button, for_words, look
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor


async def register_command(update: Update, context: Context) -> None:
    """Register for the event that is named."""
    question = say("For which event do you want to register?")
    await for_words(update, context, " ".join(context.args or ()), buttons.REGISTER, register_for, question=question)


async def unregister_command(update: Update, context: Context) -> None:
    """Give back the place at the event that is named."""
    words, question = " ".join(context.args or ()), say("To which event can you not come?")
    await for_words(update, context, words, buttons.LEAVE, leave, question=question, own=True)


async def register_pressed(update: Update, context: Context, rest: str) -> None:
    """Register for an event, or take the place that is kept."""
    await for_button(update, context, rest, register_for)


async def leave_pressed(update: Update, context: Context, rest: str) -> None:
    """Give a place back, where nobody waits for it; else ask once."""
    await for_button(update, context, rest, leave)


async def surely_pressed(update: Update, context: Context, rest: str) -> None:
    """Give a place back."""
    await for_button(update, context, rest, leave_surely)


async def decline_pressed(update: Update, context: Context, rest: str) -> None:
    """Decline a place that is offered."""
    await for_button(update, context, rest, decline)


def register_for(work: Work, visitor: Visitor, event: Event) -> Reply:
    """Give this person a place, or one on the waiting list, and confirm it with all there is to know."""
    outcome = Registrations(work.session, work.clock).register(event.id, visitor.user.id)
    seen, reader = look(work, event, visitor.user.id), visitor.reader
    match outcome.answer:
        case Answer.REGISTERED:
            return _confirmed(work, visitor, event)
        case Answer.WAITING:
            return Reply(texts.waits(seen, reader))
        case Answer.ALREADY:
            return Reply(texts.already(seen, reader))
        case _:
            return Reply(texts.closed(event, reader.language))


def decline(work: Work, visitor: Visitor, event: Event) -> Reply:
    """Let a place go that is kept for somebody; an old offer of one that they took means nothing any more."""
    seen = look(work, event, visitor.user.id)
    return leave_surely(work, visitor, event) if seen.standing is Standing.OFFERED else show(work, visitor, event)


def leave(work: Work, visitor: Visitor, event: Event) -> Reply:
    """Give a place back at once, unless somebody waits for it: then it would not come back."""
    seen = look(work, event, visitor.user.id)
    if not seen.open:
        return show(work, visitor, event)
    if seen.standing is Standing.REGISTERED and seen.waiting:
        return Reply(texts.ask_surely(event, seen.waiting, visitor.reader.language))
    return leave_surely(work, visitor, event)


def leave_surely(work: Work, visitor: Visitor, event: Event) -> Reply:
    """Give a place back; whose turn it is, is told in the same transaction. Who was there stays one who was."""
    if not event.is_open(work.clock.now()):
        return show(work, visitor, event)
    registrations, language = Registrations(work.session, work.clock), visitor.reader.language
    known = registrations.of(event.id, visitor.user.id)
    had_place = known is not None and known.state != Standing.WAITING
    outcome = registrations.unregister(event.id, visitor.user.id)
    tell_offers(work, outcome.offered)
    if outcome.answer is not Answer.LEFT:
        return Reply(texts.not_registered(event, language))
    OwnReminders(work.session, work.clock.now()).remove_all(event.id, visitor.user.id)
    return Reply(texts.left(event, language, had_place=had_place))


def register(registry: Registry) -> None:
    """Add the commands and buttons about places."""
    registry.add(
        CommandHandler("register", register_command, PRIVATE), CommandHandler("unregister", unregister_command, PRIVATE)
    )
    registry.presses.on(buttons.REGISTER, register_pressed)
    registry.presses.on(buttons.TAKE, register_pressed)
    registry.presses.on(buttons.LEAVE, leave_pressed)
    registry.presses.on(buttons.SURELY, surely_pressed)
    registry.presses.on(buttons.DECLINE, decline_pressed)


def _confirmed(work: Work, visitor: Visitor, event: Event) -> Reply:
    """Confirm a place with what has been told to the others by now."""
    reader = visitor.reader
    reminding = Reminding(work.session, work.clock, ZoneInfo(work.house.profile.timezone))
    ahead = reminding.ahead(event, visitor.user.id)
    practical = _practical(work, event, ahead, reader.language)
    news = texts.so_far(Announcements(work.session, work.clock).so_far(event.id), reader)
    missed = [*([practical] if practical else []), *news]
    member, seen = work.members.known(visitor.user.id), look(work, event, visitor.user.id)
    zone_known = member is not None and member.zone is not None
    return Reply(texts.registered(seen, reader, ahead, missed, zone_known=zone_known))


def _practical(work: Work, event: Event, ahead: Sequence[Reminder], language: Language) -> Text | None:
    """Return what the last reminder in days brings, for who comes after it."""
    later = any(each.on and each.rule.unit is Unit.DAYS for each in ahead)
    if later or not event.guide or event.starts is None:
        return None
    return notice_texts.at_hand(event, practical_of(work.house, event.guide), language)
