"""The one place where a refusal gets its words."""

from collections.abc import Callable

from telegram import CallbackQuery, Chat, Update

from core.language import Language
from core.refusal import NotYours, Refusal
from core.saying import Saying
from core.text import Text
from handlers.context import Context
from handlers.visitors import Reply, reader_for, respond, visitor_of
from knowledge.editing.edits import ChangedMeanwhile
from knowledge.editing.texts import cannot_be_written, changed_since, for_coordinators
from knowledge.files.manuscripts import Unwritable
from knowledge.texts import not_your_choice, not_your_command
from people.access import NotForYou
from tickets.access import ForExperts, OwnedBy, Untaken
from tickets.lifecycle import NotNow, TooLate
from tickets.refusal_texts import anothers, for_experts, not_now, too_late, too_many, untaken
from tickets.requests import TooMany

WORDS: dict[type[Refusal], Callable[[Language], Text]] = {
    NotYours: not_your_choice,
    NotForYou: for_coordinators,
    ChangedMeanwhile: changed_since,
    Unwritable: cannot_be_written,
    ForExperts: for_experts,
    OwnedBy: anothers,
    Untaken: untaken,
    NotNow: not_now,
    TooLate: too_late,
    TooMany: too_many,
}


NOTICE_MOST = 200  # characters of a press's notice ("answerCallbackQuery" in Telegram's Bot API)
IN_A_NOTICE = (NotYours, NotForYou, ForExperts)
"""What anybody can bring about without end by forging presses, and what nobody has to read again."""


async def tell(update: Update, context: Context, refusal: Refusal) -> None:
    """Tell a person, in their language, what they may not or cannot do."""
    press, chat = update.callback_query, update.effective_chat
    if press is None:
        await _in_a_message(update, context, refusal)
    elif chat is not None and chat.type == Chat.PRIVATE:
        await _of_a_press(update, context, press, refusal)
    else:
        # A group should not hear of a press that concerns nobody there.
        words = WORDS[type(refusal)](reader_for(context.house, None, press.from_user.language_code).language)
        await context.decide(lambda _: None)
        await context.answer_press(press, _first_line(words))


async def _of_a_press(update: Update, context: Context, press: CallbackQuery, refusal: Refusal) -> None:
    """Say it in the notice alone where that is enough and Telegram takes it, else in a message as well."""
    visitor = await visitor_of(update, context)
    words = WORDS[type(refusal)](visitor.reader.language)
    enough = isinstance(refusal, IN_A_NOTICE) and len(words.plain) <= NOTICE_MOST
    if enough and await context.answer_press(press, words.plain, alone=True):
        await respond(update, context, visitor, lambda _: None)
        return
    await respond(update, context, visitor, lambda _: Reply(Saying(words)))
    if not enough:
        await context.answer_press(press, _first_line(words))


async def _in_a_message(update: Update, context: Context, refusal: Refusal) -> None:
    visitor, message = await visitor_of(update, context), update.effective_message
    commanded = message is not None and (message.text or "").startswith("/")
    say = not_your_command if commanded and isinstance(refusal, NotYours) else WORDS[type(refusal)]
    words = say(visitor.reader.language)
    await respond(update, context, visitor, lambda _: Reply(Saying(words)))


def _first_line(words: Text) -> str:
    return words.plain.partition("\n")[0]
