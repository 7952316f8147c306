"""What is counted of people."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.language import say
from people.models import Member
from people.tally import Counts, Figure, Span

NEW = "new"


def newcomers(session: Session, span: Span) -> Counts:
    """Count the people who turned to the assistant for the first time."""
    seen = Member.first_seen_at >= span.since, Member.first_seen_at < span.until
    whose = [Member.id == span.member] if span.member is not None else []
    return {NEW: session.scalar(select(func.count()).select_from(Member).where(*seen, *whose)) or 0}


FIGURES = (
    Figure(
        "people",
        say("New people"),
        say("People who turned to the assistant for the first time, or again after they were forgotten."),
        newcomers,
        {NEW: say("new")},
    ),
)
