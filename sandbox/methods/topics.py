"""Forum topics."""

from sandbox import posting
from sandbox.asked import Asked
from sandbox.chats import GENERAL_TOPIC, TOPIC_COLOUR, Chat, Raw, Topic, User
from sandbox.errors import bad_request
from sandbox.world import World

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
LONGEST_NAME = 128


def create(asked: Asked) -> Raw:
    """Open a new topic; its id is that of the service message that opens it."""
    chat, colour = _forum(asked, "create a"), asked.get("icon_color") or TOPIC_COLOUR
    name = _name(asked)
    if colour not in COLOURS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    return opened(asked.world, chat, asked.bot.user, name, colour, asked.get("icon_custom_emoji_id")).raw


def opened(world: World, chat: Chat, by: User, name: str, colour: int = TOPIC_COLOUR, icon: str | None = None) -> Topic:
    """Open a topic with its service message."""
    number = chat.last_id + 1
    topic = Topic(number, name, colour, icon, by.id)
    chat.topics[number] = topic
    facts = {key: value for key, value in topic.raw.items() if key != "message_thread_id"}
    place = {"message_thread_id": number, "is_topic_message": True}
    posting.service(world, chat, by, {**place, "forum_topic_created": facts})
    world.changes.tell("topic", chat.id, None, topic.raw)
    return topic


def edit(asked: Asked) -> bool:
    """Another name or icon."""
    chat = _forum(asked, "edit the")
    topic = _topic(asked, chat)
    return _edit(asked, chat, topic, asked.get("name"), asked.get("icon_custom_emoji_id"))


def _edit(asked: Asked, chat: Chat, topic: Topic, name: str | None, icon: str | None) -> bool:
    changed: Raw = {}
    if name and _name(asked) != topic.name:
        changed["name"] = topic.name = _name(asked)
    if icon is not None and icon != (topic.icon or ""):
        changed["icon_custom_emoji_id"] = topic.icon = icon
    if not changed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    posting.service(asked.world, chat, asked.bot.user, {"forum_topic_edited": changed}, _thread(topic))
    asked.world.changes.tell("topic", chat.id, None, topic.raw)
    return True


def close(asked: Asked) -> bool:
    """Only administrators may write there from now on."""
    return _toggle(asked, closed=True)


def reopen(asked: Asked) -> bool:
    """Everybody may write there again."""
    return _toggle(asked, closed=False)


def _toggle(asked: Asked, *, closed: bool) -> bool:
    chat = _forum(asked, "close or open the")
    turn(asked.world, chat, asked.bot.user, _topic(asked, chat), closed=closed)
    return True


def turn(world: World, chat: Chat, by: User, topic: Topic, *, closed: bool) -> None:
    """Close or reopen a topic with its service message; refused where it is so already."""
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    name = "forum_topic_closed" if closed else "forum_topic_reopened"
    posting.service(world, chat, by, {name: {}}, _thread(topic))
    world.changes.tell("topic", chat.id, None, {**topic.raw, "closed": closed})


def delete(asked: Asked) -> bool:
    """Remove the topic and all its messages."""
    chat = asked.chat()
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not chat.may(asked.bot.id, "can_delete_messages"):
        raise bad_request("not enough rights to delete the topic")
    removed(asked.world, chat, _topic(asked, chat))
    return True


def removed(world: World, chat: Chat, topic: Topic, answer: str = "message thread not found") -> None:
    """Remove a topic with its messages, unannounced; `answer` is what later calls hear."""
    topic.gone = answer
    for entry in list(chat.visible(topic.id)):
        posting.remove(world, chat, entry.id)
    world.changes.tell("topic", chat.id, None, {**topic.raw, "removed": True})


def unpin_all(asked: Asked) -> bool:
    """Nothing in this topic is pinned any more."""
    chat = _forum(asked, "edit the", right="can_pin_messages")
    topic = _topic(asked, chat)
    chat.pinned = [number for number in chat.pinned if chat.posts[number].thread != topic.id]
    asked.world.changes.tell("pin", chat.id, None, {})
    return True


def edit_general(asked: Asked) -> bool:
    """Another name for the general topic."""
    chat = _forum(asked, "edit the")
    return _edit(asked, chat, chat.topics[GENERAL_TOPIC], asked.get("name"), None)


def close_general(asked: Asked) -> bool:
    """Close the general topic."""
    return _general(asked, closed=True)


def reopen_general(asked: Asked) -> bool:
    """Reopen the general topic."""
    return _general(asked, closed=False)


def _general(asked: Asked, *, closed: bool) -> bool:
    chat = _forum(asked, "close or open the")
    turn(asked.world, chat, asked.bot.user, chat.topics[GENERAL_TOPIC], closed=closed)
    return True


def hide_general(asked: Asked) -> bool:
    """Hide the general topic, which closes it too."""
    return _hide(asked, hidden=True)


def unhide_general(asked: Asked) -> bool:
    """Show the general topic."""
    return _hide(asked, hidden=False)


def _hide(asked: Asked, *, hidden: bool) -> bool:
    chat = _forum(asked, "edit the")
    topic = chat.topics[GENERAL_TOPIC]
    if topic.hidden == hidden:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.hidden, topic.closed = hidden, hidden or topic.closed
    name = "general_forum_topic_hidden" if hidden else "general_forum_topic_unhidden"
    posting.service(asked.world, chat, asked.bot.user, {name: {}})
    asked.world.changes.tell("topic", chat.id, None, {**topic.raw, "hidden": hidden})
    return True


def icons(asked: Asked) -> list[Raw]:  # noqa: ARG001  # every method is called alike
    """No icons here."""
    return []


def _forum(asked: Asked, doing: str, right: str = "can_manage_topics") -> Chat:
    chat = asked.chat()
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    topic = chat.topics.get(asked.get("message_thread_id", 0))
    # Who opened a topic may change it without the right to manage topics.
    own = right == "can_manage_topics" and topic is not None and topic.creator_id == asked.bot.id
    if not own and not chat.may(asked.bot.id, right):
        raise bad_request(f"not enough rights to {doing} topic")
    return chat


def _topic(asked: Asked, chat: Chat) -> Topic:
    topic = chat.topics.get(asked.get("message_thread_id"))
    if topic is None or topic.gone or topic.id == GENERAL_TOPIC:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _thread(topic: Topic) -> int | None:
    return None if topic.id == GENERAL_TOPIC else topic.id


def _name(asked: Asked) -> str:
    name = str(asked.get("name") or "").strip()
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    return name[:LONGEST_NAME]


METHODS = {
    "createForumTopic": create,
    "editForumTopic": edit,
    "closeForumTopic": close,
    "reopenForumTopic": reopen,
    "deleteForumTopic": delete,
    "unpinAllForumTopicMessages": unpin_all,
    "editGeneralForumTopic": edit_general,
    "closeGeneralForumTopic": close_general,
    "reopenGeneralForumTopic": reopen_general,
    "hideGeneralForumTopic": hide_general,
    "unhideGeneralForumTopic": unhide_general,
    "getForumTopicIconStickers": icons,
}
