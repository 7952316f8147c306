"""Statements about questions."""

import datetime as dt
from functools import cache

from sqlalchemy import (
    BigInteger,
    Delete,
    Insert,
    Select,
    Update,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.tables import Base
from knowledge.models import Gap, Question, Shown, Wish


@cache
def new_question() -> Insert:
    """Keep a question, whose columns are the parameters; returns its id. Built once: every message needs it."""
    table = Base.metadata.tables[Question.__tablename__]
    return insert(table).returning(table.c.id)


@cache
def new_gap() -> Insert:
    """Put words on the editors' list, whose columns are the parameters; returns their number there. Built once."""
    table = Base.metadata.tables[Gap.__tablename__]
    return insert(table).returning(table.c.id)


@cache
def newest() -> Select[Question]:
    """Return what a member asked last in a chat; parameters: `chat`, `member`. Built once: every question needs it."""
    chat, member = bindparam("chat", type_=BigInteger()), bindparam("member", type_=BigInteger())
    return (
        select(Question)
        .where(Question.chat_id == chat, Question.member_id == member)
        .order_by(Question.id.desc())
        .limit(1)
    )


def newest_in(message_id: int) -> Select[Question]:
    """Return what this message asked last, which may have been edited since; parameters: `chat`, `member`."""
    return newest().where(Question.message_id == message_id)


def asked_since(chat_id: int, member_id: int, moment: dt.datetime) -> Select[Question]:
    """Return what this member has asked in this chat since then, the newest first."""
    theirs = Question.chat_id == chat_id, Question.member_id == member_id, Question.asked_at >= moment
    return select(Question).where(*theirs).order_by(Question.id.desc()).limit(10)


def asked_before(moment: dt.datetime) -> Delete:
    """Forget what was asked before this moment."""
    return delete(Question).where(Question.asked_at < moment)


def move_chat(old: int, new: int) -> Update:
    """Keep a group's questions under its new id."""
    return update(Question).where(Question.chat_id == old).values(chat_id=new)


def last_outcomes(chat_id: int, member_id: int) -> Select[str | None]:
    """Return what became of the last questions of this member in this chat, the newest first."""
    return (
        select(Question.outcome)
        .where(Question.chat_id == chat_id, Question.member_id == member_id)
        .order_by(Question.id.desc())
        .limit(5)
    )


def drop_gap(id_: int, *, wished: bool = True) -> Delete:
    """Take words off the editors' list again, with the wishes that hang on them, or only if there is no wish."""
    gone = delete(Gap).where(Gap.id == id_)
    return gone if wished else gone.where(~exists().where(Wish.gap_id == Gap.id))


def wish_of(gap_id: int, member_id: int) -> Select[Wish]:
    """Return this person's wish to be told."""
    return select(Wish).where(Wish.gap_id == gap_id, Wish.member_id == member_id)


def wishes_before(moment: dt.datetime) -> Delete:
    """Forget who wished to be told so long ago."""
    return delete(Wish).where(Wish.wished_at < moment)


def gaps_before(day: dt.date) -> Delete:
    """Forget the words that stand on the editors' list for so long."""
    return delete(Gap).where(Gap.asked_on < day)


@cache
def count_shown(dialect: str) -> Insert:
    """Count one more; the columns are the parameters. Built once: every answer needs it."""
    table = Base.metadata.tables[Shown.__tablename__]
    new = (sqlite_insert if dialect == "sqlite" else postgres_insert)(table)
    return new.on_conflict_do_update(
        index_elements=["entry", "day", "outcome"], set_={"count": table.c.count + new.excluded.count}
    )


def most_often(outcome: str, since: dt.date, limit: int = 50) -> Select[str]:
    """Return the ids of what had this outcome most often since then."""
    often = func.sum(Shown.count).desc()
    counted = select(Shown.entry).where(Shown.outcome == outcome, Shown.day >= since).group_by(Shown.entry)
    return counted.order_by(often, Shown.entry).limit(limit)
