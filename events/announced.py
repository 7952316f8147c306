"""What coordinators have written to many people at once."""

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from core.tables import Base, Id, Keeping

ANNOUNCEMENTS_KEPT = dt.timedelta(days=180)


class To(StrEnum):
    """Whom an announcement is for."""

    REGISTERED = "registered"  # those who come to an event
    FOLLOWERS = "followers"  # those who follow a topic
    GROUP = "group"


class Announcement(Base):
    """Words of a coordinator for many people; each has them once."""

    __tablename__ = "announcement"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to tell many people something once, and to see what was told",
        days=ANNOUNCEMENTS_KEPT.days,
        until="after it was written",
        seen_by="those for whom it was written; coordinators",
        personal=False,
    )
    __table_args__ = (Index(None, "expanded_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    audience: Mapped[str]
    """A `To`."""
    about: Mapped[str]
    """The event's id, the topic's, or that of the group's chat."""
    words: Mapped[str]
    """Markdown."""
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    expanded_at: Mapped[dt.datetime | None]
    """When it was in the outbox for everybody; None: not yet."""
    recipients: Mapped[int] = mapped_column(Integer, default=0)
