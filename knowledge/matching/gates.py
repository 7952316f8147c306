"""When the best match is good enough to answer with, to offer, or neither: two gates.

Whether it is asked about something that we have at all (the scope) shows in how like the question anything is, and how
far the chances go to one entry. Whether the best entry is the right one shows, besides, in how far it is ahead of the
next, in whether stems and letters agree on it, and in how much of the question it says. One number cannot do both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.matching.standing import Standing

SURE_ENOUGH = 0.72
LIKELY_ENOUGH = 0.5


class Decision(StrEnum):
    """What to do with a question."""

    ANSWER = "answer"
    CHOOSE = "choose"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gates:
    """What each feature of a standing says for answering, and for being in scope (coefficients of log odds).

    The figures here are the mean of those found on HWU64 and CLINC150; each content finds its own, beginning from them.
    """

    answer: tuple[float, ...] = (-4.0, 2.5, 0.7, 2.25, 0.35, 1.85, 0.75)
    scope: tuple[float, ...] = (-2.0, 4.4, 1.4, 1.0)

    def surety(self, standing: Standing) -> float:
        """Return the chance that the best entry is the right answer; 0 where it is not clear which is the best."""
        return _chance(self.answer, standing.answer_features()) if standing.clear else 0.0

    def likelihood(self, standing: Standing) -> float:
        """Return the chance that it is asked about something we have."""
        return _chance(self.scope, standing.scope_features()) if standing.score else 0.0

    def decide(self, standing: Standing) -> Decision:
        """Answer, let the member choose, or say that nothing fits."""
        if self.surety(standing) >= SURE_ENOUGH:
            return Decision.ANSWER
        return Decision.CHOOSE if self.likelihood(standing) >= LIKELY_ENOUGH else Decision.UNKNOWN


PLAIN = Gates(answer=(-3.6, 2.2, 0.35, 1.8, 0.05, 2.35, 0.7), scope=(-2.2, 4.6, 0.55, 1.1))
"""The same where no votes are learned; a little less is offered, since it was not tried."""

FEW = Gates(answer=(-4.8, *Gates().answer[1:]))
"""The same where votes are learned of too few entries to find gates of their own: chances are shared among few then."""


def _chance(coefficients: Sequence[float], features: Sequence[float]) -> float:
    odds = sum(weight * feature for weight, feature in zip(coefficients, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
