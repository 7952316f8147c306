"""A bot's updates: kept until confirmed, a day at most; a press 150 seconds, an inline query 30."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ApiError

DAY = 86_400
LIFETIMES = {"callback_query": 150, "inline_query": 30}

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
)
# A bot gets these only if it asks for them.
ONLY_ASKED = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Pending:
    """An update on its way: its JSON, the chat it must stay in order with, and when Telegram gives it up."""

    number: int
    update_id: int
    body: bytes
    lane: int
    dies_at: float
    whole: bool = True


@dataclass(slots=True)
class Updates:
    """One bot's queue. `repeats` and `held` are trouble on demand: delivering twice, and in the wrong order."""

    clock: Callable[[], float]
    next_id: int = 1
    allowed: tuple[str, ...] = ()
    pending: dict[int, Pending] = field(default_factory=dict)
    arrived: Callable[[Pending], None] | None = None
    repeats: int = 0
    hold: int = 0
    held: list[Pending] = field(default_factory=list)
    numbers: int = 0
    dropped: int = 0
    waiting: asyncio.Future[None] | None = None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in ONLY_ASKED

    def add(self, kind: str, body: Any, lane: int) -> None:
        """Queue an update of this kind, if the bot wants it."""
        if not self.wants(kind):
            return
        update_id, self.next_id = self.next_id, self.next_id + 1
        text = json.dumps({"update_id": update_id, kind: body})
        self._arrive(update_id, text.encode(), lane, LIFETIMES.get(kind, DAY))

    def inject(self, raw: bytes | dict[str, Any], lane: int = 0) -> int:
        """Queue exactly this, whatever it is; a dict without update_id gets the next one. Returns the id used."""
        number, self.next_id = self.next_id, self.next_id + 1
        if isinstance(raw, dict):
            raw = json.dumps(raw if "update_id" in raw else {"update_id": number, **raw}).encode()
        update_id = _update_id(raw)
        self._arrive(number if update_id is None else update_id, raw, lane, DAY, whole=update_id is not None)
        return number if update_id is None else update_id

    def _arrive(self, update_id: int, body: bytes, lane: int, lifetime: float, *, whole: bool = True) -> None:
        for _ in range(1 + (self.repeats > 0)):
            self.numbers += 1
            pending = Pending(self.numbers, update_id, body, lane, self.clock() + lifetime, whole)
            self.held.append(pending)
        self.repeats = max(0, self.repeats - 1)
        self.hold = max(0, self.hold - 1)
        if self.hold == 0:
            self.release()

    def reverse(self, count: int) -> None:
        """Hold the next `count` updates back and let them go in the wrong order."""
        self.hold = count

    def release(self) -> None:
        """Let go what is held, the newest first."""
        self.hold = 0
        held, self.held = self.held[::-1] if len(self.held) > 1 else self.held, []
        for pending in held:
            self.pending[pending.number] = pending
            if self.arrived:
                self.arrived(pending)
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(None)

    def alive(self) -> Iterator[Pending]:
        """Return what may still be delivered, in order; what is too old is dropped."""
        now = self.clock()
        dead = [number for number, pending in self.pending.items() if pending.dies_at <= now]
        for number in dead:
            del self.pending[number]
        self.dropped += len(dead)
        return iter(tuple(self.pending.values()))

    def confirm(self, offset: int) -> None:
        """Forget what the bot has: everything below `offset`; or, negative, all but the last so many."""
        if offset < 0:
            gone = list(self.pending)[:offset]
        else:
            gone = [number for number, pending in self.pending.items() if pending.update_id < offset]
        for number in gone:
            del self.pending[number]

    def batch(self, limit: int) -> list[Pending]:
        """Return the first updates, not confirmed by this; what no client could ever confirm is given once only."""
        first = [pending for pending, _ in zip(self.alive(), range(limit), strict=False)]
        for pending in first:
            if not pending.whole:
                del self.pending[pending.number]
        return first

    async def wait(self, seconds: float) -> None:
        """Until something arrives, the time is over, or `interrupt` ends it."""
        self.waiting = future = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(asyncio.shield(future), seconds)
        except TimeoutError:
            future.cancel()
        finally:
            if self.waiting is future:
                self.waiting = None

    def interrupt(self, error: ApiError | None) -> None:
        """End the poll that is waiting, with this error or empty-handed."""
        if self.waiting and not self.waiting.done():
            if error:
                self.waiting.set_exception(error)
            else:
                self.waiting.set_result(None)


def _update_id(raw: bytes) -> int | None:
    try:
        update_id = json.loads(raw)["update_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return update_id if type(update_id) is int else None
