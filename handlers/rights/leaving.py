"""What happens when somebody is erased: the domains first, then every row of theirs, then what must be put right."""

from collections.abc import Callable

from events.registrations import Registrations
from handlers.rights.leaving_requests import give_requests_back, remove_requests
from handlers.rights.leaving_step import Leaving
from people.erasure import Erased, Erasure
from people.tally import Tallies

Step = Callable[[Leaving], None]


def give_places_back(leaving: Leaving) -> None:
    """Count the places of events anew; the next tick offers the free ones to who waits."""
    Registrations(leaving.session, leaving.clock).recount()


def count(leaving: Leaving) -> None:
    """Count what the person did on days that were not counted yet: figures do not change by an erasure."""
    Tallies(leaving.session, leaving.clock, leaving.figures).count_person(leaving.member)


BEFORE: list[Step] = [count, remove_requests, give_requests_back]
"""While everything of the person is still there."""
AFTER: list[Step] = [give_places_back]
"""Once their rows are gone."""


def erase(leaving: Leaving, *, waiting: bool = False) -> Erased:
    """Erase somebody; returns what was removed. With `waiting`, also what they sent and nobody has handled."""
    erasure = Erasure(leaving.session, leaving.clock)
    found = erasure.found(leaving.member)
    for step in BEFORE:
        step(leaving)
    erasure.erase(leaving.member, waiting=waiting)
    for step in AFTER:
        step(leaving)
    return found
