"""Whether this process can use the database, as far as it knows: it says so once when that changes."""

import datetime as dt
from dataclasses import dataclass

import structlog

from core.clock import Clock
from core.reasons import Reason, reason_of
from delivery.metrics import DeliveryMetrics

log = structlog.get_logger(__name__)

WORTH_TELLING = 10.0  # seconds; what is over sooner nobody has noticed


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the database could not be used: the latest reason, and the seconds it took."""

    reason: Reason
    seconds: int


class Health:
    """What is known of the database from the last time it was used."""

    def __init__(self, clock: Clock, metrics: DeliveryMetrics) -> None:
        self._clock, self._metrics = clock, metrics
        self.reason: Reason | None = None
        self._since: dt.datetime | None = None
        self.untold: Outage | None = None
        """What coordinators have not heard of yet."""
        metrics.database_away.set_function(self._seconds)

    def troubled(self, error: BaseException) -> None:
        """Take note that the database did not do what it was asked."""
        self._metrics.database_errors.inc()
        reason, self._since = reason_of(error), self._since or self._clock.now()
        if reason != self.reason:
            log.error("the database cannot be used, and no update is acknowledged", reason=reason)
        self.reason = reason

    def works(self) -> None:
        """Take note that it did."""
        if self.reason is None:
            return
        seconds = self._seconds()
        log.warning("the database can be used again", after_seconds=seconds)
        if seconds >= WORTH_TELLING:
            self.untold = Outage(self.reason, seconds)
        self.reason = self._since = None

    def _seconds(self) -> int:
        return int((self._clock.now() - self._since).total_seconds()) if self._since else 0
