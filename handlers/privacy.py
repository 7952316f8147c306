"""What is kept about somebody, and how to have it deleted."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.refusal import NotYours
from core.saying import Saying
from handlers.addressing import BY_A_PERSON
from handlers.answers import private_visitor
from handlers.context import Context, Work
from handlers.registry import Registry
from handlers.visitors import WORDS_KEPT_DAYS, Reply, Visitor, respond, visitor_of
from knowledge.models import GAP_KEPT
from knowledge.models import KEPT as QUESTION_KEPT
from people import privacy
from people.privacy import Days


async def tell(update: Update, context: Context) -> None:
    """Say what is kept about whoever asks."""
    visitor = await visitor_of(update, context)
    await respond(update, context, visitor, lambda work: what_is_kept(work, visitor))


def what_is_kept(work: Work, visitor: Visitor) -> Reply:
    """Say in short what is kept about this person, why, how long, and who sees it."""
    profile, days = work.house.profile, Days(QUESTION_KEPT.days, WORDS_KEPT_DAYS, GAP_KEPT.days)
    said = privacy.what_is_kept(
        visitor.reader.language, visitor.user.id, days=days, contact=profile.contact, privacy=profile.privacy
    )
    return Reply(said)


async def details(update: Update, context: Context, rest: str) -> None:
    """List everything that is kept."""
    if rest:
        raise NotYours(rest)
    visitor = await private_visitor(update, context)
    await respond(update, context, visitor, lambda _: Reply(Saying(privacy.details(visitor.reader.language))))


def register(registry: Registry) -> None:
    """Add the command and its button."""
    here = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
    registry.add(CommandHandler("privacy", tell, here))
    registry.presses.on(privacy.DETAILS, details)
