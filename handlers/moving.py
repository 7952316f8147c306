"""A group becomes a supergroup and gets a new id."""

from sqlalchemy.orm import Session

from core.clock import Clock
from knowledge.questions import Questions
from people.groups import Groups


def move_group(clock: Clock, session: Session, old: int, new: int) -> None:
    """Keep everything that is known of a group under its new id; a second time changes nothing."""
    Groups(session, clock).moved(old, new)
    Questions(session, clock).chat_moved(old, new)
