"""Entities: offsets in UTF-16 units, and those Telegram finds by itself in what people and bots write."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.errors import bad_request
from sandbox.parameters import check_date

Entity = dict[str, Any]

MOST_ENTITIES = 100

# Two letters may be any country; Telegram takes main.py for a Paraguayan site, too.
ENDINGS = "com|org|net|int|edu|gov|info|europa|app|dev|test|example|[a-z]{2}"
ADDRESS = rf"(?<![\w@./])(?:https?://[^\s<>\"]+|(?:[a-z0-9-]+\.)+(?:{ENDINGS})(?![\w@-])(?:/[^\s<>\"]*)?)"

PATTERNS = (
    ("url", re.compile(ADDRESS, re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z]\w{3,31}\b", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?(?![\w/])", re.ASCII)),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w{1,256}")),
)
PUNCTUATION = ".,;:!?'\")]}"
HINT = re.compile(r"[@/#.]")

TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
# Inside these Telegram looks for nothing.
CLOSED = frozenset(("code", "pre", "text_link", "text_mention"))


def length(text: str) -> int:
    """In UTF-16 units, as Telegram counts offsets."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def piece(text: str, entity: Entity) -> str:
    """Return the part of the text an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    start = 2 * entity["offset"]
    return units[start : start + 2 * entity["length"]].decode("utf-16-le", "surrogatepass")


def found(text: str, given: Iterable[Entity] = ()) -> list[Entity]:
    """Return the given entities and those that Telegram finds, by offset; at most one hundred."""
    entities = list(given)
    if HINT.search(text):
        taken = [
            (entity["offset"], entity["offset"] + entity["length"]) for entity in entities if entity["type"] in CLOSED
        ]
        for entity in _detected(text):
            start, end = entity["offset"], entity["offset"] + entity["length"]
            if not any(start < closed_end and closed_start < end for closed_start, closed_end in taken):
                entities.append(entity)
                taken.append((start, end))
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return entities[:MOST_ENTITIES]


def _detected(text: str) -> Iterator[Entity]:
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            matched = match.group().rstrip(PUNCTUATION) if kind == "url" else match.group()
            yield {"type": kind, "offset": length(text[: match.start()]), "length": length(matched)}


def checked(text: str, given: Any) -> list[Entity]:
    """Entities a bot gave by itself; refused where one is malformed or ends outside the text."""
    if not given:
        return []
    if not isinstance(given, list) or not all(isinstance(entity, dict) for entity in given):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    return [_checked(entity, length(text)) for entity in given if entity.get("type") in TYPES]


def _checked(entity: Entity, end: int) -> Entity:
    offset, size = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(size, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" and "length" must be of type Number')
    if offset < 0 or size <= 0 or offset + size > end:
        where = f"entity beginning at UTF-16 offset {offset}"
        raise bad_request(f"{where} ends after the end of the text at UTF-16 offset {offset + size}")
    if entity["type"] == "text_link" and not entity.get("url"):
        raise bad_request("can't parse MessageEntity: Can't find field \"url\"")
    if entity["type"] == "date_time":
        check_date("unix_time", entity.get("unix_time"))
    return dict(entity)


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks at either end, as Telegram shows it, the entities moved along."""
    bare = text.strip()
    if bare == text or not entities:
        return bare, entities
    cut, end = length(text[: len(text) - len(text.lstrip())]), length(bare)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return bare, moved
