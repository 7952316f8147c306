"""What is said to who comes to an event and asks when or where it is."""

from core.language import Language
from core.saying import Button, Rows
from core.text import Text, join, text
from events import buttons, cards
from events.asked import About
from events.models import Event
from events.seeing import Seen
from events.spans import in_person
from people.reader import Reader


def facts(seen: Seen, about: About, reader: Reader, *, more: bool, in_guide: bool) -> Text:
    """Return what the event's own record says, and what it leaves open.

    `more`: this person comes to other events, too; `in_guide`: its practical guide says what was asked.
    """
    language = reader.language
    parts = [text(language.gettext("About the event that you come to:")), cards.facts(seen, reader)]
    if not in_guide:
        parts += [text(line) for line in _missing(seen.event, about, language)]
    if more:
        parts.append(text(language.gettext("You come to other events as well; /myevents lists them.")))
    return join("\n\n", parts)


def is_open(event: Event, about: About) -> bool:
    """Whether the event's own record leaves open what was asked."""
    if about is About.WHEN:
        return event.starts is None or event.starts.clock is None
    return about is About.WAY or not (event.place or event.online)


def below(event: Event, expert: Button, language: Language) -> Rows:
    """Return the ways to more: the guide, the event's card, and an expert as the last."""
    guide = (buttons.guide(language, event.id),) if event.guide else ()
    return ((*guide, buttons.see(language, event.id)), (expert,))


def _missing(event: Event, about: About, language: Language) -> list[str]:
    """Return what is open of the place and the way to it; of day and hour the facts themselves say it."""
    if about in (About.WHERE, About.WAY) and not event.place and not event.online:
        return [language.gettext("The place is not published.")]
    if about is About.WAY and in_person(event):
        return [language.gettext("How to get there is not published here.")]
    return []
