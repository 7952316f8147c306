"""Two gates: whether anything here is asked about, and whether the best entry is the right one."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.calibration import HeldOut, calibrated, fitted
from knowledge.matching.gates import FEW, PLAIN, Decision, Gates
from knowledge.matching.matcher import Matcher
from knowledge.matching.rehearsal import Kind, Trial, rehearsed
from knowledge.matching.standing import NOTHING, Standing, lead
from tests.things import PHRASINGS, THINGS

CLEAR = Standing(score=0.9, chance=0.95, lead=5.0, words=6, agreed=1, said=1, told=2)
TORN = Standing(score=0.9, chance=0.45, lead=0.1, words=6, agreed=0.5, said=1, told=2)
FAR = Standing(score=0.1, chance=0.05, lead=0.1, words=6, agreed=0, said=0.2, told=0)


@pytest.mark.parametrize("gates", [Gates(), PLAIN])
@pytest.mark.parametrize(
    ("standing", "expected"),
    [(CLEAR, Decision.ANSWER), (TORN, Decision.CHOOSE), (FAR, Decision.UNKNOWN)],
)
def test_what_is_clear_is_answered_and_what_is_torn_is_offered(
    gates: Gates, standing: Standing, expected: Decision
) -> None:
    assert gates.decide(standing) is expected


@pytest.mark.parametrize("phrasings", [{}, {"a": ["opening hours"]}])
def test_what_is_like_nothing_is_never_answered_nor_offered(phrasings: dict[str, list[str]]) -> None:
    standing, _ = Matcher(phrasings, "en").look("xyzzy")
    eager = Gates(answer=(30.0, 0, 0, 0, 0, 0, 0), scope=(30.0, 0, 0, 0))

    assert standing == NOTHING
    assert (eager.surety(standing), eager.likelihood(standing)) == (0, 0)
    assert eager.decide(standing) is Decision.UNKNOWN


def test_where_two_are_equally_likely_or_all_are_unlikely_none_is_sure() -> None:
    eager = Gates(answer=(30.0, 0, 0, 0, 0, 0, 0), scope=(30.0, 0, 0, 0))

    assert eager.decide(CLEAR) is Decision.ANSWER
    assert eager.decide(replace(CLEAR, lead=0.2)) is Decision.CHOOSE
    assert eager.decide(replace(CLEAR, chance=0.19)) is Decision.CHOOSE


def test_the_lead_is_how_much_likelier_the_best_is_than_the_next() -> None:
    assert lead(np.array([0.2, 0.6, 0.2])) == pytest.approx(np.log(3))
    assert lead(np.array([1.0])) == lead(np.array([0.0, 1.0])) == 8


def test_a_standing_tells_whether_stems_and_letters_agree_and_how_much_the_best_says() -> None:
    matcher = Matcher({"a": ["blue boats"], "b": ["boating"], "c": ["green bottles"]}, "en")

    whole, half = matcher.look("blue boats")[0], matcher.look("blue zebras and bottles")[0]
    assert (whole.score, whole.agreed, whole.said, whole.words) == pytest.approx((1, 1, 1, 2))
    assert half.said < 0.6
    assert matcher.look("boatings")[0].agreed in (0.5, 1)


def test_words_that_every_entry_has_tell_nothing_and_one_that_a_single_entry_has_tells_all() -> None:
    matcher = Matcher({str(n): [f"how do I get a w{n}", f"where is a w{n} kept"] for n in range(20)}, "en")

    assert matcher.look("how do I get a")[0].told == pytest.approx(0)
    assert matcher.look("how do I get a w7")[0].told == pytest.approx(1, abs=0.25)
    assert matcher.look("how do I get a xyzzy")[0].told == pytest.approx(0)


def test_of_a_long_message_the_sentence_counts_that_finds_something() -> None:
    matcher = Matcher(PHRASINGS, "en")
    thing = THINGS[3]
    long = f"I was in your town last year. My uncle told me much about it. Where can I buy a {thing}?"

    alone, among = matcher.look(f"Where can I buy a {thing}?"), matcher.look(long)
    assert among[1].argmax() == alone[1].argmax()
    assert (among[0].said, among[0].words) == (alone[0].said, alone[0].words)


def test_a_look_among_a_few_sees_nothing_else() -> None:
    matcher = Matcher({"a": ["blue boats"], "b": ["blue bottles"], "c": ["green bottles"]}, "en")

    _, chances = matcher.look("blue boat trips", np.array([False, True, True]))
    assert chances[0] == 0
    assert chances.sum() == pytest.approx(1)
    assert chances.argmax() == 1
    assert matcher.look("blue boats", np.array([False, True, True]))[1].argmax() == 1
    assert matcher.look("blue boats", np.array([False, False, False]))[0] == NOTHING


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 8), st.integers(0, 100), st.floats(0, 1))
def test_both_gates_give_chances(score: float, chance: float, ahead: float, words: int, part: float) -> None:
    standing = Standing(score, chance, ahead, words, agreed=part, said=part, told=2 * part)

    assert 0 <= Gates().surety(standing) <= 1
    assert 0 <= Gates().likelihood(standing) <= 1


def test_gates_learn_from_what_was_right() -> None:
    low, high = Standing(0.3, 0.5, 1.0, 5, 0.5, 0.5, 1), Standing(0.8, 0.5, 1.0, 5, 0.5, 0.5, 1)
    trials = [Trial(Kind.KNOWN, high, 1)] * 50 + [Trial(Kind.MISSING, low, 0)] * 25 + [Trial(Kind.STRANGE, low, 0)] * 25

    gates = fitted(trials, Gates())

    assert gates.surety(high) > 0.7
    assert gates.surety(low) < 0.3
    assert gates.likelihood(high) > 0.8
    assert gates.likelihood(low) < 0.2


def test_what_stands_beside_the_right_answer_is_no_reason_to_answer_less() -> None:
    right, off = [Trial(Kind.KNOWN, CLEAR, 1)] * 30, [Trial(Kind.MISSING, FAR, 0)] * 30
    wrong = [Trial(Kind.KNOWN, CLEAR, 2)] * 30
    beside = [replace(trial, beside=True) for trial in wrong]

    strict, lenient = fitted([*right, *wrong, *off], Gates()), fitted([*right, *beside, *off], Gates())
    assert strict.surety(CLEAR) < 0.7 < lenient.surety(CLEAR)


@pytest.mark.parametrize("kind", Kind)
def test_without_both_kinds_of_trials_the_gates_stay_as_they_are(kind: Kind) -> None:
    assert fitted([Trial(kind, CLEAR, int(kind is Kind.KNOWN))], PLAIN) == PLAIN


def test_a_rehearsal_asks_about_what_is_there_what_is_missing_and_what_nobody_knows() -> None:
    rounds = rehearsed(PHRASINGS, "en", None, {})

    assert len(rounds) == 4
    kinds = [[trial.kind for trial in trials].count(kind) for kind in Kind for trials in rounds]
    assert kinds == [18] * 4 + [18] * 4 + [18] * 4
    every = [trial for trials in rounds for trial in trials]
    assert all((trial.place > 0) is (trial.kind is Kind.KNOWN) for trial in every)
    said = {kind: np.mean([trial.standing.said for trial in every if trial.kind is kind]) for kind in Kind}
    assert said[Kind.STRANGE] < said[Kind.KNOWN] - 0.2


def test_a_content_finds_its_own_gates_and_always_the_same() -> None:
    gates, held_out = calibrated(PHRASINGS, "en", Gates())

    assert gates != Gates()
    assert calibrated(PHRASINGS, "en", Gates()) == (gates, held_out)
    assert held_out.asked == 4 * len(THINGS) - len(THINGS)
    assert held_out.answered > held_out.asked / 2
    assert held_out.wrong <= held_out.answered / 20
    assert held_out.missing == 3 * len(THINGS)
    assert held_out.missing_answered <= held_out.missing / 5
    assert held_out.strange == held_out.asked
    assert held_out.strange_answered <= held_out.strange / 20
    assert str(held_out).startswith("Of 100 questions like these ")


@pytest.mark.parametrize(
    "phrasings",
    [{}, {"a": ["one"]}, {str(number): ["the same"] for number in range(30)}, {str(n): [""] for n in range(30)}],
)
def test_too_little_or_odd_knowledge_does_no_harm(phrasings: dict[str, list[str]]) -> None:
    gates, held_out = calibrated(phrasings, "en", Gates())

    assert gates.decide(FAR) is Decision.UNKNOWN
    assert held_out.answered == 0


def test_what_is_found_in_the_place_of_its_neighbour_stands_beside_it() -> None:
    twins = PHRASINGS | {"sea": ["ships of all kinds", "sailing"], "port": ["harbour", "kinds of ships"]}

    def beside(near: Mapping[str, Collection[str]]) -> int:
        return sum(trial.beside for trials in rehearsed(twins, "en", None, near) for trial in trials)

    assert beside({}) == 0
    assert beside({"sea": {"port"}, "port": {"sea"}}) > 0


def test_of_few_entries_less_is_answered_than_of_many_and_no_less_offered() -> None:
    few = {thing: PHRASINGS[thing] for thing in THINGS[:20]}
    standing = replace(CLEAR, score=0.6, chance=0.7, lead=1.5, said=0.8, told=1)

    gates, _ = calibrated(few, "en", Gates(), Matcher(few, "en").among_themselves())
    assert gates == FEW
    assert FEW.surety(standing) < Gates().surety(standing) - 0.1
    assert FEW.likelihood(standing) == Gates().likelihood(standing)
    assert calibrated(few, "en", PLAIN)[0] == PLAIN


def test_with_nothing_held_out_it_is_said_that_nothing_is_known() -> None:
    assert str(HeldOut()) == "There is too little knowledge to say how well it answers."
