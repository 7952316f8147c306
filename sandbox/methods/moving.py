"""copyMessage(s) and forwardMessage(s)."""

from sandbox import text
from sandbox.asked import Asked
from sandbox.chats import SERVICE, Chat, Post, Raw
from sandbox.errors import bad_request
from sandbox.methods import sending
from sandbox.methods.editing import message_ids

# What a message is besides its content.
ENVELOPE = frozenset(
    [
        "message_id",
        "message_thread_id",
        "is_topic_message",
        "from",
        "sender_chat",
        "chat",
        "date",
        "edit_date",
        "reply_to_message",
        "reply_markup",
        "media_group_id",
        "forward_origin",
        "via_bot",
        "has_protected_content",
        "author_signature",
    ]
)
UNCOPIABLE = ("invoice", "giveaway", "giveaway_winners", "paid_media", "story")


def copy_message(asked: Asked) -> Raw:
    """Send the same content as a message of the bot's own; a new caption if one is given."""
    entry = _source(asked, asked.get("message_id"), "copy")
    return {"message_id": _copy(asked, asked.writable_chat(), entry, keep_group=None).id}


def copy_messages(asked: Asked) -> list[Raw]:
    """Up to 100, albums staying together; those that are gone are passed over."""
    entries, chat = _sources(asked, "copy"), asked.writable_chat()
    groups: dict[str, str] = {}
    return [{"message_id": _copy(asked, chat, entry, keep_group=groups).id} for entry in entries]


def _copy(asked: Asked, chat: Chat, entry: Post, *, keep_group: dict[str, str] | None) -> Post:
    content = {key: value for key, value in entry.raw.items() if key not in ENVELOPE}
    if keep_group is not None and "media_group_id" in entry.raw:
        fresh = str(13_000_000_000_000_000 + next(asked.world.numbers))
        content["media_group_id"] = keep_group.setdefault(entry.raw["media_group_id"], fresh)
    if ("caption" in asked.params or asked.get("remove_caption")) and "text" not in content:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= text.caption(asked.params, asked.world.users)
    return sending.deliver_to(asked, chat, content)


def forward_message(asked: Asked) -> Raw:
    """Send the message with its origin."""
    return _forward(asked, asked.writable_chat(), _source(asked, asked.get("message_id"), "forward")).raw


def forward_messages(asked: Asked) -> list[Raw]:
    """Up to 100; those that are gone are passed over."""
    entries, chat = _sources(asked, "forward"), asked.writable_chat()
    return [{"message_id": _forward(asked, chat, entry).id} for entry in entries]


def _forward(asked: Asked, chat: Chat, entry: Post) -> Post:
    content = {key: value for key, value in entry.raw.items() if key not in ENVELOPE}
    return sending.deliver_to(asked, chat, {"forward_origin": origin(entry), **content})


def origin(entry: Post) -> Raw:
    """Whose message it was first."""
    raw = entry.raw
    if "forward_origin" in raw:
        known: Raw = raw["forward_origin"]
        return known
    if "from" in raw and "sender_chat" not in raw:
        return {"type": "user", "date": raw["date"], "sender_user": raw["from"]}
    if raw["chat"]["type"] == "channel":
        return {"type": "channel", "date": raw["date"], "chat": raw["chat"], "message_id": raw["message_id"]}
    return {"type": "chat", "date": raw["date"], "sender_chat": raw["sender_chat"]}


def _source(asked: Asked, message_id: int, purpose: str) -> Post:
    entry = asked.found(asked.chat("from_chat_id"), message_id, purpose)
    if not _movable(entry):
        raise bad_request(f"message can't be {'copied' if purpose == 'copy' else 'forwarded'}")
    return entry


def _sources(asked: Asked, purpose: str) -> list[Post]:
    chat, numbers = asked.chat("from_chat_id"), message_ids(asked)
    if numbers != sorted(set(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    entries = [chat.posts[number] for number in numbers if number in chat.posts and _movable(chat.posts[number])]
    if not entries:
        raise bad_request(f"message to {purpose} not found")
    return entries


def _movable(entry: Post) -> bool:
    special = not SERVICE.isdisjoint(entry.raw) or any(name in entry.raw for name in UNCOPIABLE)
    return not special and not entry.protected


METHODS = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
