"""Whatever somebody types, and however little there is to find: one decision, soon, and no failure."""

import string
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.made import content_of
from knowledge.library import Library
from knowledge.matching.gates import Decision
from knowledge.matching.matcher import MOST_MENDED, MOST_SENTENCES, Matcher
from knowledge.matching.preparing import Learned
from knowledge.matching.repair import Mending
from tests.things import PHRASINGS

SHOP = Library.prepared(content_of(PHRASINGS))
LONG_WORDS = " ".join("".join(Random(number).choices(string.ascii_lowercase, k=12)) for number in range(300))
TEN = " ".join(f"Where can I buy a {thing}?" for thing in list(PHRASINGS)[:10])


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \n\t",
        "a",
        "?",
        "👍",
        "👍🏽👩‍👩‍👧 🎉",
        "a" * 4096,
        LONG_WORDS,
        "שלום, מתי אתם פתוחים?",
        "مرحبا متى تفتحون",
        "\x00\ud800",
        "0",
    ],
)
def test_what_says_nothing_we_know_is_unknown(question: str) -> None:
    finding = SHOP.find(question, ["fr", "ar"], after="lamp")

    assert finding.decision is Decision.UNKNOWN
    assert finding.offered == ()


def test_of_ten_questions_in_one_message_none_is_taken_for_the_only_one() -> None:
    finding = SHOP.find(TEN)

    assert finding.decision is not Decision.ANSWER
    assert set(finding.matches[0].id.split()) <= set(PHRASINGS)


def test_of_a_message_a_few_sentences_and_words_are_looked_at_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def mended(word: str) -> list[Mending]:
        read.append(word)
        return []

    matcher = Matcher(PHRASINGS, "en")
    monkeypatch.setattr(matcher, "_mendings", mended)

    matcher.readings("\n".join(f"q{number}x z{number}y." for number in range(50)))

    assert 0 < len(read) <= MOST_MENDED + 2 * MOST_SENTENCES


@pytest.mark.parametrize(
    ("phrasings", "question", "expected"),
    [
        ({}, "opening hours", Decision.UNKNOWN),
        ({"hours": ["opening hours"]}, "opening hours", Decision.ANSWER),
        ({"hours": ["opening hours"]}, "what is the weather", Decision.UNKNOWN),
        ({"hours": ["opening hours"], "other": ["opening hours"]}, "opening hours", Decision.CHOOSE),
        ({"hours": ["opening hours", "opening hours"]}, "opening hours", Decision.ANSWER),
        ({"nothing": ["👍", ""]}, "opening hours", Decision.UNKNOWN),
        ({"nothing": ["👍", ""]}, "👍", Decision.UNKNOWN),
    ],
)
@pytest.mark.parametrize("prepared", [False, True])
def test_however_little_there_is_it_can_be_asked(
    phrasings: Mapping[str, Sequence[str]],
    question: str,
    expected: Decision,
    prepared: bool,  # noqa: FBT001  a case
) -> None:
    content = content_of(phrasings)
    library = Library.prepared(content) if prepared else Library(content)

    finding = library.find(question)

    assert finding.decision is expected
    assert len(finding.offered) == {Decision.ANSWER: 1, Decision.CHOOSE: 2, Decision.UNKNOWN: 0}[expected]


def test_two_entries_with_the_same_phrasing_are_both_offered_among_many() -> None:
    twice = PHRASINGS | {"torch": ["lamp price", "torches of all kinds"]}

    assert {match.id for match in Library.prepared(content_of(twice)).find("lamp price").offered} == {"lamp", "torch"}


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=400), st.sampled_from([None, "lamp", "nothing"]))
def test_any_text_at_all_gets_a_decision_and_chances(text: str, after: str | None) -> None:
    finding = SHOP.find(text, after=after)

    assert finding.decision in Decision
    assert all(0 <= match.score <= 1 for match in finding.matches)
    assert 0 <= finding.scope <= 1


def test_what_was_learned_of_a_language_that_is_gone_does_no_harm() -> None:
    library = Library(content_of({"a": ["one"]}), {"fr": Learned()})

    assert library.find("one").answered
