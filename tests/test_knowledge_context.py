"""A short question after an answer is understood with it, and never against what it says itself."""

from datetime import date
from pathlib import Path

import pytest

from core.problems import Place
from knowledge.entries import Content, Entry, Phrasing
from knowledge.library import Library
from knowledge.matching.context import Context
from knowledge.matching.gates import Decision
from knowledge.profile import Profile, Topic

HERE = Place(Path("made-up.md"))


def entry(id_: str, topic: str, *asked: str, related: tuple[str, ...] = ()) -> Entry:
    phrasings = tuple(Phrasing(text, "en", HERE) for text in asked)
    return Entry(id_, asked[0], "", topic, phrasings, (), date.min, date.max, HERE, related)


SHOP = Library(
    Content(
        Profile(
            topics=(Topic("boats", "Hiring a boat"), Topic("bikes", "Hiring a bicycle"), Topic("shop", "The shop"))
        ),
        (
            entry("boat-how", "boats", "How do I hire a boat?", "reserve a boat", "get a boat"),
            entry("boat-price", "boats", "What does hiring a boat cost?", "price of a boat", "Who pays for the boat?"),
            entry("boat-time", "boats", "How long may I keep a boat?", "hire a boat for a whole day"),
            entry("bike-how", "bikes", "How do I hire a bicycle?", "reserve a bicycle", "get a bicycle"),
            entry("bike-price", "bikes", "What does hiring a bicycle cost?", "price of a bicycle", "pay for a bicycle"),
            entry("bike-time", "bikes", "How long may I keep a bicycle?", "hire a bicycle for a whole day"),
            entry("open", "shop", "When is the shop open?", "opening hours", related=("boat-time",)),
        ),
        (),
        (),
    )
)


@pytest.mark.parametrize(
    ("after", "question", "expected"),
    [
        ("boat-how", "what does it cost?", "boat-price"),
        ("bike-how", "what does it cost?", "bike-price"),
        ("boat-price", "for how long?", "boat-time"),
        ("bike-price", "how long may I keep it", "bike-time"),
        ("open", "how long may I keep it", "boat-time"),
    ],
)
def test_a_follow_up_means_what_was_just_answered(after: str, question: str, expected: str) -> None:
    alone, followed = SHOP.find(question), SHOP.find(question, after=after)

    assert not alone.answered
    assert followed.decision is not Decision.UNKNOWN
    assert followed.matches[0].id == expected


@pytest.mark.parametrize("after", [None, "boat-how", "bike-price", "open", "no such answer"])
@pytest.mark.parametrize(
    "question", ["What does hiring a bicycle cost?", "opening hours of the shop", "reserve a boat"]
)
def test_the_wrong_context_never_beats_a_clear_match_without_it(question: str, after: str | None) -> None:
    alone = SHOP.find(question)

    assert alone.answered
    assert SHOP.find(question, after=after) == alone


@pytest.mark.parametrize("question", ["what is the weather?", "thanks", "who won the match?", "👍", "", "a" * 4096])
def test_the_context_alone_answers_nothing(question: str) -> None:
    assert SHOP.find(question, after="boat-how").decision is Decision.UNKNOWN


def test_a_long_question_says_itself_what_it_is_about() -> None:
    question = "and what would all of that cost my old aunt who lives by the sea"

    assert SHOP.find(question, after="boat-how") == SHOP.find(question)


def test_the_neighbours_are_what_shares_the_topic_and_what_is_referred_to() -> None:
    context = Context.of(SHOP.content, "open")

    assert context == Context(frozenset({"open", "boat-time"}), "The shop")
    assert Context.of(SHOP.content, "no such answer") is None
