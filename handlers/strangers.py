"""Whatever nobody else has taken: it is settled, so that nothing waits for it."""

from telegram import Update
from telegram.ext import TypeHandler

from handlers.context import Context
from handlers.registry import Registry


async def let_pass(_: Update, context: Context) -> None:
    """Do nothing about an update, for good: an edit, a service message, a kind that is not known here."""
    await context.decide(lambda _: None)


def register(registry: Registry) -> None:
    """Add the last handler, which takes all."""
    registry.add(TypeHandler(Update, let_pass))
