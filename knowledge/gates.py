"""When the best match is good enough to answer with, to offer, or neither: two gates.

Whether it is asked about something that we have at all (the scope) shows in how like the question anything is, and how
far the chances go to one entry. Whether the best entry is the right one shows, besides, in how far it is ahead of the
next. One number cannot do both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from knowledge.index import Floats

SURE_ENOUGH = 0.75
LIKELY_ENOUGH = 0.4
AHEAD = math.log(1.25)
"""The least lead of an answer: where two are equally likely, people choose, however like the question both are."""
LEAST_CHANCE = 0.2
"""Of an answer: a lead over what is unlikely, too, is none."""
_FAR_AHEAD = 8.0
"""Beyond this the lead (a logarithm of odds) says no more."""


class Decision(StrEnum):
    """What to do with a question."""

    ANSWER = "answer"
    CHOOSE = "choose"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the best entry stands.

    `score`: how like the question any entry is, from 0 to 1; `chance`: of the best entry, if one of them is meant;
    `lead`: the logarithm of how much likelier it is than the next; `words`: of the question.
    """

    score: float
    chance: float
    lead: float
    words: int

    @classmethod
    def of(cls, scores: Floats, chances: Floats, words: int) -> "Standing":
        """Return the standing among entries with these scores and chances, in the same order."""
        if not len(scores) or not scores.max():
            return cls(0.0, 0.0, 0.0, words)
        first, second = np.sort(np.append(chances, 0.0))[-1:-3:-1]
        lead = math.log(first / second) if second > first * math.exp(-_FAR_AHEAD) else _FAR_AHEAD
        return cls(float(scores.max()), float(first), lead, words)

    def scope_features(self) -> tuple[float, ...]:
        """Return what tells whether it is asked about something we have; each spreads over about 1."""
        return (1.0, self.score, self.chance)

    def answer_features(self) -> tuple[float, ...]:
        """Return what tells whether the best entry is right; each spreads over about 1."""
        return (1.0, self.score, self.chance, self.lead / 4, math.log(1 + self.words) / 2)


@dataclass(frozen=True, slots=True)
class Gates:
    """What each feature of a standing says for answering, and for being in scope (coefficients of log odds).

    The figures here are the mean of those found on HWU64 and CLINC150; each content finds its own, beginning from them.
    """

    answer: tuple[float, ...] = (-3.65, 3.0, 1.85, 4.05, 1.15)
    scope: tuple[float, ...] = (-1.8, 3.8, 3.45)

    def surety(self, standing: Standing) -> float:
        """Return the chance that the best entry is the right answer."""
        return _chance(self.answer, standing.answer_features()) if standing.score else 0.0

    def likelihood(self, standing: Standing) -> float:
        """Return the chance that it is asked about something we have."""
        return _chance(self.scope, standing.scope_features()) if standing.score else 0.0

    def decide(self, standing: Standing) -> Decision:
        """Answer, let the member choose, or say that nothing fits."""
        clear = standing.lead >= AHEAD and standing.chance >= LEAST_CHANCE
        if clear and self.surety(standing) >= SURE_ENOUGH:
            return Decision.ANSWER
        return Decision.CHOOSE if self.likelihood(standing) >= LIKELY_ENOUGH else Decision.UNKNOWN


PLAIN = Gates(answer=(-3.5, 2.65, 1.65, 2.65, 1.05), scope=(-2.15, 3.55, 2.35))
"""The same where no votes are learned; a little less is offered, since it was not tried."""


def _chance(coefficients: Sequence[float], features: Sequence[float]) -> float:
    odds = sum(weight * feature for weight, feature in zip(coefficients, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
