"""Reminders of an event as each person wants them: switched off and on, asked for, taken back."""

from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import CommandHandler

from core.language import say
from core.press import parts
from core.refusal import NotYours
from events import buttons, reminder_page
from events.cards import reminded_only
from events.models import Event
from events.offsets import Offset, offset_in
from events.registrations import Registrations
from events.reminding import Reminder, Reminding
from events.switches import EVERY, OwnReminders, Switches
from handlers.context import Context, Work
from handlers.events.cards import PRIVATE
from handlers.events.seeing import Then, event_of, for_button, for_words, look
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from people.models import Dialogue

KIND, ASKS = "eventremind", "offset"


async def remind(update: Update, context: Context) -> None:
    """Remind of the event that is named as long before as is typed; without that show what reminders come."""
    id_, *rest = context.args or [""]
    typed, question = "".join(rest), say("Of which event do you want to be reminded?")
    then: Then = (lambda work, visitor, event: _add(work, visitor, event, typed)) if typed else page
    await for_words(update, context, id_, buttons.REMINDERS, then, question=question)


async def remind_me(update: Update, context: Context, rest: str) -> None:
    """Remind of an event from now on: who registers elsewhere as all others, else as long before as they choose."""
    await for_button(update, context, rest, _begin)


async def reminders(update: Update, context: Context, rest: str) -> None:
    """Show which reminders of an event come."""
    await for_button(update, context, rest, page)


async def switch(update: Update, context: Context, rest: str) -> None:
    """Switch a reminder, or all of an event, off or on, and show the page as it is then. Raises `NotYours`."""
    id_, rule, state = parts(rest, 3)
    written = buttons.read_rule(rule)
    if state not in (buttons.ON, buttons.OFF) or (written and offset_in(written) is None):
        raise NotYours(rest)
    on = state == buttons.ON

    def answer(work: Work, visitor: Visitor, event: Event) -> Reply | None:
        _switch(work, visitor, event, written, on=on)
        return _turned(work, visitor, event)

    await for_button(update, context, id_, answer)


async def other(update: Update, context: Context, rest: str) -> None:
    """Ask how long before an event somebody wants to be reminded."""
    await for_button(update, context, rest, _ask)


async def own(update: Update, context: Context, rest: str) -> None:
    """Remind of an event as long before as a button says."""
    id_, rule = parts(rest, 2)
    await for_button(
        update, context, id_, lambda work, visitor, event: _add(work, visitor, event, buttons.read_rule(rule))
    )


async def not_own(update: Update, context: Context, rest: str) -> None:
    """Take back a reminder that somebody asked for. Raises `NotYours`."""
    id_, written = parts(rest, 2)
    rule = offset_in(buttons.read_rule(written))
    if rule is None:
        raise NotYours(rest)

    def answer(work: Work, visitor: Visitor, event: Event) -> Reply | None:
        OwnReminders(work.session, work.clock.now()).remove(event.id, visitor.user.id, rule)
        return _turned(work, visitor, event)

    await for_button(update, context, id_, answer)


async def typed_offset(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Take the time that was typed, or ask again."""
    visitor, id_ = await private_visitor(update, context), str(dialogue.facts["event"])
    await respond(update, context, visitor, lambda work: _add(work, visitor, event_of(work, id_), words))


def page(work: Work, visitor: Visitor, event: Event) -> Reply:
    """Show which reminders of an event come."""
    seen = look(work, event, visitor.user.id)
    return Reply(reminder_page.page(seen, _ahead(work, visitor, event), visitor.reader))


def register(registry: Registry) -> None:
    """Add the command, the buttons and the dialogue about reminders."""
    registry.add(CommandHandler("remind", remind, PRIVATE))
    registry.stories.on(KIND, typed_offset)
    presses = registry.presses
    presses.on(buttons.REMIND, remind_me)
    presses.on(buttons.REMINDERS, reminders)
    presses.on(buttons.SWITCH, switch)
    presses.on(buttons.OTHER, other)
    presses.on(buttons.OWN, own)
    presses.on(buttons.NOT_OWN, not_own)


def _begin(work: Work, visitor: Visitor, event: Event) -> Reply:
    if reminded_only(event):
        Registrations(work.session, work.clock).register(event.id, visitor.user.id)
    return page(work, visitor, event) if _ahead(work, visitor, event) else _ask(work, visitor, event)


def _turned(work: Work, visitor: Visitor, event: Event) -> Reply | None:
    return visitor.turn(work, page(work, visitor, event).saying)


def _switch(work: Work, visitor: Visitor, event: Event, rule: str, *, on: bool) -> None:
    """Switch one reminder, or all; where all were off, to switch one on leaves the others off."""
    switches, member = Switches(work.session), visitor.user.id
    usual = [str(each.rule) for each in _ahead(work, visitor, event) if not each.own]
    if not on:
        switches.off(member, event.id, rule)
        return
    was_all_off = any(each.event_id == event.id and each.rule == EVERY for each in switches.all_off(member))
    switches.on(member, event.id)
    for each in usual:
        if rule and was_all_off and each != rule:
            switches.off(member, event.id, each)
        elif not rule or each == rule:
            switches.on(member, event.id, each)


def _ask(work: Work, visitor: Visitor, event: Event) -> Reply:
    now, language = work.clock.now(), visitor.reader.language
    ahead = [each for each in reminder_page.OFFERED if _is_ahead(event, offset_in(each), work)]
    if event.starts is None or not event.is_open(now):
        return page(work, visitor, event)
    work.dialogues.begin(visitor.user.id, KIND, ASKS, event=event.id)
    offered = reminder_page.offered(ahead, _ahead(work, visitor, event))
    return Reply(reminder_page.other(event, offered, language))


def _is_ahead(event: Event, rule: Offset | None, work: Work) -> bool:
    due_at = rule.before(event.starts, event.zone) if rule and event.starts else None
    return due_at is not None and due_at > work.clock.now()


def _is_after_start(event: Event, rule: Offset) -> bool:
    """Whether a reminder would come too late; on a day without an hour it may come until the day is over."""
    due_at = rule.before(event.starts, event.zone) if event.starts else None
    starts_at = event.starts.last(event.zone) if event.starts else None
    return due_at is not None and starts_at is not None and due_at >= starts_at


def _add(work: Work, visitor: Visitor, event: Event, typed: str) -> Reply:
    """Add a reminder; where what was typed is none, ask for it again."""
    if not event.is_open(work.clock.now()):
        return page(work, visitor, event)
    rule = offset_in("".join(typed.casefold().split()))
    if rule is None:
        work.dialogues.begin(visitor.user.id, KIND, ASKS, event=event.id)
        return Reply(reminder_page.unreadable(typed, visitor.reader.language))
    work.dialogues.end(visitor.user.id)
    own_reminders = OwnReminders(work.session, work.clock.now())
    if _is_after_start(event, rule) or own_reminders.add(event, visitor.user.id, rule) is None:
        return Reply(reminder_page.too_late(event, visitor.reader))
    reminder = next(each for each in _ahead(work, visitor, event) if each.rule == rule)
    return Reply(reminder_page.added(event, reminder, visitor.reader))


def _ahead(work: Work, visitor: Visitor, event: Event) -> list[Reminder]:
    home = ZoneInfo(work.house.profile.timezone)
    return Reminding(work.session, work.clock, home).ahead(event, visitor.user.id)
