"""Users, chats, topics and messages as Telegram keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.bell import Bell

Raw = dict[str, Any]

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
# What marks a message that Telegram wrote for what somebody did.
SERVICE = frozenset(
    [
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "group_chat_created",
        "supergroup_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
    ]
)
MOST_POSTS = 100_000
TOPIC_COLOUR = 7322096
GENERAL_TOPIC = 1


@dataclass(slots=True)
class User:
    """Somebody with an account, a bot too."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None
    is_bot: bool = False
    deactivated: bool = False
    raw: Raw = field(init=False)

    def __post_init__(self) -> None:
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language}
        self.raw = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        self.raw.update({name: value for name, value in optional.items() if value})


@dataclass(slots=True)
class Post:
    """A message in its chat: as bots get it, and what only people see of it.

    `raw` is never changed in place, so that what was handed out stays as it was.
    """

    raw: Raw
    author_id: int
    silent: bool = False
    protected: bool = False
    keyboard: Raw | None = None
    meant_for: int | None = None
    reactions: dict[int, list[Raw]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        return int(self.raw["message_id"])

    @property
    def thread(self) -> int | None:
        """The topic it is in."""
        return self.raw.get("message_thread_id")


@dataclass(slots=True)
class Topic:
    """A forum topic; `gone` is what Telegram answers once it was removed."""

    id: int
    name: str
    colour: int = TOPIC_COLOUR
    icon: str | None = None
    creator_id: int = 0
    closed: bool = False
    hidden: bool = False
    gone: str | None = None

    @property
    def raw(self) -> Raw:
        """As ForumTopic."""
        icon = {"icon_custom_emoji_id": self.icon} if self.icon else {}
        return {"message_thread_id": self.id, "name": self.name, "icon_color": self.colour, **icon}


@dataclass(slots=True)
class Chat:
    """A private chat of one bot and one person, a group, a supergroup or a channel.

    Message ids count from 1 in each chat, so that the same number occurs in many: an id alone identifies nothing.
    """

    id: int
    kind: str
    title: str | None = None
    username: str | None = None
    forum: bool = False
    person: User | None = None
    bot_id: int | None = None
    description: str | None = None
    started: bool = False
    blocked: bool = False
    migrated_to: int | None = None
    last_id: int = 0
    last_bot: int | None = None
    posts: dict[int, Post] = field(default_factory=dict)
    members: dict[int, Raw] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    raw: Raw = field(init=False)

    def __post_init__(self) -> None:
        if self.forum:
            self.topics[GENERAL_TOPIC] = Topic(GENERAL_TOPIC, "General")
        self.describe()

    def describe(self) -> None:
        """Make `raw` (Telegram's Chat) anew after a change; messages already sent keep the old one."""
        self.raw = {"id": self.id, "type": self.kind}
        if self.person:
            names = {key: self.person.raw.get(key) for key in ("first_name", "last_name", "username")}
        else:
            names = {"title": self.title, "username": self.username}
        self.raw.update({key: value for key, value in names.items() if value})
        if self.forum:
            self.raw["is_forum"] = True

    @property
    def private(self) -> bool:
        """A bot and one person."""
        return self.kind == "private"

    @property
    def family(self) -> str:
        """How Telegram's refusals call it."""
        return f"{self.kind} chat"

    def keep(self, entry: Post) -> None:
        """Add a message; of more than a hundred thousand the oldest tenth is let go."""
        self.posts[entry.id] = entry
        if len(self.posts) > MOST_POSTS:
            for number in list(self.posts)[: MOST_POSTS // 10]:
                del self.posts[number]

    def member(self, user_id: int) -> Raw:
        """Status and rights of a user; `left` for a stranger."""
        return self.members.get(user_id, {"status": "left"})

    def contains(self, user_id: int) -> bool:
        """Whether the user is in the chat now."""
        return self.member(user_id)["status"] not in ("left", "kicked")

    def may(self, user_id: int, right: str) -> bool:
        """Whether the user has an administrator's right here; in a private chat both sides have all."""
        member = self.member(user_id)
        return self.private or member["status"] == "creator" or bool(member.get(right))

    def visible(self, thread: int | None = None) -> Iterator[Post]:
        """Return the messages that are there now, oldest first."""
        return (post for post in self.posts.values() if thread is None or post.thread == thread)


def administrator(rights: Raw | None = None, *, channel: bool = False) -> Raw:
    """Return an administrator's status with every right except to appoint others, changed by `rights`."""
    every = RIGHTS + (CHANNEL_RIGHTS if channel else ())
    return {
        "status": "administrator",
        "can_be_edited": False,
        "is_anonymous": False,
        **{right: right != "can_promote_members" for right in every},
        **(rights or {}),
    }
