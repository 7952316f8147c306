"""What people are told about their place at an event."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from core.language import Language
from core.markdown import from_markdown
from core.saying import Rows, Saying
from core.text import Text, bold, fill, join, text
from events import buttons
from events.announced import Announcement
from events.cards import head, offered_until, reminded_only
from events.models import Event
from events.reminding import Reminder
from events.seeing import Seen
from events.spans import said_moment
from people.reader import Reader
from people.times import said_city, said_day

LONGEST_NEWS = 600  # characters of each


def registered(
    seen: Seen, reader: Reader, ahead: Sequence[Reminder], missed: Sequence[Text], *, zone_known: bool
) -> Saying:
    """Confirm a place, with all that was told to others already: whoever comes late has missed nothing."""
    language, event = reader.language, seen.event
    place, reminder = language.gettext("You are registered."), language.gettext("You are reminded of this event.")
    parts = [
        text(reminder if reminded_only(event) else place),
        head(event, reader, seen),
        *missed,
        join("\n", [what_comes(event, ahead, reader), *([] if zone_known else [whose_clock(reader)])]),
    ]
    return Saying(join("\n\n", parts), confirmed(event, language))


def whose_clock(reader: Reader) -> Text:
    """Say to who has never told their time zone which one is taken for theirs."""
    line = reader.language.gettext("Your time is taken to be that of {city}. You can choose another in /settings.")
    return fill(line, city=said_city(reader.zone, reader.language))


def so_far(announcements: Sequence[Announcement], reader: Reader) -> list[Text]:
    """Return what was written to those who came before."""
    if not announcements:
        return []
    first, line = reader.language.gettext("What was written to all before:"), reader.language.gettext("{day}: {words}")
    told = [
        fill(line, day=_day(each.made_at, reader), words=from_markdown(each.words).cut(LONGEST_NEWS))
        for each in announcements
    ]
    return [join("\n", [bold(first), *told])]


def _day(moment: datetime, reader: Reader) -> str:
    return said_day(moment.astimezone(ZoneInfo(reader.zone)).date(), reader.language)


def confirmed(event: Event, language: Language) -> Rows:
    """Return what can be done with a place: the way out last."""
    calendar = (buttons.calendar(language, event.id),) if event.starts else ()
    guide = (buttons.guide(language, event.id),) if event.guide else ()
    out = buttons.no_more if reminded_only(event) else buttons.cannot_come
    below = ((*calendar, *guide), (buttons.set_reminders(language, event.id), out(language, event.id)))
    return tuple(row for row in below if row)


def what_comes(event: Event, ahead: Sequence[Reminder], reader: Reader) -> Text:
    """Say when the next reminder comes, or why none does."""
    language, on = reader.language, [each for each in ahead if each.on]
    if on:
        at = said_moment(on[0].at, reader, ZoneInfo(reader.zone))
        line = language.ngettext(
            "You get {n} reminder: {moment}.", "You get {n} reminders, the first: {moment}.", len(on)
        )
        return fill(line, n=len(on), moment=at)
    if event.starts is None:
        return text(language.gettext("There is no date yet. You are told when it is set."))
    if ahead:
        return text(language.gettext("All reminders are switched off. If something changes, you are told."))
    return text(language.gettext("No reminder is left before the start. If something changes, you are told."))


def waits(seen: Seen, reader: Reader) -> Saying:
    """Say that every place is taken, and how many come before."""
    language = reader.language
    lines: list[Text | str] = [
        fill(language.gettext("All places at “{title}” are taken."), title=bold(seen.event.title)),
        fill(language.gettext("You are number {n} on the waiting list."), n=seen.turn or 1),
        language.gettext("When a place becomes free, it is offered to you here, and you have time to take it."),
    ]
    below = buttons.see(language, seen.event.id), buttons.stop_waiting(language, seen.event.id)
    return Saying(join("\n", lines), (below,))


def already(seen: Seen, reader: Reader) -> Saying:
    """Say that this was known; the card below says how."""
    language = reader.language
    if seen.turn is not None:
        line = language.gettext("You wait for a place at “{title}” already. You are number {n} on the waiting list.")
        below: Rows = ((buttons.see(language, seen.event.id), buttons.stop_waiting(language, seen.event.id)),)
        return Saying(fill(line, title=bold(seen.event.title), n=seen.turn), below)
    line = (
        language.gettext("You are reminded of “{title}” already.")
        if reminded_only(seen.event)
        else language.gettext("You are registered for “{title}” already.")
    )
    return Saying(fill(line, title=bold(seen.event.title)), ((buttons.see(language, seen.event.id),),))


def closed(event: Event, language: Language) -> Saying:
    """Say that nobody can register, and where that is to be seen."""
    lines = [
        fill(language.gettext("Nobody can register for “{title}” here, or no longer."), title=bold(event.title)),
        text(language.gettext("Its card says how things stand.")),
    ]
    below = buttons.see(language, event.id), buttons.events(language)
    return Saying(join("\n", lines), (below,))


def ask_surely(event: Event, waiting: int, language: Language) -> Saying:
    """Ask once before a place goes to somebody else, for it does not come back."""
    line = language.ngettext(
        "{n} person waits for a place at “{title}”. If you give yours back, it is offered to them at once.",
        "{n} people wait for a place at “{title}”. If you give yours back, it is offered to the first of them at once.",
        waiting,
    )
    words = fill(line, n=waiting, title=bold(event.title))
    return Saying(words, buttons.leave_surely(language, event.id))


def left(event: Event, language: Language, *, had_place: bool) -> Saying:
    """Say that a place is free again, or that somebody waits no more."""
    if reminded_only(event):
        lines = [
            fill(language.gettext("You are not reminded of “{title}” any more."), title=bold(event.title)),
            text(language.gettext("If you registered on its page, please cancel there, too.")),
        ]
    elif had_place:
        lines = [
            fill(language.gettext("Your place at “{title}” is free again."), title=bold(event.title)),
            text(language.gettext("Thank you for saying so: somebody else can come. You get no reminders of it.")),
        ]
    else:
        lines = [fill(language.gettext("You do not wait for a place at “{title}” any more."), title=bold(event.title))]
    again = (buttons.again(language, event.id),) if not reminded_only(event) else ()
    return Saying(join("\n", lines), ((*again, buttons.events(language)),))


def not_registered(event: Event, language: Language) -> Saying:
    """Say that there is nothing to give back."""
    line = fill(language.gettext("You are not registered for “{title}”."), title=bold(event.title))
    return Saying(line, ((buttons.see(language, event.id), buttons.events(language)),))


def offer(seen: Seen, reader: Reader) -> Saying:
    """Offer a place that has become free to the one whose turn it is."""
    language = reader.language
    parts = [
        text(language.gettext("A place has become free for you.")),
        head(seen.event, reader, seen),
        offered_until(seen, reader),
        fill(language.gettext("You can also type {command}."), command=f"/register {seen.event.id}"),
    ]
    return Saying(join("\n\n", parts), buttons.offer(language, seen.event.id))


def offer_over(event: Event, reader: Reader) -> Saying:
    """Say that an offered place was not taken in time."""
    language = reader.language
    lines = [
        fill(
            language.gettext("The place at “{title}” that was kept for you was not taken in time."), title=event.title
        ),
        text(language.gettext("It goes to the next person. If you still want to come, register again.")),
    ]
    return Saying(join("\n", lines), ((buttons.again(language, event.id), buttons.see(language, event.id)),))


def no_guide(event: Event, language: Language) -> Text:
    """Say that an event has no guide."""
    return fill(language.gettext("No practical guide is published for “{title}”."), title=event.title)


def answered_before(language: Language) -> Text:
    """Say that a survey takes one answer from each."""
    return text(language.gettext("You have answered these questions already. Each person answers once."))


def programme_broken(language: Language, count: int, detail: str) -> Text:  # noqa: ARG001  alarms are all told alike
    """Tell coordinators what in the file of events cannot be used, with its line."""
    lines: list[Text | str] = [
        fill(language.gettext("The file of events is broken:\n{detail}"), detail=detail),
        language.gettext("Nothing of it was taken over. The events stay as they were."),
        language.gettext("Please mend it in the file. You hear of this once."),
    ]
    return join("\n", lines)
