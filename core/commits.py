"""Commits in groups: whoever waits at the same moment shares one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.database import Work

T = TypeVar("T")
MOST = 64  # works in one commit: what is waiting behind it must not wait long
MOST_LONG = 4  # of these, works that take long


@dataclass(frozen=True, slots=True)
class Waiting:
    """A work and where its result goes."""

    work: Work[Any]
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one work: its value, or what it raised."""

    value: Any = None
    error: BaseException | None = None

    def tell(self, done: asyncio.Future[Any]) -> None:
        """Hand it to who waits, unless nobody does any more."""
        if done.done():
            return
        if self.error is None:
            done.set_result(self.value)
        else:
            done.set_exception(self.error)


Runner = Callable[[Sequence[Work[Any]]], Awaitable[Sequence[Outcome]]]


@dataclass(slots=True)
class Commits:
    """Runs works one group after the other; while one group commits, the next one gathers.

    The runner gets the works of one transaction and returns an outcome for each. A work whose caller was cancelled is
    left out if it has not begun, and runs to its end if it has. In a group there are so few long works that the short
    ones behind it, such as the writing down of what arrives, wait a moment only.
    """

    run: Runner
    most: int = MOST
    most_long: int = MOST_LONG
    _short: deque[Waiting] = field(default_factory=deque)
    _long: deque[Waiting] = field(default_factory=deque)
    _task: asyncio.Task[None] | None = None

    async def add(self, work: Work[T], *, is_long: bool = False) -> T:
        """Run the work in the next group, or in one soon if it is long; returns when that is committed."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        (self._long if is_long else self._short).append(Waiting(work, done))
        if self._task is None:
            self._task = asyncio.create_task(self._drain())
        return await done

    async def finish(self) -> None:
        """Wait for everything that was added."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _drain(self) -> None:
        try:
            while self._short or self._long:
                await self._one_group()
        finally:
            self._task = None

    async def _one_group(self) -> None:
        group = [*_taken(self._short, self.most), *_taken(self._long, self.most_long)]
        group = [waiting for waiting in group if not waiting.done.done()]
        if not group:
            return
        try:
            outcomes = await self.run([waiting.work for waiting in group])
        except BaseException as error:  # noqa: BLE001  whoever waits must hear of it, whatever it was
            outcomes = [Outcome(error=error)] * len(group)
        for waiting, outcome in zip(group, outcomes, strict=True):
            outcome.tell(waiting.done)


def _taken(queue: deque[Waiting], most: int) -> list[Waiting]:
    return [queue.popleft() for _ in range(min(most, len(queue)))]
