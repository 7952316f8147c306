"""What a message holds, as far as it is kept: words with their marks, and the file that Telegram knows by its id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.text import Mark, Text, clean, length
from delivery.calls import VALUES

Entity = dict[str, Any]

FILES = frozenset({"photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker"})
"""Kinds that Telegram sends again by their file's id."""
IN_ALBUMS = frozenset({"photo", "video", "audio", "document"})
NEVER_COPIED = frozenset({"invoice", "giveaway", "giveaway_winners", "paid_media", "story"})
"""What no bot can pass on; see "copyMessage" in Telegram's Bot API."""
_KEPT = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", *VALUES}
)
"""Marks that are passed on; the others Telegram finds by itself, or they lead to somebody's account."""


@dataclass(frozen=True, slots=True)
class Content:
    """A message without its envelope."""

    kind: str
    """As Telegram calls it, such as text or photo."""
    text: str = ""
    """The words, or the caption."""
    entities: Sequence[Entity] = field(default=())
    file_id: str | None = None
    filename: str | None = None
    album: str | None = None
    replies_to: int | None = None
    """The id of the message in the same chat that it answers."""

    @property
    def passes(self) -> bool:
        """Whether Telegram lets a bot pass it on."""
        return self.kind not in NEVER_COPIED

    def without(self, start: int) -> "Content":
        """Return it without so many characters at its beginning, such as a command, and the blanks behind them."""
        rest = self.text[start:]
        start += len(rest) - len(rest.lstrip())
        cut = length(self.text[:start])
        moved = [{**each, "offset": each["offset"] - cut} for each in self.entities if each["offset"] >= cut]
        return replace(self, text=self.text[start:], entities=moved)


def worded(plain: str, entities: Iterable[Entity]) -> Text:
    """Return words with those of their marks that are passed on; what cannot be a mark is left out."""
    units = plain.encode("utf-16-le", "surrogatepass")
    marks = (_mark(units, each) for each in entities if each.get("type") in _KEPT)
    return Text(plain, tuple(mark for mark in marks if mark is not None and 0 <= mark.start < mark.end <= len(plain)))


def cleaned(content: Content) -> Content:
    """Return it as a database can keep it."""
    plain = clean(content.text)
    kept = content.entities if plain == content.text else ()
    return replace(content, text=plain, entities=list(kept))


def _mark(units: bytes, entity: Entity) -> Mark | None:
    kind, value = str(entity["type"]), entity.get(VALUES.get(str(entity["type"]), ""))
    if kind in VALUES and value is None and kind != "pre":
        return None
    start, end = (_place(units, entity["offset"]), _place(units, entity["offset"] + entity["length"]))
    return Mark(kind, start, end, value)


def _place(units: bytes, offset: int) -> int:
    """Return how many characters stand before this UTF-16 unit."""
    return len(units[: 2 * max(offset, 0)].decode("utf-16-le", "ignore"))
