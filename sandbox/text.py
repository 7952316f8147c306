"""What a bot wants to say, read as Telegram reads it: parse mode, entities, blanks, length."""

from typing import Any

from sandbox import entities, html_mode, markdown_mode
from sandbox.chats import Raw, User
from sandbox.entities import Entity
from sandbox.errors import bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024

MODES = {"html": html_mode.parsed, "markdownv2": markdown_mode.parsed, "markdown": markdown_mode.parsed_old}


def formatted(params: Raw, key: str, users: dict[int, User]) -> tuple[str, list[Entity]]:
    """Read the text under `key` and its entities, by `parse_mode` or as the call gave them."""
    source = str(params.get(key) or "").replace("\x00", "").replace("\r", "")
    mode = (params.get("parse_mode") or "none").lower()
    if mode in MODES:
        text, given = MODES[mode](source)
    elif mode == "none":
        text, given = source, entities.checked(source, params.get("entities" if key == "text" else "caption_entities"))
    else:
        raise bad_request("unsupported parse_mode")
    text, given = entities.trimmed(text, [entity for entity in given if _resolve(entity, users)])
    return text, entities.found(text, given)


def message_text(params: Raw, users: dict[int, User]) -> Raw:
    """`text` and `entities` of a message; 400 where it is empty or longer than 4,096 characters."""
    text, found = formatted(params, "text", users)
    if not text:
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": found} if found else {"text": text}


def caption(params: Raw, users: dict[int, User]) -> Raw:
    """`caption` and `caption_entities`, or nothing; 400 where it is longer than 1,024 characters."""
    text, found = formatted(params, "caption", users)
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": found} if found else {"caption": text}


def typed(text: str, given: list[dict[str, Any]] | None = None) -> Raw:
    """Read what a person typed, with the entities Telegram finds in it."""
    found = entities.found(text, given or ())
    return {"text": text, "entities": found} if found else {"text": text}


def _resolve(entity: Entity, users: dict[int, User]) -> bool:
    """Put the whole user into a mention by id; False for somebody Telegram does not know, who is not mentioned."""
    if entity["type"] != "text_mention":
        return True
    user = users.get((entity.get("user") or {}).get("id", 0))
    if user:
        entity["user"] = user.raw
    return user is not None
