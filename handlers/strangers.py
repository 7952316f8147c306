"""Whatever nobody else has taken: it is settled, so that nothing waits for it."""

from typing import Any

from telegram import Update
from telegram.ext import Application, TypeHandler

from handlers.context import Context


async def let_pass(_: Update, context: Context) -> None:
    """Do nothing about an update, for good: an edit, a service message, a kind that is not known here."""
    await context.decide(lambda _: None)


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Add the last handler, which takes all."""
    application.add_handler(TypeHandler(Update, let_pass))
