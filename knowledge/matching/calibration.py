"""The gates of a content, found by asking it what it does not know (see `rehearsal`).

What it gets right, and what it could not know, tells how sure one may be of each standing. What stands beside the right
entry (refers to it, or is referred to) is neither right nor wrong: the right one is near. Nothing in it is left to
chance: the same content gives the same gates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np

from knowledge.matching.gates import FEW, Decision, Gates
from knowledge.matching.index import Floats, Truths
from knowledge.matching.learning import Likenesses
from knowledge.matching.rehearsal import Beside, Kind, Phrasings, Trial, rehearsed

ENTRIES_NEEDED = 24
"""With fewer, nothing can be said; the gates stay as they are, or more careful."""
MOST_PHRASINGS = 20_000
"""With more, each round takes minutes."""
FOR_ANSWERING = {Kind.KNOWN: 0.6, Kind.MISSING: 0.2, Kind.STRANGE: 0.2}
FOR_SCOPE = {Kind.KNOWN: 0.5, Kind.MISSING: 0.25, Kind.STRANGE: 0.25}
"""How much weight all questions of a kind have together, for each gate."""
_HOLD = 1.0
"""How firmly the coefficients are held where they were: the inverse variance of their change."""
_STEPS = 100


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What became of questions that the content was not prepared for, under gates that had not seen them."""

    asked: int = 0
    answered: int = 0
    wrong: int = 0
    beside: int = 0
    """Answered with what stands beside the right entry; not counted as wrong."""
    chosen: int = 0
    chosen_right: int = 0
    missing: int = 0
    missing_answered: int = 0
    strange: int = 0
    strange_answered: int = 0

    def __str__(self) -> str:
        if not self.asked or not self.missing:
            return "There is too little knowledge to say how well it answers."
        return (
            f"Of 100 questions like these {_percent(self.answered, self.asked)} are answered, "
            f"{_percent(self.wrong, self.asked)} of them wrongly and {_percent(self.beside, self.asked)} with what "
            f"refers to the right answer; for {_percent(self.chosen, self.asked)} there is a choice, with the right "
            f"answer among three for {_percent(self.chosen_right, self.asked)} of them. Of 100 about an entry that is "
            f"missing {_percent(self.missing_answered, self.missing)} are answered, of 100 about something else "
            f"altogether {_percent(self.strange_answered, self.strange)}."
        )


def calibrated(
    phrasings: Phrasings, language: str, usual: Gates, own: Likenesses | None = None, beside: Beside | None = None
) -> tuple[Gates, HeldOut]:
    """Return the gates for these phrasings, by the ids of their entries, and what they do with held-out questions.

    `own` is how like the phrasings are among themselves, `beside` which ids refer to each other.
    """
    if len(phrasings) < ENTRIES_NEEDED:
        return usual if own is None else FEW, HeldOut()
    if sum(map(len, phrasings.values())) > MOST_PHRASINGS:
        return usual, HeldOut()
    rounds = rehearsed(phrasings, language, own, beside or {})
    counts = np.zeros(len(fields(HeldOut)), np.int64)
    for number, trials in enumerate(rounds):
        others = [trial for other, each in enumerate(rounds) if other != number for trial in each]
        counts += np.array(astuple(_outcome(trials, fitted(others, usual))))
    return fitted([trial for each in rounds for trial in each], usual), HeldOut(*counts.tolist())


def fitted(trials: Sequence[Trial], usual: Gates) -> Gates:
    """Return the gates under which these trials are likeliest, not far from the usual ones.

    For answering, those that find what stands beside the right entry say nothing.
    """
    inside = np.array([trial.kind is Kind.KNOWN for trial in trials])
    if inside.all() or not inside.any():
        return usual
    right = np.array([trial.place == 1 for trial in trials])
    tell = np.array([not trial.beside for trial in trials])
    answer = np.array([trial.standing.answer_features() for trial in trials])
    scope = np.array([trial.standing.scope_features() for trial in trials])
    return Gates(
        answer=_logistic(answer, right, tell * _weights(trials, FOR_ANSWERING), usual.answer),
        scope=_logistic(scope, inside, _weights(trials, FOR_SCOPE), usual.scope),
    )


def _outcome(trials: Sequence[Trial], gates: Gates) -> HeldOut:
    decided = [(gates.decide(trial.standing), trial) for trial in trials]

    def of(kind: Kind, *decisions: Decision) -> list[Trial]:
        return [trial for decision, trial in decided if trial.kind is kind and decision in (decisions or Decision)]

    answered, chosen = of(Kind.KNOWN, Decision.ANSWER), of(Kind.KNOWN, Decision.CHOOSE)
    return HeldOut(
        asked=len(of(Kind.KNOWN)),
        answered=len(answered),
        wrong=sum(trial.place > 1 and not trial.beside for trial in answered),
        beside=sum(trial.beside for trial in answered),
        chosen=len(chosen),
        chosen_right=sum(trial.place <= 3 for trial in chosen),
        missing=len(of(Kind.MISSING)),
        missing_answered=len(of(Kind.MISSING, Decision.ANSWER)),
        strange=len(of(Kind.STRANGE)),
        strange_answered=len(of(Kind.STRANGE, Decision.ANSWER)),
    )


def _weights(trials: Sequence[Trial], shares: Mapping[Kind, float]) -> Floats:
    """Return weights for all trials under which each kind has its share; one on the average."""
    count = {kind: max(1, sum(trial.kind is kind for trial in trials)) for kind in Kind}
    return np.array([shares[trial.kind] / count[trial.kind] for trial in trials]) * len(trials)


def _logistic(features: Floats, true: Truths, weights: Floats, usual: Sequence[float]) -> tuple[float, ...]:
    """Return the coefficients of a logistic regression that is held near the usual ones.

    Each step goes to the lowest point of a parabola that lies above the loss, so it cannot overshoot.
    """
    start = np.array(usual)
    hold = _HOLD * np.eye(len(start))
    bend = np.linalg.inv((features * weights[:, None]).T @ features / 4 + hold)
    found = start
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-np.clip(features @ found, -30, 30)))
        found = found - bend @ (features.T @ (weights * (sure - true)) + _HOLD * (found - start))
    return tuple(found.tolist())


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole)
