"""What people are told about what is kept of them, as the tables themselves declare it."""

from core.language import Language
from core.tables import Base, Keeping
from core.text import Text, bold, fill, join, text


def kept() -> list[Keeping]:
    """Return how each table that holds something about a person is kept, the one kept longest first."""
    tables = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)
    personal = [mapper.class_.keeping for mapper in tables if mapper.class_.keeping.personal]
    return sorted(personal, key=lambda keeping: -(keeping.days or 0))


def what_is_kept(language: Language, member: int, *, contact: str, privacy: str) -> Text:
    """Say what is kept, why, how long and who sees it; who answers for it; and how to have it erased today."""
    first = language.gettext("What this assistant keeps about you, why, how long, and who sees it:")
    listed = join("\n", [_line(language, each) for each in kept()])
    own = language.gettext("After these days it is deleted by itself. Words on the editors' list have no name.")
    return join(
        "\n\n", [bold(first), listed, text(own), *([privacy] if privacy else []), _erase(language, member, contact)]
    )


def _line(language: Language, keeping: Keeping) -> Text:
    purpose, until = language.gettext(keeping.purpose), language.gettext(keeping.until)
    seen_by = language.gettext(keeping.seen_by)
    if keeping.days is None:
        return fill(
            language.gettext("• {purpose}: {until}; seen by {people}"), purpose=purpose, until=until, people=seen_by
        )
    sentence = language.ngettext(
        "• {purpose}: {days} day {until}; seen by {people}",
        "• {purpose}: {days} days {until}; seen by {people}",
        keeping.days,
    )
    return fill(sentence, purpose=purpose, days=keeping.days, until=until, people=seen_by)


def _erase(language: Language, member: int, contact: str) -> Text:
    if not contact:
        nobody = [
            language.gettext("Nobody is named here who answers for it, and it cannot be deleted from this chat yet."),
            language.gettext("Until then it goes by itself, as said above."),
        ]
        return join("\n", nobody)
    lines: list[Text | str] = [
        fill(language.gettext("Who answers for it: {contact}"), contact=contact),
        fill(
            language.gettext(
                "To have it deleted or to get a copy, write there and name your Telegram number: {number}."
            ),
            number=member,
        ),
    ]
    return join("\n", lines)
