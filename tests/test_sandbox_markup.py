"""What Telegram makes of marked-up text, and what it finds in plain text."""

from typing import Any

import pytest

from sandbox import entities, html_mode, markdown_mode
from sandbox.errors import ApiError


def pieces(text: str, found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(entity["type"], entities.piece(text, entity)) for entity in found]


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("<b>a</b> <i>b</i>", "a b", [("bold", "a"), ("italic", "b")]),
        ("<b>a <i>🙂b</i></b>c", "a 🙂bc", [("italic", "🙂b"), ("bold", "a 🙂b")]),
        ("a &lt; b &amp; c &#39; &quot;", "a < b & c ' \"", []),
        ("&nbsp; &copy;", "&nbsp; &copy;", []),
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "x", [("text_link", "x")]),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", "x"), ("spoiler", "y")]),
        ("<blockquote>a\nb</blockquote>", "a\nb", [("blockquote", "a\nb")]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", "a")]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", "x")]),
        ("<u>a</u><s>b</s><code>c</code>", "abc", [("underline", "a"), ("strikethrough", "b"), ("code", "c")]),
        ("<b></b>x", "x", []),
        ('<tg-time unix="1800000000" format="Dt">soon</tg-time>', "soon", [("date_time", "soon")]),
    ],
)
def test_html_is_read_as_telegram_reads_it(source: str, text: str, found: list[tuple[str, str]]) -> None:
    plain, entities_found = html_mode.parsed(source)

    assert plain == text
    assert pieces(plain, entities_found) == found


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("é<b>a</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("1 <2> 3", 'Unsupported start tag "2" at byte offset 2'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_is_wrong_is_refused_with_its_place(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        html_mode.parsed(source)

    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("*a* _b_ __c__", "a b c", [("bold", "a"), ("italic", "b"), ("underline", "c")]),
        ("~d~ ||e||", "d e", [("strikethrough", "d"), ("spoiler", "e")]),
        (r"1\.5 \- a\_b", "1.5 - a_b", []),
        ("`x.y` ```python\nz-1\n```", "x.y z-1\n", [("code", "x.y"), ("pre", "z-1\n")]),
        (r"[a *b*](https://example.org/a\)b)", "a b", [("bold", "b"), ("text_link", "a b")]),
        (">one\n>two\nthree", "one\ntwo\nthree", [("blockquote", "one\ntwo")]),
        ("*🙂*x", "🙂x", [("bold", "🙂")]),
    ],
)  # fmt: skip
def test_markdown_is_read_as_telegram_reads_it(source: str, text: str, found: list[tuple[str, str]]) -> None:
    plain, entities_found = markdown_mode.parsed(source)

    assert plain == text
    assert pieces(plain, entities_found) == found


@pytest.mark.parametrize("character", list("#+-={}.!()|>"))
def test_a_reserved_character_must_be_escaped_in_markdown(character: str) -> None:
    with pytest.raises(ApiError, match="is reserved and must be escaped") as refusal:
        markdown_mode.parsed(f"a{character}b")

    assert f"Character '{character}'" in refusal.value.description
    assert markdown_mode.parsed(f"a\\{character}b")[0] == f"a{character}b"


@pytest.mark.parametrize("source", ["*a", "_a", "`a", "```a", "[a", "||a", "a_b"])
def test_markdown_that_does_not_end_is_refused(source: str) -> None:
    with pytest.raises(ApiError, match="Can't find end of"):
        markdown_mode.parsed(source)


def test_the_older_markdown_knows_four_marks() -> None:
    text, found = markdown_mode.parsed_old("*a* _b_ `c` [d](example.org) e.f-g")

    assert text == "a b c d e.f-g"
    assert pieces(text, found) == [("bold", "a"), ("italic", "b"), ("code", "c"), ("text_link", "d")]
    with pytest.raises(ApiError, match="Can't find end of the entity starting at byte offset 4"):
        markdown_mode.parsed_old("a b _c")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("/ask@helpdesk_bot why?", [("bot_command", "/ask@helpdesk_bot")]),
        ("🙂 /ask", [("bot_command", "/ask")]),
        ("and/or 1/2 http://a.eu/b", [("url", "http://a.eu/b")]),
        ("@maria_lisboa and a@b.eu", [("mention", "@maria_lisboa"), ("email", "a@b.eu")]),
        ("see https://example.org/a?b=1.", [("url", "https://example.org/a?b=1")]),
        ("see example.org, or #funds but not #1", [("url", "example.org"), ("hashtag", "#funds")]),
        ("nothing here. At all", []),
        ("@me is too short", []),
    ],
)
def test_commands_mentions_and_links_are_found_in_what_people_type(text: str, found: list[tuple[str, str]]) -> None:
    assert pieces(text, entities.found(text)) == found


def test_nothing_is_found_inside_code_or_links() -> None:
    text, given = html_mode.parsed('<code>/ask</code> <a href="https://example.org">@maria_lisboa</a>')

    assert pieces(text, entities.found(text, given)) == [("code", "/ask"), ("text_link", "@maria_lisboa")]


def test_blanks_at_the_ends_go_and_entities_move_with_the_text() -> None:
    text, found = entities.trimmed("  🙂 bold  ", [{"type": "bold", "offset": 5, "length": 6}])

    assert (text, pieces(text, found)) == ("🙂 bold", [("bold", "bold")])


def test_a_message_has_at_most_a_hundred_entities() -> None:
    assert len(entities.found("/a " * 150)) == 100
