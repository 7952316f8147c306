"""What coordinators are asked when they write an event in the chat, and what they read before it becomes real."""

from collections.abc import Sequence

from core.language import Language
from core.text import Text, bold, fill, join, text
from events import follow_texts
from events.announcements import Followers
from events.fanout import schedule_of
from events.file import PLACE, SUMMARY, TITLE
from events.form import Form
from events.form_buttons import Choices
from events.models import Event
from events.moments import moment_in
from events.reminder_page import said_offset
from events.typed import Wanted
from people.reader import Reader
from people.times import said_city, said_weekday

_LONGEST = {"title": TITLE, "place": PLACE, "summary": SUMMARY}


def asks(form: Form, choices: Choices, language: Language) -> Text:
    """Ask for a field, and show what it says now, by the label of a choice where it is one."""
    place = str(form.fields.get("place") or "")
    question = fill(_question(form.asked, language), city=_city(form, language), place=place)
    now = _shown(form, choices, language)
    known = [fill(language.gettext("So far: {value}"), value=now)] if now else []
    return join("\n", [question, *known])


def unreadable(form: Form, wanted: Wanted, language: Language) -> Text:
    """Say what was wanted instead of what somebody typed."""
    words = {
        Wanted.WORDS: language.gettext("That message has no words. Please type it."),
        Wanted.SHORTER: language.gettext("That is too long. Please use at most {n} characters."),
        Wanted.MOMENT: language.gettext("That is no day. Please write it like 2027-03-09 09:30 or 9.3.2027 09:30."),
        Wanted.FUTURE: language.gettext("That day has passed. Please type one to come."),
        Wanted.SHOWN: language.gettext("Clocks are put forward over that time on that day. Please type another time."),
        Wanted.LATER: language.gettext("That is not after the start. Please type a later time."),
        Wanted.ADDRESS: language.gettext("That is no address. Please paste one that begins with https://."),
        Wanted.PLACES: language.gettext("Please type a number of places from 1, such as 120."),
        Wanted.ZONE: language.gettext("No time zone is found for that. Please type a city, such as Brussels."),
        Wanted.CHOICE: language.gettext("That is none of them. Please press a button."),
        Wanted.OFFSETS: language.gettext("Please write the times like 7d@09:00, 1d, 1h, 10m: days, hours, minutes."),
    }[wanted]
    return fill(words, n=_LONGEST.get(form.asked, TITLE))


def preview(card: Text, event: Event, followers: Followers, topic: str, guide: str, language: Language) -> Text:
    """Show a new event as people will see it, and say who hears of it."""
    parts = [bold(language.gettext("This is what people will see:")), card]
    parts += [fill(language.gettext("Practical guide: {title}"), title=guide)] if guide else []
    parts.append(_reminders(event, language))
    if topic and not any(followers):
        parts.append(fill(language.gettext("Nobody follows “{topic}” yet."), topic=language.said(topic)))
    if topic and followers.at_once:
        line = language.ngettext(
            "{n} person follows “{topic}” and hears of it when you publish.",
            "{n} people follow “{topic}” and hear of it when you publish.",
            followers.at_once,
        )
        parts.append(fill(line, n=followers.at_once, topic=language.said(topic)))
    parts += follow_texts.weekly(followers.weekly, language)
    return join("\n\n", parts)


def which_field(language: Language) -> Text:
    """Ask what is to be changed."""
    return text(language.gettext("What do you want to change?"))


def press_a_button(language: Language) -> Text:
    """Say that a preview is answered with its buttons."""
    lines = [language.gettext("Nothing was taken from that message."), language.gettext("Please press a button.")]
    return join("\n", lines)


def cancelled(language: Language) -> Text:
    """Say that nothing has become of it."""
    return text(language.gettext("Nothing was changed, and nobody was told."))


def published(event: Event, followers: Followers, reader: Reader) -> Text:
    """Say that an event can be seen, and who hears of it."""
    language = reader.language
    lines = [fill(language.gettext("“{title}” is published. Its id is {id}."), title=bold(event.title), id=event.id)]
    if followers.at_once:
        line = language.ngettext(
            "{n} person who follows its topic hears of it now.",
            "{n} people who follow its topic hear of it now.",
            followers.at_once,
        )
        lines.append(fill(line, n=followers.at_once))
    lines += follow_texts.weekly(followers.weekly, language)
    lines.append(
        fill(
            language.gettext("To move it type {move}, to cancel it {cancel}."),
            move=f"/reschedule {event.id}",
            cancel=f"/cancelevent {event.id}",
        )
    )
    return join("\n", lines)


def kept(event: Event, language: Language) -> Text:
    """Say that an event is a draft, which nobody sees."""
    lines = [
        fill(language.gettext("“{title}” is kept as a draft. Nobody sees it."), title=bold(event.title)),
        fill(language.gettext("To go on with it type {command}."), command=f"/newevent {event.id}"),
    ]
    return join("\n", lines)


def drafts(events: Sequence[Event], language: Language) -> Text:
    """List the drafts by number."""
    lines = [fill("{n}. {title} ({id})", n=n, title=each.title, id=each.id) for n, each in enumerate(events, 1)]
    first = language.gettext("These drafts are there. Press a number to go on with one, or write a new event.")
    return join("\n", [first, *lines])


def name_of(field: str, language: Language) -> str:
    """Return what a field is called on a button."""
    return {
        "title": language.pgettext("field", "Title"),
        "place": language.pgettext("field", "Place"),
        "online": language.pgettext("field", "Online room"),
        "timezone": language.pgettext("field", "Time zone"),
        "starts": language.pgettext("field", "Start"),
        "ends": language.pgettext("field", "End"),
        "topic": language.pgettext("field", "Topic"),
        "summary": language.pgettext("field", "Summary"),
        "registration": language.pgettext("field", "Registration"),
        "registration_link": language.pgettext("field", "Registration page"),
        "capacity": language.pgettext("field", "Places"),
        "guide": language.pgettext("field", "Practical guide"),
        "link": language.pgettext("field", "Official page"),
        "reminders": language.pgettext("field", "Reminders"),
        "follow_up": language.pgettext("field", "Conclusions"),
    }[field]


def _question(field: str, language: Language) -> str:
    return {
        "title": language.gettext("What is the event called?"),
        "place": language.gettext(
            "Where is it? Type the place, such as Brussels, Belgium. If it is online only, paste the room's address."
        ),
        "online": language.gettext("What is the address of the online room?"),
        "timezone": language.gettext("Whose clock counts for “{place}”? Type a city in the same time zone."),
        "starts": language.gettext(
            "When does it start, on the clocks of {city}? Type it like 9.3.2027 09:30. Without a time, only the day is"
            " published."
        ),
        "ends": language.gettext("When does it end, on the clocks of {city}? A time alone is that of the same day."),
        "topic": language.gettext("Which topic is it about? Those who follow the topic will hear of the event."),
        "summary": language.gettext("What is it about? One or two sentences."),
        "registration": language.gettext("Where do people register?"),
        "registration_link": language.gettext("What is the address of the page on which people register?"),
        "capacity": language.gettext("How many places are there?"),
        "guide": language.gettext("Which guide has the practical information?"),
        "link": language.gettext("What is the address of the official page?"),
        "reminders": language.gettext(
            "When are people reminded? Type times before the start: 7d@09:00, 1d, 1h. “None” means the usual times."
        ),
        "follow_up": language.gettext("At which address are the conclusions and key learnings?"),
    }[field]


def _city(form: Form, language: Language) -> str:
    zone = form.fields.get("timezone")
    return said_city(zone, language) if zone else ""


def _shown(form: Form, choices: Choices, language: Language) -> str:
    value = form.fields.get(form.asked)
    if value is None:
        return ""
    if form.asked in ("starts", "ends"):
        moment = moment_in(value)
        day = said_weekday(moment.day, language)
        line = language.gettext("{day}, {hour}")
        return line.format(day=day, hour=f"{moment.clock:%H:%M}") if moment.clock else day
    labels = {known: label for label, known in choices}
    return ", ".join(value) if isinstance(value, list) else labels.get(value, str(value))


def _reminders(event: Event, language: Language) -> Text:
    schedule = schedule_of(event)
    known = [said_offset(rule, language) for rule in (schedule.usual if schedule else ())]
    if not known:
        return text(language.gettext("Nobody is reminded of it."))
    return fill(language.gettext("Who comes is reminded: {times}."), times=" · ".join(known))
