"""Who must hear that something new stands in the knowledge."""

from collections.abc import Callable
from dataclasses import dataclass, field

from handlers.context import Work

Heard = Callable[[Work, str], None]
"""Takes note, in the transaction that publishes, of the id of the entry or guide that has changed or is new."""


@dataclass(slots=True)
class Publications:
    """Those who hear of each publication."""

    _listening: list[Heard] = field(default_factory=list)

    def on(self, heard: Heard) -> None:
        """Let this one hear of each publication from now on."""
        self._listening.append(heard)

    def tell(self, work: Work, id_: str) -> None:
        """Tell all who listen that this entry or guide has changed or is new."""
        for heard in self._listening:
            heard(work, id_)
