"""sendMessage and what every way of sending shares: where it goes, what it answers, its buttons."""

from typing import Any

from sandbox import keyboards, posting, text
from sandbox.asked import Asked
from sandbox.chats import GENERAL_TOPIC, Chat, Post, Raw
from sandbox.errors import bad_request

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(asked: Asked) -> Raw:
    """Text."""
    return deliver(asked, text.message_text(asked.params, asked.world.users))


def deliver(asked: Asked, content: Raw) -> Raw:
    """Send this content as the call's other parameters say; the Message."""
    return deliver_to(asked, asked.writable_chat(), content).raw


def deliver_to(asked: Asked, chat: Chat, content: Raw) -> Post:
    """Send it into this chat."""
    markup = keyboards.checked(asked.get("reply_markup"))
    reply_to = answered(asked, chat)
    thread = thread_for(asked, chat, reply_to)
    if chat.private and thread:
        raise bad_request("message thread not found")
    return posting.post(
        asked.world,
        chat,
        asked.bot.user,
        content,
        thread=thread,
        reply_to=reply_to,
        markup=markup,
        silent=bool(asked.get("disable_notification")),
        protected=bool(asked.get("protect_content")),
    )


def answered(asked: Asked, chat: Chat) -> Post | None:
    """Return the message that reply_parameters name, in this chat; refuse one that is gone, unless that is allowed."""
    reply: Any = asked.get("reply_parameters")
    if not reply:
        return None
    if not isinstance(reply, dict) or not isinstance(reply.get("message_id"), int):
        raise bad_request("can't parse reply parameters JSON object")
    source = asked.world.chat_for(asked.bot, reply["chat_id"]) if reply.get("chat_id") else chat
    entry = source.posts.get(reply["message_id"])
    if entry is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return entry if source is chat else None


def thread_for(asked: Asked, chat: Chat, reply_to: Post | None) -> int | None:
    """Return the topic it goes into: the one asked for, or that of the message it answers; refuse one that is gone."""
    thread: int | None = asked.get("message_thread_id")
    if not chat.forum:
        if thread and thread not in chat.posts:
            raise bad_request("message thread not found")
        return thread
    if thread is None:
        thread = reply_to.thread if reply_to else None
    elif thread == GENERAL_TOPIC:
        # Telegram wants the general topic unnamed.
        raise bad_request("message thread not found")
    check_topic(chat, asked.bot.id, thread or GENERAL_TOPIC)
    return thread


def check_topic(chat: Chat, user_id: int, thread: int) -> None:
    """Refuse a topic that does not exist any more, or is closed to this user."""
    topic = chat.topics.get(thread)
    if topic is None or topic.gone:
        raise bad_request((topic and topic.gone) or "message thread not found")
    if topic.closed and not chat.may(user_id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def send_chat_action(asked: Asked) -> bool:
    """Typing and the like; Telegram does not look at the topic."""
    chat = asked.writable_chat()
    if asked.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    facts = {"action": asked.get("action"), "message_thread_id": asked.get("message_thread_id")}
    asked.world.changes.tell("action", chat.id, chat.bot_id, facts)
    return True


METHODS = {"sendMessage": send_message, "sendChatAction": send_chat_action}
