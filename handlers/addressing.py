"""Who a message comes from and whether the bot is meant."""

import re

from telegram import Message, MessageEntity
from telegram.ext.filters import MessageFilter


class ByAPerson(MessageFilter):
    """Written by somebody under their own name: no channel, anonymous administrator or bot."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        author = message.from_user
        return author is not None and not (author.is_bot or message.sender_chat or message.via_bot)


class AsTheGroup(MessageFilter):
    """Written by an administrator who stays anonymous: Telegram gives the group itself as its sender."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        return message.sender_chat is not None and message.sender_chat.id == message.chat.id


class AddressedToUs(MessageFilter):
    """In a group: with the bot's name, or in reply to what the bot said."""

    def filter(self, message: Message) -> bool:
        """Whether the bot is meant."""
        return bool(mentions(message) or answers_us(message))


class NamesUs(MessageFilter):
    """A command with the bot's name behind it, such as /help@its_name."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        command = (message.text or " ").split()[:1]
        return bool(command) and command[0].casefold().endswith(f"@{message.get_bot().username}".casefold())


BY_A_PERSON = ByAPerson()
AS_THE_GROUP = AsTheGroup()
ADDRESSED_TO_US = AddressedToUs()
NAMES_US = NamesUs()


def mentions(message: Message) -> list[str]:
    """Return the bot's name as often as the message says it."""
    bot = message.get_bot()
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    found = {**message.parse_entities(kinds), **message.parse_caption_entities(kinds)}
    return [
        words
        for entity, words in found.items()
        if words.casefold() == f"@{bot.username}".casefold() or (entity.user and entity.user.id == bot.id)
    ]


def answers_us(message: Message) -> bool:
    """Whether it replies to words of the bot; each plain message in a topic replies to the topic's first, too."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or _opens_the_topic_of(message, answered):
        return False
    return answered.from_user.id == message.get_bot().id


def words_of(message: Message) -> str:
    """Return what was written, below a picture too, without the bot's name."""
    words = message.text or message.caption or ""
    for name in mentions(message):
        words = words.replace(name, " ")
    return re.sub(r"\s+", " ", words).strip()


def _opens_the_topic_of(message: Message, answered: Message) -> bool:
    in_topic = bool(message.is_topic_message) and answered.message_id == message.message_thread_id
    return answered.forum_topic_created is not None or in_topic
