"""What a person is told of an event when their turn comes: reminders, changes, new events, and what came of one."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from core.language import Language
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, italic, join, link, text
from events import buttons
from events.cards import reminded_only, room, where
from events.fanout import schedule_of
from events.models import Event, EventState, Standing
from events.notices import Notice
from events.offsets import Unit, offset_in
from events.planner import Phase
from events.spans import Span, in_person, span_lines, when
from people.reader import Reader

Practical = Mapping[str, Text | None]
"""What a practical guide says, by the ids of its fields; None of what is still open."""
SLIDES = "slides"
BEFORE = ("venue", "getting-there", "first-session", "contact", "bring")
"""What must be at hand on the way, without a connection."""
SOON, TODAY = 58 * 60, 6 * 3600  # seconds


def reminder(notice: Notice, reader: Reader, now: datetime, practical: Practical | None = None) -> Saying:
    """Remind of an event; the last reminder in days brings all that is needed without a connection."""
    event, language = notice.event, reader.language
    parts = [join("\n", [bold(_how_soon(notice, reader, now)), *_lateness(notice, language)])]
    parts.append(join("\n", [when(event, reader), *where(event, language, with_room=_may_join(notice))]))
    if carries_the_guide(notice):
        parts.append(at_hand(event, practical, language))
    return Saying(join("\n\n", parts), _below_a_reminder(notice, language))


def carries_the_guide(notice: Notice) -> bool:
    """Whether a reminder is the last one in days before its event."""
    schedule, rule = schedule_of(notice.event), offset_in(notice.rule)
    days = [each.amount for each in (schedule.usual if schedule else ()) if each.unit is Unit.DAYS]
    return rule is not None and rule.unit is Unit.DAYS and rule.amount <= min(days, default=1)


def at_hand(event: Event, practical: Practical | None, language: Language) -> Text:
    """Return what a guide says that one needs on the way; what is open is named as open."""
    if practical is None:
        return text(language.gettext("No practical guide is published for this event."))
    names = field_names(language)
    wanted = [each for each in BEFORE if each in practical and (in_person(event) or each in ("contact", "bring"))]
    line = language.gettext("{name}: {what}")
    known = [fill(line, name=names[each], what=_cut(practical[each])) for each in wanted if practical[each] is not None]
    open_ = [names[each] for each in wanted if practical[each] is None]
    if open_:
        left = language.gettext("Not published yet: {names}. The practical guide lets you ask the organiser.")
        known.append(fill(left, names=", ".join(open_)))
    return join("\n", known)


def change(notice: Notice, reader: Reader) -> Saying:
    """Tell what has changed of an event: old and new."""
    event, language = notice.event, reader.language
    if event.state == EventState.CANCELLED:
        return _cancelled(notice, reader)
    first = language.gettext("“{title}” has changed.")
    if notice.before.get("state") == EventState.CANCELLED:
        first = language.gettext("“{title}” takes place after all.")
    parts = [bold(fill(first, title=event.title)), join("\n", differences(event, notice, reader))]
    if notice.registration is not None and notice.registration.state == Standing.REGISTERED:
        stays = language.gettext("You are still registered. Reminders follow the new time by themselves.")
        follow = language.gettext("Reminders follow the new time by themselves.")
        parts.append(text(follow if reminded_only(event) else stays))
    row = (buttons.see(language, event.id), buttons.calendar(language, event.id))
    return Saying(join("\n\n", parts), (row, (_way_out(event, language),)))


def differences(event: Event, notice: Notice, reader: Reader) -> list[Text]:
    """Return each thing that is not as it was said before, old and new; of a time both whole."""
    language, before = reader.language, notice.before
    old, new = Span.said(before), Span.of(event)
    lines: list[Text] = []
    if old != new:
        lines.append(fill(language.gettext("Before: {what}"), what=span_lines(old, reader)))
        lines.append(fill(language.gettext("Now: {what}"), what=span_lines(new, reader)))
    if before.get("place", "") != event.place:
        lines.append(fill(language.gettext("Place before: {what}"), what=before.get("place") or "–"))
        lines.append(fill(language.gettext("Place now: {what}"), what=event.place or "–"))
    if before.get("online", "") != event.online:
        lines.append(_other_room(notice, language))
    return lines


def news(notice: Notice, reader: Reader, topic: str, token: str) -> Saying:
    """Tell of a new event of a topic that somebody follows."""
    event, language = notice.event, reader.language
    first = fill(language.gettext("A new event on {topic}:"), topic=language.said(topic))
    below = (buttons.see(language, event.id), buttons.stop(language, token))
    return Saying(join("\n\n", [first, in_short(event, reader), *filter(None, [event.summary])]), (below,))


def week(events: list[Event], reader: Reader) -> Saying:
    """Tell of the new events of a week on the topics that somebody follows."""
    language = reader.language
    first = language.ngettext(
        "Last week {n} event was announced on the topics you follow:",
        "Last week {n} events were announced on the topics you follow:",
        len(events),
    )
    listed = [fill("{n}. {event}", n=number, event=in_short(each, reader)) for number, each in enumerate(events, 1)]
    numbers = [Button(str(number), buttons.see(language, each.id).data) for number, each in enumerate(events, 1)]
    below = (buttons.own_topics(language), buttons.stop_weekly(language))
    return Saying(join("\n\n", [fill(first, n=len(events)), *listed]), (*buttons.in_rows(numbers), below))


def in_short(event: Event, reader: Reader) -> Text:
    """Return the title of an event, when and where it is."""
    lines = where(event, reader.language, with_room=not event.has_places)
    return join("\n", [bold(event.title), when(event, reader), *lines])


def conclusions(notice: Notice, reader: Reader, slides: Text | None) -> Saying:
    """Tell what came of an event to somebody who was there, with all that belongs to it."""
    event, language = notice.event, reader.language
    first = fill(language.gettext("What came out of “{title}” is published."), title=event.title)
    links = [link(language.gettext("Conclusions and key learnings"), event.follow_up)]
    links += [link(language.gettext("Page of the event"), event.link)] if event.link else []
    links += [fill(language.gettext("Slides: {where}"), where=slides)] if slides else []
    guide = (buttons.guide(language, event.id),) if event.guide else ()
    return Saying(join("\n\n", [bold(first), join("\n", links)]), ((buttons.see(language, event.id), *guide),))


def announcement(words: Text, reader: Reader, event: Event | None, topic: str, token: str) -> Saying:
    """Tell what a coordinator has written, and to whom: to those who come to an event, or who follow a topic."""
    language = reader.language
    if event is not None:
        first = fill(language.gettext("News of “{title}”"), title=event.title)
        below = (buttons.see(language, event.id),)
    else:
        first = fill(language.gettext("News on {topic}"), topic=language.said(topic))
        below = (buttons.stop(language, token),)
    by = italic(language.gettext("A coordinator of this service wrote this."))
    return Saying(join("\n\n", [bold(first), words, by]), (below,))


def _may_join(notice: Notice) -> bool:
    """Whether the room is told: where places are given here, only to who has one."""
    standing = notice.registration
    return not notice.event.has_places or (standing is not None and standing.state == Standing.REGISTERED)


def _other_room(notice: Notice, language: Language) -> Text:
    event = notice.event
    if not event.online:
        return text(language.gettext("There is no online room any more."))
    if not _may_join(notice):
        return text(language.gettext("The online room is another one."))
    return fill(language.gettext("The online room is another one: {room}"), room=room(event, language))


def _how_soon(notice: Notice, reader: Reader, now: datetime) -> Text:
    event, language = notice.event, reader.language
    begins = event.begins_at
    if notice.phase is Phase.STARTED or begins is None:
        return fill(language.gettext("“{title}” has started; you can still join."), title=event.title)
    seconds = (begins - now).total_seconds()
    if event.starts is not None and event.starts.clock is not None and seconds < TODAY:
        return fill(_in_hours(seconds, language), title=event.title, n=_rounded(seconds))
    zone = event.zone if in_person(event) else ZoneInfo(reader.zone)
    days = (begins.astimezone(zone).date() - now.astimezone(zone).date()).days
    if event.starts is not None and event.starts.clock is None:
        days = (event.starts.day - now.astimezone(event.zone).date()).days
    return fill(_in_days(days, language), title=event.title, n=days)


def _in_hours(seconds: float, language: Language) -> str:
    n = _rounded(seconds)
    if seconds < SOON:
        return language.ngettext("“{title}” starts in {n} minute.", "“{title}” starts in {n} minutes.", n)
    return language.ngettext("“{title}” starts in about {n} hour.", "“{title}” starts in about {n} hours.", n)


def _rounded(seconds: float) -> int:
    return max(1, round(seconds / (60 if seconds < SOON else 3600)))


def _in_days(days: int, language: Language) -> str:
    if days <= 0:
        return language.gettext("“{title}” is today.")
    if days == 1:
        return language.gettext("“{title}” is tomorrow.")
    return language.ngettext("“{title}” is in {n} day.", "“{title}” is in {n} days.", days)


def _lateness(notice: Notice, language: Language) -> list[Text]:
    late = notice.phase is Phase.LATE
    return [text(language.gettext("This reminder comes late. We are sorry."))] if late else []


def _below_a_reminder(notice: Notice, language: Language) -> Rows:
    event = notice.event
    joins = event.online and _may_join(notice)
    join_ = (Button(language.pgettext("button", "Join online"), url=event.online),) if joins else ()
    guide = (buttons.guide(language, event.id),) if event.guide else ()
    comes = notice.registration is not None and notice.registration.state == Standing.REGISTERED
    last = _way_out(event, language) if comes else buttons.see(language, event.id)
    first = (*join_, *guide)
    return (*((first,) if first else ()), (buttons.set_reminders(language, event.id), last))


def _way_out(event: Event, language: Language) -> Button:
    return (buttons.no_more if reminded_only(event) else buttons.cannot_come)(language, event.id)


def _cancelled(notice: Notice, reader: Reader) -> Saying:
    event, language = notice.event, reader.language
    first = fill(language.gettext("“{title}” is cancelled."), title=event.title)
    was = fill(language.gettext("It was to be: {when}"), when=span_lines(Span.said(notice.before), reader))
    last = language.gettext("You need not do anything. No more reminders of it come.")
    return Saying(join("\n\n", [bold(first), was, last]), ((buttons.events(language),),))


def _cut(words: Text | None) -> Text:
    return (words or Text()).cut(600)


def field_names(language: Language) -> dict[str, str]:
    """Return what the fields of a practical guide are called that one needs on the way."""
    return {
        "venue": language.pgettext("of a practical guide", "Address"),
        "getting-there": language.pgettext("of a practical guide", "Getting there"),
        "first-session": language.pgettext("of a practical guide", "First session"),
        "contact": language.pgettext("of a practical guide", "Contact"),
        "bring": language.pgettext("of a practical guide", "What to bring"),
    }
