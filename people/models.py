"""Who the helpdesk knows: members, what role somebody has, the groups it is in."""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.tables import Base, Keeping

KEPT = dt.timedelta(days=365)
"""How long somebody is remembered after they last wrote."""


class RoleName(StrEnum):
    """What somebody may do here; everybody is a member."""

    MEMBER = "member"
    EXPERT = "expert"
    COORDINATOR = "coordinator"


class Member(Base):
    """Somebody who has written to the bot, under the numeric id that Telegram gives."""

    __tablename__ = "member"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to answer a person in their language and to know whether messages can reach them",
        days=KEPT.days,
        until="after the person last wrote to the bot",
        seen_by="nobody but the service itself; of those who have a role, coordinators see the name and the username",
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    """The first name as typed in Telegram."""
    username: Mapped[str | None]
    spoken: Mapped[str | None]
    """The language that the person's Telegram is in, such as `pt-br`."""
    chosen: Mapped[str | None]
    """The language chosen here; it goes before the other."""
    zone: Mapped[str | None]
    """An IANA name."""
    reachable: Mapped[bool]
    """Whether a message in private would reach them: they have opened a chat with the bot and not blocked it."""
    opened_at: Mapped[dt.datetime | None]
    """When they first wrote in private."""
    first_seen_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    notice_shown_at: Mapped[dt.datetime | None]
    window_began_at: Mapped[dt.datetime | None]
    window_count: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[dt.datetime | None]


class Role(Base):
    """What somebody may do beyond a member, and what an expert knows about."""

    __tablename__ = "role"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to know who may answer and who may coordinate, and which requests suit an expert",
        days=None,
        until="until the role is revoked",
        seen_by="coordinators",
    )

    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """No foreign key: a role may be granted before the person first writes to the bot."""
    name: Mapped[RoleName] = mapped_column(
        Enum(RoleName, native_enum=False, length=20, values_callable=lambda names: [str(name) for name in names])
    )
    granted_by: Mapped[int | None]
    """None: on the command line."""
    granted_at: Mapped[dt.datetime]
    topics: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    countries: Mapped[list[str]] = mapped_column(JSON)
    hours: Mapped[str | None]
    """Such as `Mon-Fri 09:00-17:00`; None: the profile's working hours."""
    timezone: Mapped[str | None]
    """An IANA name; None: the profile's time zone."""


class Dialogue(Base):
    """What somebody is in the middle of, such as changing an entry: which step of it, and what is known so far."""

    __tablename__ = "dialogue"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to go on with what a person has begun, also after a restart",
        days=1,
        until="after its last step, or when it has ended",
        seen_by="nobody but the service itself",
    )

    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]
    step: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    touched_at: Mapped[dt.datetime]


class GroupChat(Base):
    """A group in which the bot was spoken to."""

    __tablename__ = "group_chat"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to show the notice of the automatic assistant once in each group",
        days=KEPT.days,
        until="after the bot was last spoken to there",
        seen_by="nobody but the service itself",
        personal=False,
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_seen_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    notice_shown_at: Mapped[dt.datetime | None]


class Alarm(Base):
    """Something that coordinators must hear of, and how often it happened since they last did."""

    __tablename__ = "alarm"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to tell coordinators what went wrong, without telling them every minute",
        days=None,
        until="there is one row for each kind of trouble",
        seen_by="coordinators",
        personal=False,
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    detail: Mapped[str]
    """Of the latest."""
    told_at: Mapped[dt.datetime | None]
