"""What coordinators read of what the knowledge needs."""

from collections.abc import Sequence

from core.language import Language
from core.text import Text, bold, fill, join, text
from knowledge.editing.agenda import Agenda, OpenField
from knowledge.editing.buttons import MOST_NUMBERED
from people.times import said_day


def knowledge_broken(language: Language, count: int, detail: str) -> Text:  # noqa: ARG001  alarms are all told alike
    """Tell coordinators what in the knowledge cannot be used, with its file and line."""
    lines: list[Text | str] = [
        fill(language.gettext("Something in the knowledge is broken:\n{detail}"), detail=detail),
        language.gettext("What was there before stays in force until it is mended."),
        language.gettext("Please mend it in the files. You hear of this once."),
    ]
    return join("\n", lines)


def to_do(agenda: Agenda, language: Language, troubles: Sequence[str] = ()) -> Text:
    """List what needs somebody's hand, with the numbers of the reviews."""
    parts = [*_reviews(agenda, language), *_open_fields(agenda, language), *_troubles(troubles, language)]
    if not parts:
        parts = [text(language.gettext("Nothing in the knowledge waits: no review is due, and no field is open."))]
    how = text(
        language.gettext("Type /edit and an id to see an entry, a guide or a section, such as /edit guide#section.")
    )
    return join("\n\n", [*parts, how])


def open_fields(agenda: Agenda, language: Language) -> Text:
    """Ask which open field is to be filled in."""
    if not agenda.open_fields:
        return text(language.gettext("Every field is filled in."))
    first = text(language.gettext("Which field can you fill in? Press its name."))
    return join("\n", [first, *(_open_field(each, language) for each in agenda.open_fields)])


def _reviews(agenda: Agenda, language: Language) -> list[Text]:
    listed = [*agenda.overdue, *agenda.soon]
    if not listed:
        return []
    first = language.ngettext("{n} review is due or will be soon:", "{n} reviews are due or will be soon:", len(listed))
    late, soon = language.gettext("{title} ({id}): was due on {day}"), language.gettext("{title} ({id}): due on {day}")
    lines = [
        f"{place}. "
        + (late if each in agenda.overdue else soon).format(
            title=each.question, id=each.id, day=said_day(each.review_by, language)
        )
        for place, each in enumerate(listed[:MOST_NUMBERED], start=1)
    ]
    return [join("\n", [fill(first, n=len(listed)), *lines, *_more(len(listed) - MOST_NUMBERED, language)])]


def _open_fields(agenda: Agenda, language: Language) -> list[Text]:
    found = agenda.open_fields
    if not found:
        return []
    first = language.ngettext("{n} field is open:", "{n} fields are open:", len(found))
    lines = [_open_field(each, language) for each in found[:MOST_NUMBERED]]
    return [join("\n", [fill(first, n=len(found)), *lines, *_more(len(found) - MOST_NUMBERED, language)])]


def _open_field(each: OpenField, language: Language) -> Text:
    return fill(language.gettext("{id}: {field}"), id=each.id, field=each.field.name)


def _troubles(troubles: Sequence[str], language: Language) -> list[Text]:
    if not troubles:
        return []
    return [
        join("\n", [language.gettext("Broken, and as it was before until somebody mends the files:"), *troubles[:5]])
    ]


def _more(count: int, language: Language) -> list[Text]:
    if count <= 0:
        return []
    return [fill(language.ngettext("and {n} more", "and {n} more", count), n=count)]


def weekly(agenda: Agenda, gaps: int, language: Language) -> Text:
    """Sum up for coordinators what waits for them."""
    parts = [*_reviews(agenda, language), *_open_fields(agenda, language)]
    if gaps:
        waiting = language.ngettext(
            "{n} question of members found no right answer. Type /gaps to see it.",
            "{n} questions of members found no right answer. Type /gaps to see them.",
            gaps,
        )
        parts.append(fill(waiting, n=gaps))
    first = text(language.gettext("What the knowledge needs this week"))
    return join("\n\n", [bold(first), *parts])
