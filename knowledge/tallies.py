"""How often each entry was shown, and what members said of it: counts of nobody.

Small counts are not hidden. Nothing in them leads to a person, since a row knows an entry and a day and no more;
coordinators, who see them, never see who asked; and the first "out of date" is the one that matters most.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from knowledge.feedback import SHOWN
from knowledge.gaps import queries
from knowledge.models import MISSES, Outcome

DAYS = 90


@dataclass(frozen=True, slots=True)
class Tally:
    """What was said of an entry, guide or section: `shown`, or an `Outcome`, and how often."""

    entry: str
    counts: Mapping[str, int]

    @property
    def shown(self) -> int:
        """How often it was shown."""
        return self.counts.get(SHOWN, 0)

    @property
    def solved(self) -> int:
        """How often somebody said that it helped."""
        return self.counts.get(Outcome.SOLVED, 0)

    @property
    def not_quite(self) -> dict[str, int]:
        """How often each reason was given why it did not help, in the order in which reasons are asked."""
        return {str(reason): self.counts[reason] for reason in MISSES if self.counts.get(reason)}

    def figures(self) -> dict[str, Any]:
        """Return it as `kb feedback --json` prints it."""
        return {"id": self.entry, "shown": self.shown, "solved": self.solved, "not_quite": self.not_quite}


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts of the last 90 days."""

    session: Session
    clock: Clock

    def every(self) -> list[Tally]:
        """Return what was said of each entry, guide and section, those with the most misses first."""
        found = _by_entry(self.session.execute(queries.said_of_entries(self._since())))
        return sorted(found, key=lambda each: (-sum(each.not_quite.values()), -each.shown, each.entry))

    def of(self, entry: str) -> Tally:
        """Return what was said of an entry, or of a guide and its sections together."""
        counts: dict[str, int] = {}
        for each in _by_entry(self.session.execute(queries.said_of(entry, self._since()))):
            for outcome, count in each.counts.items():
                counts[outcome] = counts.get(outcome, 0) + count
        return Tally(entry, counts)

    def _since(self) -> date:
        return (self.clock.now() - timedelta(days=DAYS)).date()


def _by_entry(rows: Iterable[tuple[str, str, int]]) -> list[Tally]:
    counts: dict[str, dict[str, int]] = {}
    for entry, outcome, count in rows:
        counts.setdefault(entry, {})[outcome] = int(count)
    return [Tally(entry, each) for entry, each in counts.items()]
