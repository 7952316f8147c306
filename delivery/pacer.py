"""How fast Telegram lets us send: so many a second in all, one a second in a chat, twenty a minute in a group."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable

RATE = 28.0  # a second; Telegram allows about 30 ("My bot is hitting limits" in its Bots FAQ)
CHAT_BURST = 3  # messages a chat takes at once, then one a second
GROUP_MOST = 20  # messages a minute in a group
GROUP_SECONDS = 61.0  # a minute, and a margin for what is still on its way
TOLD = (1, 4)  # messages within that time: a chat that had so many lets those go first that had fewer


class Pacer:
    """Gives out sending slots at fixed distances: what was not used is not saved up. `windows` are the chats' own."""

    def __init__(
        self,
        rate: float = RATE,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._distance, self._now, self._sleep = 1 / rate, now, sleep
        self.windows = Windows(now)
        self._next = 0.0
        self._paused_until = 0.0

    def pause(self, seconds: float) -> None:
        """Give out nothing for so long."""
        self._paused_until = max(self._paused_until, self._now() + seconds)

    async def slot(self) -> None:
        """Wait for the next slot and take it; a pause that began meanwhile counts."""
        while (wait := max(self._next, self._paused_until) - self._now()) > 0:
            await self._sleep(wait)
        # A timer that woke us a little late is made good; a slot that nobody took is not.
        self._next = max(self._next, self._now() - self._distance / 5) + self._distance


class Windows:
    """Which chats have had as much as they may for now."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._sent: dict[int, deque[float]] = {}
        self._resting: dict[int, float] = {}
        self._told: deque[tuple[float, int, int]] = deque()
        self._how_many: Counter[int] = Counter()

    def spent(self, chat: int, ago: float = 0, messages: int = 1) -> None:
        """Count messages to this chat, sent so many seconds ago."""
        self._sent.setdefault(chat, deque(maxlen=GROUP_MOST)).extend([self._now() - ago] * messages)
        self._told.append((self._now() - ago, chat, messages))
        self._how_many[chat] += messages

    def told(self) -> tuple[frozenset[int], ...]:
        """Return the chats that have had so many messages within a minute, for each number in `TOLD`."""
        while self._told and self._told[0][0] + GROUP_SECONDS < self._now():
            _, chat, messages = self._told.popleft()
            self._how_many[chat] -= messages
            if not self._how_many[chat]:
                del self._how_many[chat]
        return tuple(frozenset(chat for chat, many in self._how_many.items() if many >= most) for most in TOLD)

    def rest(self, chat: int, seconds: float) -> None:
        """Send nothing to this chat for so long."""
        self._resting[chat] = max(self._resting.get(chat, 0), self._now() + seconds)

    def full(self) -> dict[int, float]:
        """Return the chats that must wait, each with the seconds until it may have one more."""
        now = self._now()
        self._forget(now)
        waits = {chat: until - now for chat, until in self._resting.items()}
        for chat, sent in self._sent.items():
            wait = self._wait(chat, sent, now)
            if wait > 0:
                waits[chat] = max(waits.get(chat, 0), wait)
        return waits

    def _wait(self, chat: int, sent: deque[float], now: float) -> float:
        wait = _bucket_wait(sent, now)
        if chat < 0 and len(sent) == GROUP_MOST:
            wait = max(wait, sent[0] + GROUP_SECONDS - now)
        return wait

    def _forget(self, now: float) -> None:
        self._resting = {chat: until for chat, until in self._resting.items() if until > now}
        kept = {True: GROUP_SECONDS, False: float(GROUP_MOST)}
        self._sent = {chat: sent for chat, sent in self._sent.items() if sent[-1] + kept[chat < 0] > now}


def _bucket_wait(sent: deque[float], now: float) -> float:
    """Return how long until a bucket of a few messages, refilled by one a second, has room for one more."""
    level, last = 0.0, sent[0]
    for moment in sent:
        level = max(0.0, level - (moment - last)) + 1
        last = moment
    level = max(0.0, level - (now - last))
    return max(0.0, level + 1 - CHAT_BURST)
