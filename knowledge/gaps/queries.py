"""Statements about the editors' list, and about who wants to be told."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Delete, Select, Update, delete, func, select, update

from knowledge.models import Gap, Question, Shown, Wish
from people.models import Member

MOST = 10_000


def on_the_list(limit: int = MOST) -> Select[int, str, str, str, str | None, dt.date, int]:
    """Return what is on the list, the newest first, with how many want to be told of each."""
    waiting = select(func.count(Wish.id)).where(Wish.gap_id == Gap.id).scalar_subquery()
    what = select(Gap.id, Gap.text, Gap.language, Gap.reason, Gap.shown, Gap.asked_on, waiting.label("waiting"))
    return what.where(Gap.settled_on.is_(None)).order_by(Gap.id.desc()).limit(limit)


def settle(ids: Collection[int], number: int, answer: str | None, on: dt.date) -> Update:
    """Take these off the list, as far as they are on it."""
    open_ = update(Gap).where(Gap.id.in_(ids), Gap.settled_on.is_(None))
    return open_.values(settled_on=on, settled_with=number, answer=answer)


def reopen(number: int) -> Update:
    """Put back what was settled with this group and has no answer."""
    put = update(Gap).where(Gap.settled_with == number, Gap.settled_on.is_not(None), Gap.answer.is_(None))
    return put.values(settled_on=None, settled_with=None)


def wishes(limit: int = MOST) -> Select[int, int, int, dt.datetime, str, str | None, str | None]:
    """Return whom a message reaches of those who want to be told, with what they asked; the oldest wish first."""
    return (
        select(Wish.id, Wish.gap_id, Wish.member_id, Wish.wished_at, Gap.text, Gap.shown, Gap.answer)
        .join(Gap, Gap.id == Wish.gap_id)
        .join(Member, Member.id == Wish.member_id)
        .where(Member.reachable)
        .order_by(Wish.id)
        .limit(limit)
    )


def drop_wish(gap: int, member: int) -> Delete:
    """Forget that this person wants to be told of this."""
    return delete(Wish).where(Wish.gap_id == gap, Wish.member_id == member)


def wishes_of(member: int, limit: int = 100) -> Select[int, str, dt.datetime]:
    """Return what this person wants to be told of, the newest wish first."""
    wished = select(Wish.gap_id, Gap.text, Wish.wished_at).join(Gap, Gap.id == Wish.gap_id)
    return wished.where(Wish.member_id == member).order_by(Wish.id.desc()).limit(limit)


def question_of(gap: int, member: int) -> Select[Question]:
    """Return the question of this person that led to it, while it is kept."""
    asked = select(Question).where(Question.gap_id == gap, Question.member_id == member)
    return asked.order_by(Question.id.desc()).limit(1)


def said_of_entries(since: dt.date, limit: int = MOST) -> Select[str, str, int]:
    """Return how often each entry was shown since a day, and each outcome."""
    counted = select(Shown.entry, Shown.outcome, func.sum(Shown.count).label("count")).where(Shown.day >= since)
    return counted.group_by(Shown.entry, Shown.outcome).order_by(Shown.entry, Shown.outcome).limit(limit)


def said_of(entry: str, since: dt.date) -> Select[str, str, int]:
    """Return the same of one entry and, for a guide, of its sections."""
    own = (Shown.entry == entry) | Shown.entry.startswith(f"{entry}#", autoescape=True)
    return said_of_entries(since).where(own)
