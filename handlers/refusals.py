"""The one place where a refusal gets its words."""

from collections.abc import Callable

from telegram import Chat, Update

from core.language import Language
from core.refusal import NotYours, Refusal
from core.saying import Saying
from core.text import Text
from handlers.context import Context
from handlers.visitors import Reply, reader_for, respond, visitor_of
from knowledge.edit_texts import cannot_be_written, changed_since, for_coordinators
from knowledge.edits import ChangedMeanwhile
from knowledge.manuscripts import Unwritable
from knowledge.texts import not_your_choice
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


async def tell(update: Update, context: Context, refusal: Refusal) -> None:
    """Tell a person, in their language, what they may not or cannot do."""
    press, chat = update.callback_query, update.effective_chat
    if press is None or (chat is not None and chat.type == Chat.PRIVATE):
        visitor = await visitor_of(update, context)
        words = WORDS[type(refusal)](visitor.reader.language)
        await respond(update, context, visitor, lambda _: Reply(Saying(words)))
    else:
        # A group should not hear of a press that concerns nobody there.
        words = WORDS[type(refusal)](reader_for(context.house, None, press.from_user.language_code).language)
        await context.decide(lambda _: None)
    if press is not None:
        await context.answer_press(press, words.plain.partition("\n")[0])
