"""Words keep their formatting through all that is done with them, and fit where they are shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.saying import Button
from core.text import Mark, Text, bold, clean, fill, italic, join, length, link, text

LONG = st.text(alphabet=st.sampled_from("ab .\n€😀"), max_size=120)


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\0b", "ab"), ("half \ud83d", "half "), ("\udc00whole 😀", "whole 😀"), ("é", "é"), ("", "")]
)
def test_what_no_database_stores_is_taken_out_and_nothing_else(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_length_is_counted_as_telegram_does() -> None:
    assert (length("a€"), length("😀"), len(Text("😀")), length("\ud83d")) == (2, 2, 2, 1)


def test_formatting_moves_along_when_texts_are_put_together() -> None:
    whole = text("See ") + link("the page", "https://example.org") + ", " + bold("now")

    assert whole.plain == "See the page, now"
    assert whole.marks == (Mark("text_link", 4, 12, "https://example.org"), Mark("bold", 14, 17))


def test_a_text_can_be_bold_and_italic_and_nothing_has_no_formatting() -> None:
    assert italic(bold("a")).marks == (Mark("italic", 0, 1), Mark("bold", 0, 1))
    assert bold("") == Text()


def test_a_part_keeps_what_of_the_formatting_lies_inside() -> None:
    whole = text("ab") + bold("cdef") + "gh"

    assert whole.slice(3, 7) == Text("defg", (Mark("bold", 0, 3),))
    assert whole.slice(0, 2) == Text("ab")


def test_places_are_filled_with_what_people_typed_unread() -> None:
    filled = fill("{who} asks: {what} ({number})", who=bold("Maria"), what="{number} <b>&", number=7)

    assert filled == Text("Maria asks: {number} <b>& (7)", (Mark("bold", 0, 5),))


def test_texts_are_joined() -> None:
    assert join(", ", ["a", bold("b"), "c"]) == Text("a, b, c", (Mark("bold", 3, 4),))
    assert join(", ", []) == Text()


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert text("abcdef").cut(4) == Text("abc…")
    assert text("😀😀😀").cut(4) == Text("😀…")
    assert text("abcd").cut(4) == Text("abcd")


@pytest.mark.parametrize(
    ("plain", "parts"),
    [
        ("one two", ["one two"]),
        ("first part\n\nnext", ["first part", "next"]),
        ("first line\nnext one", ["first line", "next one"]),
        ("A sentence. Another", ["A sentence.", "Another"]),
        ("some few words here", ["some few", "words here"]),
        ("abcdefghijklmnop", ["abcdefghijkl", "mnop"]),
        ("\n" * 20 + "words", ["words"]),
        ("😀" * 7, ["😀" * 6, "😀"]),
    ],
)
def test_a_text_is_split_where_a_reader_would(plain: str, parts: list[str]) -> None:
    assert [part.plain for part in text(plain).parts(12)] == parts


@settings(max_examples=100, deadline=None)
@given(LONG)
def test_parts_fit_are_not_empty_and_lose_no_word(plain: str) -> None:
    parts = text(plain).parts(10)

    assert all(len(part) <= 10 for part in parts)
    assert all(part.plain for part in parts) or len(parts) == 1
    assert "".join("".join(part.plain.split()) for part in parts) == "".join(plain.split())


@pytest.mark.parametrize(
    "wrong", [{}, {"data": "a", "url": "https://example.org"}, {"data": ""}, {"data": "é" * 33}], ids=str
)
def test_a_button_sends_something_that_fits_or_opens_an_address(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="button"):
        Button("Press", **wrong)


def test_a_button_that_fits_is_taken() -> None:
    assert Button("Press", data="é" * 32).data == "é" * 32
    assert Button("Open", url="https://example.org").data is None
