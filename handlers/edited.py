"""An edit in a private chat: of what stands in a request, or of a question that was answered."""

from dataclasses import replace
from datetime import timedelta

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from handlers.addressing import BY_A_PERSON, words_of
from handlers.context import Context
from handlers.questions.asking import Turn, answer_question
from handlers.registry import Registry
from handlers.requests import edits as member_edits
from handlers.visitors import visitor_of
from knowledge.questions import Questions
from tickets.queries import part_at

QUESTIONS = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
EDITS_COUNT = timedelta(hours=1)
"""How long after a question an edit of it is answered; later it is taken for tidying up."""


async def edited(update: Update, context: Context) -> None:
    """Show the edit of a request to its experts, answer the new words of a question; let every other edit pass."""
    message = _message(update)
    if await context.read(lambda session: session.scalar(part_at(message.chat.id, message.message_id))) is not None:
        await member_edits.edited_part(update, context)
        return
    if not QUESTIONS.check_update(update):
        await context.decide(lambda _: None)
        return
    visitor, words = await visitor_of(update, context), words_of(message)
    chat, member, clock = visitor.chat.id, visitor.user.id, context.house.clock
    question = await context.read(
        lambda session: Questions(session, clock).asked_in(message.message_id, chat, member, EDITS_COUNT)
    )
    asks = any(letter.isalpha() for letter in words) and context.house.phrases.kind_of(words) is None
    if question is None or not question.differs_from(words) or not asks:
        await context.decide(lambda _: None)
    else:
        wrote = replace(visitor, wrote=message.message_id)
        await answer_question(update, context, wrote, Turn(words, edited=question))


def register(registry: Registry) -> None:
    """Add what becomes of edits in a private chat."""
    registry.add(MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE & BY_A_PERSON, edited))


def _message(update: Update) -> Message:
    if update.edited_message is None:
        raise ValueError("this update is no edit")
    return update.edited_message
