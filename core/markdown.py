"""Markdown, as editors write it, becomes a text that can be sent."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.text import Text, bold, clean, italic, join, link

_OPENED = re.compile("https?://[^/]", re.IGNORECASE)  # what Telegram opens from a message


@lru_cache(maxsize=1024)
def from_markdown(markdown: str) -> Text:
    """Return CommonMark as a text: headings as bold lines, lists with bullets or numbers; HTML is shown as it is."""
    parser = MarkdownIt("commonmark", {"html": False})
    return _blocks(SyntaxTreeNode(parser.parse(clean(markdown))).children)


def _blocks(nodes: Sequence[SyntaxTreeNode], between: str = "\n\n") -> Text:
    return join(between, [block for node in nodes if (block := _block(node))])


def _block(node: SyntaxTreeNode) -> Text:
    make = _BLOCKS.get(node.type)
    return make(node) if make else Text()


def _paragraph(node: SyntaxTreeNode) -> Text:
    return _inline(node.children[0].children)


def _quote(node: SyntaxTreeNode) -> Text:
    return _blocks(node.children).marked("blockquote")


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


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], Text]] = {
    "paragraph": _paragraph,
    "heading": lambda node: bold(_paragraph(node)),
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _verbatim,
    "code_block": _verbatim,
}

_PIECES: dict[str, Callable[[SyntaxTreeNode], Text]] = {
    "softbreak": lambda _: Text(" "),
    "hardbreak": lambda _: Text("\n"),
    "strong": lambda node: bold(_inline(node.children)),
    "em": lambda node: italic(_inline(node.children)),
    "code_inline": lambda node: Text(node.content).marked("code"),
    "link": _link,
}
