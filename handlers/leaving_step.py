"""Somebody who is being erased, as each domain sees it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from delivery.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is being erased, in the transaction that does it; it may run again."""

    session: Session
    clock: Clock
    member: int
    outbox: Outbox | None
    """None on a command line without a token: no call can be put."""
    experts_chat: int | None = None
