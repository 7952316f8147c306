"""The editors' list as messages: its pages, a group with what can be done about it, and how its words were read."""

from collections.abc import Iterator, Sequence

from core.language import Language
from core.pages import Page
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, join, text
from knowledge.buttons import in_rows
from knowledge.gaps.advice import Advice, Do
from knowledge.gaps.grouping import Group
from knowledge.gaps.words import advised, counted, day_or_days, reasons, times_asked, waiting
from knowledge.library import Library
from knowledge.tokens import token_of
from people.hiding import FEWEST
from people.reader import Reader
from people.times import said_day

GAPS, GAP = "gaps", "gap"
ADD, NEW, EXPLAIN, NOT_OURS, ANSWERED, PUT_BACK = "gapadd", "gapnew", "gapwhy", "gapno", "gapdone", "gapback"
LINE = 100  # characters of a wording in a list
MOST_WORDINGS = 8


def listed(groups: Sequence[Group], place: int, language: Language) -> Saying:
    """Show a page of the list."""
    if not groups:
        return Saying(_nothing_there(language))
    page = Page.cut(groups, place)
    lines = [
        fill("{place}. {line}", place=number, line=_line(group, language))
        for number, group in enumerate(page.each, page.first)
    ]
    numbers = [Button(str(number), press(GAP, group.number)) for number, group in enumerate(page.each, page.first)]
    words = join("\n\n", [_first(groups, page.number, page.of, language), join("\n", lines)])
    return Saying(words, (*in_rows(numbers), *_turning(page.number, page.of, language)))


def card(group: Group, given: Advice, library: Library, reader: Reader) -> Saying:
    """Show a group, with what can be done about it."""
    language = reader.language
    parts: list[Text | str] = [
        bold(group.text),
        join("\n", [_asked(group, language), _why(group, language), *waiting(group.waiting, language)]),
        *_shown(group, library, reader),
        *_wordings(group, language),
        _nearest(given, language),
        advised(given, library.title(given.entry, reader.languages) if given.entry else "", language),
    ]
    return Saying(join("\n\n", parts), _actions(group, given, language))


def not_ours(group: int, count: int, language: Language) -> Saying:
    """Say that a group has left the list, and how it comes back."""
    first = language.ngettext(
        "{n} question has left the list as none of ours.", "{n} questions have left the list as none of ours.", count
    )
    first = first if count >= FEWEST else language.gettext("This has left the list as none of ours.")
    lines: list[Text | str] = [
        fill(first, n=count),
        language.gettext("If the same is asked again, it will stand there anew. Nobody is told anything."),
    ]
    undo = Button(language.pgettext("button", "Put back"), press(PUT_BACK, group))
    return Saying(join("\n", lines), ((undo, to_the_list(language)),))


def put_back(count: int, language: Language) -> Saying:
    """Say that a group stands on the list again."""
    words = language.ngettext("{n} question stands on the list again.", "{n} questions stand on the list again.", count)
    words = words if count >= FEWEST else language.gettext("This stands on the list again.")
    return Saying(fill(words, n=count), ((to_the_list(language),),))


def answered(count: int, title: str, language: Language) -> Saying:
    """Say that a group has left the list because something answers it, and who hears of it."""
    first = language.ngettext(
        "{n} question has left the list: “{title}” answers it.",
        "{n} questions have left the list: “{title}” answers them.",
        count,
    )
    first = first if count >= FEWEST else language.gettext("This has left the list: “{title}” answers it.")
    second = language.gettext("Whoever wanted to be told is told within a minute.")
    return Saying(join("\n", [fill(first, n=count, title=title), second]), ((to_the_list(language),),))


def gone(language: Language) -> Saying:
    """Say that something is not on the list any more."""
    lines = [
        language.gettext("This is not on the list any more: somebody has dealt with it."),
        language.gettext("The list shows what is still open."),
    ]
    return Saying(join("\n", lines), ((to_the_list(language),),))


def to_the_list(language: Language) -> Button:
    """Return the button that shows the list."""
    return Button(language.pgettext("button", "To the list"), press(GAPS, 0))


def _nothing_there(language: Language) -> Text:
    lines = [
        language.gettext("Nothing is on the list: every question was answered, or dealt with."),
        language.gettext("What is not answered from now on will stand here, without a name."),
    ]
    return join("\n", lines)


def _first(groups: Sequence[Group], place: int, pages: int, language: Language) -> Text:
    first = language.ngettext(
        "{n} question waits for an answer in the knowledge, what matters most first.",
        "{n} questions wait for an answer in the knowledge, what matters most first.",
        len(groups),
    )
    second = language.gettext("Press a number or type it.")
    where = fill(language.gettext("Page {page} of {pages}"), page=place + 1, pages=pages)
    return join("\n", [fill(first, n=len(groups)), second, *([where] if pages > 1 else [])])


def _line(group: Group, language: Language) -> Text:
    parts: list[Text | str] = [
        times_asked(group.asked, language),
        _last(group, language),
        *waiting(group.waiting, language),
    ]
    return join("\n", [bold(text(group.text).cut(LINE)), join(" · ", parts)])


def _last(group: Group, language: Language) -> Text:
    return fill(language.gettext("last on {day}"), day=said_day(group.last, language))


def _asked(group: Group, language: Language) -> Text:
    return join(", ", [times_asked(group.asked, language), day_or_days(group.first, group.last, language)])


def _why(group: Group, language: Language) -> Text:
    return join(" · ", reasons(group.reasons, language))


def _shown(group: Group, library: Library, reader: Reader) -> Iterator[Text]:
    if group.shown:
        line = reader.language.gettext("“{title}” ({n})")
        titles = [
            fill(line, title=library.title(each, reader.languages), n=counted(count, reader.language))
            for each, count in group.shown.items()
        ]
        yield fill(reader.language.gettext("Shown, and it did not fit: {titles}"), titles=join(", ", titles))


def _wordings(group: Group, language: Language) -> Iterator[Text]:
    others = group.wordings[1:]
    if others:
        lines: list[Text | str] = [language.gettext("Asked also as:")]
        lines += [
            fill("– {words} ({n})", words=text(each.text).cut(LINE), n=counted(each.asked, language))
            for each in others[:MOST_WORDINGS]
        ]
        left = len(others) - MOST_WORDINGS
        more = language.ngettext("and in {n} other way", "and in {n} other ways", left)
        yield join("\n", [*lines, *([fill(more, n=left)] if left > 0 else [])])


def _nearest(given: Advice, language: Language) -> Text:
    if not given.nearest:
        return text(language.gettext("Nothing in the knowledge has a word of it."))
    line = language.gettext("– {title} ({score} %)")
    lines = [fill(line, title=each.title, score=round(100 * each.score)) for each in given.nearest]
    return join("\n", [language.gettext("What comes nearest, and the chance that it is meant:"), *lines])


def _actions(group: Group, given: Advice, language: Language) -> Rows:
    add = Button(language.pgettext("button", "Add wording"), press(ADD, group.number))
    new = Button(language.pgettext("button", "New entry"), press(NEW, group.number))
    about = (group.number, group.newest)
    done = Button(language.pgettext("button", "Answered now"), press(ANSWERED, *about, token_of(given.entry or "")))
    first = (done,) if given.do in {Do.NOTHING, Do.REVIEW} else ()
    explain = Button(language.pgettext("button", "Explain"), press(EXPLAIN, group.number))
    away = Button(language.pgettext("button", "Not for us"), press(NOT_OURS, *about))
    rows = (first, (add, new), (explain, away), (to_the_list(language),))
    return tuple(row for row in rows if row)


def _turning(place: int, pages: int, language: Language) -> Rows:
    before = Button(language.pgettext("button", "Previous page"), press(GAPS, max(place - 1, 0)))
    after = Button(language.pgettext("button", "Next page"), press(GAPS, place + 1))
    turning = (*((before,) if place else ()), *((after,) if place + 1 < pages else ()))
    return (turning,) if turning else ()
