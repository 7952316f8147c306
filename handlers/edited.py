"""A question that was edited after it was answered."""

from dataclasses import replace
from datetime import timedelta

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from handlers.addressing import BY_A_PERSON, words_of
from handlers.asking import Turn, answer_question
from handlers.context import Context
from handlers.registry import Registry
from handlers.visitors import visitor_of
from knowledge.questions import Questions

EDITS_COUNT = timedelta(hours=1)
"""How long after a question an edit of it is answered; later it is taken for tidying up."""


async def edited(update: Update, context: Context) -> None:
    """Answer the new words of a question; let every other edit pass."""
    message = _message(update)
    visitor, words = await visitor_of(update, context), words_of(message)
    chat, member, clock = visitor.chat.id, visitor.user.id, context.house.clock
    question = await context.read(
        lambda session: Questions(session, clock).asked_in(message.message_id, chat, member, EDITS_COUNT)
    )
    if question is None or not question.differs_from(words) or context.house.phrases.kind_of(words) is not None:
        await context.decide(lambda _: None)
    else:
        wrote = replace(visitor, wrote=message.message_id)
        await answer_question(update, context, wrote, Turn(words, edited=question))


def register(registry: Registry) -> None:
    """Add what becomes of edits in a private chat."""
    here = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE & BY_A_PERSON & ~filters.COMMAND
    registry.add(MessageHandler(here & (filters.TEXT | filters.CAPTION), edited))


def _message(update: Update) -> Message:
    if update.edited_message is None:
        raise ValueError("this update is no edit")
    return update.edited_message
