"""A private chat: words are questions, presses are choices."""

from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from core.saying import Saying
from handlers import commands, texts
from handlers.addressing import BY_A_PERSON, words_of
from handlers.asking import answer_choice, answer_words
from handlers.context import Context
from handlers.visitors import Reply, respond, visitor_of
from knowledge.choices import Choice, NotYourChoice

_HERE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON


async def typed(update: Update, context: Context) -> None:
    """Answer what somebody wrote."""
    await answer_words(update, context, words_of(_message(update)))


async def not_words(update: Update, context: Context) -> None:
    """Say that only words are understood; of an album once."""
    visitor, album = await visitor_of(update, context), _message(update).media_group_id
    key = f"album/{visitor.chat.id}/{album}" if album else None
    await respond(update, context, visitor, lambda _: Reply(Saying(texts.not_words(visitor.reader.language)), key))


async def pressed(update: Update, context: Context) -> None:
    """Show what somebody chose with a button."""
    press = _press(update)
    choice = Choice.read(press.data or "")
    if update.effective_chat is None:
        raise NotYourChoice(choice)
    await answer_choice(update, context, choice.question, choice.place)
    await context.answer_press(press)


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Add what happens in a private chat."""
    for name, handler in (("start", commands.start), ("help", commands.help_command), ("ask", commands.ask)):
        application.add_handler(CommandHandler(name, handler, _HERE))
    application.add_handler(MessageHandler(_HERE & filters.COMMAND, commands.unknown))
    application.add_handler(MessageHandler(_HERE & (filters.TEXT | filters.CAPTION), typed))
    application.add_handler(MessageHandler(_HERE & ~filters.StatusUpdate.ALL, not_words))
    application.add_handler(CallbackQueryHandler(pressed))


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message


def _press(update: Update) -> CallbackQuery:
    if update.callback_query is None:
        raise ValueError("this update is no press")
    return update.callback_query
