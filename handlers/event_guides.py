"""The practical guide of an event: what is filled in of it, and what is still open."""

from core.language import Language
from core.markdown import from_markdown
from core.text import Text, bold, fill, join
from events.models import Event
from knowledge.entries import Field, Guide
from knowledge.library import Library

PRACTICAL = ("venue", "address", "hours", "first-session", "getting-there", "contact", "bring")
"""What somebody needs on the day itself, by the ids that fields of guides have."""


def guide_of(library: Library, event: Event) -> Guide | None:
    """Return the practical guide of an event, if it has one that is there."""
    return library.guide(event.guide) if event.guide else None


def known_fields(guide: Guide) -> list[Field]:
    """Return what is filled in of what somebody needs on the day, in the order in which it is needed."""
    return sorted(
        (each for each in guide.fields if each.id in PRACTICAL and each.value),
        key=lambda each: PRACTICAL.index(each.id),
    )


def practical(library: Library, event: Event, language: Language) -> Text | None:
    """Return what is known of what somebody needs on the day; None where nothing is."""
    guide = guide_of(library, event)
    known = known_fields(guide) if guide is not None else []
    if not known:
        return None
    first = bold(language.gettext("Practical information"))
    lines = [fill("{name}: {value}", name=each.name, value=from_markdown(each.value or "")) for each in known]
    return join("\n", [first, *lines])
