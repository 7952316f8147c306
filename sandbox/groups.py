"""A group, supergroup or channel, and who is in it."""

from dataclasses import dataclass
from typing import Any

from sandbox import posting
from sandbox.bots import Bot
from sandbox.chats import Chat, Raw, User, administrator
from sandbox.screen import Message, visible
from sandbox.world import World


@dataclass(slots=True, eq=False)
class Group:
    """A chat of several; `chat` is another one after a migration."""

    world: World
    chat: Chat

    @property
    def id(self) -> int:
        """The chat's number, negative."""
        return self.chat.id

    @property
    def title(self) -> str:
        """Its name."""
        return self.chat.title or ""

    @property
    def messages(self) -> list[Message]:
        """All that is visible now, oldest first."""
        return visible(self.chat)

    @property
    def topics(self) -> dict[int, str]:
        """The names of the topics that are there, by id."""
        return {topic.id: topic.name for topic in self.chat.topics.values() if not topic.gone}

    @property
    def pinned(self) -> list[int]:
        """Ids of pinned messages, in the order they were pinned."""
        return list(self.chat.pinned)

    def owner(self) -> User:
        """Who made the group."""
        for number, status in self.chat.members.items():
            if status["status"] == "creator":
                return self.world.users[number]
        raise AssertionError(f"nobody owns {self.title!r}")

    def add(self, user: User, *, by: User | None = None) -> None:
        """Somebody comes in, with the service message."""
        actor = by or self.owner()
        posting.member_changed(self.world, self.chat, user, actor, {"status": "member"})
        if self.chat.kind != "channel":
            posting.service(self.world, self.chat, actor, {"new_chat_members": [user.raw]})

    def add_bot(self, bot: Bot | None = None, *, admin: bool = False, rights: Raw | None = None) -> None:
        """Let the bot in; as administrator it has every right but to appoint others, changed by `rights`."""
        bot = self.world.the_bot(bot)
        if self.chat.kind != "channel":
            self.add(bot.user)
        if admin or self.chat.kind == "channel":
            self.promote(bot, rights)

    def promote(self, bot: Bot | None = None, rights: Raw | None = None) -> None:
        """Make the bot an administrator, or change its rights: all but those `rights` sets to False."""
        bot = self.world.the_bot(bot)
        status = administrator(rights, channel=self.chat.kind == "channel")
        posting.member_changed(self.world, self.chat, bot.user, self.owner(), status)

    def demote(self, bot: Bot | None = None) -> None:
        """Make the bot a plain member again."""
        posting.member_changed(self.world, self.chat, self.world.the_bot(bot).user, self.owner(), {"status": "member"})

    def promote_person(self, person: Any, rights: Raw | None = None) -> None:
        """Make a person an administrator."""
        posting.member_changed(self.world, self.chat, person.user, self.owner(), administrator(rights))

    def remove_bot(self, bot: Bot | None = None) -> None:
        """Throw the bot out."""
        bot = self.world.the_bot(bot)
        status = {"status": "kicked", "until_date": 0}
        posting.gone(self.world, self.chat, bot.user, self.owner(), status)

    def make_forum(self) -> None:
        """Switch topics on."""
        old = self.chat
        old.forum = True
        old.__post_init__()

    def unmake_forum(self) -> None:
        """Switch topics off; their messages stay."""
        self.chat.forum = False
        self.chat.describe()

    def migrate(self) -> int:
        """Make a plain group a supergroup with a new id (returned); the old one only tells where it went."""
        old, number = self.chat, -1_000_000_000_000 - (10**9 + next(self.world.numbers))
        new = Chat(number, "supergroup", title=old.title, members=dict(old.members))
        self.world.groups[number] = new
        owner = self.owner()
        posting.service(self.world, old, owner, {"migrate_to_chat_id": number})
        old.migrated_to, self.chat = number, new
        posting.service(self.world, new, owner, {"migrate_from_chat_id": old.id})
        return number
