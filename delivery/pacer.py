"""How fast Telegram lets us send: so many a second in all, one a second in a chat, twenty a minute in a group."""

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable

RATE = 28.0  # a second; Telegram allows about 30 ("My bot is hitting limits" in its Bots FAQ)
MOST = 30
"""How many may arrive in one second, unless the rate itself is higher: Telegram allows some bots more."""
SECOND = 1.02  # and a margin for a call that is quicker than any of late
QUICKEST_OF = 50  # calls: which of them was the quickest
MADE_GOOD = 1.0  # seconds of slots that a busy machine may be late with, and give out at half the distance then
EXACT = 0.02  # seconds: where slots are closer than that, several are given out at once
LOOK_AGAIN = 0.02  # seconds; a call that is on its way may be answered any time
CHAT_BURST = 3  # messages a chat takes at once, then one a second
GROUP_MOST = 20  # messages a minute in a group
GROUP_SECONDS = 61.0  # a minute, and a margin for what is still on its way
TOLD = (1, 4)  # messages within that time: a chat that had so many lets those go first that had fewer


class Pacer:
    """Gives out slots to send in: at fixed distances, and never more than Telegram could count in one second.

    `windows` are the chats' own. What is late, because a timer or the machine was, is made good as far as the second
    allows; a slot for which there was nothing to send is not.
    """

    def __init__(
        self,
        rate: float = RATE,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._distance, self._now, self._sleep = 1 / rate, now, sleep
        self.windows = Windows(now)
        self.second = Second(max(MOST, math.ceil(rate)), now)
        self._next = self._earliest = now()
        self._idle = True

    def pause(self, seconds: float) -> None:
        """Give out nothing for so long, and make nothing of it good."""
        until = self._now() + seconds
        self._next, self._earliest = max(self._next, until), max(self._earliest, until)

    async def slot(self) -> None:
        """Wait for the next slot and take it; a pause that began meanwhile counts. `unused` or `answered` follows."""
        while not self.take():
            await self._sleep(max(self._wait(), 0))

    def take(self) -> bool:
        """Take the next slot if its moment has come, and say whether; if so, `unused` or `answered` follows."""
        if self._wait() > 0:
            return False
        now, late = self._now(), max(self._distance, EXACT)
        self._next = max(self._next, now if self._idle else now - MADE_GOOD) + self._distance
        self._earliest, self._idle = max(self._earliest, now - late) + self._distance / 2, False
        self.second.sent()
        return True

    def unused(self) -> None:
        """Give a slot back in which there was nothing to send."""
        self.second.answered(None)
        self._idle = True

    def answered(self, took: float, messages: int = 1) -> None:
        """Count what was sent in a slot and answered now, so many seconds after it was sent."""
        self.second.answered(took, messages)

    def _wait(self) -> float:
        return max(max(self._next, self._earliest) - self._now(), self.second.full_for())


class Second:
    """How many calls may have reached Telegram within one second, which counts them when they arrive.

    A call arrives some time between when it is sent and when it is answered: one without an answer may arrive at any
    moment, and one with an answer has been under way no longer than that took beyond the quickest of late.
    """

    def __init__(self, most: int, now: Callable[[], float]) -> None:
        self._most, self._now = most, now
        self._open = 0
        self._arrived: deque[float] = deque(maxlen=most)
        self._took: deque[float] = deque(maxlen=QUICKEST_OF)

    def sent(self) -> None:
        """Count a call that is on its way from now on."""
        self._open += 1

    def answered(self, took: float | None, messages: int = 1) -> None:
        """Count a call that has arrived, as so many messages; None: it was never sent."""
        self._open -= 1
        if took is not None:
            self._took.append(took)
            self._arrived.extend([self._now() - min(self._took)] * messages)

    def full_for(self) -> float:
        """Return how long at least no more may be sent."""
        now = self._now()
        lately = sorted(at + SECOND - now for at in self._arrived if at + SECOND > now)
        too_many = self._open + len(lately) - self._most + 1
        if too_many <= 0:
            return 0.0
        return min(lately[too_many - 1], LOOK_AGAIN) if too_many <= len(lately) else LOOK_AGAIN


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
