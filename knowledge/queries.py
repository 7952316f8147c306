"""Statements about questions."""

import datetime as dt
from functools import cache

from sqlalchemy import Delete, Insert, Select, Update, delete, insert, select, update

from core.tables import Base
from knowledge.models import Question


@cache
def new_question() -> Insert:
    """Keep a question, whose columns are the parameters; returns its id. Built once: every message needs it."""
    table = Base.metadata.tables[Question.__tablename__]
    return insert(table).returning(table.c.id)


def newest(chat_id: int, member_id: int) -> Select[Question]:
    """Return what this member asked last in this chat."""
    return (
        select(Question)
        .where(Question.chat_id == chat_id, Question.member_id == member_id)
        .order_by(Question.id.desc())
        .limit(1)
    )


def asked_before(moment: dt.datetime) -> Delete:
    """Forget what was asked before this moment."""
    return delete(Question).where(Question.asked_at < moment)


def move_chat(old: int, new: int) -> Update:
    """Keep a group's questions under its new id."""
    return update(Question).where(Question.chat_id == old).values(chat_id=new)
