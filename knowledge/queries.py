"""Statements about questions."""

import datetime as dt

from sqlalchemy import Delete, Select, Update, delete, select, update

from knowledge.models import Question


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
