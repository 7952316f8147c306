"""What editors write in Markdown arrives as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markdown import from_markdown
from core.text import Text


def marked(words: Text) -> list[tuple[str, str, str | int | None]]:
    return [(mark.kind, words.plain[mark.start : mark.end], mark.value) for mark in words.marks]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One line\nand its end.", "One line and its end."),
        ("Broken  \nhere.", "Broken\nhere."),
        ("- one\n- two", "• one\n• two"),
        ("- one\n\n- two", "• one\n• two"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- one\n  - inner\n- two", "• one\n   • inner\n• two"),
        ("Before:\n- one", "Before:\n\n• one"),
        ("-", "• "),
        ("One.\n\n---\n\nTwo.", "One.\n\nTwo."),
        ("5 < 6 & <b>7</b> &amp; 8", "5 < 6 & <b>7</b> & 8"),
        ("<p>not a page</p>", "<p>not a page</p>"),
        (r"2 \* 3 \_ 4", "2 * 3 _ 4"),
        ("![a map](https://e.eu/map.png)", "a map"),
        ("![](https://e.eu/map.png)", "map.png"),
        ("![a map](map.png)", "a map"),
        ("a ~~b~~ c ~ d", "a b c ~ d"),
        ("> one\n>\n> > two", "one\n\ntwo"),
        ("|Day|Price|\n|---|---|\n|Monday|*free*|\n|Friday|5 \\| 6|", "• Monday: free\n• Friday: 5 | 6"),
        (
            "|Day|Price|Hours|\n|---|:-:|--:|\n|Monday|free|9 to 5|\n|Friday||all day|",
            "• Monday\n   Price: free\n   Hours: 9 to 5\n• Friday\n   Hours: all day",
        ),
        ("|Day|Price|\n|---|---|", "Day – Price"),
        ("|Day|\n|---|\n|Monday|\n|Friday|", "• Monday\n• Friday"),
        ("|Day|Price|\n|---|---|\n|Monday|\n|Friday|5|6|", "• Monday: \n• Friday: 5"),
        ("a | b", "a | b"),
        ("one\x00two\ud800", "onetwo"),
        ("", ""),
    ],
)
def test_the_words_stand_where_they_stood(markdown: str, plain: str) -> None:
    assert from_markdown(markdown).plain == plain


@pytest.mark.parametrize(
    ("markdown", "marks"),
    [
        ("a **b** c", [("bold", "b", None)]),
        ("a *b* c", [("italic", "b", None)]),
        ("**a *b***", [("bold", "a b", None), ("italic", "b", None)]),
        ("a `*b*` c", [("code", "*b*", None)]),
        ("## A title", [("bold", "A title", None)]),
        ("> said", [("blockquote", "said", None)]),
        ("```\na *b*\nc\n```", [("pre", "a *b*\nc", None)]),
        ("see [the page](https://e.eu/a?b=c&d) now", [("text_link", "the page", "https://e.eu/a?b=c&d")]),
        ("![a map](https://e.eu/map.png)", [("text_link", "a map", "https://e.eu/map.png")]),
        ("a ~~b **c**~~", [("strikethrough", "b c", None), ("bold", "c", None)]),
        ("> one\n>\n> > **two**", [("blockquote", "one\n\ntwo", None), ("bold", "two", None)]),
        ("|a|b|\n|-|-|\n|c|[d](https://e.eu)|", [("bold", "c", None), ("text_link", "d", "https://e.eu")]),
        ("<https://e.eu>", [("text_link", "https://e.eu", "https://e.eu")]),
        ("- a **b**\n- **c**", [("bold", "b", None), ("bold", "c", None)]),
    ],
)
def test_a_formatting_lies_over_the_same_words(markdown: str, marks: list[tuple[str, str, str | int | None]]) -> None:
    assert marked(from_markdown(markdown)) == marks


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("[write](mailto:a@e.eu)", "write (a@e.eu)"),
        ("<a@e.eu>", "a@e.eu"),
        ("[call](tel:+3221234)", "call (tel:+3221234)"),
        ("[here](../other.md)", "here (../other.md)"),
        ("[nowhere]()", "nowhere"),
        ("[odd](http://)", "odd (http://)"),
    ],
)
def test_an_address_that_telegram_does_not_open_is_shown_beside_its_words(markdown: str, plain: str) -> None:
    words = from_markdown(markdown)

    assert (words.plain, words.marks) == (plain, ())


def test_a_mark_in_a_second_line_of_an_item_moves_with_its_words() -> None:
    words = from_markdown("- one  \n  **two**\n  - `three`")

    assert words.plain == "• one\n   two\n   • three"
    assert marked(words) == [("bold", "two", None), ("code", "three", None)]


@given(st.text(alphabet="ab *_`[]()<>#-1.\n\t&!\\>~|:\"'", max_size=200))
def test_nothing_that_can_be_typed_breaks_it(markdown: str) -> None:
    words = from_markdown(markdown)

    assert all(0 <= mark.start < mark.end <= len(words.plain) for mark in words.marks)
