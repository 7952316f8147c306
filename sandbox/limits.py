"""Telegram's flood limits, off unless asked for: who goes on after a refusal is refused for longer."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import too_many_requests

COUNTED = (
    "send",
    "copy",
    "forward",
    "edit",
    "createforumtopic",
    "closeforumtopic",
    "reopenforumtopic",
    "deleteforumtopic",
    "pinchatmessage",
)


@dataclass(slots=True)
class Window:
    """At most `most` in any `seconds`; refused attempts count too, and a violation closes it for `penalty` seconds."""

    most: int
    seconds: float
    penalty: float = 0.0
    times: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def refused_for(self, now: float, count: int) -> float:
        """Count an attempt; the seconds to wait if it is one too many, else 0."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        free = len(self.times) + count <= self.most
        self.times.extend([now] * count)
        while len(self.times) > self.most + count:
            self.times.popleft()
        if now < self.closed_until:
            return self.closed_until - now
        if free:
            return 0.0
        wait = max(self.penalty, self.times[len(self.times) - self.most] + self.seconds - now)
        self.closed_until = now + wait
        return wait


@dataclass(slots=True)
class Bucket:
    """Bursts of `most`, refilled by one each second; a refusal closes it until a whole one is there again."""

    most: int = 3
    level: float = 3.0
    at: float = 0.0

    def refused_for(self, now: float, count: int) -> float:
        """Count an attempt; the seconds to wait if it is one too many, else 0."""
        self.level = min(self.most, self.level + max(0.0, now - self.at))
        self.at = now
        if self.level >= min(count, self.most):
            self.level -= count
            return 0.0
        # Going on while refused empties the bucket further, down to three seconds' worth.
        self.level = min(self.level, max(-3.0, self.level - count))
        return 1.0 - self.level


@dataclass(slots=True)
class Limits:
    """30 messages a second for a bot, 1 a second in a private chat, 20 a minute in a group; edits and topics count.

    `violations` counts the refusals.
    """

    clock: Callable[[], float]
    strict: bool = False
    per_second: int = 30
    per_group_minute: int = 20
    burst: int = 3
    penalty: float = 5.0
    violations: int = 0
    overall: dict[int, Window] = field(default_factory=dict)
    groups: dict[tuple[int, int], Window] = field(default_factory=dict)
    chats: dict[tuple[int, int], Bucket] = field(default_factory=dict)

    def check(self, bot_id: int, method: str, chat_id: int | str | None, count: int = 1) -> None:
        """Refuse with 429 what comes too fast."""
        if not self.strict or not counted(method):
            return
        now = self.clock()
        waits = [self._overall(bot_id).refused_for(now, count)]
        if isinstance(chat_id, int):
            waits.append(self._chat(bot_id, chat_id).refused_for(now, count))
        if max(waits) > 0:
            self.violations += 1
            raise too_many_requests(max(1, math.ceil(max(waits))))

    def _overall(self, bot_id: int) -> Window:
        return self.overall.setdefault(bot_id, Window(self.per_second, 1.0, self.penalty))

    def _chat(self, bot_id: int, chat_id: int) -> Window | Bucket:
        key = (bot_id, chat_id)
        if chat_id < 0:
            return self.groups.setdefault(key, Window(self.per_group_minute, 60.0))
        return self.chats.setdefault(key, Bucket(self.burst, self.burst))


def counted(method: str) -> bool:
    """Whether the method counts towards the limits."""
    name = method.lower()
    return name.startswith(COUNTED) and name != "sendchataction"
