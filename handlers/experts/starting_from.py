"""An answer begins with what was answered to a similar request, without the names in it."""

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from handlers.context import Context, Work
from handlers.editors.proposing import proposal_of
from handlers.experts import previews
from handlers.experts.acting import acting
from handlers.experts.places import place_in
from handlers.registry import Registry
from handlers.visitors import Visitor
from tickets import similar_texts
from tickets.access import Action
from tickets.answers import Answers
from tickets.parts import Written
from tickets.proposals import may_be_reused
from tickets.states import AnswerKind

_APART = 10**9


async def start(update: Update, context: Context, rest: str) -> None:
    """Open a preview, or add to the open one, with what was answered then."""
    wanted, earlier = map(number, parts(rest, 2))

    def do(work: Work, visitor: Visitor) -> None:
        actor = work.actor(visitor.user.id)
        request = work.requests.allowed(Action.ANSWER, actor, wanted)
        before = work.requests.allowed(Action.LOOK, actor, earlier)
        place, known = place_in(work, request, visitor.chat.id), proposal_of(work.session, before)
        if place is None or known is None or not may_be_reused(before):
            raise NotYours(rest)
        answer = Answers(work.session, work.clock).open_of(request, actor.id, place.chat)
        answer = answer or previews.begin(work, request, actor, AnswerKind.ANSWER, place)
        # No message says these words here; the number is one that none has, and the same for a second press.
        previews.join(work, request, answer, Written(place.chat, -(wanted * _APART + earlier), known.answer))

    await acting(update, context, do)


def register(registry: Registry) -> None:
    """Add what the buttons of similar requests do."""
    registry.presses.on(similar_texts.START, start)
