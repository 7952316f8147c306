"""The links in a Markdown text."""

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.language import Sentence
from core.links import fault_in

_BARE = re.compile(r"https?://[^\s<>]+")


def faults_in_links(markdown: str) -> Iterator[tuple[int, str, Sentence]]:
    """Return each address that cannot be opened: the line of its paragraph from 0, the address, what is wrong."""
    for block in _parser().parse(markdown):
        for address in _addresses(block.children or ()):
            fault = fault_in(address)
            if fault:
                yield (block.map[0] if block.map else 0), address, fault


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _addresses(pieces: Iterator[Token] | list[Token] | tuple[Token, ...]) -> Iterator[str]:
    for piece in pieces:
        if piece.type == "link_open":
            address = str(piece.attrs["href"])
            if not address.startswith("mailto:"):
                yield address
        elif piece.type == "text":
            # What ends a sentence is no part of an address that stands in it; programs that show it see it so, too.
            yield from (found.rstrip(".,;:!?") for found in _BARE.findall(piece.content))
