"""What coordinators read before and after many people are told something of an event."""

from collections.abc import Mapping, Sequence

from core.language import Language
from core.saying import Saying
from core.text import Text, bold, fill, join, text
from events import follow_texts, form_buttons
from events.models import Event, EventState, Standing
from events.spans import Span, span_lines, when
from people.reader import Reader


def move(event: Event, moved: Event, told: int, reader: Reader) -> Text:
    """Show what a change would change, and how many people would be told."""
    language = reader.language
    first = fill(language.gettext("This is what changes of “{title}”:"), title=event.title)
    lines = _changed(event, moved, reader)
    if not lines:
        return text(language.gettext("Nothing is different yet. Press Change, or Cancel."))
    last = language.ngettext(
        "{n} person is told when you confirm: those who come, and those who wait.",
        "{n} people are told when you confirm: those who come, and those who wait.",
        told,
    )
    if event.state == EventState.DRAFT:
        last = language.gettext("It is a draft: nobody is told.")
    elif not told:
        last = nobody(language)
    return join("\n\n", [bold(first), join("\n", lines), fill(last, n=told)])


def moved(event: Event, told: int, reader: Reader) -> Text:
    """Say what an event says now, and how many people are being told."""
    language = reader.language
    first = fill(language.gettext("“{title}” is changed."), title=bold(event.title))
    line = language.ngettext("{n} person is told now.", "{n} people are told now.", told)
    last = language.gettext("Reminders follow by themselves.")
    return join("\n", [first, when(event, reader), fill(line if told else nobody(language), n=told), last])


def nobody(language: Language) -> str:
    """Say that there is nobody to tell."""
    return language.gettext("Nobody is registered, so nobody is told.")


def changed_meanwhile(language: Language) -> Text:
    """Say that a preview is out of date."""
    lines = [
        language.gettext("Somebody has changed this event since your preview."),
        language.gettext("Nothing was sent. Please look at the new preview."),
    ]
    return join("\n", lines)


def call_off(event: Event, told: int, reader: Reader) -> Text:
    """Ask whether an event is to be cancelled, and say how many people would be told."""
    language = reader.language
    first = fill(language.gettext("Cancel “{title}”?"), title=event.title)
    line = language.ngettext(
        "{n} person is told at once, and no reminders come any more.",
        "{n} people are told at once, and no reminders come any more.",
        told,
    )
    return join("\n", [bold(first), when(event, reader), fill(line if told else nobody(language), n=told)])


def called_off(event: Event, told: int, language: Language) -> Text:
    """Say that an event is cancelled."""
    line = language.ngettext("{n} person is told now.", "{n} people are told now.", told)
    first = fill(language.gettext("“{title}” is cancelled."), title=bold(event.title))
    return join("\n", [first, fill(line if told else nobody(language), n=told)])


def not_to_be_cancelled(event: Event, language: Language) -> Text:
    """Say that an event is cancelled already, over, or only a draft."""
    lines = {
        EventState.CANCELLED: language.gettext("“{title}” is cancelled already."),
        EventState.FINISHED: language.gettext("“{title}” is over. It cannot be cancelled any more."),
        EventState.DRAFT: language.gettext("“{title}” is a draft, which nobody sees. There is nothing to cancel."),
    }
    over = lines[EventState.FINISHED]
    return fill(lines.get(EventState(event.state), over), title=bold(event.title))


def not_to_be_moved(event: Event, language: Language) -> Text:
    """Say that a cancelled event stays as it was."""
    first = fill(language.gettext("“{title}” is cancelled and cannot be moved."), title=bold(event.title))
    second = fill(language.gettext("Make a new one like it: type {command}."), command=f"/newevent {event.id}")
    return join("\n", [first, second])


def nothing_came_of_it(event: Event, language: Language) -> Text:
    """Say that an event that did not take place has no conclusions."""
    return fill(language.gettext("“{title}” did not take place, so nothing came of it."), title=bold(event.title))


def follow_up(message: Text, told: int, *, over: bool, language: Language) -> Text:
    """Show what those who were there would read, and how many they are."""
    line = language.ngettext(
        "{n} person who was registered is told when you publish.",
        "{n} people who were registered are told when you publish.",
        told,
    )
    parts = [bold(language.gettext("This is what they will read:")), message]
    parts.append(fill(line if told else nobody(language), n=told))
    if not over:
        parts.append(text(language.gettext("The event is not over yet: they are told when it is.")))
    return join("\n\n", parts)


def followed_up(event: Event, told: int, language: Language) -> Text:
    """Say that conclusions are published."""
    line = language.ngettext("{n} person is told.", "{n} people are told.", told)
    first = fill(language.gettext("The conclusions of “{title}” are on its card."), title=bold(event.title))
    return join("\n", [first, fill(line if told else nobody(language), n=told)])


def attendees(event: Event, counts: Mapping[str, int], survey: Text, language: Language) -> Text:
    """Sum up who comes, below the file with their names; and after the event how they found it, by `survey`."""
    lines = [bold(event.title)]
    for standing, words in _standings(language).items():
        if counts.get(standing):
            lines.append(fill(words, n=counts[standing]))
    if len(lines) == 1:
        lines.append(text(language.gettext("Nobody has registered yet.")))
    if event.capacity is not None:
        places = language.ngettext("There is {n} place.", "There are {n} places.", event.capacity)
        lines.append(fill(places, n=event.capacity))
    parts = [join("\n", lines)]
    parts += [survey] if event.state == EventState.FINISHED else []
    if any(counts.get(each) for each in _standings(language)):
        parts.append(text(language.gettext("The file has names. Please delete it when you need it no more.")))
    return join("\n\n", parts)


def nudge_follow_up(event: Event, days: int, counted: Text, language: Language) -> Saying:
    """Remind coordinators that nothing has come of an event yet."""
    line = language.ngettext(
        "“{title}” was {n} day ago, and no conclusions are published yet.",
        "“{title}” was {n} days ago, and no conclusions are published yet.",
        days,
    )
    how = fill(language.gettext("Type {command} to publish them."), command=f"/followup {event.id}")
    below = (form_buttons.follow_up(event.id, language), form_buttons.attendees(event.id, language))
    return Saying(join("\n", [fill(line, title=bold(event.title), n=days), counted, how]), (below,))


def nudge_guide(event: Event, days: int, names: Sequence[str], language: Language) -> Text:
    """Remind coordinators of what a practical guide does not say yet."""
    line = language.ngettext(
        "“{title}” is in {n} day, and its practical guide is not complete.",
        "“{title}” is in {n} days, and its practical guide is not complete.",
        days,
    )
    first = fill(line, title=bold(event.title), n=days)
    if days <= 0:
        first = fill(
            language.gettext("“{title}” is today, and its practical guide is not complete."), title=bold(event.title)
        )
    lines = [language.gettext("Still open:"), *(f"– {name}" for name in names)]
    return join("\n", [first, *lines, language.gettext("People who come read that these are not published yet.")])


def whom(language: Language, *, somebody: bool) -> Text:
    """Ask for whom an announcement is."""
    first = language.gettext("Whom do you want to write to? Choose those who come to an event, or who follow a topic.")
    if not somebody:
        first = language.gettext("Nobody is registered for an event or follows a topic at the moment.")
    return join("\n", [first, language.gettext("To write to a group, type /announce there.")])


def nobody_there(name: str, language: Language) -> Text:
    """Say that an announcement would reach nobody."""
    lines = [
        fill(language.gettext("An announcement to {whom} would reach nobody at the moment."), whom=bold(name)),
        text(language.gettext("Nothing was sent.")),
    ]
    return join("\n", lines)


def what(name: str, told: int, later: int, language: Language) -> Text:
    """Ask what is to be announced; `later` is how many read it with the news of the week."""
    line = language.ngettext(
        "What do you want to tell {whom}? It reaches {n} person.",
        "What do you want to tell {whom}? It reaches {n} people.",
        told,
    )
    return join("\n", [fill(line, whom=bold(name), n=told), *follow_texts.weekly(later, language)])


def what_in_group(name: str, language: Language) -> Text:
    """Ask what is to be announced in a group."""
    return fill(language.gettext("What do you want to tell the group {whom}?"), whom=bold(name))


def announcement(message: Text, name: str, told: int, later: int, language: Language) -> Text:
    """Show an announcement as it will be read, and for how many it is."""
    line = language.ngettext("It goes to {whom}: {n} person.", "It goes to {whom}: {n} people.", told)
    whom = join("\n", [fill(line, whom=bold(name), n=told), *follow_texts.weekly(later, language)])
    return join("\n\n", [bold(language.gettext("This is what they will read:")), message, whom])


def announcement_in_group(message: Text, name: str, language: Language) -> Text:
    """Show an announcement as a group will read it."""
    line = fill(language.gettext("It goes to the group {whom}."), whom=bold(name))
    return join("\n\n", [bold(language.gettext("This is what they will read:")), message, line])


def sent(name: str, told: int, later: int, language: Language) -> Text:
    """Say that an announcement is on its way."""
    line = language.ngettext("Sent to {whom}: {n} person.", "Sent to {whom}: {n} people.", told)
    night = language.gettext("Who has quiet hours now reads it when they are over.")
    return join("\n", [fill(line, whom=bold(name), n=told), *follow_texts.weekly(later, language), text(night)])


def sent_to_group(name: str, language: Language) -> Text:
    """Say that a group is told."""
    return fill(language.gettext("Sent to the group {whom}."), whom=bold(name))


def too_long(most: int, language: Language) -> Text:
    """Say that an announcement must be shorter."""
    return fill(language.gettext("That is too long for one message. Please use at most {n} characters."), n=most)


def in_private(language: Language) -> Text:
    """Say in a group that the rest is done in private."""
    return text(language.gettext("Let us go on in our private chat."))


def those_who_come(event: Event, language: Language) -> str:
    """Return what those who come to an event are called in a sentence."""
    return language.gettext("those who come to “{title}”").format(title=event.title)


def those_who_follow(topic: str, language: Language) -> str:
    """Return what those who follow a topic are called in a sentence."""
    return language.gettext("those who follow “{topic}”").format(topic=language.said(topic))


def _changed(event: Event, moved: Event, reader: Reader) -> list[Text]:
    language, lines = reader.language, []
    old, new = Span.of(event), Span.of(moved)
    if old != new:
        lines.append(fill(language.gettext("Before: {what}"), what=span_lines(old, reader)))
        lines.append(fill(language.gettext("Now: {what}"), what=span_lines(new, reader)))
    for name, before, now in (
        (language.gettext("Place"), event.place, moved.place),
        (language.gettext("Online room"), event.online, moved.online),
    ):
        if before != now:
            line = language.gettext("{name}: {new}, before: {old}")
            none = language.gettext("none")
            lines.append(fill(line, name=name, new=now or none, old=before or none))
    return lines


def _standings(language: Language) -> dict[Standing, str]:
    return {
        Standing.REGISTERED: language.gettext("Registered: {n}"),
        Standing.OFFERED: language.gettext("Offered a place: {n}"),
        Standing.WAITING: language.gettext("On the waiting list: {n}"),
        Standing.CANCELLED: language.gettext("Cancelled: {n}"),
    }
