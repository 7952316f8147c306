"""What every table is made with."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite counts up by itself only in a column declared exactly INTEGER; it holds 64 bits all the same.
Id = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[dt.datetime]):
    """A point in time, kept in UTC and always aware of it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse a time without a zone: nobody could say which moment it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give the moment its zone back, which SQLite does not keep."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Why a table is kept, how long, and who sees it: what a data protection officer asks of each one."""

    purpose: str
    days: int | None  # None: as long as what it belongs to
    until: str  # in words, from when the days count
    seen_by: str
    personal: bool = True


class Effect(StrEnum):
    """What an erasure does to the rows that concern a person."""

    GOES = "the row goes"
    EMPTIED = "the row stays, without the person"
    LOOSENED = "the row stays, and nothing in it leads to the person any more"


@dataclass(frozen=True, slots=True)
class Belongs:
    """A column by which rows concern a person, where no foreign key to `member` says so."""

    column: str
    effect: Effect = Effect.GOES
    written: str = "{id}"  # how the person's id stands in a text; % is anything
    through: str = ""  # such as question.gap_id: what that column names in rows that go


class Base(DeclarativeBase):
    """Every table; each declares its `keeping`, and how it `belongs` to a person where foreign keys do not say it."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: Moment(), int: BigInteger(), str: Text()}

    keeping: ClassVar[Keeping]
    belongs: ClassVar[tuple[Belongs, ...]] = ()
