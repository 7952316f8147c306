"""Groups: the bot speaks only when it is meant, short and silently; what is not for it is not kept."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Message, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from core.saying import Saying
from handlers import commands, switching
from handlers.addressing import ADDRESSED_TO_US, BY_A_PERSON, NAMES_US, mentions, words_of
from handlers.context import Context, Work
from handlers.hearing import how_to_ask
from handlers.moving import move_group
from handlers.questions.asking import answer_words
from handlers.registry import Registry
from handlers.switching import is_quiet
from handlers.visitors import Reply, respond, visitor_of

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]
_SAID_HERE = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & BY_A_PERSON


async def asked(update: Update, context: Context) -> None:
    """Answer who turned to the bot; among the experts, replies are about requests and no questions."""
    message = _message(update)
    if message.chat.id == context.house.experts_chat_id and not mentions(message):
        await context.forget_content()
    else:
        await answer_words(update, context, words_of(message))


def unless_quiet(handle: Handle) -> Handle:
    """Let a handler answer only where no administrator has switched the bot off; else nothing is said or kept."""

    async def heard(update: Update, context: Context) -> None:
        if await is_quiet(context, _message(update).chat.id):
            await context.forget_content()
        else:
            await handle(update, context)

    return heard


async def explain(update: Update, context: Context) -> None:
    """Say what can be done in a group."""
    visitor = await visitor_of(update, context)

    def answer(work: Work) -> Reply:
        return Reply(Saying(how_to_ask(work, context.bot, visitor.chat.id, visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def moved(update: Update, context: Context) -> None:
    """Keep what is known of a group that has got a new id."""
    message = _message(update)
    old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id

    def decide(work: Work) -> None:
        move_group(work.clock, work.session, old, new)

    await context.decide(decide)


async def overheard(_: Update, context: Context) -> None:
    """Keep nothing of what was not for the bot."""
    await context.forget_content()


def register(registry: Registry) -> None:
    """Add what happens in groups."""
    switching.register(registry)
    addressed = ADDRESSED_TO_US & ~filters.COMMAND & (filters.TEXT | filters.CAPTION)
    registry.add(
        MessageHandler(filters.StatusUpdate.MIGRATE, moved),
        CommandHandler("ask", unless_quiet(commands.ask), _SAID_HERE),
        CommandHandler(["start", "help"], unless_quiet(explain), _SAID_HERE & NAMES_US),
        MessageHandler(_SAID_HERE & filters.COMMAND & NAMES_US, unless_quiet(commands.unknown)),
        MessageHandler(_SAID_HERE & addressed, unless_quiet(asked)),
        MessageHandler(filters.ChatType.GROUPS | filters.ChatType.CHANNEL, overheard),
    )


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
