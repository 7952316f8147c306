"""Builds that break one promise each, to show that the oracle would notice."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from delivery.intake import Arrival, Intake
from delivery.outbox import Call, Outbox

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
    _change_each_call(lambda call: replace(call, key=f"{call.key}~{secrets.token_hex(4)}"))


def never_repeats_must() -> None:
    """Treat what a person is waiting for like a survey: where nobody knows whether it arrived, let it be."""
    _change_each_call(lambda call: replace(call, must=False))


def _change_each_call(change: Callable[[Call], Call]) -> None:
    put = Outbox.call

    def put_changed(outbox: Outbox, call: Call, *files: Any) -> int | None:
        return put(outbox, change(call), *files)

    setattr(Outbox, "call", put_changed)  # noqa: B010  # to break it is the purpose


BUILDS: dict[str, Callable[[], None]] = {
    "acknowledges-before-the-commit": acknowledges_before_the_commit,
    "has-no-unique-key": has_no_unique_key,
    "never-repeats-must": never_repeats_must,
}
