"""parse_mode HTML, with Telegram's own short list of tags and its complaints."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.entities import Entity, length
from sandbox.errors import ApiError, bad_request
from sandbox.parameters import check_date

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
TAGS = frozenset({*SIMPLE, "a", "span", "blockquote", "tg-emoji", "tg-time"})
NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}

TOKEN = re.compile(
    r"<(/?)([^\s<>/]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|&(?:lt|gt|amp|quot|#\d{1,8}|#x[0-9a-fA-F]{1,8});"
)
ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.+-]+)))?")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass(slots=True)
class _Reading:
    source: str
    parts: list[str] = field(default_factory=list)
    units: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.units += length(text)


def parsed(source: str) -> tuple[str, list[Entity]]:
    """Return the text without its tags, and what they meant; 400 `can't parse entities` as Telegram would say it."""
    reading, position = _Reading(source), 0
    for match in TOKEN.finditer(source):
        _plain(reading, source[position : match.start()], position)
        _token(reading, match)
        position = match.end()
    _plain(reading, source[position:], position)
    if reading.open:
        raise _wrong(f'Can\'t find end tag corresponding to start tag "{reading.open[-1].tag}"')
    for entity in reading.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return "".join(reading.parts), reading.entities


def _plain(reading: _Reading, text: str, position: int) -> None:
    if "<" in text:
        raise _wrong(f"Unclosed start tag at byte offset {_bytes(reading, position + text.index('<'))}")
    reading.add(text)


def _token(reading: _Reading, match: re.Match[str]) -> None:
    if match.group().startswith("&"):
        reading.add(_character(match.group()))
    elif match.group(1):
        _close(reading, match)
    else:
        _begin(reading, match)


def _character(reference: str) -> str:
    if reference in NAMED:
        return NAMED[reference]
    number = int(reference[3:-1], 16) if reference[2] in "xX" else int(reference[2:-1])
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else reference


def _begin(reading: _Reading, match: re.Match[str]) -> None:
    tag = match.group(2).lower()
    at = _bytes(reading, match.start())
    if tag not in TAGS:
        raise _wrong(f'Unsupported start tag "{tag}" at byte offset {at}')
    attributes = {name.lower(): a or b or c for name, a, b, c in ATTRIBUTE.findall(match.group(3))}
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    reading.open.append(_Open(tag, attributes, reading.units))


def _close(reading: _Reading, match: re.Match[str]) -> None:
    tag, at = match.group(2).lower(), _bytes(reading, match.start())
    if not reading.open:
        raise _wrong(f"Unexpected end tag at byte offset {at}")
    opened = reading.open.pop()
    if tag not in ("", opened.tag):
        raise _wrong(f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{tag}>"')
    size = reading.units - opened.offset
    if size:
        _finish(reading, opened, size)


def _finish(reading: _Reading, opened: _Open, size: int) -> None:
    meaning = _meaning(opened)
    if meaning is None:
        return
    span = {"offset": opened.offset, "length": size}
    last = reading.entities[-1] if reading.entities else None
    if meaning["type"] == "pre" and last and last["type"] == "code" and {**last, **span} == last:
        reading.entities.pop()
        meaning = {**meaning, **({"language": last["language"]} if "language" in last else {})}
    reading.entities.append({"type": meaning.pop("type"), **span, **meaning})


def _meaning(opened: _Open) -> dict[str, Any] | None:
    special = MEANINGS.get(opened.tag)
    return special(opened.attributes) if special else {"type": SIMPLE[opened.tag]}


def _code(attributes: dict[str, str]) -> dict[str, Any]:
    language = attributes.get("class", "")
    return {"type": "code"} | ({"language": language[9:]} if language.startswith("language-") else {})


def _quote(attributes: dict[str, str]) -> dict[str, Any]:
    return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}


def _link(attributes: dict[str, str]) -> dict[str, Any] | None:
    address = attributes.get("href", "")
    for reference, character in NAMED.items():
        address = address.replace(reference, character)
    if address.startswith("tg://user?id="):
        return {"type": "text_mention", "user": {"id": int(address.removeprefix("tg://user?id=") or 0)}}
    return {"type": "text_link", "url": whole_address(address)} if "." in address or "://" in address else None


def whole_address(address: str) -> str:
    """With a scheme and a path, as Telegram completes a link (http://example.org/)."""
    if "://" not in address:
        address = f"http://{address}"
    return address if "/" in address.partition("://")[2] else address + "/"


def _time(attributes: dict[str, str]) -> dict[str, Any]:
    meaning = {"type": "date_time", "unix_time": check_date("unix_time", attributes.get("unix"))}
    return {**meaning, "date_time_format": attributes["format"]} if attributes.get("format") else meaning


def _bytes(reading: _Reading, position: int) -> int:
    return len(reading.source[:position].encode("utf-8", "surrogatepass"))


def _wrong(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")


MEANINGS: dict[str, Callable[[dict[str, str]], dict[str, Any] | None]] = {
    "a": _link,
    "code": _code,
    "blockquote": _quote,
    "tg-time": _time,
    "span": lambda _: {"type": "spoiler"},
    "tg-emoji": lambda attributes: {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")},
}
