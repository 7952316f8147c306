"""Experts and coordinators as others speak of them, and as they are spoken to in private."""

from collections.abc import Callable

from core.language import Language
from core.saying import Saying
from delivery.models import Priority
from handlers.context import Work
from handlers.visitors import reader_for


def name_of(work: Work, id_: int) -> str:
    """Return what somebody is called, or their number where the bot has not met them."""
    known = work.members.known(id_)
    return known.name if known is not None and known.name else str(id_)


def tell(work: Work, id_: int, words: Callable[[Language], Saying], key: str | None = None) -> bool:
    """Tell somebody something in private, in their language; says whether a message reaches them."""
    member = work.members.known(id_)
    if member is None or not member.reachable or member.opened_at is None:
        return False
    work.say(id_, words(reader_for(work.house, member).language), key=key, priority=Priority.CHANGE)
    return True
