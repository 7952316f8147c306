"""The demo's clock: a visitor moves it on, so that what is due later comes now."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

MORNING = "next morning"
_LENGTHS = {
    "10 minutes": timedelta(minutes=10),
    "1 hour": timedelta(hours=1),
    "1 day": timedelta(days=1),
    "1 week": timedelta(days=7),
}
STEPS = (*_LENGTHS, MORNING)
_LATE = time(9, 30)  # of UTC: nobody in Europe has quiet hours any more


@dataclass(slots=True)
class DemoClock:
    """The machine's clock, moved on by a visitor; it goes on ticking and never goes back."""

    ahead: timedelta = field(default=timedelta())

    def now(self) -> datetime:
        """Return the moment that the demo plays in."""
        return datetime.now(UTC) + self.ahead

    def move(self, step: str) -> None:
        """Move on by one of `STEPS`. ValueError, with a sentence, for another."""
        if step not in STEPS:
            raise ValueError(f"The clock can be moved by {', '.join(_LENGTHS)}, or to the {MORNING}.")
        self.ahead += self._to_the_morning() if step == MORNING else _LENGTHS[step]

    def _to_the_morning(self) -> timedelta:
        now = self.now()
        return datetime.combine((now + timedelta(hours=15)).date(), _LATE, UTC) - now
