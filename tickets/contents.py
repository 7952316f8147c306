"""What messages hold: which kinds can be passed on and how, and words with their marks."""

from collections.abc import Iterable
from typing import Any

from core.text import Mark, Text
from delivery.calls import VALUES

Entity = dict[str, Any]

FILES = frozenset({"photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker"})
"""Kinds that Telegram sends again by their file's id."""
IN_ALBUMS = frozenset({"photo", "video", "audio", "document"})
_KEPT = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", *VALUES}
)
"""Marks that are passed on; the others Telegram finds by itself, or they lead to somebody's account."""


def worded(plain: str, entities: Iterable[Entity]) -> Text:
    """Return words with those of their marks that are passed on; what cannot be a mark is left out."""
    units = plain.encode("utf-16-le", "surrogatepass")
    marks = (_mark(units, each) for each in entities if each.get("type") in _KEPT)
    return Text(plain, tuple(mark for mark in marks if mark is not None and 0 <= mark.start < mark.end <= len(plain)))


def _mark(units: bytes, entity: Entity) -> Mark | None:
    kind, value = str(entity["type"]), entity.get(VALUES.get(str(entity["type"]), ""))
    if kind in VALUES and value is None and kind != "pre":
        return None
    start, end = (_place(units, entity["offset"]), _place(units, entity["offset"] + entity["length"]))
    return Mark(kind, start, end, value)


def _place(units: bytes, offset: int) -> int:
    """Return how many characters stand before this UTF-16 unit."""
    return len(units[: 2 * max(offset, 0)].decode("utf-16-le", "ignore"))
