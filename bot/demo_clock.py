"""The demo's clock: a visitor moves it on, so that what is due later comes now."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

STEPS = {
    "10 minutes": timedelta(minutes=10),
    "1 hour": timedelta(hours=1),
    "1 day": timedelta(days=1),
    "1 week": timedelta(days=7),
}


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
            raise ValueError(f"The clock can be moved by {', '.join(STEPS)}.")
        self.ahead += STEPS[step]
