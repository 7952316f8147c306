"""An administrator of a group switches the bot off and on there."""

from collections.abc import Callable

from telegram import ChatMember, Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import CommandHandler, filters

from core.language import Language
from core.saying import Saying
from core.text import Text
from handlers.addressing import AS_THE_GROUP, BY_A_PERSON
from handlers.context import Context, Work
from handlers.hearing import how_to_ask
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond, visitor_of
from people import group_texts
from people.groups import Groups

_MAY = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def quiet(update: Update, context: Context) -> None:
    """Answer nobody in this group until an administrator wants it again."""

    def hush(work: Work, visitor: Visitor) -> Text | None:
        return group_texts.hushed(visitor.reader.language) if work.groups.hush(visitor.chat.id) else None

    await _switch(update, context, hush)


async def speak(update: Update, context: Context) -> None:
    """Answer in this group again."""

    def begin(work: Work, visitor: Visitor) -> Text:
        language = visitor.reader.language
        how = how_to_ask(work, context.bot, visitor.chat.id, language)
        return group_texts.speaks_again(language, how) if work.groups.speak(visitor.chat.id) else how

    await _switch(update, context, begin)


async def is_quiet(context: Context, chat: int) -> bool:
    """Whether the bot is switched off in this group."""
    house = context.house
    return await context.read(lambda session: Groups(session, house.clock).is_quiet(chat))


def register(registry: Registry) -> None:
    """Add the two commands."""
    here = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & (BY_A_PERSON | AS_THE_GROUP)
    registry.add(CommandHandler("quiet", quiet, here), CommandHandler("speak", speak, here))


async def _switch(update: Update, context: Context, change: Callable[[Work, Visitor], Text | None]) -> None:
    message, visitor = _message(update), await visitor_of(update, context)
    if visitor.chat.id == context.house.experts_chat_id:
        words = group_texts.not_among_experts(visitor.reader.language)
        await context.decide(lambda work: _say(work, visitor, words))
        return
    administers = await _administers(message)
    if administers:
        await context.decide(lambda work: _say(work, visitor, change(work, visitor)))
    elif await is_quiet(context, visitor.chat.id):
        await context.forget_content()
    else:
        refusal = group_texts.could_not_see if administers is None else group_texts.for_administrators
        await _refuse(update, context, visitor, refusal)


async def _administers(message: Message) -> bool | None:
    """Whether who wrote this is an administrator, as Telegram says just now; None if it does not say."""
    if message.sender_chat is not None or message.from_user is None:
        return message.sender_chat is not None and message.sender_chat.id == message.chat.id
    try:
        member = await message.chat.get_member(message.from_user.id)
    except (BadRequest, Forbidden):
        return False
    except TelegramError:
        return None
    return member.status in _MAY


async def _refuse(update: Update, context: Context, visitor: Visitor, words: Callable[[Language], Text]) -> None:
    await respond(update, context, visitor, lambda _: Reply(Saying(words(visitor.reader.language))))


def _say(work: Work, visitor: Visitor, words: Text | None) -> None:
    # Not as an answer to a person: an anonymous administrator is none, and nobody's questions are counted here.
    if words is not None:
        work.say(visitor.chat.id, Saying(words, silent=True), thread=visitor.thread, reply_to=visitor.reply_to)


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
