"""Builds that break one promise each, to show that the oracle would notice."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from delivery import settling
from delivery.intake import Arrival, Intake
from delivery.models import Fate, OutboxRow
from delivery.outbox import Outbox

LATE = 0.2  # seconds after its acknowledgement that an update is written down by the first of these


def acknowledges_before_the_commit() -> None:
    """Say yes to an update that is only in memory, as the stock arrangement does."""
    receive = Intake.receive
    under_way: set[asyncio.Task[None]] = set()

    async def late(intake: Intake, arrivals: Iterable[Arrival]) -> None:
        await asyncio.sleep(LATE)
        await receive(intake, arrivals)

    async def receive_early(intake: Intake, arrivals: Iterable[Arrival]) -> None:
        task = asyncio.create_task(late(intake, list(arrivals)))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    setattr(Intake, "receive", receive_early)  # noqa: B010  # to break it is the purpose


def has_no_unique_key() -> None:
    """Put the same call into the outbox as often as it is asked for."""
    put = Outbox._put  # noqa: SLF001  to break it is the purpose

    def anew(self: Outbox, values: dict[str, Any]) -> int | None:
        return put(self, {**values, "key": f"{values['key']}~{secrets.token_hex(4)}"})

    Outbox._put = anew  # type: ignore[method-assign]  # noqa: SLF001  the same


def never_repeats_must() -> None:
    """Treat what a person is waiting for like a survey: where nobody knows whether it arrived, let it be."""

    def give_up(self: settling.Settling, session: Session, row: OutboxRow) -> None:
        row.unknowns += 1
        self._end(session, row, Fate.UNCERTAIN)  # to break it is the purpose

    setattr(settling.Settling, "_unknown", give_up)  # noqa: B010  # the same


BUILDS: dict[str, Callable[[], None]] = {
    "acknowledges-before-the-commit": acknowledges_before_the_commit,
    "has-no-unique-key": has_no_unique_key,
    "never-repeats-must": never_repeats_must,
}
