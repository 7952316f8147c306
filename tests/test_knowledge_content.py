"""The knowledge that comes with the helpdesk: true to its sources, plainly written, and well found."""

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

import knowledge
from knowledge.checking.checks import checked
from knowledge.entries import Content
from knowledge.files.reading import read_content
from knowledge.library import Library
from knowledge.matching.measuring import asked, measured
from knowledge.matching.question_sets import read_queries
from knowledge.matching.words import words
from tests.learned import CONTENT, LEARNED

QUESTIONS = Path(__file__).parent / "data" / "questions.json"
WRITTEN = date(2026, 11, 23)
CODE = ("bot", "core", "delivery", "events", "handlers", "knowledge", "locales", "migrations", "people", "tickets")


@cache
def content() -> Content:
    return read_content(CONTENT)


def answer(id_: str) -> str:
    return next(entry.answer for entry in content().entries if entry.id == id_)


def sentences(markdown: str) -> list[str]:
    """The sentences of a text without its lists."""
    prose = re.sub(r"^(?:-|\d+\.) .*$", "", re.sub(r"\]\([^)]*\)", "]", markdown), flags=re.MULTILINE)
    return [each for each in re.split(r"(?<=[.!?:]) +(?=[A-Z“\[*])|\n+", prose) if each.strip()]


def items(markdown: str) -> list[str]:
    return re.findall(r"^(?:-|\d+\.) (.*)$", markdown, re.MULTILINE)


def plain(text: str) -> str:
    return " ".join(words(text))


def test_the_content_has_no_problem_and_no_warning() -> None:
    assert [str(problem) for problem in checked(content(), WRITTEN)] == []


def test_every_question_of_the_platforms_own_pages_has_its_entry() -> None:
    expected = {each["expect"] for each in json.loads(QUESTIONS.read_text("utf-8"))} - {"none", "escalate"}
    topics = {topic.id for topic in content().profile.topics}

    assert len(content().entries) == 152
    assert {entry.topic for entry in content().entries} == topics
    assert expected <= {entry.id for entry in content().entries}


def test_at_least_ten_guides_answer_section_by_section() -> None:
    assert len(content().guides) >= 10
    assert min(len(guide.sections) for guide in content().guides) >= 4


def test_each_entry_can_be_asked_for_in_five_ways_and_more() -> None:
    spoken = {entry.id: Counter(each.language for each in entry.phrasings) for entry in content().entries}

    assert {id_: count["en"] for id_, count in spoken.items() if count["en"] < 6} == {}
    assert {id_: count for id_, count in spoken.items() if min(count.values()) < 3} == {}


def test_sixty_entries_can_be_asked_for_in_seven_languages() -> None:
    spoken = [{phrasing.language for phrasing in entry.phrasings} for entry in content().entries]

    assert sum(languages >= {"en", "fr", "es", "it", "de", "pl", "pt"} for languages in spoken) >= 60


def test_twenty_answers_are_translated_and_marked_as_read_by_no_native_speaker() -> None:
    translated = [entry.translations for entry in content().entries if entry.translations]

    assert len(translated) >= 20
    assert {tuple(sorted(each)) for each in translated} == {("de", "es", "fr", "it", "pl")}
    assert {each.proofread for translations in translated for each in translations.values()} == {None}


def test_an_answer_is_two_to_five_short_sentences() -> None:
    said = {entry.id: (sentences(entry.answer), items(entry.answer)) for entry in content().entries}
    counted = {id_: len(prose) for id_, (prose, listed) in said.items() if not (1 if listed else 2) <= len(prose) <= 5}
    long = [
        (id_, each) for id_, (prose, listed) in said.items() for each in (*prose, *listed) if len(each.split()) > 30
    ]

    assert counted == {}
    assert long == []


def test_no_phrasing_is_one_of_the_questions_that_measure_it() -> None:
    asked = [plain(each["text"]) for each in json.loads(QUESTIONS.read_text("utf-8"))]
    long = [text for text in asked if len(text.split()) >= 4]
    # The first phrasing is the entry's own question, which says what it is called.
    listed = {plain(phrasing.text): entry.id for entry in content().entries for phrasing in entry.phrasings[1:]}
    like = process.cdist(list(listed), long, scorer=fuzz.ratio, score_cutoff=90)

    assert [
        (listed[own], own, long[at]) for own, row in zip(listed, like, strict=True) for at in row.nonzero()[0]
    ] == []


def test_older_rates_and_promises_that_nobody_published_are_not_told() -> None:
    assert {"80%", "70%", "50%"} == set(re.findall(r"\d+%", answer("fund-rate")))
    assert answer("call-open").startswith("No, there is no open call, and no more are planned")
    assert answer("hd-time").startswith("No answer time is published")
    assert "not published here" in answer("ev-vil-practical")
    assert "not published here" in answer("ev-vil-follow")
    assert content().profile.reply_days is None


def test_what_refers_to_each_other_stands_beside_each_other_and_with_a_guide_its_sections() -> None:
    beside = content().beside()

    assert beside["being-a-peer#join"] >= {"being-a-peer", "being-a-peer#experience", "pr-peer", "acc-join"}
    assert "being-a-peer#join" in beside["pr-peer"]
    assert not [id_ for id_, near in beside.items() if id_ in near]
    assert not [(id_, other) for id_, near in beside.items() for other in near if id_ not in beside[other]]


@pytest.mark.timeout(900)  # on a busy machine; what was learned is kept for the next time
def test_its_questions_are_answered_as_well_as_when_it_was_last_measured() -> None:
    # These are no goals (those stand in docs/matching.md, and not all are reached): below them something has broken.
    library = Library.prepared(content(), LEARNED)

    quality = measured(asked(library, read_queries(QUESTIONS, "en")), 0, None)

    assert quality.top1 is not None
    assert quality.top1 >= 0.83
    assert quality.recall3 is not None
    assert quality.recall3 >= 0.94
    assert quality.answered is not None
    assert quality.answered >= 0.64
    assert quality.answered_right is not None
    assert quality.answered_right >= 0.94
    assert quality.oos_answered is not None
    assert quality.oos_answered <= 0.1


def test_no_name_of_this_platform_stands_in_the_code() -> None:
    root = Path(knowledge.__file__).parent.parent
    files = [file for package in CODE for file in (root / package).rglob("*.py")]
    named = re.compile("interreg|policy learning platform|vilnius", re.IGNORECASE)

    assert len(files) > 20
    assert [str(file) for file in files if named.search(file.read_text("utf-8"))] == []
