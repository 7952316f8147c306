"""The five buttons below a closing notice: anonymous, and once for each request."""

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, respond
from tickets import rating_texts
from tickets.access import Action
from tickets.rating import BLAME, PRAISE, Ratings
from tickets.rating_buttons import MOST_STARS, RATE, WHY_RATED
from tickets.states import State


async def rated(update: Update, context: Context, rest: str) -> None:
    """Note how good the help was; what no button of ours sends is no rating."""
    wanted, stars = map(number, parts(rest, 2))
    if not 1 <= stars <= MOST_STARS:
        raise NotYours(rest)
    visitor = await private_visitor(update, context)
    context.letter.forgets = True  # the press, too, says who gave how many stars

    def decide(work: Work) -> Reply:
        request = work.requests.allowed(Action.RATE, work.actor(visitor.user.id), wanted)
        language = visitor.reader.language
        if request.state != State.CLOSED:
            raise NotYours(rest)
        if not _ratings(work).rate(request, stars):
            return Reply(Saying(rating_texts.rated_already(language)))
        return Reply(rating_texts.thanks(request, stars, language))

    await respond(update, context, visitor, decide)


async def explained(update: Update, context: Context, rest: str) -> None:
    """Note the one reason."""
    wanted, good, place = map(number, parts(rest, 3))
    reasons = (BLAME, PRAISE)[good] if good in (0, 1) else ()
    if place >= len(reasons):
        raise NotYours(rest)
    visitor = await private_visitor(update, context)
    context.letter.forgets = True

    def decide(work: Work) -> Reply:
        request, ratings = work.requests.allowed(Action.RATE, work.actor(visitor.user.id), wanted), _ratings(work)
        if not ratings.was_given(request):
            raise NotYours(rest)
        ratings.give_reason(reasons[place])
        visitor.leave_buttons(work, ())
        return Reply(Saying(rating_texts.reason_noted(visitor.reader.language)))

    await respond(update, context, visitor, decide)


def register(registry: Registry) -> None:
    """Add the buttons of a rating."""
    registry.presses.on(RATE, rated)
    registry.presses.on(WHY_RATED, explained)


def _ratings(work: Work) -> Ratings:
    return Ratings(work.session, work.clock)
