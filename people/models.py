"""Who the helpdesk knows: members, what role somebody has, the groups it is in."""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.language import say
from core.tables import Base, Belongs, Effect, Keeping
from people.flood import Flow, Limit, Window
from people.ledger import Alias, AuditRow, Tally

__all__ = [
    "KEPT",
    "Alarm",
    "Alias",
    "AuditRow",
    "Counting",
    "Dialogue",
    "GroupAsker",
    "GroupChat",
    "Introduction",
    "Member",
    "Role",
    "RoleName",
    "Tally",
]

KEPT = dt.timedelta(days=365)
"""How long somebody is remembered after they last wrote."""


class RoleName(StrEnum):
    """What somebody may do here; everybody is a member."""

    MEMBER = "member"
    EXPERT = "expert"
    COORDINATOR = "coordinator"


class Counting:
    """What was written lately and is counted, so that nobody floods."""

    window_began_at: Mapped[dt.datetime | None]
    window_count: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[dt.datetime | None]

    def wrote(self, now: dt.datetime, limit: Limit) -> Flow:
        """Count one more message, and say whether to answer it."""
        window, flow = Window(self.window_began_at, self.window_count or 0, self.paused_until).counted(now, limit)
        self.window_began_at, self.window_count, self.paused_until = window.began_at, window.count, window.paused_until
        return flow


class Member(Counting, Base):
    """Somebody who has written to the bot, under the numeric id that Telegram gives."""

    __tablename__ = "member"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to answer a person in their language and to know whether messages can reach them"),
        days=KEPT.days,
        until=say("after the person last wrote to the bot"),
        seen_by=say("nobody but the service itself; of experts and coordinators, coordinators see the names"),
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
    country: Mapped[str | None]
    """A country or region, as typed, which they allowed to be remembered for their next request."""
    reachable: Mapped[bool]
    """Whether a message in private would reach them: they have opened a chat with the bot and not blocked it."""
    opened_at: Mapped[dt.datetime | None]
    """When they first wrote in private."""
    first_seen_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    notice_shown_at: Mapped[dt.datetime | None]


class Role(Base):
    """What somebody may do beyond a member, and what an expert knows about."""

    __tablename__ = "role"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to know who may answer and who may coordinate, and which requests suit an expert"),
        days=None,
        until=say("until the role is revoked"),
        seen_by=say("coordinators"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("member_id"), Belongs("granted_by", Effect.EMPTIED))

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
        purpose=say("to go on with what a person has begun, also after a restart"),
        days=1,
        until=say("after its last step, or when it has ended"),
        seen_by=say("nobody but the service itself"),
    )

    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]
    step: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    touched_at: Mapped[dt.datetime]


class GroupChat(Counting, Base):
    """A group in which the bot is or was, and what its administrators want of it."""

    __tablename__ = "group_chat"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to show the notice of the automatic assistant once in each group, and to be quiet where that is asked",
        days=KEPT.days,
        until="after the bot was last spoken to there; where it is to be quiet, as long as it is in the group",
        seen_by="nobody but the service itself; operators see how many there are",
        personal=False,
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_seen_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    notice_shown_at: Mapped[dt.datetime | None]
    standing: Mapped[str | None]
    """What the bot is there, in Telegram's word, such as `member` or `left`; None: nobody has told."""
    quiet_since: Mapped[dt.datetime | None]
    """When an administrator has switched the bot off there; None: it is not."""
    moved_from: Mapped[int | None]
    """The id that it had before it became a supergroup."""


class GroupAsker(Counting, Base):
    """How much somebody has asked in a group lately."""

    __tablename__ = "group_asker"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("so that nobody fills a group with questions to the bot"),
        days=1,
        until=say("after the person last asked there"),
        seen_by=say("nobody but the service itself"),
    )

    group_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("group_chat.id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[dt.datetime]


class Introduction(Base):
    """What the bot has told Telegram about itself, such as its commands: a fingerprint of the words."""

    __tablename__ = "introduction"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to tell Telegram only once which commands an expert or coordinator has"),
        days=None,
        until=say("until the role is revoked, for what concerns a person; the rest is not personal"),
        seen_by=say("nobody but the service itself"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("about", written="commands chat:{id} %"),)

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(primary_key=True)
    """Such as `commands all_private_chats fr`."""
    fingerprint: Mapped[str]
    again_at: Mapped[dt.datetime | None]
    """When to tell it again although nothing has changed: Telegram refused it."""


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
