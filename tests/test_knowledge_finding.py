"""A question is answered, given a choice, or said not to be known; never guessed at."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import knowledge
from knowledge.library import Finding, Library, Match
from knowledge.matching.gates import Decision
from tests.things import packaged

HERE = Path(__file__).parent
LIBRARY = HERE / "second_profile"


@cache
def second() -> Library:
    return Library.read(LIBRARY)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How can I submit a good practice?", "gp-submit"),
        ("forgt pasword", "acc-password"),
        ("I forgot the password of my account", "acc-password"),
        ("can i change my email adress", "acc-email"),
        ("How does a peer reveiw work?", "pr-what"),
    ],
)
def test_a_plain_question_is_answered_even_with_slips(question: str, expected: str) -> None:
    finding = packaged().find(question)

    assert (finding.decision, finding.matches[0].id) == (Decision.ANSWER, expected)
    assert finding.offered == finding.matches[:1]


@pytest.mark.parametrize("library", [packaged, second])
def test_whoever_types_a_question_as_it_is_curated_gets_its_answer(library: Callable[[], Library]) -> None:
    # One in six: there are thousands, and an entry has more.
    every = [(phrasing, entry.id) for entry in library().entries() for phrasing in entry.phrasings][::6]
    found = {each.text: library().find(each.text.upper(), [each.language]).offered for each, _ in every}

    wanted = {each.text: id_ for each, id_ in every}
    assert {text: [match.id for match in offered] for text, offered in found.items()} == {
        text: [id_] for text, id_ in wanted.items()
    }


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where do I stay in Vilnius? hotels", "ev-vil-practical"),
        ("what should I bring to Vilnius", "vilnius-workshop#bring"),
    ],
)
def test_an_entry_stands_before_the_section_that_says_no_more_and_not_before_one_that_does(
    question: str, expected: str
) -> None:
    assert packaged().find(question).matches[0].id == expected


def test_a_single_word_that_fits_several_entries_lets_the_member_choose() -> None:
    finding = packaged().find("registration")

    assert finding.decision is Decision.CHOOSE
    assert {match.id for match in finding.offered} >= {"acc-join", "ev-register"}
    assert len(finding.offered) == 3


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "???",
        "👍",
        "asdf qwer",
        "what is the weather",
        "how are you",
        "thanks",
        "\x00\ud800",
        "Где купить хлеб?",
        "where can I buy a car",
        "a" * 5000,
        "the the the the",
    ],
)
def test_what_nobody_curated_is_unknown(question: str) -> None:
    finding = packaged().find(question)

    assert finding.decision is Decision.UNKNOWN
    assert finding.offered == ()


def test_the_best_match_stands_first_with_its_title_and_as_many_as_wanted() -> None:
    matches = packaged().find("peer review application form", top=5).matches

    assert len(matches) == 5
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert matches[0].title == "How do I apply for a peer review?"


def test_a_reader_of_other_languages_is_served_from_the_default_one() -> None:
    assert second().find("aukioloajat", ["sv", "en"]).matches[0].id == "aukioloajat"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("mistä saan uuden kirjastokortin", "kirjastokortti"),
        ("MYOHASTYMISMAKSU", "myohastymismaksu"),
        ("lainani uusimnen", "lainan-uusiminen"),
        ("monelta kirjasto suljetaan", "aukioloajat"),
    ],
)
def test_a_second_service_in_another_language_is_found_in_as_well(question: str, expected: str) -> None:
    finding = second().find(question, ["fi"])

    assert (finding.decision, finding.matches[0].id) == (Decision.ANSWER, expected)


def test_the_second_service_does_not_know_what_the_first_one_does() -> None:
    assert second().find("What is a peer review?", ["en"]).decision is Decision.UNKNOWN


def test_the_library_gives_what_it_holds_by_id() -> None:
    library = packaged()

    entry = library.entry("plp-cost")
    assert entry is not None
    assert entry.answer.startswith("No, the services are free")
    assert library.entry("nothing") is None
    assert library.section("nothing#here") is None
    assert library.guide("which-service") in library.guides()
    assert library.title("nothing") == "nothing"
    assert [topic.id for topic in library.topics()][:2] == ["platform", "helpdesk"]


def test_an_explanation_names_the_slips_and_the_nearest_phrasing() -> None:
    explanation = packaged().explain("reset my pasword please now")

    assert [mending.word for mending in explanation.mended["pasword"]] == ["password"]
    assert explanation.nearest["acc-password"] in {each.text for each in _entry_phrasings("acc-password")}
    assert explanation.words == ("reset", "my", "pasword", "please", "now")


def _entry_phrasings(id_: str) -> tuple[knowledge.entries.Phrasing, ...]:
    entry = packaged().entry(id_)
    assert entry is not None
    return entry.phrasings


def test_the_same_question_finds_the_same_in_every_process() -> None:
    ask = (
        "import json; from bench.made import content_of; from knowledge.library import Library\n"
        "from tests.things import PHRASINGS\n"
        "scores = Library(content_of(PHRASINGS)).scores('were can I by the old lamps and a viollin')\n"
        "print(json.dumps(scores))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", ask],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=HERE.parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert said[0] == said[1]
    assert json.loads(said[0])["violin"] > 0.1


def test_a_third_that_is_far_behind_is_not_offered() -> None:
    first, second, third = Match("a", "A", 0.6), Match("b", "B", 0.1), Match("c", "C", 0.05)

    assert Finding(Decision.CHOOSE, (first, second, third)).offered == (first, second)
