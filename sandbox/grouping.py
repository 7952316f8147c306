"""What a person does in groups: coming, going, topics, pins."""

from sandbox import posting
from sandbox.account import Account
from sandbox.chats import RIGHTS, Topic
from sandbox.groups import Group
from sandbox.methods import topics
from sandbox.screen import Message


class Grouping(Account):
    """Members and topics, as a person with the right to it."""

    async def joins(self, group: Group) -> None:
        """Come in."""
        group.add(self.user, by=self.user)

    async def leaves(self, group: Group) -> None:
        """Go."""
        posting.gone(self.world, group.chat, self.user, self.user, {"status": "left"})

    async def opens_topic(self, group: Group, name: str) -> int:
        """Open a topic; its id."""
        return topics.opened(self.world, group.chat, self.user, name).id

    async def renames_topic(self, group: Group, thread: int, name: str) -> None:
        """Give a topic another name."""
        topic = self._topic(group, thread)
        topic.name = name
        posting.service(self.world, group.chat, self.user, {"forum_topic_edited": {"name": name}}, thread)
        self.world.changes.tell("topic", group.id, None, topic.raw)

    async def closes_topic(self, group: Group, thread: int) -> None:
        """Nobody but administrators may write there."""
        topics.turn(self.world, group.chat, self.user, self._topic(group, thread), closed=True)

    async def reopens_topic(self, group: Group, thread: int) -> None:
        """Everybody may write there again."""
        topics.turn(self.world, group.chat, self.user, self._topic(group, thread), closed=False)

    async def deletes_topic(self, group: Group, thread: int, answer: str = "message thread not found") -> None:
        """Remove a topic with all in it; no bot hears of it but by the next call's 400 `answer` (or TOPIC_DELETED)."""
        topics.removed(self.world, group.chat, self._topic(group, thread), answer)

    async def pins(self, message: Message) -> None:
        """Pin a message."""
        chat = message.chat
        if message.id in chat.pinned:
            return
        chat.pinned.append(message.id)
        self.world.changes.tell("pin", chat.id, chat.bot_id, {})
        pinned = {"pinned_message": posting.bare(chat.posts[message.id].raw)}
        posting.service(self.world, chat, self.user, pinned, message.thread)

    async def unpins(self, message: Message) -> None:
        """Pin it no more; no bot hears of it."""
        chat = message.chat
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
            self.world.changes.tell("pin", chat.id, chat.bot_id, {})

    def may(self, group: Group, right: str) -> bool:
        """Whether this person has an administrator's right there."""
        return right in RIGHTS and group.chat.may(self.id, right)

    def _topic(self, group: Group, thread: int) -> Topic:
        topic = group.chat.topics.get(thread)
        if topic is None or topic.gone:
            raise AssertionError(f"there is no topic {thread} in {group.title!r}; there are {group.topics}")
        return topic
