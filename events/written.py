"""An event as an editor writes it down."""

from dataclasses import dataclass
from enum import StrEnum

from events.moments import Moment
from events.offsets import Offset


class Registration(StrEnum):
    """Where a place at an event is real: in this service, behind a link, by invitation, or nowhere any more."""

    HERE = "here"
    LINK = "link"
    INVITATION = "invitation"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """An event with the keys of its file; an empty text or `None` is what is not published."""

    id: str
    title: str
    timezone: str
    starts: Moment | None
    ends: Moment | None
    place: str
    online: str
    topic: str
    summary: str
    registration: Registration
    registration_link: str
    capacity: int | None
    """How many places there are; `None` is no limit."""
    guide: str
    link: str
    follow_up: str
    reminders: tuple[Offset, ...] | None
    """When to remind those who have a place; `None` are the usual times."""
