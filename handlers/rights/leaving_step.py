"""Somebody who is being erased, as each domain sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from delivery.outbox import Outbox
from people.tally import Figure


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is being erased, in the transaction that does it; it may run again."""

    session: Session
    clock: Clock
    member: int
    outbox: Outbox | None
    """None on a command line without a token: no call can be put."""
    experts_chat: int | None = None
    figures: Sequence[Figure] = ()
    """What is counted of the person before the rows go."""
