"""Requests: what somebody asks the experts, all that was written about it, and who did what when."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Index, Integer, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.language import say
from core.tables import Base, Belongs, Effect, Id, Keeping
from tickets.states import AnswerKind, AnswerState, State, Topic

KEPT = dt.timedelta(days=400)
"""How long a request is kept after it was closed, so that a year can be reported on."""
DRAFT_KEPT = dt.timedelta(days=14)
REOPENS = dt.timedelta(days=14)
"""How long after it was closed a member may open a request again."""

SEEN_BY = say("the experts and coordinators of the helpdesk")
UNTIL = say("after the request was closed")


class Request(Base):
    """A request, or the draft of one; its id is the number that people see."""

    __tablename__ = "request"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to have a question answered by an expert, and to go on with it later"),
        days=KEPT.days,
        until=UNTIL,
        seen_by=SEEN_BY,
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("owner_id", Effect.EMPTIED),)
    __table_args__ = (
        Index(None, "member_id", "state"),
        Index(None, "state", "owner_id"),
        Index(None, "next_look_at"),
        Index(None, "thread_id"),
        Index(None, "topic", "topic_again_at"),
        Index(None, "title_due_at"),
        Index(None, "closed_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    """A `State`."""
    step: Mapped[str | None]
    """Where a draft stands in its intake; None once it is sent."""
    language: Mapped[str]
    """In which the member is spoken to."""
    subject: Mapped[str]
    """The beginning of the question, on one line."""
    kind: Mapped[str | None]
    """The id of a kind of help in the profile; None: a written answer."""
    policy_topic: Mapped[str | None]
    requester_role: Mapped[str | None]
    """What the member is, such as a regional authority: the id of a role in the profile, or as typed."""
    country: Mapped[str | None]
    """A country or region, as typed."""
    policy: Mapped[str | None]
    """The policy or instrument concerned."""
    tried: Mapped[str | None]
    needed_by: Mapped[str | None]
    """As typed, such as "before June"."""
    consent: Mapped[str | None]
    """A `Consent`; None: not asked, or later."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What else a kind of help needs, by the names that the profile gives."""
    seen: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The ids of entries that the member saw before."""
    missed: Mapped[str | None]
    """Why they did not fit, as the member said."""
    question_id: Mapped[int | None]
    """The question that it began with."""
    owner_id: Mapped[int | None]
    """The expert who has it."""
    opened_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    state_since: Mapped[dt.datetime]
    touched_at: Mapped[dt.datetime]
    """When the member or the expert last wrote."""
    answered_at: Mapped[dt.datetime | None]
    """When it was first answered."""
    closed_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None]
    """A `Reason`."""
    follows_id: Mapped[int | None]
    """The closed request that this one goes on with."""
    card_key: Mapped[str | None]
    """By which the member's card can be edited."""
    topic: Mapped[str] = mapped_column(default=Topic.NONE)
    """A `Topic`."""
    topic_round: Mapped[int] = mapped_column(Integer, default=0)
    """How often the topic was made."""
    topic_again_at: Mapped[dt.datetime | None]
    thread_id: Mapped[int | None]
    title_told: Mapped[str | None]
    """The topic's title as Telegram was last told it."""
    title_due_at: Mapped[dt.datetime | None]
    next_look_at: Mapped[dt.datetime | None]
    """When somebody must be reminded of it; None: never."""
    nudged: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How many reminders its state has had."""


class Part(Base):
    """A message of a request, of either side; what experts write among themselves is not kept."""

    __tablename__ = "request_part"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to bring each message of a request to the other side, whole and once"),
        days=KEPT.days,
        until=UNTIL,
        seen_by=SEEN_BY,
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("author_id", Effect.EMPTIED), Belongs("chat_id", Effect.EMPTIED))
    __table_args__ = (
        UniqueConstraint("chat_id", "message_id"),
        Index(None, "request_id", "id"),
        Index(None, "answer_id"),
        Index(None, "key"),
        Index(None, "album_until"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("request.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("request_answer.id", ondelete="CASCADE"))
    side: Mapped[str]
    """A `Side`."""
    author_id: Mapped[int]
    chat_id: Mapped[int]
    message_id: Mapped[int]
    """Negative where no message of its own stands behind the words."""
    replies_to: Mapped[int | None]
    """The message in the same chat that it answers."""
    album: Mapped[str | None]
    """What the parts of one album have in common."""
    album_until: Mapped[dt.datetime | None]
    """When an album counts as complete, if no further part comes; None: it has been passed on, or waits in a draft."""
    kind: Mapped[str]
    """As Telegram calls the content, such as text or photo."""
    text: Mapped[str]
    """The words, or the caption; without the command that they stood behind."""
    entities: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Their marks as Telegram gave them, in UTF-16 units."""
    file_id: Mapped[str | None]
    filename: Mapped[str | None]
    said_at: Mapped[dt.datetime]
    edited_at: Mapped[dt.datetime | None]
    key: Mapped[str | None]
    """Of the call in the outbox that brings it to the other side."""
    trouble: Mapped[str | None]
    """Why it did not arrive there; None: it did, or is on its way."""
    arrived_at: Mapped[dt.datetime | None]


class Answer(Base):
    """Something that an expert is about to send, or has sent: one or several parts."""

    __tablename__ = "request_answer"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to show an answer before it is sent, and to send all of it in order"),
        days=KEPT.days,
        until=UNTIL,
        seen_by=SEEN_BY,
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (
        Belongs("author_id", Effect.EMPTIED),
        Belongs("chat_id", Effect.EMPTIED),
        Belongs("reader_id", Effect.EMPTIED),
    )
    __table_args__ = (
        Index(None, "request_id", "state"),
        Index(None, "author_id", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("request.id", ondelete="CASCADE"))
    author_id: Mapped[int]
    kind: Mapped[str] = mapped_column(default=AnswerKind.ANSWER)
    """An `AnswerKind`."""
    state: Mapped[str] = mapped_column(default=AnswerState.OPEN)
    """An `AnswerState`."""
    chat_id: Mapped[int]
    thread_id: Mapped[int | None]
    preview_key: Mapped[str | None]
    reader_id: Mapped[int | None]
    """The colleague who was asked to check it."""
    corrects: Mapped[int | None]
    """The answer that this one corrects."""
    takes_more: Mapped[bool] = mapped_column(Boolean, default=True)
    opened_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]


class Copy(Base):
    """A message of ours that stands for a request: a reply to it, in that very chat, concerns the request."""

    __tablename__ = "request_copy"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to know which request a reply belongs to"), days=KEPT.days, until=UNTIL, seen_by=SEEN_BY
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("chat_id"),)
    __table_args__ = (Index(None, "request_id", "role"),)

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    request_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("request.id", ondelete="CASCADE"))
    part_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("request_part.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("request_answer.id", ondelete="CASCADE"))
    role: Mapped[str]
    """A `Role`."""


class Trace(Base):
    """Who did what with a request, and when; never what was written."""

    __tablename__ = "request_trace"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to see how a request was dealt with, and how long it took"),
        days=KEPT.days,
        until=UNTIL,
        seen_by=SEEN_BY,
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("by", Effect.EMPTIED),)
    __table_args__ = (Index(None, "request_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("request.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    by: Mapped[int | None]
    """None: the helpdesk itself."""
    act: Mapped[str]
    """An `Act`."""
    state: Mapped[str]
    """The `State` that the request was in afterwards."""
    detail: Mapped[str | None]
    """Such as a reason, or whom it was handed to; never what was written."""


class Rating(Base):
    """How good the help was, as somebody said; nothing leads from it to a request or a person."""

    __tablename__ = "rating"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to see whether the helpdesk helps",
        days=None,
        until="as long as the service runs",
        seen_by="coordinators",
        personal=False,
    )
    __table_args__ = (Index(None, "given_on"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    given_on: Mapped[dt.date] = mapped_column(Date)
    stars: Mapped[int] = mapped_column(SmallInteger)
    """From 1 to 5."""
    reason: Mapped[str | None]


class Rated(Base):
    """That the member has rated a request, so that nobody does it twice; not how."""

    __tablename__ = "request_rated"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("so that each request is rated once"),
        days=KEPT.days,
        until=UNTIL,
        seen_by=say("nobody but the service itself"),
    )

    request_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("request.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class Absence(Base):
    """Until when an expert is away."""

    __tablename__ = "absence"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("so that no request waits for an expert who is away"),
        days=1,
        until=say("after they are back"),
        seen_by=SEEN_BY,
    )

    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    until: Mapped[dt.datetime]
