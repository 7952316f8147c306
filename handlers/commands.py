"""Commands that mean the same in private and in a group."""

from datetime import timedelta

from telegram import Message, Update

from core.saying import Saying
from handlers import texts
from handlers.context import Context, Work
from handlers.events import cards as event_cards
from handlers.questions.answers import for_an_expert
from handlers.questions.asking import Turn, answer_question, answer_words, show
from handlers.questions.small_talk import help_for
from handlers.requests import intake, opening
from handlers.visitors import Reply, Visitor, respond, visitor_of
from knowledge import deep_links, replies
from knowledge.buttons import browse
from knowledge.choices import linked_question
from knowledge.questions import Asked, Questions
from knowledge.texts import what_is_your_question
from people.access import near


async def start(update: Update, context: Context) -> None:
    """Say what this assistant is, or show what the link that led here promises."""
    payload = " ".join(context.args or ())
    visitor = await visitor_of(update, context)
    if payload.startswith("q_"):
        await _go_on(update, context, visitor, linked_question(payload))
    elif payload.startswith(deep_links.EVENT):
        await event_cards.linked(update, context, payload.removeprefix(deep_links.EVENT))
    elif payload.startswith(deep_links.ENTRY):
        await respond(update, context, visitor, lambda work: _opens(work, visitor, payload))
    else:
        await respond(update, context, visitor, lambda work: _begins(work, visitor, payload))


async def help_command(update: Update, context: Context) -> None:
    """List what this person can type."""
    visitor = await visitor_of(update, context)
    await respond(update, context, visitor, lambda work: help_for(work, visitor))


async def ask(update: Update, context: Context) -> None:
    """Answer what stands after the command."""
    await answer_words(update, context, " ".join(context.args or ()))


async def expert(update: Update, context: Context) -> None:
    """Turn to the experts with the question that stands after the command."""
    visitor, words = await visitor_of(update, context), " ".join(context.args or ())
    asked = Asked(visitor.chat.id, visitor.user.id, words, visitor.reader.language.code, visitor.wrote)

    def answer(work: Work) -> Reply | None:
        question = work.questions.for_an_expert(asked) if words else None
        return for_an_expert(work, visitor, question, context.letter.id)

    await respond(update, context, visitor, answer, always=bool(words))


async def cancel(update: Update, context: Context) -> None:
    """End what this person is in the middle of."""
    visitor = await visitor_of(update, context)

    def answer(work: Work) -> Reply:
        left = intake.leave(work, visitor)
        if left is not None:
            return left
        ended = work.dialogues.end(visitor.user.id)
        return Reply(Saying((texts.cancelled if ended else texts.nothing_to_cancel)(visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def unknown(update: Update, context: Context) -> None:
    """Say that there is no such command, and which one was meant."""
    visitor, typed = await visitor_of(update, context), _command(update.message)

    def answer(work: Work) -> Reply:
        meant = near(typed, work.roles.of(visitor.user.id))
        return Reply(Saying(texts.unknown_command(typed, visitor.reader.language, meant)))

    await respond(update, context, visitor, answer)


async def _go_on(update: Update, context: Context, visitor: Visitor, number: int) -> None:
    """Answer in private what this person asked in a group."""
    clock = context.house.clock
    asked = await context.read(lambda session: Questions(session, clock).asked_by(visitor.user.id, number).text)
    await answer_question(update, context, visitor, Turn(asked))


def _opens(work: Work, visitor: Visitor, payload: str) -> Reply:
    id_ = deep_links.linked_entry(work.house.library, payload)
    return _leads_nowhere(visitor) if id_ is None else Reply(show(work, visitor, id_))


def _begins(work: Work, visitor: Visitor, payload: str) -> Reply:
    language = visitor.reader.language
    opening.remind(work, visitor, rests=timedelta())
    if payload == "ask":
        return Reply(Saying(what_is_your_question(language)))
    if payload:
        return _leads_nowhere(visitor)
    return Reply(Saying(texts.greeting(language), ((browse(language),),)), with_notice=True)


def _leads_nowhere(visitor: Visitor) -> Reply:
    language = visitor.reader.language
    return Reply(Saying(replies.dead_link(language), ((browse(language),),)))


def _command(message: Message | None) -> str:
    return (message.text or message.caption or "").split()[0] if message else ""
