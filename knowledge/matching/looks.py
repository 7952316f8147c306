"""How a question looks in each language, and what comes of it together."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.matching.gates import Decision, Gates
from knowledge.matching.index import Floats
from knowledge.matching.standing import Standing


@dataclass(frozen=True, slots=True)
class Look:
    """How a question looks to the phrasings of one language: its standing, and the chance of each id."""

    language: str
    standing: Standing
    gates: Gates
    ids: Sequence[str]
    chances: Floats

    @property
    def scope(self) -> float:
        """The chance that it is asked about something that has phrasings here."""
        return self.gates.likelihood(self.standing)

    @property
    def surety(self) -> float:
        """The chance that the best match here is the right answer."""
        return self.gates.surety(self.standing)

    def best(self, top: int) -> dict[str, float]:
        """Return the chance of each of the best ids, at least so many: that any is meant, and if so, that it is."""
        last = np.partition(self.chances, -top)[-top] if top < len(self.chances) else 0.0
        among = np.flatnonzero((self.chances >= last) & (self.chances > 0))
        scope = self.scope
        return {self.ids[place]: scope * float(self.chances[place]) for place in among.tolist()}


def decision_of(looks: Sequence[Look]) -> Decision:
    """Return the best that can be done in any language."""
    decisions = [look.gates.decide(look.standing) for look in looks]
    return next((decision for decision in Decision if decision in decisions), Decision.UNKNOWN)


def merged(looks: Sequence[Look], top: int) -> dict[str, float]:
    """Return the best chance in any language of so many ids and perhaps more; the best ones are among them."""
    chances: dict[str, float] = {}
    for look in looks:
        for id_, chance in look.best(top).items():
            chances[id_] = max(chance, chances.get(id_, 0.0))
    return chances


def likeliest(chances: Mapping[str, float], top: int) -> list[str]:
    """Return so many ids, the likeliest first; of those that are equally likely the first by name."""
    return heapq.nsmallest(top, (id_ for id_ in chances if chances[id_] > 0), key=lambda id_: (-chances[id_], id_))
