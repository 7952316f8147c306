"""What people are told about what is kept of them."""

from dataclasses import dataclass

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.tables import Base, Keeping
from core.text import Text, bold, fill, join, text
from people.models import KEPT

DETAILS = "kept"


@dataclass(frozen=True, slots=True)
class Days:
    """How many days things are kept that other parts know of."""

    questions: int
    words: int
    """What somebody writes to the bot and hears from it."""
    unanswered: int
    """Questions on the editors' list, which have no name."""


def what_is_kept(language: Language, member: int, *, days: Days, contact: str, privacy: str) -> Saying:
    """Say in short what is kept, why, how long and who sees it; who answers for it; how to have it deleted today."""
    said = [
        (language.gettext("• Name, username, language: {days} days after your last message, to reach you."), KEPT.days),
        (language.gettext("• What you write and hear: up to {days} days, so that nothing is lost."), days.words),
        (language.gettext("• Your questions: {days} days. Coordinators see the words, not your name."), days.questions),
        (language.gettext("• Unanswered questions: {days} days on the editors' list, no name."), days.unanswered),
    ]
    parts: list[Text | str] = [
        bold(language.gettext("What this assistant keeps about you")),
        join("\n", [fill(sentence, days=count) for sentence, count in said]),
        language.gettext("After that it is deleted by itself. The button below lists everything."),
        *([privacy] if privacy else []),
        _erase(language, member, contact),
    ]
    details = Button(language.pgettext("button", "All details"), press(DETAILS))
    return Saying(join("\n\n", parts), ((details,),))


def details(language: Language) -> Text:
    """List everything that holds something about a person, as the tables themselves declare it."""
    first = bold(language.gettext("Everything that holds something about you, and for how long"))
    return join("\n\n", [first, *(_line(language, each) for each in kept())])


def kept() -> list[Keeping]:
    """Return how each table that holds something about a person is kept, the one kept longest first."""
    tables = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)
    personal = [mapper.class_.keeping for mapper in tables if mapper.class_.keeping.personal]
    return sorted(personal, key=lambda keeping: -(keeping.days or 0))


def _line(language: Language, keeping: Keeping) -> Text:
    said = [language.gettext(each) for each in (keeping.purpose, keeping.until, keeping.seen_by)]
    purpose, until, people = said
    days = keeping.days or 0
    long = language.ngettext("{days} day {until}", "{days} days {until}", days) if days else "{until}"
    return join(
        "\n",
        [
            fill("• {purpose}", purpose=purpose),
            fill(long, days=days, until=until),
            fill(language.gettext("Seen by: {people}"), people=people),
        ],
    )


def _erase(language: Language, member: int, contact: str) -> Text:
    if not contact:
        return text(
            language.gettext("It cannot be deleted earlier from this chat yet, and no contact is published here.")
        )
    how = language.gettext("To have it deleted earlier, or to get a copy, write there and name this number: {number}")
    lines = [
        fill(language.gettext("Who answers for it: {contact}"), contact=contact),
        fill(how, number=member),
    ]
    return join("\n", lines)
