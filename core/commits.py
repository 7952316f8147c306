"""Commits in groups: whoever waits at the same moment shares one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.database import Work

T = TypeVar("T")
MOST = 16  # works in one commit: what is waiting behind it must not wait long
MOST_LONG = 3  # works beside them that take long


@dataclass(frozen=True, slots=True)
class Waiting:
    """A work, where its result goes, and where it waits."""

    work: Work[Any]
    done: asyncio.Future[Any]
    queue: deque["Waiting"]


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

    The runner gets the works of one transaction and returns an outcome for each of the first ones, which it has run;
    the others wait for the next group. A work whose caller was cancelled is left out if it has not begun, and runs to
    its end if it has. What is urgent, such as the writing down of what arrives, has every other group to itself, and
    the groups between are small.
    """

    run: Runner
    most: int = MOST
    most_long: int = MOST_LONG
    _urgent: deque[Waiting] = field(default_factory=deque)
    _short: deque[Waiting] = field(default_factory=deque)
    _long: deque[Waiting] = field(default_factory=deque)
    _task: asyncio.Task[None] | None = None

    async def add(self, work: Work[T]) -> T:
        """Run the work in one of the next groups; returns when that is committed."""
        return await self._added(self._short, work)

    async def add_urgent(self, work: Work[T]) -> T:
        """Run the work in the next group, or the one after that."""
        return await self._added(self._urgent, work)

    async def add_long(self, work: Work[T]) -> T:
        """Run the work in a group in which there are few like it."""
        return await self._added(self._long, work)

    async def _added(self, queue: deque[Waiting], work: Work[T]) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        queue.append(Waiting(work, done, queue))
        if self._task is None:
            self._task = asyncio.create_task(self._drain())
        return await done

    async def finish(self) -> None:
        """Wait for everything that was added."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _drain(self) -> None:
        try:
            while self._urgent or self._short or self._long:
                await self._together(_taken(self._urgent, self.most))
                await self._together([*_taken(self._short, self.most), *_taken(self._long, self.most_long)])
        finally:
            self._task = None

    async def _together(self, group: list[Waiting]) -> None:
        group = [waiting for waiting in group if not waiting.done.done()]
        if not group:
            return
        try:
            outcomes = await self.run([waiting.work for waiting in group])
        except BaseException as error:  # noqa: BLE001  whoever waits must hear of it, whatever it was
            outcomes = [Outcome(error=error)] * len(group)
        for waiting, outcome in zip(group, outcomes, strict=False):
            outcome.tell(waiting.done)
        for waiting in reversed(group[len(outcomes) :]):
            waiting.queue.appendleft(waiting)


def _taken(queue: deque[Waiting], most: int) -> list[Waiting]:
    return [queue.popleft() for _ in range(min(most, len(queue)))]
