"""The gates of a content, found by asking it what it does not know.

Four times, a quarter of the entries is left out whole (what is asked about them is out of scope) and one phrasing of
every other entry (what is asked with it is in scope). A matcher of the rest is asked all of these, every other one with
slips. What it gets right, and what it could not know, tells how sure one may be of each standing. Nothing in it is left
to chance: the same content gives the same gates.
"""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np

from knowledge.gates import Decision, Gates, Standing
from knowledge.index import Floats, Truths
from knowledge.learning import Likenesses
from knowledge.matching import Matcher
from knowledge.slips import with_slips

ROUNDS = 4
ENTRIES_NEEDED = 24
"""With fewer, nothing can be said; the gates stay as they are."""
MOST_PHRASINGS = 20_000
"""With more, each round takes minutes."""
MOST_ASKED = 150
"""In each round, of either kind; evenly spread."""
OUT_OF_SCOPE = 0.3
"""How much weight all questions out of scope have together, beside those in scope, for answering."""
_HOLD = 1.0
"""How firmly the coefficients are held where they were: the inverse variance of their change."""
_ASKED_OF_A_MISSING = 3
_STEPS = 500

Phrasings = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Trial:
    """A question of which we know what is right: how it stood, whether it was in scope, and where the right one was."""

    standing: Standing
    in_scope: bool
    place: int
    """Of the right entry, from 1; 0 out of scope."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What became of questions that the content was not prepared for, under gates that had not seen them."""

    asked: int = 0
    answered: int = 0
    wrong: int = 0
    chosen: int = 0
    chosen_right: int = 0
    missing: int = 0
    missing_answered: int = 0

    def __str__(self) -> str:
        if not self.asked or not self.missing:
            return "There is too little knowledge to say how well it answers."
        return (
            f"Of 100 questions like these {_percent(self.answered, self.asked)} are answered, "
            f"{_percent(self.wrong, self.asked)} of them wrongly; for {_percent(self.chosen, self.asked)} there is a "
            f"choice, with the right entry among three for {_percent(self.chosen_right, self.asked)} of them. Of 100 "
            f"about something that is missing here {_percent(self.missing_answered, self.missing)} are answered."
        )


def calibrated(
    phrasings: Phrasings, language: str, usual: Gates, own: Likenesses | None = None
) -> tuple[Gates, HeldOut]:
    """Return the gates for these phrasings, by the ids of their entries, and what they do with held-out questions.

    `own` is how like the phrasings are among themselves. What is held out changes that so little that each round
    learns from its part of it, instead of comparing everything again.
    """
    if len(phrasings) < ENTRIES_NEEDED or sum(map(len, phrasings.values())) > MOST_PHRASINGS:
        return usual, HeldOut()
    rounds = [list(_trials(phrasings, language, number, own)) for number in range(ROUNDS)]
    counts = np.zeros(len(fields(HeldOut)), np.int64)
    for number, trials in enumerate(rounds):
        others = [trial for other, each in enumerate(rounds) if other != number for trial in each]
        counts += np.array(astuple(_outcome(trials, fitted(others, usual))))
    return fitted([trial for each in rounds for trial in each], usual), HeldOut(*counts.tolist())


def fitted(trials: Sequence[Trial], usual: Gates) -> Gates:
    """Return the gates under which these trials are likeliest, not far from the usual ones."""
    inside = np.array([trial.in_scope for trial in trials])
    if inside.all() or not inside.any():
        return usual
    right = np.array([trial.place == 1 for trial in trials])
    answer = np.array([trial.standing.answer_features() for trial in trials])
    scope = np.array([trial.standing.scope_features() for trial in trials])
    return Gates(
        answer=_logistic(answer, right, _balanced(inside, OUT_OF_SCOPE), usual.answer),
        scope=_logistic(scope, inside, _balanced(inside, 0.5), usual.scope),
    )


def _trials(phrasings: Phrasings, language: str, number: int, own: Likenesses | None) -> Iterator[Trial]:
    """Hold out a quarter of the entries and a phrasing of each other, and ask."""
    missing = {id_ for place, id_ in enumerate(phrasings) if place % ROUNDS == number}
    held = {id_: number % len(said) for id_, said in phrasings.items() if id_ not in missing and len(said) > 1}
    kept = {
        id_: [text for place, text in enumerate(said) if place != held.get(id_)]
        for id_, said in phrasings.items()
        if id_ not in missing
    }
    matcher = Matcher(kept, language)
    matcher.learn(None if own is None else _part(own, phrasings, missing, held))
    chance = random.Random(number)  # noqa: S311  these slips keep no secret
    inside = [(phrasings[id_][place], id_) for id_, place in held.items()]
    outside = [(text, "") for id_, said in phrasings.items() if id_ in missing for text in said[:_ASKED_OF_A_MISSING]]
    for place, (text, id_) in enumerate((*_spread(inside), *_spread(outside))):
        yield _trial(matcher, with_slips(text, chance) if place % 2 else text, id_)


def _part(own: Likenesses, phrasings: Phrasings, missing: Collection[str], held: Mapping[str, int]) -> Likenesses:
    """Return the rows and columns of the phrasings that are neither missing nor held out."""
    stays = [
        id_ not in missing and place != held.get(id_) for id_, said in phrasings.items() for place in range(len(said))
    ]
    kept = np.flatnonzero(stays)
    return own[np.ix_(kept, kept)]


def _spread(asked: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    return asked[:: 1 + len(asked) // MOST_ASKED]


def _trial(matcher: Matcher, question: str, id_: str) -> Trial:
    reading = matcher.read(question)
    chances = matcher.chances(reading.likeness)
    standing = Standing.of(matcher.by_entry(reading.likeness), chances, reading.words)
    place = int((chances > chances[matcher.ids.index(id_)]).sum()) + 1 if id_ else 0
    return Trial(standing, bool(id_), place)


def _outcome(trials: Sequence[Trial], gates: Gates) -> HeldOut:
    inside = [(gates.decide(trial.standing), trial.place) for trial in trials if trial.in_scope]
    outside = [gates.decide(trial.standing) for trial in trials if not trial.in_scope]
    return HeldOut(
        asked=len(inside),
        answered=sum(decision is Decision.ANSWER for decision, _ in inside),
        wrong=sum(decision is Decision.ANSWER and place > 1 for decision, place in inside),
        chosen=sum(decision is Decision.CHOOSE for decision, _ in inside),
        chosen_right=sum(decision is Decision.CHOOSE and place <= 3 for decision, place in inside),
        missing=len(outside),
        missing_answered=sum(decision is Decision.ANSWER for decision in outside),
    )


def _balanced(inside: Truths, share_outside: float) -> Floats:
    """Return weights for all trials under which those out of scope have this share; one on the average."""
    among = int(inside.sum())
    weights = np.where(inside, (1 - share_outside) / among, share_outside / (len(inside) - among))
    return np.asarray(weights * len(inside), np.float64)


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
