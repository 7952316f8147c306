"""Commands that mean the same in private and in a group."""

from telegram import Message, Update

from core.saying import Saying
from handlers import texts
from handlers.asking import answer_question, answer_words, show
from handlers.context import Context, Work
from handlers.visitors import Reply, Visitor, respond, visitor_of
from knowledge.choices import linked_question
from knowledge.questions import Questions
from knowledge.texts import what_is_your_question
from people.access import commands_for
from people.texts import help_

_ENTRY = "entry_"


async def start(update: Update, context: Context) -> None:
    """Say what this assistant is, or show what the link that led here promises."""
    payload = " ".join(context.args or ())
    visitor = await visitor_of(update, context)
    if payload.startswith("q_"):
        await _go_on(update, context, visitor, linked_question(payload))
    elif payload.startswith(_ENTRY):
        await respond(update, context, visitor, lambda work: show(work, visitor, payload.removeprefix(_ENTRY)))
    elif payload == "ask":
        await respond(update, context, visitor, lambda _: _asks(visitor))
    else:
        await respond(update, context, visitor, lambda _: _greets(visitor))


async def help_command(update: Update, context: Context) -> None:
    """List what this person can type."""
    visitor = await visitor_of(update, context)

    def answer(work: Work) -> Reply:
        commands = commands_for(work.roles.of(visitor.user.id))
        return Reply(Saying(help_(visitor.reader.language, commands, work.house.profile.contact)))

    await respond(update, context, visitor, answer)


async def ask(update: Update, context: Context) -> None:
    """Answer what stands after the command."""
    await answer_words(update, context, " ".join(context.args or ()))


async def cancel(update: Update, context: Context) -> None:
    """End what this person is in the middle of."""
    visitor = await visitor_of(update, context)

    def answer(work: Work) -> Reply:
        ended = work.dialogues.end(visitor.user.id)
        return Reply(Saying((texts.cancelled if ended else texts.nothing_to_cancel)(visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def unknown(update: Update, context: Context) -> None:
    """Say that there is no such command."""
    visitor, typed = await visitor_of(update, context), _command(update.message)
    await respond(
        update, context, visitor, lambda _: Reply(Saying(texts.unknown_command(typed, visitor.reader.language)))
    )


async def _go_on(update: Update, context: Context, visitor: Visitor, number: int) -> None:
    """Answer in private what this person asked in a group."""
    clock = context.house.clock
    asked = await context.read(lambda session: Questions(session, clock).asked_by(visitor.user.id, number).text)
    await answer_question(update, context, visitor, asked)


def _greets(visitor: Visitor) -> Reply:
    return Reply(Saying(texts.greeting(visitor.reader.language)), with_notice=True)


def _asks(visitor: Visitor) -> Reply:
    return Reply(Saying(what_is_your_question(visitor.reader.language)))


def _command(message: Message | None) -> str:
    return (message.text or message.caption or "").split()[0] if message else ""
