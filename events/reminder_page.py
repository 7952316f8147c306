"""The reminders of an event, as one person has them: switched on and off, asked for, taken back."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from core.language import Language
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, join, text
from events import buttons
from events.models import Event
from events.offsets import Offset, Unit, offset_in
from events.reminding import Reminder
from events.seeing import Seen
from events.spans import said_moment
from people.reader import Reader
from people.settings_texts import cancel

OFFERED = ("30m", "2h", "1d", "3d", "7d", "14d")
EXAMPLES = "30m · 2h · 3d · 1d@18:00"


def page(seen: Seen, ahead: Sequence[Reminder], reader: Reader) -> Saying:
    """List what is still to come; a number switches one off and on, or takes back what somebody asked for."""
    language, event = reader.language, seen.event
    first = fill(language.gettext("Your reminders of “{title}”"), title=event.title)
    if not seen.open or event.starts is None:
        return Saying(join("\n", [bold(first), _none_at_all(seen, language)]), ((buttons.see(language, event.id),),))
    lines = [_line(place, each, reader) for place, each in enumerate(ahead, 1)]
    how = language.gettext("Press a number to switch it off or on.") if ahead else _none_yet(language)
    return Saying(
        join("\n\n", [bold(first), *([join("\n", lines)] if lines else []), how]), _below(event, ahead, reader)
    )


def other(event: Event, offered: Sequence[Offset], language: Language) -> Saying:
    """Ask how long before its start somebody wants to be reminded."""
    lines = [
        fill(language.gettext("How long before “{title}” do you want to be reminded?"), title=bold(event.title)),
        fill(language.gettext("Press one of these, or type it: {examples}"), examples=EXAMPLES),
        text(language.gettext("m are minutes, h hours, d days; 1d@18:00 is the day before at 18:00.")),
    ]
    each = [_own(said_offset(rule, language), event, rule) for rule in offered]
    return Saying(join("\n", lines), (*buttons.in_rows(each), (cancel(language),)))


def unreadable(typed: str, language: Language) -> Saying:
    """Say that this is no time before a start, and what would be one."""
    lines = [
        fill(language.gettext("“{typed}” is no time that this assistant understands."), typed=text(typed).cut(40)),
        fill(language.gettext("Type how long before the start, such as: {examples}"), examples=EXAMPLES),
    ]
    return Saying(join("\n", lines), ((cancel(language),),))


def added(event: Event, reminder: Reminder, reader: Reader) -> Saying:
    """Say when a reminder that somebody asked for comes."""
    language = reader.language
    moment = said_moment(reminder.at, reader, ZoneInfo(reader.zone))
    line = fill(language.gettext("You are reminded of “{title}” on {moment}."), title=bold(event.title), moment=moment)
    return Saying(line, ((buttons.set_reminders(language, event.id), buttons.see(language, event.id)),))


def too_late(event: Event, reader: Reader) -> Saying:
    """Say that a reminder would lie in the past, or that there is no hour to count from."""
    language = reader.language
    if event.starts is None:
        words = language.gettext("The date of this event is not published, so nobody can be reminded of it yet.")
    elif event.starts.clock is None:
        words = language.gettext("No hour is published for this event. Name one yourself, such as 1d@09:00.")
    else:
        words = language.gettext("That moment has passed already, or is not before the start. Choose another one.")
    return Saying(text(words), ((buttons.set_reminders(language, event.id), buttons.see(language, event.id)),))


def said_offset(rule: Offset, language: Language) -> str:
    """Return how long before a start a rule reminds, such as 2 hours before."""
    n, at = rule.amount, f"{rule.at:%H:%M}" if rule.at else ""
    if rule.unit is Unit.MINUTES:
        return _filled(language.ngettext("{n} minute before", "{n} minutes before", n), n, at)
    if rule.unit is Unit.HOURS:
        return _filled(language.ngettext("{n} hour before", "{n} hours before", n), n, at)
    if not n:
        return _filled(language.gettext("on the day, at {time}"), n, at)
    if at:
        return _filled(language.ngettext("{n} day before, at {time}", "{n} days before, at {time}", n), n, at)
    return _filled(language.ngettext("{n} day before", "{n} days before", n), n, at)


def offered(now_possible: Sequence[str], known: Sequence[Reminder]) -> list[Offset]:
    """Return the offsets to offer of those that lie ahead, without what comes already."""
    rules = [rule for each in now_possible if (rule := offset_in(each))]
    have = {str(each.rule) for each in known}
    return [rule for rule in rules if str(rule) not in have]


def _filled(sentence: str, n: int, time: str) -> str:
    return sentence.format(n=n, time=time)


def _line(place: int, reminder: Reminder, reader: Reader) -> Text:
    language, home = reader.language, ZoneInfo(reader.zone)
    if reminder.own:
        line = language.gettext("{place}. {offset}, as you asked: {moment}")
    elif reminder.on:
        line = language.gettext("{place}. {offset}: {moment}")
    else:
        line = language.gettext("{place}. {offset}: switched off")
    offset, moment = said_offset(reminder.rule, language), said_moment(reminder.at, reader, home)
    return fill(line, place=place, offset=offset, moment=moment)


def _below(event: Event, ahead: Sequence[Reminder], reader: Reader) -> Rows:
    language = reader.language
    numbers = [_number(place, event, each) for place, each in enumerate(ahead, 1)]
    other_ = Button(language.pgettext("button", "Another reminder"), press(buttons.OTHER, event.id))
    all_ = _all(event, ahead, language)
    return (
        *buttons.in_rows(numbers),
        *((all_,) if all_ else ()),
        (other_, buttons.quiet(language)),
        (buttons.see(language, event.id),),
    )


def _number(place: int, event: Event, reminder: Reminder) -> Button:
    if reminder.own:
        return Button(str(place), press(buttons.NOT_OWN, event.id, buttons.said_rule(reminder.rule)))
    return buttons.switch(str(place), event.id, reminder.rule, on=not reminder.on)


def _all(event: Event, ahead: Sequence[Reminder], language: Language) -> tuple[Button, ...]:
    usual = [each for each in ahead if not each.own]
    if not usual:
        return ()
    if any(each.on for each in usual):
        return (buttons.switch(language.pgettext("button", "Switch all off"), event.id, None, on=False),)
    return (buttons.switch(language.pgettext("button", "Switch all on"), event.id, None, on=True),)


def _own(label: str, event: Event, rule: Offset) -> Button:
    return Button(label, press(buttons.OWN, event.id, buttons.said_rule(rule)))


def _none_yet(language: Language) -> str:
    return language.gettext("No reminder is set. Choose when you want to be reminded.")


def _none_at_all(seen: Seen, language: Language) -> str:
    if seen.open:
        return language.gettext("The date of this event is not published, so nobody can be reminded of it yet.")
    return language.gettext("There is nothing to be reminded of any more.")
