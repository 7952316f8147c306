"""Which commands somebody is offered: the narrowest scope wins, then their language."""

import json
from collections.abc import Iterator

from sandbox.bots import Bot
from sandbox.chats import Chat, Raw, User


def offered(bot: Bot, chat: Chat, user: User) -> list[Raw]:
    """Return the commands that this person sees in this chat, in the order in which Telegram looks for them."""
    for scope in _scopes(chat, user):
        for language in (user.language or "", ""):
            if commands := bot.commands.get(json.dumps([scope, language], sort_keys=True)):
                return commands
    return []


def _scopes(chat: Chat, user: User) -> Iterator[Raw]:
    admin = not chat.private and chat.member(user.id)["status"] in ("creator", "administrator")
    for number in _names(chat):
        if not chat.private:
            yield {"type": "chat_member", "chat_id": number, "user_id": user.id}
        if admin:
            yield {"type": "chat_administrators", "chat_id": number}
        yield {"type": "chat", "chat_id": number}
    if admin:
        yield {"type": "all_chat_administrators"}
    yield {"type": "all_private_chats" if chat.private else "all_group_chats"}
    yield {"type": "default"}


def _names(chat: Chat) -> Iterator[int | str]:
    yield chat.id
    if chat.username:
        yield f"@{chat.username}"
