"""What outlives an erasure: who did what under another name, and counts of nobody."""

import datetime as dt
from typing import ClassVar

from sqlalchemy import BigInteger, Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.language import say
from core.tables import Base, Belongs, Effect, Id, Keeping

AUDIT_KEPT = dt.timedelta(days=400)


class Alias(Base):
    """The name under which somebody stands in the audit; without this row nobody can tell whose it is."""

    __tablename__ = "alias"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to write down who did what without writing who it was"),
        days=None,
        until=say("until the person is erased, or nothing in the record of what was done names them"),
        seen_by=say("nobody but those who run the service, if something is wrong"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (Belongs("member_id"),)
    __table_args__ = (UniqueConstraint("name"),)

    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """No foreign key: a role may be granted before the person first writes to the bot."""
    name: Mapped[str]
    """Drawn by lot."""


class AuditRow(Base):
    """Somebody did something with a person's data or rights; never what the data said. Only ever added to."""

    __tablename__ = "audit"
    keeping: ClassVar[Keeping] = Keeping(
        purpose=say("to show who did what with whose data"),
        days=AUDIT_KEPT.days,
        until=say("after it was done; after an erasure nothing leads from it to the person"),
        seen_by=say("nobody but those who run the service, if something is wrong"),
    )
    belongs: ClassVar[tuple[Belongs, ...]] = (
        Belongs("who", Effect.LOOSENED, through="alias.name"),
        Belongs("whose", Effect.LOOSENED, through="alias.name"),
    )
    __table_args__ = (
        Index(None, "at"),
        Index(None, "who"),
        Index(None, "whose"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[dt.datetime]
    who: Mapped[str | None]
    """An alias; None: on the command line."""
    did: Mapped[str]
    """A `Deed`."""
    whose: Mapped[str | None]
    """An alias; None: nobody's in particular, or of somebody erased by it."""
    about: Mapped[str]
    """Such as `request 12`."""
    before: Mapped[str]
    """The seal of the row before; empty for the first one ever."""
    seal: Mapped[str]
    """A SHA-256 over this row and the seal before: whoever changes or removes a row would have to redo all after it."""


class Tally(Base):
    """How often something happened on a day; of nobody in particular, so that it may stay."""

    __tablename__ = "tally"
    keeping: ClassVar[Keeping] = Keeping(
        purpose="to report how the service is used, without knowing by whom",
        days=None,
        until="as long as the service runs",
        seen_by="coordinators; counts under five are not shown",
        personal=False,
    )

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    figure: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    """Such as a language; empty: this day was counted."""
    count: Mapped[int]
