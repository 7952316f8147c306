"""Two gates: whether anything here is asked about, and whether the best entry is the right one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calibration import HeldOut, Trial, calibrated, fitted
from knowledge.gates import PLAIN, Decision, Gates, Standing
from tests.things import PHRASINGS, THINGS

CLEAR = Standing(score=0.9, chance=0.95, lead=5.0, words=6)
TORN = Standing(score=0.9, chance=0.45, lead=0.1, words=6)
FAR = Standing(score=0.1, chance=0.05, lead=0.1, words=6)


@pytest.mark.parametrize("gates", [Gates(), PLAIN])
@pytest.mark.parametrize(
    ("standing", "expected"),
    [(CLEAR, Decision.ANSWER), (TORN, Decision.CHOOSE), (FAR, Decision.UNKNOWN)],
)
def test_what_is_clear_is_answered_and_what_is_torn_is_offered(
    gates: Gates, standing: Standing, expected: Decision
) -> None:
    assert gates.decide(standing) is expected


@pytest.mark.parametrize("scores", [[], [0.0, 0.0]])
def test_what_is_like_nothing_is_never_answered_nor_offered(scores: list[float]) -> None:
    standing = Standing.of(np.array(scores), np.array(scores), 3)
    eager = Gates(answer=(30.0, 0, 0, 0, 0), scope=(30.0, 0, 0))

    assert (eager.surety(standing), eager.likelihood(standing)) == (0, 0)
    assert eager.decide(standing) is Decision.UNKNOWN


def test_the_lead_is_how_much_likelier_the_best_is_than_the_next() -> None:
    standing = Standing.of(np.array([0.2, 0.7, 0.1]), np.array([0.2, 0.6, 0.2]), 4)

    assert (standing.score, standing.chance, standing.words) == (0.7, 0.6, 4)
    assert standing.lead == pytest.approx(np.log(3))
    assert Standing.of(np.array([0.9]), np.array([1.0]), 1).lead == 8


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 8), st.integers(0, 100))
def test_both_gates_give_chances(score: float, chance: float, lead: float, words: int) -> None:
    standing = Standing(score, chance, lead, words)

    assert 0 <= Gates().surety(standing) <= 1
    assert 0 <= Gates().likelihood(standing) <= 1


def test_gates_learn_from_what_was_right() -> None:
    low, high = Standing(0.3, 0.5, 1.0, 5), Standing(0.8, 0.5, 1.0, 5)
    trials = [Trial(high, in_scope=True, place=1)] * 50 + [Trial(low, in_scope=False, place=0)] * 50

    gates = fitted(trials, Gates())

    assert gates.surety(high) > 0.7
    assert gates.surety(low) < 0.3
    assert gates.likelihood(high) > 0.8
    assert gates.likelihood(low) < 0.2


@pytest.mark.parametrize("in_scope", [True, False])
def test_without_both_kinds_of_trials_the_gates_stay_as_they_are(in_scope: bool) -> None:  # noqa: FBT001  a case of the table
    assert fitted([Trial(CLEAR, in_scope, int(in_scope))], PLAIN) == PLAIN


def test_a_content_finds_its_own_gates_and_always_the_same() -> None:
    gates, held_out = calibrated(PHRASINGS, "en", Gates())

    assert gates != Gates()
    assert calibrated(PHRASINGS, "en", Gates()) == (gates, held_out)
    assert held_out.asked == 4 * len(THINGS) - len(THINGS)
    assert held_out.answered > held_out.asked / 2
    assert held_out.wrong <= held_out.answered / 20
    assert held_out.missing == 3 * len(THINGS)
    assert held_out.missing_answered <= held_out.missing / 5
    assert str(held_out).startswith("Of 100 questions like these ")


@pytest.mark.parametrize(
    "phrasings",
    [{}, {"a": ["one"]}, {str(number): ["the same"] for number in range(30)}, {str(n): [""] for n in range(30)}],
)
def test_too_little_or_odd_knowledge_does_no_harm(phrasings: dict[str, list[str]]) -> None:
    gates, held_out = calibrated(phrasings, "en", Gates())

    assert gates.decide(FAR) is Decision.UNKNOWN
    assert held_out.answered == 0


def test_with_nothing_held_out_it_is_said_that_nothing_is_known() -> None:
    assert str(HeldOut()) == "There is too little knowledge to say how well it answers."
