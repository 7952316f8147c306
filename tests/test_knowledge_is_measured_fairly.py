"""The questions that measure the knowledge are none that it was given."""

import json
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

import knowledge
from knowledge.files.reading import read_content
from knowledge.matching.words import words

CONTENT = Path(knowledge.__file__).parent / "content"
QUESTIONS = Path(__file__).parent / "data" / "questions.json"
NEAR, LONG = 90, 4


def plain(text: str) -> str:
    """Without case and punctuation."""
    return " ".join(words(text))


def copied(phrasings: dict[str, str], questions: list[str]) -> list[tuple[str, str]]:
    """Return each place of a phrasing that is all but one of the longer questions, with that."""
    long = [each for each in map(plain, questions) if len(each.split()) >= LONG]
    likeness = process.cdist(list(map(plain, phrasings.values())), long, scorer=fuzz.ratio)
    places = list(phrasings)
    return [(places[place], long[question]) for place, question in zip(*(likeness >= NEAR).nonzero(), strict=True)]


def test_no_phrasing_of_the_content_is_a_question_that_measures_it() -> None:
    content = read_content(CONTENT)
    # What an entry is called comes from the pages that it is about; everything else was written for finding it.
    titles = {(entry.id, entry.question) for entry in content.entries}
    listed = {
        f"{phrasing.place.file}:{phrasing.place.line}": phrasing.text
        for id_, phrasings in content.phrasings().items()
        for phrasing in phrasings
        if (id_, phrasing.text) not in titles
    }
    questions = [each["text"] for each in json.loads(QUESTIONS.read_text("utf-8"))]

    assert len(questions) == 161
    assert len(listed) > 3000
    assert copied(listed, questions) == []


@pytest.mark.parametrize("near", ["who pays for this CAT?", "Who pays for this cat", "who pays for these cat!"])
def test_a_near_copy_is_seen(near: str) -> None:
    assert copied({"a.md:5": near}, ["Who pays for this cat?", "Who pays?"]) == [("a.md:5", "who pays for this cat")]


def test_what_only_has_its_words_in_common_is_no_copy() -> None:
    assert copied({"a.md:5": "this cat: is there a fee to pay for it"}, ["Who pays for this cat?"]) == []
    assert copied({"a.md:5": "peer review costs"}, ["Peer review costs"]) == []
