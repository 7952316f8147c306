"""A private chat: what is typed presses a button, goes on with a dialogue, or is a question."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session
from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from core.saying import Saying
from delivery.labels import typed_button
from handlers import asking, browsing, commands, texts
from handlers.addressing import BY_A_PERSON, words_of
from handlers.context import Context
from handlers.presses import pressed
from handlers.registry import Registry
from handlers.visitors import Reply, respond, visitor_of
from people.dialogues import Dialogues
from people.models import Dialogue

_HERE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
LABELS_HOLD = timedelta(hours=1)
"""How long typing a button's label, or the number of a choice, is the same as pressing it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in their private chat: the dialogue they are in, and the button they have typed."""

    dialogue: Dialogue | None
    button: str | None


async def typed(update: Update, context: Context) -> None:
    """Answer what somebody wrote."""
    words = words_of(_message(update))
    standing = await _standing(context, _message(update).chat.id, words)
    go_on = context.stories.of(standing.dialogue)
    if standing.button is not None:
        await context.presses.do(update, context, standing.button)
    elif standing.dialogue is not None and go_on is not None:
        await go_on(update, context, standing.dialogue, words)
    else:
        await asking.answer_words(update, context, words)


async def not_words(update: Update, context: Context) -> None:
    """Give what has no words to the dialogue that somebody is in; else say, of an album once, what is understood."""
    standing = await _standing(context, _message(update).chat.id, "")
    go_on = context.stories.of(standing.dialogue)
    if standing.dialogue is not None and go_on is not None:
        await go_on(update, context, standing.dialogue, "")
        return
    visitor, album = await visitor_of(update, context), _message(update).media_group_id
    key = f"album/{visitor.chat.id}/{album}" if album else None
    await respond(update, context, visitor, lambda _: Reply(Saying(texts.not_words(visitor.reader.language)), key))


def register(registry: Registry) -> None:
    """Add what happens in a private chat."""
    for name, handler in (("start", commands.start), ("help", commands.help_command), ("ask", commands.ask)):
        registry.add(CommandHandler(name, handler, _HERE))
    registry.add(
        CommandHandler("topics", browsing.topics, _HERE),
        CommandHandler("guides", browsing.guides, _HERE),
        CommandHandler("expert", commands.expert, _HERE),
        CommandHandler("cancel", commands.cancel, _HERE),
    )
    registry.add(
        MessageHandler(_HERE & filters.COMMAND, commands.unknown),
        MessageHandler(_HERE & (filters.TEXT | filters.CAPTION), typed),
        MessageHandler(_HERE & ~filters.StatusUpdate.ALL, not_words),
        CallbackQueryHandler(pressed),
    )


async def _standing(context: Context, chat: int, words: str) -> Standing:
    house = context.house

    def read(session: Session) -> Standing:
        dialogue = Dialogues(session, house.clock).open(chat)
        # Within a dialogue only its own buttons count: a number may be what it asks for.
        since = dialogue.touched_at if dialogue else house.clock.now() - LABELS_HOLD
        return Standing(dialogue, typed_button(session, house.bot_id, chat, words, since))

    return await context.read(read)


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
