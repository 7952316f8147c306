"""Events, who comes to them, and what each of them is told when."""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.language import say
from core.tables import Base, Id, Keeping
from events.announced import Announcement, To
from events.columns import Wall
from events.moments import Moment
from events.offsets import Offset, offset_in
from events.personal import CalendarFeed, Follow, Pace, QuietHours, SurveyAnswer, Switch
from events.written import Registration as Kind

__all__ = [
    "HOLDING",
    "KEPT",
    "Announcement",
    "CalendarFeed",
    "Event",
    "EventState",
    "EventVersion",
    "Filed",
    "Follow",
    "OwnReminder",
    "Pace",
    "QuietHours",
    "Registration",
    "Run",
    "RunKind",
    "Standing",
    "SurveyAnswer",
    "Switch",
    "To",
]

KEPT = dt.timedelta(days=180)
"""How long it is known, after an event is over, who came; conclusions are published weeks later."""


class EventState(StrEnum):
    """How far an event has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    FINISHED = "finished"


class Standing(StrEnum):
    """How somebody stands to an event."""

    REGISTERED = "registered"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"


HOLDING = (Standing.REGISTERED, Standing.OFFERED)
"""Those who hold one of the places that there are."""


class RunKind(StrEnum):
    """What many people are told at once."""

    REMINDER = "reminder"
    CHANGE = "change"
    NEWS = "news"  # a new event of a topic that somebody follows
    SURVEY = "survey"
    CONCLUSIONS = "conclusions"


class Event(Base):
    """Something that happens, as it is known now."""

    __tablename__ = "event"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to tell people of events and to remind those who come",
        days=None,
        until="as long as the service runs",
        seen_by="everybody; drafts, coordinators",
        personal=False,
    )
    __table_args__ = (Index(None, "state", "begins_at"), Index(None, "next_run_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=EventState.DRAFT)
    """An `EventState`."""
    timezone: Mapped[str]
    """An IANA name."""
    starts: Mapped[Moment | None] = mapped_column(Wall)
    """The wall clock as entered, or a day alone; None where nothing is published."""
    ends: Mapped[Moment | None] = mapped_column(Wall)
    begins_at: Mapped[dt.datetime | None]
    """When it starts; of a day alone its first moment."""
    over_at: Mapped[dt.datetime | None]
    """When it ends; where that is not published, when the day of its start is over."""
    place: Mapped[str]
    online: Mapped[str]
    topic: Mapped[str]
    summary: Mapped[str]
    registration: Mapped[str]
    registration_link: Mapped[str]
    capacity: Mapped[int | None] = mapped_column(Integer)
    guide: Mapped[str]
    link: Mapped[str]
    follow_up: Mapped[str]
    reminders: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Offsets before the start; None: the usual ones."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by each change of time, place or state; `EventVersion` keeps what each one said."""
    sequence: Mapped[int] = mapped_column(default=0)
    """The revision number for calendars; RFC 5545, 3.8.7.4."""
    taken: Mapped[int] = mapped_column(Integer, default=0)
    """How many places are registered or offered; whoever changes it holds this row."""
    queued: Mapped[int] = mapped_column(Integer, default=0)
    """The number given last on the waiting list."""
    armed_at: Mapped[dt.datetime | None]
    """Reminders due before were told by other means: the card, a confirmation, the notice of a change."""
    next_run_at: Mapped[dt.datetime | None]
    """When the planner must look at it next; None: never."""
    changed_at: Mapped[dt.datetime]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its wall clock."""
        return ZoneInfo(self.timezone)

    @property
    def offsets(self) -> tuple[Offset, ...] | None:
        """Its own reminders; None where it has the usual ones."""
        if self.reminders is None:
            return None
        return tuple(found for each in self.reminders if (found := offset_in(each)))

    @property
    def has_places(self) -> bool:
        """Whether its places are given here."""
        return self.registration == Kind.HERE

    def is_open(self, now: dt.datetime) -> bool:
        """Whether somebody may still come."""
        return self.state == EventState.PUBLISHED and (self.over_at is None or self.over_at > now)


class EventVersion(Base):
    """What a version of an event said of its time, place and state, so that a notice can show old and new."""

    __tablename__ = "event_version"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to tell each person what has changed since they were last told",
        days=None,
        until="as long as the event",
        seen_by="everybody",
        personal=False,
    )

    event_id: Mapped[str] = mapped_column(Text, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    says: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[dt.datetime]


class Filed(Base):
    """What a file last said of an event; what the file says still is no change, whatever was done in the chat since."""

    __tablename__ = "event_filed"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to see what an editor changed in a file, and to leave alone what was changed in the chat",
        days=None,
        until="as long as the event",
        seen_by="nobody but the service itself",
        personal=False,
    )

    event_id: Mapped[str] = mapped_column(Text, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    """An `importing.Source`."""
    says: Mapped[dict[str, Any]] = mapped_column(JSON)


class Registration(Base):
    """How a person stands to an event."""

    __tablename__ = "registration"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to keep a place for a person and to tell them what they need to know of the event"),
        days=KEPT.days,
        until=say("after the event is over"),
        seen_by=say("coordinators, as the list of those who come"),
    )
    __table_args__ = (
        Index(None, "event_id", "state", "queue"),
        Index(None, "member_id"),
        Index(None, "state", "offer_until"),
    )

    event_id: Mapped[str] = mapped_column(Text, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    state: Mapped[str]
    """A `Standing`."""
    since: Mapped[dt.datetime]
    """When this state began; reminders due before were told in the confirmation."""
    queue: Mapped[int | None] = mapped_column(Integer)
    """Whose turn comes first on the waiting list; not the place in it, which is counted."""
    offer_until: Mapped[dt.datetime | None]
    told_version: Mapped[int]
    """The version of the event that the person saw when they registered or were last confirmed."""
    surveyed: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether they have answered the survey; what they said stands nowhere beside their name."""


class OwnReminder(Base):
    """A reminder that a person asked for."""

    __tablename__ = "own_reminder"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to remind a person when they wish"),
        days=KEPT.days,
        until=say("after the event is over, or when the person takes it back"),
        seen_by=say("nobody but the service itself"),
    )
    __table_args__ = (Index(None, "member_id"),)

    event_id: Mapped[str] = mapped_column(Text, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    """An offset, such as 2h."""
    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    since: Mapped[dt.datetime]


class Run(Base):
    """Something that many are told at once; it is put into the outbox once, and nobody is added afterwards."""

    __tablename__ = "event_run"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to remind everybody once, and to see what was told when",
        days=KEPT.days,
        until="after the event is over",
        seen_by="coordinators",
        personal=False,
    )
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "rule", "about"),
        Index(None, "expanded_at", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(Text, ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """A `RunKind`."""
    rule: Mapped[str]
    """The offset of a reminder; else empty."""
    about: Mapped[str]
    """What it tells of: the start that it reminds of, or the version; the same twice is told once."""
    version: Mapped[int]
    due_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    expanded_at: Mapped[dt.datetime | None]
    """When it was put into the outbox, or passed over; None: not yet."""
    recipients: Mapped[int] = mapped_column(Integer, default=0)
    skipped: Mapped[str | None]
    """Why nobody was told; None: they were."""
