"""Which calls of Telegram's send again what was written: words, a file by its id, an album as one, else a copy."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.text import Text
from delivery import calls
from tickets.contents import FILES
from tickets.models import Part

LONGEST_CAPTION = 1024  # characters; "sendPhoto" in Telegram's Bot API
WITHOUT_WORDS = frozenset({"video_note", "sticker"})
Words = Callable[[Part], Text]
_METHODS = {"video_note": "sendVideoNote"}
_TOGETHER = (frozenset({"photo", "video"}), frozenset({"audio"}), frozenset({"document"}))


@dataclass(frozen=True, slots=True)
class Sending:
    """A method of Telegram's API and its parameters, but for those that say where to."""

    method: str
    fields: dict[str, Any]


def sendings(parts: Sequence[Part], words: Words) -> Iterator[Sending]:
    """Yield what sends one message, or an album as one, with the words that `words` finds for each of its parts."""
    if len(parts) > 1 and _go_together(parts):
        yield Sending("sendMediaGroup", {"media": [_medium(part, words(part)) for part in parts]})
        for part in parts:
            yield from _too_long_below(words(part))
        return
    for part in parts:
        yield from _one(part, words(part))


def _one(part: Part, words: Text) -> Iterator[Sending]:
    if part.kind == "text":
        yield from texts(words)
    elif part.kind in FILES and part.file_id:
        method = _METHODS.get(part.kind, f"send{part.kind.capitalize()}")
        caption = {} if part.kind in WITHOUT_WORDS else _caption(words)
        yield Sending(method, {part.kind: part.file_id, **caption})
        yield from _too_long_below(words)
    elif part.message_id > 0:
        yield Sending("copyMessage", {"from_chat_id": part.chat_id, "message_id": part.message_id})


def texts(words: Text) -> Iterator[Sending]:
    """Yield the messages that words take."""
    for piece in words.parts(calls.MOST):
        marks = {"entities": calls.entities(piece)} if piece.marks else {}
        yield Sending("sendMessage", {"text": piece.plain, **marks})


def _medium(part: Part, words: Text) -> dict[str, Any]:
    return {"type": part.kind, "media": part.file_id, **_caption(words)}


def _caption(words: Text) -> dict[str, Any]:
    if not words.plain or len(words) > LONGEST_CAPTION:
        return {}
    marks = {"caption_entities": calls.entities(words)} if words.marks else {}
    return {"caption": words.plain, **marks}


def _too_long_below(words: Text) -> Iterator[Sending]:
    """Yield as messages of their own the words below a file that are longer than a bot may send there."""
    if len(words) > LONGEST_CAPTION:
        yield from texts(words)


def _go_together(parts: Sequence[Part]) -> bool:
    kinds = {part.kind for part in parts}
    return all(part.file_id for part in parts) and any(kinds <= family for family in _TOGETHER)
