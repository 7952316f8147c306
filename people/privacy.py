"""What people are told about what is kept of them."""

from dataclasses import dataclass

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.tables import Base, Keeping
from core.text import Text, bold, fill, join
from people.models import KEPT

DETAILS = "kept"
COPY = "copy"
ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Days:
    """How many days things are kept that other parts know of."""

    questions: int
    words: int
    """What somebody writes to the bot and hears from it."""
    unanswered: int
    """Questions on the editors' list, which have no name."""
    requests: int
    """After they are closed."""
    registrations: int
    """After the event is over."""


def what_is_kept(language: Language, member: int, *, days: Days, contact: str, privacy: str) -> Saying:
    """Say in short what is kept, why, how long and who sees it; who answers for it; how to see and erase it today."""
    said = [
        (language.gettext("• Name, username, language: {days} days after your last message, to reach you."), KEPT.days),
        (language.gettext("• What you write and hear: up to {days} days, so that nothing is lost."), days.words),
        (language.gettext("• Your questions: {days} days. Coordinators see the words, not your name."), days.questions),
        (language.gettext("• Unanswered questions: {days} days on the editors' list, no name."), days.unanswered),
        (
            language.gettext("• Requests: {days} days after they close. Experts see them, with your name."),
            days.requests,
        ),
        (
            language.gettext("• Your events: {days} days after they end. Coordinators see who comes."),
            days.registrations,
        ),
    ]
    parts: list[Text | str] = [
        bold(language.gettext("What this assistant keeps about you")),
        join("\n", [fill(sentence, days=count) for sentence, count in said]),
        language.gettext("After that it is deleted by itself. You can have a copy of everything, or erase it, today."),
        *([language.said(privacy)] if privacy else []),
        *_who_answers(language, member, contact),
    ]
    rows = (
        (Button(language.pgettext("button", "Get my data"), press(COPY)),),
        (Button(language.pgettext("button", "All details"), press(DETAILS)),),
        (Button(language.pgettext("button", "Erase everything"), press(ERASE)),),
    )
    return Saying(join("\n\n", parts), rows)


def details(language: Language) -> Text:
    """List everything that holds something about a person, as the tables themselves declare it."""
    first = bold(language.gettext("Everything that holds something about you, and for how long"))
    return join("\n\n", [first, *(_line(language, each) for each in kept())])


def kept() -> list[Keeping]:
    """Return how each table that holds something about a person is kept, the one kept longest first."""
    tables = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)
    personal = [mapper.class_.keeping for mapper in tables if mapper.class_.keeping.personal]
    return sorted(personal, key=lambda keeping: -(keeping.days or 0))


def how_long(keeping: Keeping, language: Language) -> str:
    """Return how long something is kept, such as `30 days after it was asked`."""
    until = language.gettext(keeping.until)
    if not keeping.days:
        return until
    long = language.ngettext("{days} day {until}", "{days} days {until}", keeping.days)
    return long.format(days=keeping.days, until=until)


def _line(language: Language, keeping: Keeping) -> Text:
    return join(
        "\n",
        [
            fill("• {purpose}", purpose=language.gettext(keeping.purpose)),
            how_long(keeping, language),
            fill(language.gettext("Seen by: {people}"), people=language.gettext(keeping.seen_by)),
        ],
    )


def _who_answers(language: Language, member: int, contact: str) -> list[Text]:
    if not contact:
        return []
    lines = [
        fill(language.gettext("Who answers for it: {contact}"), contact=language.said(contact)),
        fill(language.gettext("If you write there about it, name this number: {number}"), number=member),
    ]
    return [join("\n", lines)]
