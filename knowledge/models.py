"""What is kept of questions."""

import datetime as dt
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from core.tables import Base, Id, Keeping

KEPT = dt.timedelta(days=30)
LONGEST = 300  # characters that are kept, which is as far as matching reads


class Question(Base):
    """Something a member asked, and what was offered for it."""

    __tablename__ = "question"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to show the entry that a member then chooses, and to learn which answers are missing",
        days=KEPT.days,
        until="after it was asked",
        seen_by="coordinators, without the name of who asked",
    )
    # An id must not come back once its question is forgotten: a button of then would mean a question of now.
    __table_args__ = (
        Index(None, "chat_id", "member_id", "id"),
        Index(None, "member_id"),
        Index(None, "asked_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int]
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

    @property
    def answer_key(self) -> str:
        """The key of the call that carried the answer."""
        return f"question/{self.id}"
