"""What happens when somebody is erased: the domains first, then every row of theirs, then what must be put right."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from delivery.outbox import Outbox
from events.registrations import Registrations
from people.erasure import Erased, Erasure


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is being erased, in the transaction that does it; it may run again."""

    session: Session
    clock: Clock
    member: int
    outbox: Outbox | None
    """None on a command line without a token: no call can be put."""


Step = Callable[[Leaving], None]


def give_places_back(leaving: Leaving) -> None:
    """Count the places of events anew; the next tick offers the free ones to who waits."""
    Registrations(leaving.session, leaving.clock).recount()


BEFORE: list[Step] = []
"""While everything of the person is still there, such as removing the topics of their requests."""
AFTER: list[Step] = [give_places_back]
"""Once their rows are gone."""


def erase(leaving: Leaving, *, waiting: bool = False) -> Erased:
    """Erase somebody; returns what was removed. With `waiting`, also what they sent and nobody has handled."""
    for step in BEFORE:
        step(leaving)
    erased = Erasure(leaving.session, leaving.clock).erase(leaving.member, waiting=waiting)
    for step in AFTER:
        step(leaving)
    return erased
