"""The practical guide of an event: shown from its card, and tried first for who comes to it."""

from telegram import Update

from core.saying import Saying
from events import buttons
from events.models import Event
from events.texts import no_guide
from handlers.context import Context, Work
from handlers.events.seeing import for_button
from handlers.questions.asking import show
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor


async def guide(update: Update, context: Context, rest: str) -> None:
    """Show the practical guide of an event."""
    await for_button(update, context, rest, _guide)


def register(registry: Registry) -> None:
    """Add what the button of a guide does."""
    registry.presses.on(buttons.GUIDE, guide)


def _guide(work: Work, visitor: Visitor, event: Event) -> Reply:
    if not work.house.library.guide(event.guide):
        return Reply(Saying(no_guide(event, visitor.reader.language)))
    return Reply(show(work, visitor, event.guide))
