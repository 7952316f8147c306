"""The knowledge that comes with the helpdesk: true to its sources, plainly written, and well found."""

import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import fuzz

import knowledge
from knowledge.checks import checked
from knowledge.entries import Content, Entry
from knowledge.library import Library
from knowledge.measuring import measured
from knowledge.question_sets import read_queries
from knowledge.reading import read_content
from knowledge.words import words

CONTENT = Path(knowledge.__file__).parent / "content"
QUESTIONS = Path(__file__).parent / "data" / "questions.json"
WRITTEN = date(2026, 11, 23)
CODE = ("bot", "core", "delivery", "events", "handlers", "knowledge", "locales", "migrations", "people", "tickets")


@cache
def content() -> Content:
    return read_content(CONTENT)


def answer(id_: str) -> str:
    return next(entry.answer for entry in content().entries if entry.id == id_)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?]) +", text)


def plain(text: str) -> str:
    return " ".join(words(text))


def test_the_content_has_no_problem_and_no_warning() -> None:
    assert [str(problem) for problem in checked(content(), WRITTEN)] == []


def test_there_are_twenty_entries_on_the_topics_that_are_asked_about_most() -> None:
    assert len(content().entries) == 20
    assert {entry.topic for entry in content().entries} == {
        "account",
        "calls",
        "events",
        "events-vilnius",
        "funding",
        "good-practices",
        "helpdesk",
        "matchmaking",
        "peer-review",
        "platform",
    }


@pytest.mark.parametrize("entry", content().entries, ids=lambda entry: entry.id)
def test_an_answer_is_two_to_five_short_sentences(entry: Entry) -> None:
    said = sentences(entry.answer)

    assert 2 <= len(said) <= 5
    assert max(len(sentence.split()) for sentence in said) <= 30
    assert sum(len(sentence.split()) for sentence in said) / len(said) <= 20


@pytest.mark.parametrize("entry", content().entries, ids=lambda entry: entry.id)
def test_no_phrasing_is_one_of_the_questions_that_measure_it(entry: Entry) -> None:
    asked = [plain(each["text"]) for each in json.loads(QUESTIONS.read_text("utf-8"))]
    long = [text for text in asked if len(text.split()) >= 4]

    # The first phrasing is the entry's own question, which says what it is called.
    listed = [plain(phrasing.text) for phrasing in entry.phrasings[1:]]

    assert [(own, text) for own in listed for text in long if fuzz.ratio(own, text) >= 90] == []


def test_older_rates_and_promises_that_nobody_published_are_not_told() -> None:
    assert {"80%", "70%", "50%"} == set(re.findall(r"\d+%", answer("fund-rate")))
    assert answer("call-open").startswith("No, there is no open call, and no more are planned in the period 2021-2027.")
    assert answer("hd-time").startswith("No answer time is published")
    assert "not published here" in answer("ev-vil-practical")
    assert "not published here" in answer("ev-vil-follow")
    assert content().profile.reply_days is None


def test_nearly_all_questions_are_answered_right_or_left_to_people() -> None:
    quality = measured(Library(content()), read_queries(QUESTIONS, "en"), 0, None)

    assert quality.top1 is not None
    assert quality.top1 >= 0.75
    assert quality.answered is not None
    assert quality.answered >= 0.25
    assert quality.answered_right is not None
    assert quality.answered_right >= 0.97
    assert quality.oos_answered is not None
    assert quality.oos_answered <= 0.08


def test_no_name_of_this_platform_stands_in_the_code() -> None:
    root = Path(knowledge.__file__).parent.parent
    files = [file for package in CODE for file in (root / package).rglob("*.py")]
    named = re.compile("interreg|policy learning platform|vilnius", re.IGNORECASE)

    assert len(files) > 20
    assert [str(file) for file in files if named.search(file.read_text("utf-8"))] == []
