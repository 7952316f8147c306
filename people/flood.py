"""How much one person may write before the bot pauses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

MESSAGES = 20
WINDOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many messages are answered within a window; one more, and the bot pauses for as long."""

    messages: int
    window: timedelta


OF_A_PERSON = Limit(MESSAGES, WINDOW)


class Flow(Enum):
    """What to do with one more message."""

    FREE = auto()
    """Answer it."""
    STOPPED = auto()
    """It is one too many: say so, once, and until when nothing is answered."""
    PAUSED = auto()
    """It was said already: do not answer."""


@dataclass(frozen=True, slots=True)
class Window:
    """What somebody has written lately: how many messages since when, and until when the bot pauses for them."""

    began_at: datetime | None = None
    count: int = 0
    paused_until: datetime | None = None

    def counted(self, now: datetime, limit: Limit = OF_A_PERSON) -> tuple["Window", Flow]:
        """Count one more message; a pause ends on a full minute, so that the time told is the time meant."""
        if self.paused_until is not None and now < self.paused_until:
            return self, Flow.PAUSED
        if self.paused_until is not None or self.began_at is None or now - self.began_at >= limit.window:
            return Window(now, 1), Flow.FREE
        if self.count < limit.messages:
            return Window(self.began_at, self.count + 1), Flow.FREE
        return Window(self.began_at, self.count, _next_full_minute(now + limit.window)), Flow.STOPPED


def _next_full_minute(moment: datetime) -> datetime:
    begun = moment.replace(second=0, microsecond=0)
    return begun if begun == moment else begun + timedelta(minutes=1)
