"""What arrived and what is to be sent: the two ends that nothing is lost between."""

import datetime as dt
from enum import IntEnum, StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.language import say
from core.tables import Base, Belongs, Effect, Id, Keeping

INBOX_DAYS = 7
BODY_DAYS = 30
OUTBOX_DAYS = 400


class Handling(StrEnum):
    """What became of something that arrived."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"  # set aside after its last attempt


class Fate(StrEnum):
    """What became of something to be sent."""

    WAITING = "waiting"
    CLAIMED = "claimed"  # an attempt is on its way; after a crash nobody knows whether it arrived
    SENT = "sent"
    HELD = "held"  # waits for a person to come back, a right to be given, a topic to be made
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    DROPPED = "dropped"  # no longer wanted: overtaken by a newer version, or what it follows was not sent


class Priority(IntEnum):
    """Who goes first when Telegram's limits make somebody wait."""

    REPLY = 0
    CHANGE = 1
    REMINDER = 2
    ARTICLE = 3


class InboxRow(Base):
    """An update as Telegram sent it, or a report about one of our own calls; `id` is the order they are handled in."""

    __tablename__ = "inbox"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("so that nothing sent to the helpdesk is lost before it is handled"),
        days=INBOX_DAYS,
        until=say("after it arrived"),
        seen_by=say("nobody but those who run the service, if something is wrong"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("lane", Effect.LOOSENED),)
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index(None, "bot_id", "state", "id"),
        # What is said in answer is known by this id; one that came back would pass for said already.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bot_id: Mapped[int]
    update_id: Mapped[int | None]
    lane: Mapped[int]  # the chat, or else the person, it belongs to; 0 where it belongs to nobody
    body: Mapped[str]
    received_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(default=Handling.WAITING)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    trouble: Mapped[str | None]


class OutboxRow(Base):
    """A call of Telegram's API that is to be made once, and what became of it."""

    __tablename__ = "outbox"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("so that nothing the helpdesk says is lost or said twice, and can be edited later"),
        days=OUTBOX_DAYS,
        until=say("after it was sent; its words are removed a good deal earlier"),
        seen_by=say("nobody but those who run the service, if something is wrong"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("lane"),)
    __table_args__ = (
        UniqueConstraint("bot_id", "key"),
        Index(None, "bot_id", "state", "priority", "id"),
        Index(None, "bot_id", "state", "priority", "expires_at", "id"),
        Index(None, "lane", "state"),
        Index(None, "lane", "id"),
        Index(None, "follows"),
        Index(None, "edits"),
        Index(None, "run"),
        Index(None, "settled_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bot_id: Mapped[int]
    key: Mapped[str]
    method: Mapped[str]
    body: Mapped[str | None]  # the parameters as JSON; none where a renderer makes them at the claim
    kind: Mapped[str | None]  # which renderer,
    subject: Mapped[str | None]  # of what,
    version: Mapped[int | None]  # as it was then
    lane: Mapped[int | None]  # the chat it goes to
    priority: Mapped[int] = mapped_column(SmallInteger)
    must: Mapped[bool] = mapped_column(Boolean)
    follows: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("outbox.id", ondelete="SET NULL"))
    edits: Mapped[str | None]  # the key of the row whose message this changes
    run: Mapped[str | None]  # the broadcast it belongs to
    report: Mapped[str | None]  # the domain's own name for it, if the domain wants to hear what became of it
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(default=Fate.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)  # attempts that ended in "try again"
    unknowns: Mapped[int] = mapped_column(SmallInteger, default=0)  # attempts of which nobody knows the end
    claimed_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    message_id: Mapped[int | None]
    trouble: Mapped[str | None]


class OutboxFile(Base):
    """A file that goes with a call; its parameter says `attach://<name>`."""

    __tablename__ = "outbox_file"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("so that a file to be sent is still there after a restart"),
        days=BODY_DAYS,
        until=say("after it was sent"),
        seen_by=say("nobody but those who run the service, if something is wrong"),
    )

    row_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Unreachable(Base):
    """A chat that refused the bot; nothing is tried there until it comes back."""

    __tablename__ = "unreachable"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("so that who blocked the bot is left in peace"),
        days=OUTBOX_DAYS,
        until=say("after they blocked it, or when they come back"),
        seen_by=say("experts and coordinators, as 'not delivered: blocked'"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("chat_id"),)

    bot_id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[dt.datetime]
