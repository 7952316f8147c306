"""What Telegram tells of the bot's own standing: blocked or back, added to a group, made administrator, thrown out."""

from dataclasses import replace

from telegram import Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Update
from telegram.ext import ChatMemberHandler

from core.saying import Saying
from delivery.models import Priority
from handlers.context import Context, Work
from handlers.experts import reports as experts_reports
from handlers.experts import ticks as experts_ticks
from handlers.hearing import how_to_ask
from handlers.registry import Registry
from handlers.visitors import reader_for, the_notice
from people import group_texts

_GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
_PRESENT = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
MUTED = "muted"
"""Why a chat is left in peace in which the bot is and may not write."""


async def standing_changed(update: Update, context: Context) -> None:
    """Note that somebody blocked the bot or let it in again, or what it is in a group now; channels are left alone."""
    change = update.my_chat_member
    if change is None:
        raise ValueError("this update is no change of our standing")

    def decide(work: Work) -> None:
        if change.chat.type == Chat.PRIVATE:
            _in_private(work, change)
        elif change.chat.type in _GROUPS:
            _in_group(work, change)

    await context.decide(decide)


def register(registry: Registry) -> None:
    """Add what Telegram tells of the bot itself."""
    registry.add(ChatMemberHandler(standing_changed, ChatMemberHandler.MY_CHAT_MEMBER))


def _in_private(work: Work, change: ChatMemberUpdated) -> None:
    if _is_there(change.new_chat_member):
        work.members.back(change.chat.id)
        experts_reports.member_back(work, change.chat.id)
        work.reachable(change.chat.id)
    else:
        work.members.blocked(change.chat.id)
        experts_reports.member_blocked(work, change.chat.id)
        work.unreachable(change.chat.id, change.new_chat_member.status)


def _in_group(work: Work, change: ChatMemberUpdated) -> None:
    chat, standing = change.chat.id, change.new_chat_member
    if not _is_there(standing):
        work.groups.went(chat, standing.status)
        work.unreachable(chat, standing.status)
        return
    work.groups.came(chat, standing.status)
    if _may_write(standing):
        work.reachable(chat)
    else:
        work.unreachable(chat, MUTED)
    if chat == work.house.experts_chat_id:
        experts_ticks.rights_changed(work)
    if not _is_there(change.old_chat_member) and chat != work.house.experts_chat_id:
        _greet(work, change)


def _greet(work: Work, change: ChatMemberUpdated) -> None:
    """Say what the bot is and does here, once for a group, in the language of who added it."""
    group = work.groups.spoken_to(change.chat.id)
    language = reader_for(work.house, None, change.from_user.language_code).language
    if group.quiet_since is not None:
        _say(work, change, Saying(group_texts.hushed(language)))
    elif work.members.needs_notice(group):
        how = how_to_ask(work, change.get_bot(), change.chat.id, language)
        _say(work, change, Saying(group_texts.welcome(language, the_notice(work, language), how)))


def _say(work: Work, change: ChatMemberUpdated, saying: Saying) -> None:
    work.say(change.chat.id, replace(saying, silent=True), priority=Priority.CHANGE, must=False)


def _is_there(standing: ChatMember) -> bool:
    if isinstance(standing, ChatMemberRestricted):
        return standing.is_member
    return standing.status in _PRESENT


def _may_write(standing: ChatMember) -> bool:
    return standing.can_send_messages if isinstance(standing, ChatMemberRestricted) else True
