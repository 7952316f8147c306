"""editMessage… and deleteMessage(s)."""

from typing import Any

from sandbox import keyboards, posting, text
from sandbox.asked import Asked
from sandbox.chats import SERVICE, Chat, Post, Raw
from sandbox.errors import bad_request
from sandbox.methods import media

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
CAPTIONED = ("photo", "video", "animation", "audio", "document", "voice")
CONTENT = ("text", "entities", "caption", "caption_entities", "reply_markup", "show_caption_above_media", *CAPTIONED)
DELETABLE_FOR = 48 * 3600


def edit_text(asked: Asked) -> Raw | bool:
    """Put new words for a text message; its buttons go unless they are given again."""
    chat, entry = _editable(asked)
    if "text" not in entry.raw:
        raise bad_request("there is no text in the message to edit")
    return _apply(
        asked, chat, entry, _without(entry, "text", "entities"), text.message_text(asked.params, asked.world.users)
    )


def edit_caption(asked: Asked) -> Raw | bool:
    """Put new words below a picture or file."""
    chat, entry = _editable(asked)
    if not any(kind in entry.raw for kind in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    rest = _without(entry, "caption", "caption_entities")
    return _apply(asked, chat, entry, rest, text.caption(asked.params, asked.world.users))


def edit_markup(asked: Asked) -> Raw | bool:
    """Other buttons."""
    chat, entry = _editable(asked)
    return _apply(asked, chat, entry, dict(entry.raw), {})


def edit_media(asked: Asked) -> Raw | bool:
    """Another picture or file, with its caption."""
    chat, entry = _editable(asked)
    if "text" in entry.raw and "media" not in asked.params:
        raise bad_request("message can't be edited")
    rest = _without(entry, *CONTENT, "media_group_id")
    return _apply(asked, chat, entry, rest, media.from_input(asked, asked.get("media")))


def _without(entry: Post, *names: str) -> Raw:
    return {key: value for key, value in entry.raw.items() if key not in names}


def _editable(asked: Asked) -> tuple[Chat, Post]:
    if asked.get("inline_message_id"):
        return _inline(asked, asked.get("inline_message_id"))
    if "chat_id" not in asked.params:
        raise bad_request("chat_id is empty")
    chat = asked.writable_chat()
    if not asked.get("message_id"):
        raise bad_request("message identifier is not specified")
    entry = asked.found(chat, asked.get("message_id"), "edit")
    mine = entry.author_id == asked.bot.id or (chat.kind == "channel" and chat.may(asked.bot.id, "can_edit_messages"))
    if not mine or not SERVICE.isdisjoint(entry.raw) or "forward_origin" in entry.raw:
        raise bad_request("message can't be edited")
    return chat, entry


def _inline(asked: Asked, number: str) -> tuple[Chat, Post]:
    chat, message_id = asked.world.inline_messages.get(number, (None, 0))
    entry = chat.posts.get(message_id) if chat else None
    if chat is None or entry is None:
        raise bad_request("MESSAGE_ID_INVALID")
    return chat, entry


def _apply(asked: Asked, chat: Chat, entry: Post, rest: Raw, content: Raw) -> Raw | bool:
    """Put the new content and buttons in place, if they are new; the Message, or True for an inline message."""
    rest.pop("reply_markup", None)
    raw = {**rest, **content}
    markup = keyboards.checked(asked.get("reply_markup"), only_inline=True)
    if markup:
        raw["reply_markup"] = markup
    if _same(entry.raw, raw):
        raise bad_request(NOT_MODIFIED)
    raw["edit_date"] = asked.world.now()
    posting.change(asked.world, chat, entry, raw, by_person=False)
    return True if asked.get("inline_message_id") else raw


def _same(old: Raw, new: Raw) -> bool:
    return all(old.get(name) == new.get(name) for name in CONTENT)


def delete_message(asked: Asked) -> bool:
    """Remove one message; refused where it is gone, too old, or somebody else's."""
    chat = asked.chat()
    _delete(asked, chat, asked.found(chat, asked.get("message_id"), "delete"))
    return True


def delete_messages(asked: Asked) -> bool:
    """Remove up to 100; those that are gone are passed over."""
    chat, numbers = asked.chat(), message_ids(asked)
    for number in numbers:
        if number in chat.posts:
            _delete(asked, chat, chat.posts[number])
    return True


def message_ids(asked: Asked) -> list[int]:
    """1 to 100 message ids."""
    numbers: Any = asked.get("message_ids")
    if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
        raise bad_request("can't parse message identifiers JSON array")
    if not 1 <= len(numbers) <= 100:
        raise bad_request(
            "too many message identifiers specified" if numbers else "message identifiers are not specified"
        )
    return numbers


def _delete(asked: Asked, chat: Chat, entry: Post) -> None:
    own = chat.private or entry.author_id == asked.bot.id
    if not own and not chat.may(asked.bot.id, "can_delete_messages"):
        raise bad_request("message can't be deleted")
    recent = asked.world.now() - entry.raw["date"] < DELETABLE_FOR
    if not recent and not (not chat.private and chat.may(asked.bot.id, "can_delete_messages")):
        raise bad_request("message can't be deleted for everyone")
    posting.remove(asked.world, chat, entry.id)


METHODS = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageMedia": edit_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
