"""What an entry, a choice and a miss look like to who reads them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.language import Language
from core.problems import Place
from core.saying import Button
from core.text import Text
from knowledge import texts
from knowledge.entries import Content, Entry, Field, Guide, Phrasing, Section, Source, Translation
from knowledge.library import Library
from knowledge.models import Question
from knowledge.profile import Profile
from people.reader import Reader

ENGLISH = Language("en")
READER = Reader(ENGLISH, ("en",))
CHECKED = date(2026, 3, 2)
HERE = Place(Path("entry.md"))
FORUM = Source("https://www.example.org/forum?year=2026", "Page of the forum")
BARE = Source("https://www.example.org/help/a/b")


def entry(
    *sources: Source, answer: str = "It is **free**.", id_: str = "cost", proofread: date | None = date(2026, 4, 1)
) -> Entry:
    return Entry(
        id=id_,
        question="What does it cost?",
        answer=answer,
        topic="all",
        phrasings=(Phrasing("What does it cost?", "en", HERE),),
        sources=sources or (FORUM,),
        checked=CHECKED,
        review_by=date(2027, 3, 2),
        place=HERE,
        translations={"fi": Translation("fi", "Mitä se maksaa?", "Se on ilmaista.", date(2026, 3, 3), proofread)},
        fields=(Field("fee", "The fee", "**ten** euros", HERE), Field("rise", "The rise", None, HERE)),
    )


def guide() -> Guide:
    section = Section("venue", "The venue", "It is not *published*.", (Phrasing("venue", "en", HERE),), CHECKED, HERE)
    return Guide(
        id="forum",
        question="Forum guide",
        answer="All about it.",
        topic="all",
        phrasings=(Phrasing("Forum guide", "en", HERE),),
        sources=(FORUM,),
        checked=CHECKED,
        review_by=date(2027, 3, 2),
        place=HERE,
        sections=(section,),
    )


def library(*entries: Entry, language: str = "en") -> Library:
    return Library(Content(Profile(language=language), entries or (entry(),), (guide(),), ()))


def marks(words: Text | None) -> list[tuple[str, str, str | int | None]]:
    assert words is not None
    return [(mark.kind, words.plain[mark.start : mark.end], mark.value) for mark in words.marks]


def plain(words: Text | None) -> str:
    assert words is not None
    return words.plain


def test_a_card_is_the_title_the_answer_and_the_source_with_the_day_it_was_checked() -> None:
    card = texts.card(library(), "cost", READER)

    assert plain(card) == ("What does it cost?\n\nIt is free.\n\nSource: Page of the forum, checked on 2 March 2026")
    assert marks(card) == [
        ("bold", "What does it cost?", None),
        ("bold", "free", None),
        ("text_link", "Page of the forum", FORUM.address),
    ]


def test_a_source_without_a_name_is_shown_by_its_host() -> None:
    card = texts.card(library(entry(FORUM, BARE)), "cost", READER)

    assert plain(card).endswith("Sources: Page of the forum, example.org, checked on 2 March 2026")
    assert ("text_link", "example.org", BARE.address) in marks(card)


def test_the_answer_comes_in_the_language_of_the_reader_where_there_is_one() -> None:
    card = texts.card(library(), "cost", Reader(Language("fi"), ("fi", "en")))

    assert plain(card).startswith("Mitä se maksaa?\n\nSe on ilmaista.\n\n")
    assert "3. maaliskuuta 2026" in plain(card)


def test_who_is_spoken_to_in_another_language_is_told_which_one_the_answer_is_in() -> None:
    card = texts.card(library(), "cost", Reader(ENGLISH, ("fi", "en")))

    assert plain(card).startswith("Mitä se maksaa?\n\nThis answer exists in Finnish only.\n\nSe on")


@pytest.mark.parametrize("make", [texts.card, texts.short_card])
def test_a_translation_that_no_native_speaker_has_read_says_so(
    make: Callable[[Library, str, Reader], Text | None],
) -> None:
    card = make(library(entry(proofread=None)), "cost", Reader(Language("fi"), ("fi",)))

    unread = "This translation has not been read by a native speaker yet."
    assert plain(card).startswith(f"Mitä se maksaa?\n\n{unread}\n\nSe on ilmaista.")
    assert unread not in plain(make(library(entry(proofread=None)), "cost", READER))
    assert unread not in plain(make(library(entry()), "cost", Reader(Language("fi"), ("fi",))))


def test_a_field_is_shown_as_its_value_or_as_not_published() -> None:
    card = texts.card(library(entry(answer="The fee: {{fee}}. The rise: {{ rise }}.")), "cost", READER)

    assert "\n\nThe fee: ten euros. The rise: not published here.\n\n" in plain(card)
    assert ("bold", "ten", None) in marks(card)


def test_a_language_without_a_name_is_called_by_its_code() -> None:
    card = texts.card(library(language="qqq"), "cost", READER)

    assert "This answer exists in qqq only." in plain(card)


def test_a_section_is_shown_with_the_sources_of_its_guide() -> None:
    card = texts.card(library(), "forum#venue", READER)

    assert plain(card) == ("The venue\n\nIt is not published.\n\nSource: Page of the forum, checked on 2 March 2026")


def test_a_guide_is_introduced() -> None:
    assert plain(texts.card(library(), "forum", READER)).startswith("Forum guide\n\nAll about it.\n\n")


def test_what_is_not_there_has_no_card() -> None:
    assert texts.card(library(), "gone", READER) is None
    assert texts.card(library(), "gone#venue", READER) is None


def test_in_a_group_a_long_answer_is_cut() -> None:
    long = library(entry(answer="word " * 1000))
    card = texts.short_card(long, "cost", READER)

    assert "word…\n\nSource:" in plain(card).replace("word …", "word…")
    assert len(plain(card)) < 800
    assert "Source: Page of the forum" in plain(card)


def test_of_several_answers_the_titles_are_numbered_and_each_has_a_short_button() -> None:
    titles = ["What does it {cost}?", "Who may *come*?"]
    question = Question(id=100, offered=["cost", "who"])

    assert texts.which_is_closest(titles, ENGLISH).plain == (
        "Several answers come close. Which of these is closest to your question?\n\n"
        "1. What does it {cost}?\n2. Who may *come*?\n\nPress its number or type it."
    )
    assert texts.choices(question, ENGLISH) == (
        (Button("1", "pick:2s:1"), Button("2", "pick:2s:2")),
        (Button("None of these", "pick:2s:0"),),
    )


def test_in_a_group_a_choice_is_made_by_a_reply() -> None:
    said = texts.which_is_closest_in_group(["What does it cost?"], ENGLISH).plain

    assert said.endswith("1. What does it cost?\n\nReply to this message with its number.")


@pytest.mark.parametrize(
    ("contact", "last"),
    [("", "No way to reach a human is published here."), ("a@b.eu", "To reach a human: a@b.eu")],
)
def test_where_nothing_fits_it_is_said_plainly_with_the_way_to_a_human(contact: str, last: str) -> None:
    said = texts.nothing_fits(ENGLISH, contact).plain.split("\n")

    assert said[0] == "None of the checked answers fits your question."
    assert said[-1] == last


def test_every_entry_of_the_content_has_a_card_that_fits_one_message() -> None:
    content = Library.read(Path(texts.__file__).parent / "content")
    cards = [texts.card(content, each.id, READER) for each in content.entries()]

    assert cards
    assert max(len(card) for card in cards if card) <= 4096
    assert None not in cards
