"""What the bot hears in a group, and so how to ask it there."""

from telegram import Bot, ChatMember

from core.language import Language
from core.text import Text
from handlers.context import Work
from people import group_texts


def how_to_ask(work: Work, bot: Bot, chat: int, language: Language) -> Text:
    """Say what can be done in this group; of mentions only where Telegram shows them to the bot."""
    group = work.groups.known(chat)
    administers = group is not None and group.standing == ChatMember.ADMINISTRATOR
    return group_texts.how_to_ask(language, bot.username, mentions=administers or hears_all(bot))


def hears_all(bot: Bot) -> bool:
    """Whether Telegram shows the bot all talk in its groups: privacy mode is off."""
    return bool(bot.can_read_all_group_messages)
