"""The hours at which somebody wants to hear of nothing that can wait."""

from telegram import Update

from core.refusal import NotYours
from events import buttons, quiet_texts
from events.quiet import Quiet
from events.switches import Switches
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from people.models import Dialogue

KIND, ASKS = "quiethours", "hours"


async def quiet(update: Update, context: Context, rest: str) -> None:
    """Show this person's quiet hours, and offer others."""
    if rest:
        raise NotYours(rest)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        return Reply(quiet_texts.page(Switches(work.session).quiet(visitor.user.id), visitor.reader))

    await respond(update, context, visitor, answer)


async def hours(update: Update, context: Context, rest: str) -> None:
    """Take the hours of a button, or ask for others to be typed. Raises `NotYours`."""
    chosen, visitor = quiet_texts.read_written(rest), await private_visitor(update, context)
    if chosen is None and rest:
        raise NotYours(rest)

    def answer(work: Work) -> Reply:
        if chosen is not None:
            return _set(work, visitor, chosen)
        work.dialogues.begin(visitor.user.id, KIND, ASKS)
        return Reply(quiet_texts.asks(visitor.reader.language))

    await respond(update, context, visitor, answer)


async def typed_hours(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Take the hours that were typed, or ask again."""
    visitor, wanted = await private_visitor(update, context), quiet_texts.read_typed(words)

    def answer(work: Work) -> Reply:
        if wanted is not None:
            return _set(work, visitor, wanted)
        work.dialogues.begin(visitor.user.id, dialogue.kind, dialogue.step)
        return Reply(quiet_texts.unreadable(words, visitor.reader.language))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add the buttons and the dialogue about quiet hours."""
    registry.presses.on(buttons.QUIET, quiet)
    registry.presses.on(buttons.HOURS, hours)
    registry.stories.on(KIND, typed_hours)


def _set(work: Work, visitor: Visitor, wanted: Quiet) -> Reply:
    work.dialogues.end(visitor.user.id)
    Switches(work.session).be_quiet(visitor.user.id, wanted)
    return Reply(quiet_texts.set_(wanted, visitor.reader))
