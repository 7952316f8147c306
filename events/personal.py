"""What is kept of a person beside their registrations, and what nobody can trace back to one."""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.language import say
from core.tables import Base, Keeping


class Pace(StrEnum):
    """How often somebody hears of new events."""

    AT_ONCE = "at once"
    WEEKLY = "weekly"


class Follow(Base):
    """Somebody wants to hear of new events of a topic."""

    __tablename__ = "follow"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to tell a person of new events, as they asked"),
        days=None,
        until=say("until the person stops following or is forgotten"),
        seen_by=say("nobody but the service itself"),
    )
    __table_args__ = (Index(None, "topic", "pace"),)

    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    topic: Mapped[str] = mapped_column(primary_key=True)
    pace: Mapped[str]
    """A `Pace`."""
    since: Mapped[dt.datetime]


class Switch(Base):
    """A reminder that a person has switched off."""

    __tablename__ = "reminder_switch"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to leave a person in peace"),
        days=None,
        until=say("until the person switches it on again or is forgotten"),
        seen_by=say("nobody but the service itself"),
    )

    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[str] = mapped_column(primary_key=True)
    """Empty: of every event."""
    rule: Mapped[str] = mapped_column(primary_key=True)
    """An offset; empty: all of them."""


class QuietHours(Base):
    """When a person wants to hear nothing that can wait; who has no row has the usual hours."""

    __tablename__ = "quiet_hours"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to leave a person in peace at night"),
        days=None,
        until=say("until the person is forgotten"),
        seen_by=say("nobody but the service itself"),
    )

    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    begins: Mapped[str]
    """Such as 22:00, on the person's clock."""
    ends: Mapped[str]
    """The same as `begins`: there are none."""


class CalendarFeed(Base):
    """The secret address at which a person's calendar finds their events."""

    __tablename__ = "calendar_feed"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to let a person's own calendar follow their events"),
        days=None,
        until=say("until the person revokes it or is forgotten"),
        seen_by=say("nobody but the service itself"),
    )
    __table_args__ = (UniqueConstraint("token"),)

    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    token: Mapped[str]
    made_at: Mapped[dt.datetime]


class SurveyAnswer(Base):
    """What somebody said of an event; of nobody in particular, and without the time."""

    __tablename__ = "survey_answer"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to learn how an event was",
        days=None,
        until="as long as the event",
        seen_by="coordinators, as counts",
        personal=False,
    )
    __table_args__ = (Index(None, "event_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Drawn by lot: one that counts up would tell in which order people answered."""
    event_id: Mapped[str] = mapped_column(Text, ForeignKey("event.id", ondelete="CASCADE"))
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The answer to each question."""
