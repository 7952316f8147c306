"""What is kept of questions, and of what coordinators changed in the knowledge."""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.language import say
from core.masking import Masked
from core.tables import Base, Belongs, Id, Keeping
from core.text import clean

KEPT = dt.timedelta(days=30)
GAP_KEPT = dt.timedelta(days=365)
WISH_KEPT = dt.timedelta(days=90)
LONGEST = 300  # characters that are kept, which is as far as matching reads


class Outcome(StrEnum):
    """What became of a question, as its asker said or the bot had to say."""

    SOLVED = "solved"
    UNKNOWN = "unknown"  # nothing curated fitted
    NONE_OF_THESE = "none of these"
    NOT_MY_TOPIC = "not my topic"
    NOT_MY_CASE = "not my case"
    OUT_OF_DATE = "out of date"
    EXPERT = "asked for an expert"


MISSES = tuple(each for each in Outcome if each is not Outcome.SOLVED)
REASONS = (Outcome.NOT_MY_TOPIC, Outcome.NOT_MY_CASE, Outcome.OUT_OF_DATE)
"""Why a shown answer was not quite right, in the order in which it is asked."""


class Question(Base):
    """Something a member asked, and what was offered for it."""

    __tablename__ = "question"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to show the entry that a member then chooses, and to learn which answers are missing"),
        days=KEPT.days,
        until=say("after it was asked"),
        seen_by=say("coordinators, without the name of who asked"),
    )
    # An id must not come back once its question is forgotten: a button of then would mean a question of now.
    __table_args__ = (
        Index(None, "chat_id", "member_id", "id"),
        Index(None, "member_id"),
        Index(None, "asked_at"),
        Index(None, "gap_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int]
    message_id: Mapped[int | None]
    """Of the message that asked it; None where no message did, such as a link."""
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id", ondelete="CASCADE"))
    text: Mapped[str]
    language: Mapped[str]
    """The language in which the member was spoken to."""
    decision: Mapped[str]
    offered: Mapped[list[str]] = mapped_column(JSON)
    """The ids of what was shown, in this order."""
    asked_at: Mapped[dt.datetime]
    picked: Mapped[int | None] = mapped_column(SmallInteger)
    """The place chosen last, from 1; 0 for none of these."""
    outcome: Mapped[str | None]
    """What became of it, an `Outcome`; None while nobody has said anything."""
    gap_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("gap.id", ondelete="SET NULL"))
    """Where it stands on the editors' list, if it was not answered."""

    def differs_from(self, words: str) -> bool:
        """Whether these words ask something else, as far as a question is kept."""
        return bool(words) and self.text != clean(words)[:LONGEST]

    @property
    def answered_with(self) -> str | None:
        """The id of what was shown in full for it: the answer, or what was chosen last."""
        place = self.picked or int(self.decision == "answer")
        return self.offered[place - 1] if 0 < place <= len(self.offered) else None


class Gap(Base):
    """Words that found no right answer, on the editors' list: nobody's name, no chat, and the day alone.

    For the 30 days that a question is kept it names its gap, so that its asker can take it back: until then whoever may
    read the database can tell who asked. Coordinators never see that. Mail addresses and telephone numbers are masked.
    """

    __tablename__ = "gap"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to see which answers are missing, unclear or out of date"),
        days=GAP_KEPT.days,
        until=say("after it was asked; after 30 of them nothing leads from it to who asked"),
        seen_by=say("coordinators, without a name; mail addresses and telephone numbers are masked"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("id", through="question.gap_id"),)
    __table_args__ = (
        Index(None, "settled_on", "asked_on"),
        Index(None, "settled_with"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text: Mapped[str] = mapped_column(Masked())
    language: Mapped[str]
    reason: Mapped[str]
    """An `Outcome` other than solved."""
    shown: Mapped[str | None]
    """The id of what was shown for it."""
    asked_on: Mapped[dt.date] = mapped_column(Date)
    settled_on: Mapped[dt.date | None] = mapped_column(Date)
    """When it was dealt with; None: it is on the list."""
    settled_with: Mapped[int | None]
    """The number of the group it was dealt with in: the id of the group's oldest gap."""
    answer: Mapped[str | None]
    """The id of what answers it now; None where it was settled as none of our business."""


class Wish(Base):
    """Somebody wants to be told when there is an answer."""

    __tablename__ = "wish"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to tell a person, who asked for it, that there is an answer now"),
        days=WISH_KEPT.days,
        until=say("after it was asked for, or when the person has been told"),
        seen_by=say("nobody but the service itself"),
    )
    __table_args__ = (UniqueConstraint("gap_id", "member_id"), Index(None, "member_id"), Index(None, "wished_at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    gap_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("gap.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id", ondelete="CASCADE"))
    wished_at: Mapped[dt.datetime]


class FieldQuestion(Base):
    """Somebody wants to know what is still open in a guide, and hears of it when it is filled in."""

    __tablename__ = "field_question"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to ask an organiser for what a guide leaves open, and to tell who asked when it is known"),
        days=WISH_KEPT.days,
        until=say("after it was asked for, or when the person has been told"),
        seen_by=say("coordinators, as how many people ask"),
    )
    __table_args__ = (Index(None, "member_id"), Index(None, "asked_at"))

    target: Mapped[str] = mapped_column(primary_key=True)
    """The id of a guide."""
    field: Mapped[str] = mapped_column(primary_key=True)
    """The id of one of its fields."""
    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    asked_at: Mapped[dt.datetime]


class Shown(Base):
    """How often an entry, guide or section was shown on a day, and what members said of it; of nobody in particular."""

    __tablename__ = "shown"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to see which answers help",
        days=None,
        until="as long as the service runs",
        seen_by="coordinators",
        personal=False,
    )

    entry: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    """`shown`, or an `Outcome`."""
    count: Mapped[int]


class Publication(Base):
    """Changes that a coordinator published together."""

    __tablename__ = "publication"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to show who changed what in the knowledge and when, and to take it back"),
        days=None,
        until=say("as long as the service runs; who it was, until that person is forgotten"),
        seen_by=say("coordinators"),
    )
    __table_args__ = (Index(None, "target", "id"), Index(None, "by_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    target: Mapped[str]
    """The id of an entry or a guide."""
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member.id", ondelete="SET NULL"))
    at: Mapped[dt.datetime]
    takes_back: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("publication.id", ondelete="SET NULL"))
    """The publication that this one undoes."""


class Edit(Base):
    """What a field of an entry or a guide says since a publication; nothing of it is ever changed but `holds`."""

    __tablename__ = "edit"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to keep what coordinators wrote in the chat until it stands in the files, and what stood there before",
        days=None,
        until="as long as the service runs",
        seen_by="coordinators; what is in force, everybody",
        personal=False,
    )
    # Of two who change the same field at the same moment, the second must not go unnoticed.
    __table_args__ = (
        UniqueConstraint("target", "language", "field", "version"),
        Index(None, "publication_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    publication_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("publication.id", ondelete="CASCADE"))
    target: Mapped[str]
    language: Mapped[str]
    """Of a translation; empty for the original."""
    field: Mapped[str]
    """A key of the front matter, `answer`, `section:<id>`, `section:<id>:phrasings` or `field:<id>`."""
    version: Mapped[int]
    """Counts the edits of this field from 1; the newest is in force."""
    value: Mapped[Any] = mapped_column(JSON)
    """What the field says now; None: it is not there."""
    before: Mapped[Any] = mapped_column(JSON)
    holds: Mapped[bool]
    """Whether it goes before the file. Not so once the file says the same, or where an undo left it to the file."""
