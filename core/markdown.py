"""Markdown, as editors write it, becomes a text that can be sent."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.text import Text, bold, clean, italic, join, link

MOST_BRACKETS = 200
"""Opening brackets in one text up to which links are looked for: with each the search for all of them takes longer."""

_OPENED = re.compile("https?://[^/]", re.IGNORECASE)  # what Telegram opens from a message


@lru_cache(maxsize=1024)
def from_markdown(markdown: str) -> Text:
    """Return CommonMark with tables and strikethrough as a text; HTML is shown as it is.

    Headings are bold lines, lists have bullets or numbers, a row of a table is an item with its first cell in bold, and
    a picture is a link to it. Of more than `MOST_BRACKETS` none begins a link.
    """
    written = clean(markdown)
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    if written.count("[") > MOST_BRACKETS:
        parser.disable(["link", "image", "reference"])
    return _blocks(SyntaxTreeNode(parser.parse(written)).children)


def _blocks(nodes: Sequence[SyntaxTreeNode], between: str = "\n\n") -> Text:
    return join(between, [block for node in nodes if (block := _block(node))])


def _block(node: SyntaxTreeNode) -> Text:
    make = _BLOCKS.get(node.type)
    return make(node) if make else Text()


def _paragraph(node: SyntaxTreeNode) -> Text:
    return _inline(node.children[0].children)


def _quote(node: SyntaxTreeNode) -> Text:
    # Telegram has no quote within a quote.
    quoted = _blocks(node.children)
    return Text(quoted.plain, tuple(mark for mark in quoted.marks if mark.kind != "blockquote")).marked("blockquote")


def _table(node: SyntaxTreeNode) -> Text:
    head, *body = [[_inline(cell.children[0].children) for cell in row.children] for row in _rows(node)]
    return join("\n", [_row(head, cells) for cells in body] or [join(" – ", head)])


def _rows(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for part in node.children:  # its head, and its body if it has one
        yield from part.children


def _row(head: Sequence[Text], cells: Sequence[Text]) -> Text:
    """Return one row as lines that a phone can show: of two columns one line, of more a line for each."""
    first, *further = cells
    named = Text("• ") + bold(first)
    if len(further) == 1:
        return named + ": " + further[0]
    said = [Text("   ") + name + ": " + cell for name, cell in zip(head[1:], further, strict=True) if cell.plain]
    return join("\n", [named, *said])


def _verbatim(node: SyntaxTreeNode) -> Text:
    return Text(node.content.rstrip("\n")).marked("pre")


def _list(node: SyntaxTreeNode) -> Text:
    items = (_item(bullet, item) for bullet, item in zip(_bullets(node), node.children, strict=False))
    return join("\n", items)


def _bullets(node: SyntaxTreeNode) -> Iterator[str]:
    number = int(node.attrs.get("start", 1))
    while True:
        yield f"{number}. " if node.type == "ordered_list" else "• "
        number += 1


def _item(bullet: str, node: SyntaxTreeNode) -> Text:
    first, *further = _lines(_blocks(node.children, between="\n"))
    return join("\n", [Text(bullet) + first, *(Text("   ") + line for line in further)])


def _lines(words: Text) -> Iterator[Text]:
    start = 0
    for line in words.plain.split("\n"):
        yield words.slice(start, start + len(line))
        start += len(line) + 1


def _inline(nodes: Sequence[SyntaxTreeNode]) -> Text:
    return join("", map(_piece, nodes))


def _piece(node: SyntaxTreeNode) -> Text:
    make = _PIECES.get(node.type)
    return make(node) if make else Text(node.content)


def _link(node: SyntaxTreeNode) -> Text:
    words, address = _inline(node.children), str(node.attrs["href"])
    if _OPENED.match(address):
        return link(words, address)
    bare = address.removeprefix("mailto:")
    return words if not bare or words.plain == bare else words + f" ({bare})"


def _picture(node: SyntaxTreeNode) -> Text:
    address = str(node.attrs["src"])
    words = node.content or urlsplit(address).path.rpartition("/")[2] or address
    return link(words, address) if _OPENED.match(address) else Text(words)


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], Text]] = {
    "paragraph": _paragraph,
    "heading": lambda node: bold(_paragraph(node)),
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _verbatim,
    "code_block": _verbatim,
    "table": _table,
}

_PIECES: dict[str, Callable[[SyntaxTreeNode], Text]] = {
    "softbreak": lambda _: Text(" "),
    "hardbreak": lambda _: Text("\n"),
    "strong": lambda node: bold(_inline(node.children)),
    "em": lambda node: italic(_inline(node.children)),
    "code_inline": lambda node: Text(node.content).marked("code"),
    "s": lambda node: _inline(node.children).marked("strikethrough"),
    "link": _link,
    "image": _picture,
}
