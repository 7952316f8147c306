"""A private chat: what is typed presses a button, goes on with a dialogue, or is a question."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session
from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from delivery.labels import typed_button
from handlers import commands
from handlers.addressing import BY_A_PERSON, words_of
from handlers.context import Context
from handlers.presses import pressed
from handlers.questions import asking, browsing
from handlers.registry import Registry
from handlers.requests import belonging
from handlers.requests.belonging import Belonging
from handlers.requests.prompts import STORY
from knowledge.whole_messages import Kind
from people.dialogues import Dialogues
from people.models import Dialogue

_HERE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
LABELS_HOLD = timedelta(hours=1)
"""How long typing a button's label, or the number of a choice, is the same as pressing it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in their private chat: their dialogue, the button they have typed, their request."""

    asker: asking.Asker
    dialogue: Dialogue | None
    button: str | None
    belonging: Belonging


async def typed(update: Update, context: Context) -> None:
    """Answer what somebody wrote, or add it to the request that it belongs to."""
    message = _message(update)
    words = words_of(message)
    standing = await _standing(update, context, message, words)
    go_on = context.stories.of(standing.dialogue)
    if standing.belonging.answers is not None:
        await belonging.join(update, context, standing.belonging.answers, offers=False)
    elif standing.button is not None:
        await context.presses.do(update, context, standing.button)
    elif standing.dialogue is not None and go_on is not None and not _leads_away(context, standing.dialogue, words):
        await go_on(update, context, standing.dialogue, words)
    elif belonging.has_attachment(message):
        await belonging.attached(update, context, words)
    elif standing.belonging.waiting is not None:
        await belonging.join(update, context, standing.belonging.waiting, offers=True)
    else:
        await asking.answer_words(update, context, words, asker=standing.asker)


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
        MessageHandler(_HERE & ~filters.StatusUpdate.ALL, typed),
        CallbackQueryHandler(pressed),
    )


def _leads_away(context: Context, dialogue: Dialogue, words: str) -> bool:
    """Whether a whole message is about one's rights or for help: no step of an intake asks for that."""
    return dialogue.kind == STORY and context.house.phrases.kind_of(words) in (Kind.DATA, Kind.HELP)


async def _standing(update: Update, context: Context, message: Message, words: str) -> Standing:
    """Look everything up at once: each look waits for its turn among others."""
    house, chat = context.house, message.chat.id

    def read(session: Session) -> Standing:
        dialogue = Dialogues(session, house.clock).open(chat)
        # Within a dialogue only its own buttons count: a number may be what it asks for.
        since = dialogue.touched_at if dialogue else house.clock.now() - LABELS_HOLD
        button = typed_button(session, house.bot_id, chat, words, since)
        asker = asking.asker_of(session, update, house)
        return Standing(asker, dialogue, button, belonging.belonging_of(session, house, message, words))

    return await context.read(read)


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
