"""How the best match of a question stands: what tells whether it is right, and whether anything can be."""

import math
from dataclasses import dataclass

import numpy as np

from knowledge.matching.index import Floats

AHEAD = math.log(1.5)
"""The least lead of an answer: where two are equally likely, people choose, however like the question both are."""
LEAST_CHANCE = 0.2
"""Of an answer: a lead over what is unlikely, too, is none."""
_FAR_AHEAD = 8.0
"""Beyond this the lead (a logarithm of odds) says no more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the best entry stands.

    `score`: how like the question any entry is, from 0 to 1; `chance`: of the best entry, if one of them is meant;
    `lead`: the logarithm of how much likelier it is than the next; `words`: of the question; `agreed`: the share of the
    ways of comparing (by stems, by letters) that find it by themselves; `said`: how much of what the question says the
    phrasings of the best entry say, too, from 0 to 1; `told`: how well these words tell entries apart, where 1 is one
    that a single entry has ("how long does it take?" says all that many entries say, and tells little). Of a long
    message the last four are of the sentence that finds the best.
    """

    score: float
    chance: float
    lead: float
    words: int
    agreed: float
    said: float
    told: float

    @property
    def clear(self) -> bool:
        """Whether the best is the best: not one of two that are equally likely, nor all unlikely."""
        return self.lead >= AHEAD and self.chance >= LEAST_CHANCE

    def scope_features(self) -> tuple[float, ...]:
        """Return what tells whether it is asked about something we have; each spreads over about 1."""
        return (1.0, self.score, self.chance, self.said * self.told)

    def answer_features(self) -> tuple[float, ...]:
        """Return what tells whether the best entry is right; each spreads over about 1."""
        return (1.0, self.score, self.chance, self.lead / 4, self.agreed, self.said, self.told)


NOTHING = Standing(0.0, 0.0, 0.0, 0, 0.0, 0.0, 0.0)
"""Where nothing is like the question at all."""


def lead(chances: Floats) -> float:
    """Return the logarithm of how much likelier the best is than the next; beyond 8 it says no more."""
    best = int(chances.argmax())
    first, second = chances[best], np.delete(chances, best).max(initial=0.0)
    return math.log(first / second) if second > first * math.exp(-_FAR_AHEAD) else _FAR_AHEAD
