"""What a question and the phrasings have in common decides which entry fits."""

import math
import string
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.index import Index
from knowledge.matching.matcher import Matcher
from knowledge.matching.repair import Vocabulary
from knowledge.matching.words import grams, normalised, sentences, stems, words

HOURS = {
    "hours": ["When are you open?", "opening hours", "Can I come on Saturday?"],
    "card": ["How do I get a library card?", "new library card", "I lost my card"],
    "fee": ["What does it cost to be late?", "late fee", "I returned a book too late"],
}


def best(matcher: Matcher, question: str) -> str:
    return matcher.ids[int(np.argmax(matcher.scores(question)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße ÉLAN Ǻngström", "strasse elan angstrom"),
        ("ﬁle №5", "file no5"),
        ("Łódź, Øresund, Ægir", "lodz, oresund, aegir"),
        ("Ελλάδα", "ελλαδα"),
        ("мой край", "мой край"),
    ],
)
def test_marks_and_case_make_no_difference_where_people_leave_them_out(text: str, expected: str) -> None:
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't! I'm here.", ["dont", "im", "here"]),
        ("l’atelier qu'est dell'anno", ["l", "atelier", "qu", "est", "dell", "anno"]),
        ("80%, 2021-2027_x", ["80", "2021", "2027", "x"]),
        ("👍 ??? \ud800", []),
    ],
)
def test_a_text_is_read_as_its_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_words_are_stemmed_in_their_language_and_kept_in_one_that_snowball_does_not_know() -> None:
    assert stems(["funding", "funded"], "en") == ["fund", "fund"]
    assert stems(["kirjastossa", "kirjastosta"], "fi") == ["kirjasto", "kirjasto"]
    assert stems(["финансиране"], "bg") == ["финансиране"]


def test_letters_are_runs_of_two_to_four_with_the_words_borders() -> None:
    assert sorted(grams("ab")) == [" a", " ab", " ab ", "ab", "ab ", "b "]


def test_only_sentences_of_two_words_or_more_are_tried_alone() -> None:
    assert sentences("Hello! I am new here. When are you open?\nThanks") == ["I am new here.", "When are you open?"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("libary", ["library"]),
        ("oppening", ["opening"]),
        ("xyzzy", []),
        ("99", []),
        ("o", []),
        ("feee", ["fee"]),
        ("opneing", ["opening"]),
        ("retuned", ["returned"]),
    ],
)
def test_a_slip_is_mended_to_the_words_of_the_knowledge(typed: str, expected: list[str]) -> None:
    vocabulary = Vocabulary(word for said in HOURS.values() for text in said for word in words(text))

    assert [mending.word for mending in vocabulary.nearest(typed)] == expected


def test_at_most_three_words_are_taken_for_a_slip_the_nearest_first_with_weights_of_chances() -> None:
    near = Vocabulary(["gratin", "grating", "ratings", "ration", "rating"]).nearest("ratin")

    assert [mending.word for mending in near] == ["gratin", "rating", "ration"]
    assert sum(mending.weight**2 for mending in near) == pytest.approx(1, abs=0.05)


def test_a_word_that_is_used_more_often_is_meant_more_likely() -> None:
    near = Vocabulary(["late", "late", "late", "date"]).nearest("yate")

    assert [mending.word for mending in near] == ["late", "date"]
    assert near[0].weight > near[1].weight


def cosine_by_hand(
    phrasings: list[set[str]], entry_of: list[int], asked: Mapping[str, float], unknown: float
) -> list[float]:
    entries = len(set(entry_of))

    def rarity(term: str) -> float:
        having = {entry for terms, entry in zip(phrasings, entry_of, strict=True) if term in terms}
        return 1 + math.log((1 + entries) / (1 + len(having)))

    length = math.sqrt(sum((weight * rarity(term)) ** 2 for term, weight in asked.items()) + unknown * rarity("") ** 2)
    shared = [sum(weight * rarity(t) ** 2 for t, weight in asked.items() if t in terms) for terms in phrasings]
    lengths = [math.sqrt(sum(rarity(term) ** 2 for term in terms)) for terms in phrasings]
    return [top / (length * own) if length and own else 0.0 for top, own in zip(shared, lengths, strict=True)]


@settings(deadline=None)
@given(
    phrasings=st.lists(st.tuples(st.integers(0, 2), st.sets(st.sampled_from("abcdef"))), min_size=1, max_size=8),
    asked=st.dictionaries(st.sampled_from("abcdef"), st.floats(0.5, 1)),
    unknown=st.floats(0, 5),
)
def test_the_index_gives_the_cosines_that_one_computes_by_hand(
    phrasings: list[tuple[int, set[str]]], asked: dict[str, float], unknown: float
) -> None:
    ordered = sorted(phrasings, key=lambda phrasing: phrasing[0])
    numbers = {entry: number for number, entry in enumerate(sorted({entry for entry, _ in ordered}))}
    entry_of = [numbers[entry] for entry, _ in ordered]
    terms = [each for _, each in ordered]
    index = Index(terms, np.array(entry_of))
    known = {term: weight for term, weight in asked.items() if term in index}

    cosines = index.cosines(known, unknown)

    assert cosines == pytest.approx(cosine_by_hand(terms, entry_of, known, unknown), abs=1e-6)


def test_an_entry_scores_half_its_best_and_half_its_mean_phrasing() -> None:
    matcher = Matcher({"a": ["x", "y"], "b": ["z"]}, "en")

    assert matcher.by_entry(np.array([0.8, 0.2, 0.5])) == pytest.approx([(0.8 + 0.5) / 2, 0.5])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("are you open on saturdays", "hours"),
        ("LIBRARY CARD", "card"),
        ("lost cards", "card"),
        ("how late is too late for a book", "fee"),
        ("libary crad", "card"),
    ],
)
def test_a_question_finds_the_entry_that_speaks_of_it(question: str, expected: str) -> None:
    assert best(Matcher(HOURS, "en"), question) == expected


def test_a_phrasing_itself_is_as_like_as_can_be() -> None:
    assert Matcher(HOURS, "en").likeness("opening hours")[1] == pytest.approx(1)


def test_whoever_says_just_what_a_phrasing_says_in_any_order_means_its_entry() -> None:
    matcher = Matcher(HOURS, "en")

    assert matcher.scores("Hours: opening?").tolist()[0] == 1
    assert matcher.scores("opening hours today").max() < 1


def test_what_nobody_has_a_word_for_makes_a_question_less_like_everything() -> None:
    matcher = Matcher(HOURS, "en")

    assert matcher.scores("library card for my zebra in Antarctica").max() < 0.7 * matcher.scores("library card").max()


def test_a_short_strange_word_counts_as_a_word_and_not_only_as_its_letters() -> None:
    matcher = Matcher(HOURS, "en")

    assert matcher.likeness("late fee q")[matcher.phrasings.index("late fee")] < 0.87


def test_a_slip_costs_less_than_a_word_that_is_not_known_at_all() -> None:
    matcher = Matcher(HOURS, "en")

    slip, strange = matcher.scores("opning hours"), matcher.scores("zebras hours")

    assert slip[0] > 1.3 * strange[0]


def test_in_a_long_message_the_sentence_that_asks_counts() -> None:
    matcher = Matcher(HOURS, "en")
    asks = "Where can I get a new card for the library of our town?"
    long = f"Hello dear colleagues from the north. My dog barked all night and Paul was angry. {asks}"

    whole, alone = matcher.scores(long), matcher.scores(asks)
    assert (whole >= 0.9 * alone - 1e-9).all()
    assert matcher.likeness(long).max() < 0.8 * alone.max()


def test_only_the_first_three_hundred_characters_are_read() -> None:
    matcher = Matcher(HOURS, "en")
    read = ("opening hours " * 30)[:300]

    assert matcher.scores(read + " library card library card").tolist() == matcher.scores(read).tolist()


@settings(deadline=None)
@given(st.text())
def test_any_text_at_all_gets_scores_from_nought_to_one(text: str) -> None:
    scores = Matcher(HOURS, "en").scores(text)

    assert scores.shape == (3,)
    assert ((scores >= 0) & (scores <= 1 + 1e-6)).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(string.ascii_lowercase + " ?", max_size=20), min_size=1, max_size=6))
def test_any_phrasings_at_all_can_be_indexed(texts: list[str]) -> None:
    matcher = Matcher({f"e{number}": [text] for number, text in enumerate(texts)}, "xx")

    assert len(matcher.scores("anything")) == len(texts)


def test_no_entries_give_no_scores() -> None:
    matcher = Matcher({}, "en")
    matcher.learn(matcher.among_themselves())

    assert matcher.scores("opening hours").tolist() == []
    assert matcher.chances(matcher.likeness("opening hours")).tolist() == []


@settings(deadline=None, max_examples=30)
@given(st.text())
def test_the_chances_of_many_entries_sum_up_to_one_and_those_of_a_few_to_less(text: str) -> None:
    few, many = Matcher(HOURS, "en"), Matcher({f"e{n}": [f"w{n}"] for n in range(70)}, "en")
    few.learn(few.among_themselves())
    many.learn(many.among_themselves())

    assert 0 < few.chances(few.likeness(text)).sum() < 1 + 1e-9
    assert many.chances(many.likeness(text)).sum() == pytest.approx(1)


def test_two_entries_with_the_same_phrasing_share_its_chance() -> None:
    matcher = Matcher({"a": ["opening hours", "when"], "b": ["opening hours", "until what time"]}, "en")
    matcher.learn(matcher.among_themselves())

    assert matcher.chances(matcher.likeness("Opening hours?")).tolist() == [0.5, 0.5]
