"""What is said to who asks when or where an event is, what they need for it, or what to do if they cannot come."""

from core.language import Language
from core.saying import Button, Rows
from core.text import Text, bold, fill, join, text
from events import buttons, cards
from events.asked import FACTS, FIELDS, About
from events.models import Event, Standing
from events.notice_texts import Practical, field_names
from events.seeing import Seen
from events.spans import in_person
from people.reader import Reader


def facts(seen: Seen, about: About, practical: Practical | None, reader: Reader, *, in_guide: bool) -> Text:
    """Return what the event's own record and the fields of its guide say, and what they leave open.

    `in_guide`: a section of its practical guide follows and says what was asked.
    """
    language = reader.language
    comes = seen.standing is not None
    first = language.gettext("About the event that you come to:") if comes else language.gettext("About this event:")
    parts = [text(first), cards.facts(seen, reader) if about in FACTS else bold(seen.event.title)]
    if not in_guide:
        parts += [*fields(practical, about, language), *_missing(seen, about, practical, language)]
    if about is About.LEAVE and seen.standing in (Standing.REGISTERED, Standing.WAITING):
        parts.append(text(language.gettext("If you cannot come, press the last button below.")))
    return join("\n\n", parts)


def fields(practical: Practical | None, about: About, language: Language) -> list[Text]:
    """Return what the fields of a practical guide say to that."""
    names, known = field_names(language), practical or {}
    line = language.gettext("{name}: {what}")
    lines = [
        fill(line, name=names[each], what=what)
        for each in FIELDS.get(about, ())
        if (what := known.get(each)) is not None
    ]
    return [join("\n", lines)] if lines else []


def is_open(event: Event, about: About, practical: Practical | None) -> bool:
    """Whether what was asked is left open, so that the organiser may be asked for it."""
    if about is About.WHEN:
        return event.starts is None or event.starts.clock is None
    return bool(_open(about, practical)) or (about in (About.WHERE, About.WAY) and not (event.place or event.online))


def below(seen: Seen, about: About, expert: Button, language: Language) -> Rows:
    """Return the ways to more: the guide, the event's card, and an expert as the last; or the way out."""
    event = seen.event
    if about is About.LEAVE:
        return cards.below(seen, language)
    guide = (buttons.guide(language, event.id),) if event.guide else ()
    return ((*guide, buttons.see(language, event.id)), (expert,))


def _open(about: About, practical: Practical | None) -> list[str]:
    known = practical or {}
    return [each for each in FIELDS.get(about, ()) if each in known and known[each] is None]


def _missing(seen: Seen, about: About, practical: Practical | None, language: Language) -> list[Text]:
    """Return what is open; of day and hour the facts themselves say it."""
    event, names = seen.event, field_names(language)
    open_ = [names[each] for each in _open(about, practical)]
    if open_:
        return [fill(language.gettext("Not published yet: {names}."), names=", ".join(open_))]
    if about in (About.WHERE, About.WAY) and not event.place and not event.online:
        return [text(language.gettext("The place is not published."))]
    if about is About.WAY and in_person(event) and not fields(practical, about, language):
        return [text(language.gettext("How to get there is not published here."))]
    if about is About.CHANGED and seen.change is None:
        return [text(language.gettext("Its time and place have not changed."))]
    return []
