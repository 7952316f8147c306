"""What a person writes."""

from typing import Any

from sandbox import posting, text
from sandbox.account import Account, Place
from sandbox.bots import Bot
from sandbox.chats import GENERAL_TOPIC, Chat, Post, Raw
from sandbox.methods.moving import ENVELOPE, origin
from sandbox.methods.sending import check_topic
from sandbox.screen import Message


class Speaking(Account):
    """Words, edits, forwards; starting and blocking a bot."""

    async def says(
        self,
        words: str,
        to: Place = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        entities: list[Raw] | None = None,
        *,
        anonymous: bool = False,
    ) -> Message:
        """Write a message of at most 4,096 characters; Telegram finds commands, mentions and links in it."""
        if not words.strip() or len(words) > text.LONGEST_TEXT:
            raise AssertionError(
                f"{len(words)} characters are no message; `pastes` cuts what is too long, as phones do"
            )
        return self.post(text.typed(words, entities), to, thread, reply_to, anonymous=anonymous)

    async def pastes(self, words: str, to: Place = None, thread: int | None = None) -> list[Message]:
        """Write more than fits: the phone makes several messages of it."""
        parts = [words[start : start + text.LONGEST_TEXT] for start in range(0, len(words), text.LONGEST_TEXT)]
        return [await self.says(part, to, thread) for part in parts]

    async def starts(self, payload: str = "", bot: Bot | None = None) -> Message:
        """Press Start (or Restart, which unblocks), from a link with `payload`."""
        if self.chat(bot).blocked:
            self.unblocks(bot)
        return await self.says(f"/start {payload}".strip(), bot)

    async def replies(self, message: Message, words: str) -> Message:
        """Answer this very message."""
        return await self.says(words, message.chat, message.thread, message)

    async def edits(self, message: Message, words: str) -> Message:
        """Change what one wrote, text or caption."""
        entry = self._own(message)
        content = text.typed(words)
        if "text" not in entry.raw:
            content = {"caption" if key == "text" else f"caption_{key}": value for key, value in content.items()}
        kept = {
            key: value
            for key, value in entry.raw.items()
            if key not in ("text", "entities", "caption", "caption_entities")
        }
        raw = {**kept, **content, "edit_date": self.world.now()}
        posting.change(self.world, message.chat, entry, raw, by_person=True)
        return Message.of(message.chat, entry)

    async def deletes(self, message: Message) -> None:
        """Remove a message; no bot hears of it."""
        posting.remove(self.world, message.chat, message.id)

    async def forwards(self, message: Message, to: Place = None, thread: int | None = None) -> Message:
        """Pass a message on."""
        content = {key: value for key, value in message.raw.items() if key not in ENVELOPE}
        return self.post({"forward_origin": origin(message.chat.posts[message.id]), **content}, to, thread)

    def blocks(self, bot: Bot | None = None) -> None:
        """Stop the bot."""
        self._turn(bot, blocked=True)

    def unblocks(self, bot: Bot | None = None) -> None:
        """Let the bot write again."""
        self._turn(bot, blocked=False)

    def _turn(self, bot: Bot | None, *, blocked: bool) -> None:
        bot, chat = self.world.the_bot(bot), self.chat(bot)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        status: Raw = {"status": "kicked", "until_date": 0} if blocked else {"status": "member"}
        chat.members.setdefault(bot.id, {"status": "member"})
        posting.member_changed(self.world, chat, bot.user, self.user, status)

    def deactivates(self) -> None:
        """Give up the account."""
        self.user.deactivated = True

    def post(
        self,
        content: Raw,
        to: Place = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        *,
        anonymous: bool = False,
        keyboard: Any = None,
    ) -> Message:
        """Put any content into a chat, if this person may write there."""
        chat = self.chat(to)
        answered = chat.posts[reply_to.id] if reply_to else None
        thread = thread or (answered.thread if answered and chat.forum else None)
        self._check_place(chat, thread, anonymous=anonymous)
        chat.started = True
        entry = posting.post(
            self.world, chat, self.user, content, thread=thread, reply_to=answered, anonymous=anonymous, markup=keyboard
        )
        return Message.of(chat, entry)

    def _check_place(self, chat: Chat, thread: int | None, *, anonymous: bool) -> None:
        status = chat.member(self.id)["status"]
        if chat.private and chat.blocked:
            raise AssertionError(f"{self.name} has blocked the bot; `starts` or `unblocks` first")
        if not chat.private and not chat.contains(self.id):
            raise AssertionError(f"{self.name} is not in {chat.title!r}")
        if (anonymous or chat.kind == "channel") and status not in ("creator", "administrator"):
            raise AssertionError(f"{self.name} is no administrator of {chat.title!r}")
        if chat.forum:
            check_topic(chat, self.id, thread or GENERAL_TOPIC)

    def _own(self, message: Message) -> Post:
        entry = message.chat.posts.get(message.id)
        if entry is None or entry.author_id != self.id:
            raise AssertionError(f"{message} is not there any more, or not {self.name}'s")
        return entry
