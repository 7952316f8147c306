"""What is said about following a topic: new events of it come at once or once a week, until somebody says stop."""

from collections.abc import Mapping, Sequence

from core.language import Language
from core.saying import Saying
from core.text import Text, bold, fill, join, text
from events import buttons
from events.models import Pace
from events.personal import Follow

Titled = Sequence[tuple[str, str]]
"""Topics: the token that stands for each in a button, and its title."""


def follows(title: str, token: str, pace: Pace, language: Language) -> Saying:
    """Say how often somebody hears of new events of a topic, and how to change that."""
    if pace is Pace.WEEKLY:
        line = language.gettext("Once a week you hear of new events on “{topic}”, if there are any.")
        other = buttons.pace(language.pgettext("button", "At once instead"), token, Pace.AT_ONCE)
    else:
        line = language.gettext("You hear at once of each new event on “{topic}”.")
        other = buttons.pace(language.pgettext("button", "Once a week instead"), token, Pace.WEEKLY)
    stop = language.gettext("You can stop at any time: each message has a button for it.")
    words = join("\n", [fill(line, topic=bold(language.said(title))), stop])
    return Saying(words, ((other, buttons.stop(language, token)), (buttons.events(language),)))


def weekly(people: int, language: Language) -> list[Text]:
    """Say how many of those who follow a topic read something with the news of the week; nothing where nobody does."""
    line = language.ngettext(
        "{n} person more reads it next week, with the news of the week.",
        "{n} people more read it next week, with the news of the week.",
        people,
    )
    return [fill(line, n=people)] if people else []


def no_more_weekly(language: Language) -> Saying:
    """Say that somebody reads the news of the week no more, of no topic."""
    words = text(language.gettext("You read the news of the week no more. What you hear of at once stays as it is."))
    return Saying(words, ((buttons.followed(language), buttons.events(language)),))


def stopped(title: str, token: str, language: Language, *, followed: bool) -> Saying:
    """Say that somebody hears nothing more of a topic."""
    if followed:
        line = language.gettext("You hear nothing more of new events on “{topic}”.")
    else:
        line = language.gettext("You do not follow “{topic}”.")
    again = buttons.pace(language.pgettext("button", "Follow again"), token, Pace.AT_ONCE)
    return Saying(fill(line, topic=bold(language.said(title))), ((again, buttons.events(language)),))


def topics(every: Titled, followed: Mapping[str, Follow], language: Language) -> Saying:
    """List the topics that can be followed, and how often somebody hears of each; by its token."""
    if not every:
        words = text(language.gettext("There are no topics to follow here yet."))
        return Saying(words, ((buttons.events(language),),))
    lines = [_line(place, title, followed.get(token), language) for place, (token, title) in enumerate(every, 1)]
    first = language.gettext("Follow a topic, and you hear of its new events. Press a number or type it.")
    numbers = [buttons.pace(str(place), token, _pace(followed.get(token))) for place, (token, _) in enumerate(every, 1)]
    words = join("\n\n", [first, join("\n", lines)])
    return Saying(words, (*buttons.in_rows(numbers), (buttons.events(language),)))


def _line(place: int, title: str, follow: Follow | None, language: Language) -> Text:
    title = language.said(title)
    if follow is None:
        return fill("{place}. {title}", place=place, title=title)
    if follow.pace == Pace.WEEKLY:
        return fill(language.gettext("{place}. {title} – you hear once a week"), place=place, title=title)
    return fill(language.gettext("{place}. {title} – you hear at once"), place=place, title=title)


def _pace(follow: Follow | None) -> Pace:
    return Pace(follow.pace) if follow else Pace.AT_ONCE
