"""What is kept about somebody, and how to have it deleted."""

from telegram import Update

from core.saying import Saying
from handlers.context import Context, Work
from handlers.visitors import Reply, Visitor, respond, visitor_of
from people import privacy


async def tell(update: Update, context: Context) -> None:
    """Say what is kept about whoever asks."""
    visitor = await visitor_of(update, context)
    await respond(update, context, visitor, lambda work: what_is_kept(work, visitor))


def what_is_kept(work: Work, visitor: Visitor) -> Reply:
    """Say what is kept about this person, why, how long, and who sees it."""
    profile, language = work.house.profile, visitor.reader.language
    return Reply(
        Saying(privacy.what_is_kept(language, visitor.user.id, contact=profile.contact, privacy=profile.privacy))
    )
