"""A message comes into a chat, changes, goes; and who is told."""

from sandbox.bots import Bot
from sandbox.chats import GENERAL_TOPIC, SERVICE, Chat, Post, Raw, User
from sandbox.world import ANONYMOUS, World


def post(  # noqa: PLR0913  # what a message is made of
    world: World,
    chat: Chat,
    author: User | None,
    content: Raw,
    *,
    thread: int | None = None,
    reply_to: Post | None = None,
    anonymous: bool = False,
    markup: Raw | None = None,
    silent: bool = False,
    protected: bool = False,
) -> Post:
    """Put a message into the chat and tell every bot that may see it; `thread` is a topic's id, None: the general."""
    chat.last_id += 1
    raw: Raw = {
        "message_id": chat.last_id,
        **_sender(chat, author, anonymous=anonymous),
        "chat": chat.raw,
        "date": world.now(),
    }
    raw.update(_place(chat, thread, reply_to))
    raw.update(content)
    if protected:
        raw["has_protected_content"] = True
    inline = markup if markup and "inline_keyboard" in markup else None
    if inline:
        raw["reply_markup"] = inline
    keyboard = None if inline else markup
    entry = Post(raw, author.id if author else chat.id, silent, protected, keyboard)
    chat.keep(entry)
    if author and author.is_bot and author is not ANONYMOUS:
        chat.last_bot = author.id
        world.arrivals.append(raw)
    _deliver_message(world, chat, entry, reply_to)
    world.changes.tell("message", chat.id, chat.bot_id, raw)
    chat.bell.ring()
    return entry


def _sender(chat: Chat, author: User | None, *, anonymous: bool) -> Raw:
    if chat.kind == "channel" or author is None:
        return {"sender_chat": chat.raw}
    if anonymous:
        return {"from": ANONYMOUS.raw, "sender_chat": chat.raw}
    return {"from": author.raw}


def _place(chat: Chat, thread: int | None, reply_to: Post | None) -> Raw:
    place: Raw = {}
    if chat.forum and thread and thread != GENERAL_TOPIC:
        place = {"message_thread_id": thread, "is_topic_message": True}
        # In a topic every plain message answers the service message that opened the topic.
        reply_to = reply_to or chat.posts.get(thread)
    elif chat.kind == "supergroup" and reply_to and not chat.forum:
        place = {"message_thread_id": reply_to.thread or reply_to.id}
    if reply_to:
        place["reply_to_message"] = bare(reply_to.raw)
    return place


def bare(raw: Raw) -> Raw:
    """Return a message as it stands inside another one: without the message it answered itself."""
    return {key: value for key, value in raw.items() if key != "reply_to_message"} if "reply_to_message" in raw else raw


def service(world: World, chat: Chat, author: User, content: Raw, thread: int | None = None) -> Post:
    """Write the message Telegram makes of what somebody did; every bot in the chat sees it, its author too."""
    return post(world, chat, author, content, thread=thread)


def _deliver_message(world: World, chat: Chat, entry: Post, reply_to: Post | None) -> None:
    for bot in world.bots_in(chat):
        if sees(bot, chat, entry, reply_to):
            bot.updates.add("channel_post" if chat.kind == "channel" else "message", entry.raw, chat.id)
            sender = entry.raw.get("from", ANONYMOUS.raw)["id"]
            if sender != ANONYMOUS.id:
                bot.met.add(sender)


def sees(bot: Bot, chat: Chat, entry: Post, reply_to: Post | None) -> bool:
    """Whether Telegram shows the bot this message: not its own, not another bot's, in groups by its privacy mode."""
    raw = entry.raw
    if not SERVICE.isdisjoint(raw):
        return chat.contains(bot.id)
    if entry.author_id == bot.id:
        return False
    if chat.private or chat.kind == "channel":
        return True
    if raw.get("from", {}).get("is_bot") and raw["from"]["id"] != ANONYMOUS.id:
        return False
    if not bot.privacy or chat.member(bot.id)["status"] in ("administrator", "creator"):
        return True
    return _meant_for(bot, chat, entry, reply_to)


def _meant_for(bot: Bot, chat: Chat, entry: Post, reply_to: Post | None) -> bool:
    """In privacy mode: its own commands, plain ones if it spoke last, what was sent through it, replies to such."""
    raw = entry.raw
    if raw.get("via_bot", {}).get("id") == bot.id:
        return True
    if reply_to and bot.id in (reply_to.author_id, reply_to.meant_for) and SERVICE.isdisjoint(reply_to.raw):
        entry.meant_for = bot.id
        return True
    commands = [
        _addressee(raw["text"], entity) for entity in raw.get("entities", ()) if entity["type"] == "bot_command"
    ]
    mine = bot.username.lower() in commands or ("" in commands and chat.last_bot in (None, bot.id))
    if mine:
        entry.meant_for = bot.id
    return mine


def _addressee(text: str, entity: Raw) -> str:
    # Commands are ASCII, but what stands before them need not be.
    units = text.encode("utf-16-le", "surrogatepass")
    start = 2 * entity["offset"]
    command = units[start : start + 2 * entity["length"]].decode("utf-16-le")
    return command.partition("@")[2].lower()


def change(world: World, chat: Chat, entry: Post, raw: Raw, *, by_person: bool) -> None:
    """Let the message read so; bots hear of a person's edit."""
    entry.raw = raw
    if by_person:
        kind = "edited_channel_post" if chat.kind == "channel" else "edited_message"
        reply_id = raw.get("reply_to_message", {}).get("message_id")
        for bot in world.bots_in(chat):
            if sees(bot, chat, entry, chat.posts.get(reply_id)):
                bot.updates.add(kind, raw, chat.id)
    world.changes.tell("edit", chat.id, chat.bot_id, raw)
    chat.bell.ring()


def remove(world: World, chat: Chat, message_id: int) -> None:
    """Take the message away; no bot hears of it."""
    entry = chat.posts.pop(message_id)
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    world.changes.tell("deletion", chat.id, chat.bot_id, {"message_id": entry.id})
    chat.bell.ring()


def gone(world: World, chat: Chat, user: User, actor: User, status: Raw) -> None:
    """Let somebody leave or be put out; a bot still gets the service message about itself."""
    if chat.kind != "channel":
        service(world, chat, actor, {"left_chat_member": user.raw})
    member_changed(world, chat, user, actor, status)


def member_changed(world: World, chat: Chat, user: User, actor: User, new: Raw) -> None:
    """Change somebody's status: a bot hears of its own, as administrator of others' if it asked for chat_member."""
    old = chat.member(user.id)
    chat.members[user.id] = new
    body = {
        "chat": chat.raw,
        "from": actor.raw,
        "date": world.now(),
        "old_chat_member": as_member(user, old),
        "new_chat_member": as_member(user, new),
    }
    for bot in world.bots.values():
        if bot.id == user.id:
            bot.updates.add("my_chat_member", body, chat.id)
        elif chat.member(bot.id)["status"] == "administrator":
            bot.updates.add("chat_member", body, chat.id)
    world.changes.tell("member", chat.id, chat.bot_id, body)
    chat.bell.ring()


def as_member(user: User, status: Raw) -> Raw:
    """Telegram's ChatMember."""
    known = {"status": status["status"], "user": user.raw, **status}
    if status["status"] == "kicked":
        known.setdefault("until_date", 0)
    if status["status"] == "creator":
        known.setdefault("is_anonymous", False)
    return known
