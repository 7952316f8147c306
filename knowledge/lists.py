"""Lists to browse: topics, what is in a topic, guides; nine on a page."""

from typing import TypeVar

from core.language import Language
from core.pages import Page
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, join, text
from knowledge import buttons
from knowledge.buttons import GUIDES, TOPIC, TOPICS, in_rows
from knowledge.library import Library
from knowledge.texts import numbered
from knowledge.tokens import token_of
from people.reader import Reader

T = TypeVar("T")


def topics(library: Library, reader: Reader, number: int) -> Saying:
    """List the topics that have something to read."""
    page = Page.cut(library.topics(), number)
    places = [
        Button(str(place), press(TOPIC, token_of(topic.id), 0)) for place, topic in enumerate(page.each, page.first)
    ]
    words = _listed(
        reader.language.gettext("Choose a topic: press its number or type it."),
        [reader.language.said(topic.title) for topic in page.each],
        page,
        reader.language,
    )
    every = Button(reader.language.pgettext("button", "Guides"), press(GUIDES, 0))
    further = ((every,),) if library.guides() else ()
    return Saying(words, (*in_rows(places), *_turning(page, reader.language, TOPICS), *further))


def topic(library: Library, token: str, reader: Reader, number: int) -> Saying:
    """List what can be read in a topic; the topics, if it is gone."""
    found = next((each for each in library.topics() if token_of(each.id) == token), None)
    if found is None:
        return topics(library, reader, 0)
    page = Page.cut([each.id for each in (*library.entries(), *library.guides()) if each.topic == found.id], number)
    language = reader.language
    titles = [library.title(each, reader.languages) for each in page.each]
    words = join("\n\n", [bold(language.said(found.title)), _listed(_press_a_number(language), titles, page, language)])
    turning = _turning(page, language, TOPIC, token)
    return Saying(words, (*buttons.numbered(page.each, first=page.first), *turning, _all_topics(language)))


def guides(library: Library, reader: Reader, number: int) -> Saying:
    """List the guides."""
    language = reader.language
    page = Page.cut([guide.id for guide in library.guides()], number)
    if not page.each:
        return Saying(text(language.gettext("There are no guides here yet.")), (_all_topics(language),))
    titles = [library.title(each, reader.languages) for each in page.each]
    words = _listed(language.gettext("Choose a guide: press its number or type it."), titles, page, language)
    turning = _turning(page, language, GUIDES)
    return Saying(words, (*buttons.numbered(page.each, first=page.first), *turning, _all_topics(language)))


def _all_topics(language: Language) -> tuple[Button]:
    return (Button(language.pgettext("button", "All topics"), press(TOPICS, 0)),)


def _press_a_number(language: Language) -> str:
    return language.gettext("Press a number or type it.")


def _listed(first: str, titles: list[str], page: Page[T], language: Language) -> Text:
    where = fill(language.gettext("Page {page} of {pages}"), page=page.number + 1, pages=page.of)
    return join("\n\n", [text(first), numbered(titles, page.first), *([where] if page.of > 1 else [])])


def _turning(page: Page[T], language: Language, kind: str, *about: str) -> Rows:
    before = Button(language.pgettext("button", "Previous page"), press(kind, *about, max(page.number - 1, 0)))
    after = Button(language.pgettext("button", "Next page"), press(kind, *about, page.number + 1))
    turning = (*((before,) if page.number else ()), *((after,) if page.number + 1 < page.of else ()))
    return (turning,) if turning else ()
