"""Lists of events by their numbers, nine on a page."""

import re
from collections.abc import Mapping, Sequence

from core.language import Language
from core.pages import Page
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, join, text
from events import buttons
from events.cards import reminded_only
from events.models import Event, Registration, Standing
from events.spans import day_in_list, in_person
from people.reader import Reader

TITLE, PLACE = 120, 80
"""Characters in a list, so that a page of it fits one message."""
_NUMBERED = re.compile(r"\d+\.")
Standings = Mapping[str, Registration]
"""How somebody stands, by the event's id."""


def upcoming(events: Sequence[Event], standings: Standings, reader: Reader, number: int) -> Saying:
    """List the events to come, the next one first."""
    language, page = reader.language, Page.cut(events, number)
    if not events:
        return Saying(_none_ahead(language), (_past(language), (buttons.followed(language),)))
    first = language.gettext("Events to come. Press a number or type it.")
    below = (
        *_turning(page, language, buttons.EVENTS),
        (*_mine(language), *_past(language)),
        (buttons.followed(language),),
    )
    return Saying(_listed(text(first), page, language, standings), (*_numbers(page, buttons.EVENT), *below))


def past(events: Sequence[Event], reader: Reader, number: int) -> Saying:
    """List what has been, the latest first."""
    language, page = reader.language, Page.cut(events, number)
    if not events:
        return Saying(text(language.gettext("No event is over yet.")), ((buttons.events(language),),))
    lines = [
        language.gettext("Past events, the latest first, and those without a date. Press a number or type it."),
        language.gettext("Each card has what came out of it, where that is published."),
    ]
    below = (*_turning(page, language, buttons.PAST), (buttons.events(language),))
    return Saying(_listed(join("\n", lines), page, language), (*_numbers(page, buttons.EVENT), *below))


def mine(events: Sequence[Event], standings: Standings, reader: Reader, number: int = 0) -> Saying:
    """List the events to which somebody comes, waits for a place, or is reminded of."""
    language, page = reader.language, Page.cut(events, number)
    below = (
        (_calendar_link(language), buttons.quiet(language)),
        (buttons.followed(language), buttons.events(language)),
    )
    if not events:
        words = join(
            "\n",
            [
                language.gettext("You are registered for no event."),
                language.gettext("Choose one from the list: press its number there."),
            ],
        )
        return Saying(words, (below[1],))
    first = text(language.gettext("Your events, the next one first. Press a number or type it."))
    numbers = (*_numbers(page, buttons.EVENT), *_turning(page, language, buttons.MINE))
    return Saying(_listed(first, page, language, standings), (*numbers, *below))


def which(events: Sequence[Event], kind: str, question: str, reader: Reader) -> Saying:
    """Ask which event is meant; its number is pressed or typed."""
    language, page = reader.language, Page.cut(events, 0)
    if not events:
        return Saying(_none_ahead(language), (_past(language),))
    lines = [question, language.gettext("Press a number or type it.")]
    return Saying(_listed(join("\n", lines), page, language), (*_numbers(page, kind), (buttons.events(language),)))


def no_such(typed: str, near: Sequence[Event], kind: str, reader: Reader, ahead: Sequence[Event] = ()) -> Saying:
    """Say that no event has this name, and which ones are near it; where none is, which ones are to come."""
    language = reader.language
    first = fill(language.gettext("No event is known here as “{name}”."), name=text(typed).cut(60))
    if not near and not ahead:
        line = text(language.gettext("The list shows how each event is called."))
        return Saying(join("\n", [first, line]), ((buttons.events(language),),))
    meant = language.gettext("Did you mean one of these? Press a number or type it.")
    ask = join("\n", [first, meant if near else language.gettext("Events to come. Press a number or type it.")])
    page = Page.cut(near or ahead, 0)
    return Saying(_listed(ask, page, language), (*_numbers(page, kind), (buttons.events(language),)))


def _none_ahead(language: Language) -> Text:
    lines = [
        language.gettext("No event is announced at the moment."),
        language.gettext("Follow a topic, and you hear of new ones. What has been is under “Past events”."),
    ]
    return join("\n", lines)


def _listed(first: Text, page: Page[Event], language: Language, standings: Standings | None = None) -> Text:
    lines = [_line(place, event, language, standings or {}) for place, event in enumerate(page.each, page.first)]
    where = fill(language.gettext("Page {page} of {pages}"), page=page.number + 1, pages=page.of)
    return join("\n\n", [first, join("\n", lines), *([where] if page.of > 1 else [])])


def _line(place: int, event: Event, language: Language, standings: Standings) -> Text:
    where = text(event.place).cut(PLACE).plain if in_person(event) else language.gettext("Online")
    day = day_in_list(event, language)
    # Below a numbered line, “31. Mai 2024” at the start would pass for the number 31 of the list.
    facts = [where, day] if _NUMBERED.match(day) else [day, where]
    facts += _how(event, standings.get(event.id), language)
    line = fill("{place}. {title}", place=place, title=bold(text(event.title).cut(TITLE)))
    return join("\n", [line, " · ".join(facts)])


def _how(event: Event, registration: Registration | None, language: Language) -> list[str]:
    if registration is None:
        return []
    words = {
        Standing.REGISTERED: language.gettext("you are reminded")
        if reminded_only(event)
        else language.gettext("you are registered"),
        Standing.WAITING: language.gettext("you are on the waiting list"),
        Standing.OFFERED: language.gettext("a place is kept for you"),
    }
    known = words.get(Standing(registration.state))
    return [known] if known else []


def _numbers(page: Page[Event], kind: str) -> Rows:
    each = [Button(str(place), press(kind, event.id)) for place, event in enumerate(page.each, page.first)]
    return buttons.in_rows(each)


def _turning(page: Page[Event], language: Language, kind: str) -> Rows:
    before = Button(language.pgettext("button", "Previous page"), press(kind, max(page.number - 1, 0)))
    after = Button(language.pgettext("button", "Next page"), press(kind, page.number + 1))
    turning = (*((before,) if page.number else ()), *((after,) if page.number + 1 < page.of else ()))
    return (turning,) if turning else ()


def _past(language: Language) -> tuple[Button, ...]:
    return (Button(language.pgettext("button", "Past events"), press(buttons.PAST, 0)),)


def _mine(language: Language) -> tuple[Button, ...]:
    return (Button(language.pgettext("button", "My events"), press(buttons.MINE, 0)),)


def _calendar_link(language: Language) -> Button:
    return Button(language.pgettext("button", "Get a calendar link"), press(buttons.FEED))
