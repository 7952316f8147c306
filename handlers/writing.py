"""A message of Telegram's becomes what is kept of it in a request."""

import re
from typing import Any

from telegram import Message
from telegram.constants import MessageAttachmentType

from core.text import length
from tickets.parts import TEXT, Written

NOT_COPIED = frozenset({"invoice", "giveaway", "giveaway_winners", "paid_media", "story", "successful_payment"})
"""What Telegram does not let a bot pass on; see `copyMessage` in its Bot API."""
_WITHIN = {"document": "animation", "location": "venue"}
"""What a message has as well, if it has the other."""
_FURTHER = ("giveaway", "giveaway_winners", "checklist")


def written_in(message: Message, behind: int = 0) -> Written:
    """Return what is kept of a message; of its words those `behind` so many others, such as a command."""
    kind, file, filename = content_of(message)
    words = message.text if message.text is not None else message.caption
    entities = [each.to_dict() for each in message.entities or message.caption_entities]
    text, entities = _behind(words or "", entities, behind)
    answered, album = message.reply_to_message, message.media_group_id
    replies_to = answered.message_id if answered is not None else None
    return Written(message.chat.id, message.message_id, text, kind, entities, file, filename, album, replies_to)


def content_of(message: Message) -> tuple[str, str | None, str | None]:
    """Return what Telegram calls a message's content, and the id and name of its file, if it has them."""
    if message.text is not None:
        return TEXT, None, None
    for kind in (*MessageAttachmentType, *_FURTHER):
        content, whole = getattr(message, str(kind), None), _WITHIN.get(kind)
        if content and not (whole and getattr(message, whole, None)):
            largest = content[-1] if isinstance(content, tuple) and kind == "photo" else content
            return str(kind), getattr(largest, "file_id", None), getattr(largest, "file_name", None)
    return "unknown", None, None


def _behind(words: str, entities: list[dict[str, Any]], count: int) -> tuple[str, list[dict[str, Any]]]:
    found = re.match(rf"\s*(?:\S+\s*){{{count}}}", words) if count else None
    if found is None:
        return words, entities
    cut = length(found[0])
    moved = [{**each, "offset": each["offset"] - cut} for each in entities if each["offset"] >= cut]
    return words[found.end() :], moved
