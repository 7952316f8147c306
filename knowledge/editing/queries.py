"""Statements about what coordinators changed in the knowledge."""

from collections.abc import Collection

from sqlalchemy import Select, Update, func, select, update
from sqlalchemy.orm import aliased

from knowledge.editing.spots import Spot
from knowledge.models import Edit, Gap, Publication

MOST = 10_000  # fields that are changed in the chat and not in the files yet


def in_force(limit: int = MOST) -> Select[Edit]:
    """Return the newest edit of each field, where that goes before the file."""
    later = aliased(Edit)
    overtaken = select(later.id).where(
        later.target == Edit.target,
        later.language == Edit.language,
        later.field == Edit.field,
        later.version > Edit.version,
    )
    return select(Edit).where(Edit.holds, ~overtaken.exists()).order_by(Edit.target, Edit.id).limit(limit)


def stamp() -> Select[int, int]:
    """Return two numbers that change whenever what is in force does."""
    return select(func.coalesce(func.max(Edit.id), 0), func.count().filter(Edit.holds))


def newest(spot: Spot) -> Select[Edit]:
    """Return the newest edit of a field, whether it goes before the file or not."""
    return (
        select(Edit)
        .where(Edit.target == spot.target, Edit.language == spot.language, Edit.field == spot.field)
        .order_by(Edit.version.desc())
        .limit(1)
    )


def published(target: str, limit: int = 20) -> Select[Publication]:
    """Return what was published of an entry or guide, the newest first."""
    return select(Publication).where(Publication.target == target).order_by(Publication.id.desc()).limit(limit)


def changes_of(publications: Collection[int], limit: int = 1000) -> Select[Edit]:
    """Return the fields that these publications changed."""
    return select(Edit).where(Edit.publication_id.in_(publications)).order_by(Edit.id).limit(limit)


def taken_back(publications: Collection[int], limit: int = 1000) -> Select[int | None]:
    """Return which of these publications were undone."""
    return (
        select(Publication.takes_back)
        .where(Publication.takes_back.in_(publications))
        .order_by(Publication.id)
        .limit(limit)
    )


def unanswered() -> Select[int]:
    """Count the questions that wait on the editors' list."""
    return select(func.count(Gap.id)).where(Gap.settled_on.is_(None))


def leave_to_file(ids: Collection[int]) -> Update:
    """Let the file say it from now on."""
    return update(Edit).where(Edit.id.in_(ids)).values(holds=False)
