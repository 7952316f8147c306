"""What is said about entries and the questions that lead to them."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from core.language import Language
from core.markdown import from_markdown
from core.saying import Button, Rows
from core.text import Text, bold, fill, join, link, text
from knowledge.choices import NONE_OF_THESE, Choice
from knowledge.entries import Entry, Guide, Source, Translation
from knowledge.library import Library
from knowledge.models import Question
from people.reader import Reader, read_languages
from people.texts import human
from people.times import name_of, said_day

SHORT = 600  # characters of an answer in a group


def card(library: Library, id_: str, reader: Reader) -> Text | None:
    """Return an entry, guide or section with its sources and the day they were checked; None if it is not there."""
    return _card(library, id_, reader, None)


def short_card(library: Library, id_: str, reader: Reader) -> Text | None:
    """Return the same for a group: a long answer is cut."""
    return _card(library, id_, reader, SHORT)


def _card(library: Library, id_: str, reader: Reader, most: int | None) -> Text | None:
    entry = _entry(library, id_)
    if entry is None:
        return None
    shown = (library.section(id_) or entry).in_language(reader.languages, library.language)
    answer = from_markdown(
        entry.filled(shown.text, reader.language.pgettext("instead of a value", "not published here"))
    )
    parts: list[Text] = [
        bold(shown.title),
        *_only_in(shown, reader.language),
        *_not_proofread(shown, library, reader.language),
        answer if most is None else answer.cut(most),
        _sources(entry.sources, shown, reader.language),
    ]
    return join("\n\n", parts)


def which_is_closest(titles: Sequence[str], language: Language) -> Text:
    """Ask which of these was meant, by their numbers."""
    return _close(titles, language, language.gettext("Press its number or type it."))


def which_is_closest_in_group(titles: Sequence[str], language: Language) -> Text:
    """Ask the same where there are no buttons."""
    return _close(titles, language, language.gettext("Reply to this message with its number."))


def choices(question: Question, language: Language) -> Rows:
    """Return a button for each number, and the way out."""
    places = range(1, len(question.offered) + 1)
    numbers = tuple(Button(str(place), Choice(question.id, place).data) for place in places)
    return (numbers, (Button(none_of_these(language), Choice(question.id, NONE_OF_THESE).data),))


def numbered(titles: Sequence[str], first: int = 1) -> Text:
    """Return titles as a list with their numbers."""
    return join("\n", [fill("{place}. {title}", place=place, title=title) for place, title in enumerate(titles, first)])


def none_of_these(language: Language) -> str:
    """Return the label of the way out of a choice."""
    return language.pgettext("button", "None of these")


def nothing_fits(language: Language, contact: str, *, experts: bool = False) -> Text:
    """Say plainly that nothing curated fits, who sees the question, and what can be done."""
    lines: list[Text | str] = [
        language.first_gettext("None of the checked answers fits your question."),
        language.first_gettext("The editors will see it, without your name."),
        language.first_gettext("You can ask again in other words."),
        human(language, contact, experts=experts),
    ]
    return join("\n", lines)


def removed_meanwhile(language: Language) -> Text:
    """Say that what was chosen is no longer there."""
    first = language.gettext("This answer has been removed since it was offered.")
    third = language.gettext("Please type your question again to see what fits it today.")
    return join("\n", [first, third])


def not_your_choice(language: Language) -> Text:
    """Say that a button or a link leads nowhere for this person, and nothing of whether it would for another."""
    third = language.first_gettext("Please type your question; then you can choose anew.")
    return join("\n", [_not_open(language), third])


def not_your_command(language: Language) -> Text:
    """Say the same of what they typed, where no question would help."""
    return join("\n", [_not_open(language), language.gettext("/help shows what you can type.")])


def what_is_your_question(language: Language) -> Text:
    """Ask for the question that was left out."""
    return text(language.gettext("What is your question? Type it in your own words."))


def no_such_choice(number: str, language: Language) -> Text:
    """Say that a number which somebody typed chooses nothing."""
    first = fill(language.gettext("You cannot choose {number} here now."), number=number)
    third = language.gettext("Type a number of the last list you were given, or your question in your own words.")
    return join("\n", [first, third])


def _not_open(language: Language) -> str:
    return language.first_gettext("This choice is not open to you, or no longer.")


def _entry(library: Library, id_: str) -> Entry | Guide | None:
    return library.entry(id_) or library.guide(id_.partition("#")[0])


def _only_in(shown: Translation, language: Language) -> list[Text]:
    """Return a line for who is spoken to in another language than the answer's."""
    if shown.language in read_languages([language.own.code]):
        return []
    name = name_of(shown.language, language.own)
    return [fill(language.first_gettext("This answer exists in {language} only."), language=name)]


def _not_proofread(shown: Translation, library: Library, language: Language) -> list[Text]:
    """Return a line for a translation that nobody has read who speaks its language from childhood."""
    if shown.language == library.language or shown.proofread:
        return []
    return [text(language.first_gettext("This translation has not been read by a native speaker yet."))]


def _sources(sources: Sequence[Source], shown: Translation, language: Language) -> Text:
    line = language.ngettext(
        "Source: {sources}, checked on {day}", "Sources: {sources}, checked on {day}", len(sources)
    )
    links = join(", ", [link(source.name or _host(source.address), source.address) for source in sources])
    return fill(line, sources=links, day=said_day(shown.checked, language))


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")


def _close(titles: Sequence[str], language: Language, how: str) -> Text:
    first = language.gettext("Several answers come close. Which of these is closest to your question?")
    return join("\n\n", [first, numbered(titles), how])
