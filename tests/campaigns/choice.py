"""What to run how hard, and what came of it."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for on the command line."""

    long: bool = False
    kills: int | None = None
    updates: int | None = None
    seconds: float | None = None
    seed: int = 1
    database: str = "both"
    intake: str = "both"
    latency: float = 0.05
    cold: bool = False

    @property
    def databases(self) -> list[str]:
        """The databases to run on."""
        return ["sqlite", "postgresql"] if self.database == "both" else [self.database]

    @property
    def intakes(self) -> list[str]:
        """The ways to get updates."""
        return ["webhook", "polling"] if self.intake == "both" else [self.intake]


@dataclass(slots=True)
class Report:
    """What a campaign was, its figures, and each promise that was not kept."""

    name: str
    figures: dict[str, Any]
    faults: list[str] = field(default_factory=list)


Part = Callable[[Choice], Iterator[Report]]


def say(words: str) -> None:
    """Tell how it goes."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stderr.flush()
