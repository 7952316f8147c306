"""What a message of Telegram's holds, in the words of requests."""

from typing import Any

from telegram import Message

from tickets.contents import FILES, NEVER_COPIED, Content, cleaned

_KINDS = (
    "animation",  # before document: Telegram gives it as one, too
    *sorted(FILES - {"animation", "document"}),
    "document",
    "venue",  # before location, for the same reason
    "location",
    "contact",
    "poll",
    "dice",
    "checklist",
    "game",
    *sorted(NEVER_COPIED),
)
OTHER = "other"


def content_of(message: Message) -> Content:
    """Return what is kept of a message; of one whose kind is not known here only that it is there."""
    raw: dict[str, Any] = message.to_dict()
    kind = "text" if message.text is not None else next((each for each in _KINDS if raw.get(each)), OTHER)
    file = _file(raw.get(kind)) if kind in FILES else {}
    answered = message.reply_to_message
    entities = raw.get("entities") or raw.get("caption_entities") or []
    return cleaned(
        Content(
            kind=kind,
            text=message.text or message.caption or "",
            entities=entities,
            file_id=file.get("file_id"),
            filename=file.get("file_name"),
            album=message.media_group_id,
            replies_to=answered.message_id if answered is not None else None,
        )
    )


def _file(described: Any) -> dict[str, Any]:
    """Return the file as Telegram describes it; of a picture's sizes the largest."""
    found: dict[str, Any] = described[-1] if isinstance(described, list) else described
    return found
