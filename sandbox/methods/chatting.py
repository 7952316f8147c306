"""Chats and who is in them; pins and reactions."""

from typing import Any

from sandbox import posting
from sandbox.asked import Asked
from sandbox.chats import SERVICE, Chat, Raw, User
from sandbox.errors import bad_request

REACTIONS = frozenset(
    "👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝🤗🫡🎅🎄💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
) | {"❤", "⚡", "✍", "☃"}
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_invite_users",
)
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(asked: Asked) -> Raw:
    """All about a chat."""
    chat = asked.chat()
    info: Raw = {
        **chat.raw,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.description:
        info["description"] = chat.description
    if chat.pinned:
        info["pinned_message"] = posting.bare(chat.posts[chat.pinned[-1]].raw)
    if not chat.private and chat.kind != "channel":
        denied = dict.fromkeys(("can_change_info", "can_pin_messages", "can_manage_topics", "can_edit_tag"), False)
        info["permissions"] = {**dict.fromkeys(PERMISSIONS, True), **denied}
    return info


def get_member(asked: Asked) -> Raw:
    """Somebody's status in a chat."""
    chat, user = asked.chat(), _user(asked)
    if chat.private:
        inside = user.id in (chat.id, asked.bot.id)
        return posting.as_member(user, {"status": "member" if inside else "left"})
    return posting.as_member(user, chat.member(user.id))


def get_administrators(asked: Asked) -> list[Raw]:
    """Return the owner and the administrators; other bots only if asked for, itself always."""
    chat = asked.chat()
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    known = [(asked.world.users[number], status) for number, status in chat.members.items()]
    listed = [(user, status) for user, status in known if status["status"] in ("creator", "administrator")]
    wanted = [one for one in listed if not one[0].is_bot or one[0].id == asked.bot.id or asked.get("return_bots")]
    return [posting.as_member(user, status) for user, status in wanted]


def get_member_count(asked: Asked) -> int:
    """How many are in the chat."""
    chat = asked.chat()
    return 2 if chat.private else sum(chat.contains(number) for number in chat.members)


def leave(asked: Asked) -> bool:
    """Let the bot go."""
    chat = asked.chat()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    posting.gone(asked.world, chat, asked.bot.user, asked.bot.user, {"status": "left"})
    return True


def ban(asked: Asked) -> bool:
    """Put somebody out."""
    chat, user = _restricting(asked), _user(asked)
    if chat.member(user.id)["status"] in ("creator", "administrator"):
        raise bad_request("user is an administrator of the chat")
    status = {"status": "kicked", "until_date": asked.get("until_date") or 0}
    posting.gone(asked.world, chat, user, asked.bot.user, status)
    return True


def unban(asked: Asked) -> bool:
    """Let somebody come back."""
    chat, user = _restricting(asked), _user(asked)
    if chat.member(user.id)["status"] == "kicked" or (chat.contains(user.id) and not asked.get("only_if_banned")):
        posting.member_changed(asked.world, chat, user, asked.bot.user, {"status": "left"})
    return True


def _restricting(asked: Asked) -> Chat:
    chat = asked.chat()
    if not chat.may(asked.bot.id, "can_restrict_members"):
        raise bad_request("not enough rights to restrict/unrestrict chat member")
    return chat


def _user(asked: Asked) -> User:
    user = asked.world.users.get(asked.get("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return user


def pin(asked: Asked) -> bool:
    """Pin a message, with the service message that says so."""
    chat = _pinning(asked)
    entry = asked.found(chat, asked.get("message_id"), "pin")
    if not SERVICE.isdisjoint(entry.raw):
        raise bad_request("message can't be pinned")
    if entry.id not in chat.pinned:
        chat.pinned.append(entry.id)
        asked.world.changes.tell("pin", chat.id, chat.bot_id, {})
        posting.service(asked.world, chat, asked.bot.user, {"pinned_message": posting.bare(entry.raw)}, entry.thread)
    return True


def unpin(asked: Asked) -> bool:
    """Unpin one message, the newest pinned one by default."""
    chat, number = _pinning(asked), asked.get("message_id")
    if number is None and chat.pinned:
        number = chat.pinned[-1]
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    asked.world.changes.tell("pin", chat.id, chat.bot_id, {})
    return True


def unpin_all(asked: Asked) -> bool:
    """Nothing is pinned any more."""
    chat = _pinning(asked)
    chat.pinned.clear()
    asked.world.changes.tell("pin", chat.id, chat.bot_id, {})
    return True


def _pinning(asked: Asked) -> Chat:
    chat = asked.chat()
    right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
    if not chat.may(asked.bot.id, right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def react(asked: Asked) -> bool:
    """Set the bot's own reaction: one emoji, or none."""
    chat = asked.writable_chat()
    entry = asked.found(chat, asked.get("message_id"), "react")
    reactions: Any = asked.get("reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one.get("type") != "emoji" or one.get("emoji", "").rstrip("\ufe0f") not in REACTIONS for one in reactions):
        raise bad_request("REACTION_INVALID")
    entry.reactions[asked.bot.id] = reactions
    facts = {"message_id": entry.id, "user_id": asked.bot.id, "reaction": reactions}
    asked.world.changes.tell("reaction", chat.id, chat.bot_id, facts)
    chat.bell.ring()
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": get_member_count,
    "leaveChat": leave,
    "banChatMember": ban,
    "unbanChatMember": unban,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
    "setMessageReaction": react,
}
