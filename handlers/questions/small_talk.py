"""Messages that are no question: thanks and greetings, wishes about one's data, and for a human."""

from datetime import timedelta

from telegram import Update

from core.saying import Rows, Saying
from handlers import texts
from handlers.context import Context, Work
from handlers.hearing import how_to_ask
from handlers.questions.answers import for_an_expert
from handlers.rights.privacy import what_is_kept
from handlers.visitors import Reply, Visitor, respond
from knowledge import buttons
from knowledge.models import MISSES
from knowledge.whole_messages import Kind
from people.access import commands_for
from people.texts import help_

FOLLOWS = timedelta(minutes=10)
"""How long after a question the wish for a human is about it."""
_POLITE = {
    Kind.THANKS: texts.welcome,
    Kind.FINE: texts.fine,
    Kind.HELLO: texts.hello,
    Kind.BYE: texts.goodbye,
}


async def small_talk(update: Update, context: Context, visitor: Visitor, kind: Kind) -> None:
    """Answer kindly, and take note of no question."""
    await respond(update, context, visitor, lambda work: _answer(work, visitor, kind, context.letter.id))


def help_for(work: Work, visitor: Visitor) -> Reply:
    """List what this person can type."""
    typed = commands_for(work.roles.of(visitor.user.id))
    contact, experts = work.house.profile.contact, work.somebody_answers
    return Reply(Saying(help_(visitor.reader.language, typed, contact, experts=experts)))


def _answer(work: Work, visitor: Visitor, kind: Kind, letter: int) -> Reply | None:
    if kind in _POLITE:
        rows: Rows = ((buttons.browse(visitor.reader.language),),) if kind is Kind.HELLO and visitor.private else ()
        return Reply(Saying(_POLITE[kind](visitor.reader.language), rows))
    if not visitor.private:
        return Reply(Saying(how_to_ask(work, visitor.chat.get_bot(), visitor.chat.id, visitor.reader.language)))
    if kind is Kind.HELP:
        return help_for(work, visitor)
    return what_is_kept(work, visitor) if kind is Kind.DATA else _to_a_human(work, visitor, letter)


def _to_a_human(work: Work, visitor: Visitor, letter: int) -> Reply | None:
    """Turn to the experts, with the question that was not answered a moment ago."""
    question = work.questions.last(visitor.chat.id, visitor.user.id, FOLLOWS)
    unanswered = question if question is not None and question.outcome in MISSES else None
    return for_an_expert(work, visitor, unanswered, letter)
