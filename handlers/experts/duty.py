"""What experts do with requests, by command or button: take, hand over, close; and what waits."""

from collections.abc import Callable

from telegram import Update

from core.saying import Saying
from handlers.context import Context, Work
from handlers.experts import previews
from handlers.experts import topic as experts_topic
from handlers.experts.colleagues import name_of, tell
from handlers.requests import following
from handlers.visitors import Reply, Visitor, respond, visitor_of
from knowledge.profile import Topic
from people.audit import Audit, Deed
from tickets import duty_buttons, duty_texts, proposal_texts, queries
from tickets.access import Action, Actor, ForExperts, OwnedBy
from tickets.duty_words import meant_by
from tickets.models import Request
from tickets.proposals import may_be_reused
from tickets.states import Act, Reason
from tickets.watching import stays

Does = Callable[[Work, Visitor, Actor], Reply]
SHOWN = 9
"""Requests in a list that a phone shows without scrolling far."""


async def act(update: Update, context: Context, does: Does) -> None:
    """Let an expert do something and say what became of it; who is none is told so.

    A try that another's ownership stops names the owner.
    """
    visitor = await visitor_of(update, context)
    if not visitor.private and visitor.chat.id != context.house.experts_chat_id:
        await context.forget_content()
        return

    def answer(work: Work) -> Reply:
        actor = work.actor(visitor.user.id)
        if not actor.is_expert:
            raise ForExperts(actor.id)
        try:
            return does(work, visitor, actor)
        except OwnedBy as refused:
            name = name_of(work, refused.owner)
            return Reply(Saying(duty_texts.anothers(refused.number, name, visitor.reader.language)))

    await respond(update, context, visitor, answer)


# --- lists


async def queue(update: Update, context: Context) -> None:
    """List what nobody has taken, the oldest first."""

    def show(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        language = visitor.reader.language
        every = [each for each in work.session.scalars(queries.untaken()) if each.member_id != actor.id]
        shown = every[:SHOWN]
        words = duty_texts.queue(shown, len(every) - len(shown), language, work.clock.now())
        return Reply(Saying(words, duty_buttons.takes(shown, language)))

    await act(update, context, show)


async def mine(update: Update, context: Context) -> None:
    """List an expert's own requests."""

    def show(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        own = list(work.session.scalars(queries.of_owner(actor.id)))
        known = work.experts.of(actor.id)
        now = work.clock.now()
        away = known.away_until if known is not None and known.is_away(now) else None
        return Reply(Saying(duty_texts.mine(own, away, visitor.reader, now)))

    await act(update, context, show)


# --- one request


async def take(update: Update, context: Context, wanted: int) -> None:
    """Give a request to who took it first."""

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        before = work.requests.get(wanted)
        again = before is not None and before.owner_id == actor.id
        request = work.requests.take(actor, wanted)
        if not again:
            following.changed(work, request, Act.TAKEN)
        if visitor.private:
            experts_topic.show_to(work, request, actor.id)
        return Reply(Saying(duty_texts.taken(request, visitor.reader.language)))

    await act(update, context, do)


async def take_over(update: Update, context: Context, wanted: int) -> None:
    """Give another's request to a coordinator."""

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        before = work.requests.allowed(Action.TAKE_OVER, actor, wanted).owner_id
        request = work.requests.take_over(actor, wanted)
        following.changed(work, request, Act.TAKEN_OVER)
        previews.renew_all(work, request)
        _tell_former(work, request, before, actor)
        return Reply(Saying(duty_texts.taken(request, visitor.reader.language)))

    await act(update, context, do)


async def hand_over(update: Update, context: Context, wanted: int, typed: str = "") -> None:
    """Hand a request to somebody or to a topic; without a name, ask to whom."""

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        request, language = work.requests.allowed(Action.HAND_OVER, actor, wanted), visitor.reader.language
        if not typed:
            suited = [each for each in work.experts.suited(request, 7) if each.id != actor.id][:6]
            return Reply(Saying(duty_texts.whom(request, suited, language), duty_buttons.experts(request, suited)))
        to = meant_by(typed, work.experts.all(), work.house.profile.policy_topics)
        if isinstance(to, Topic):
            work.requests.hand_to_topic(actor, wanted, to.id)
            following.changed(work, request, Act.HANDED_OVER)
            return Reply(Saying(duty_texts.back_in_queue(request, language)))
        if to is None or to.id == request.member_id:
            return Reply(Saying(duty_texts.nobody_so_called(typed, language)))
        if to.id != request.owner_id:
            work.requests.hand_over(actor, wanted, to.id)
            following.changed(work, request, Act.HANDED_OVER)
            previews.renew_all(work, request)
            by = name_of(work, visitor.user.id)
            tell(work, to.id, lambda said: Saying(duty_texts.handed_to_you(request, by, said)))
        return Reply(Saying(duty_texts.handed(request, to.name, language)))

    await act(update, context, do)


async def close(update: Update, context: Context, wanted: int, reason: Reason | None) -> None:
    """Close a request for a reason; without one, ask for it."""

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        language = visitor.reader.language
        if reason is None:
            request = work.requests.allowed(Action.CLOSE, actor, wanted)
            return Reply(Saying(duty_texts.why_closed(request, language), duty_buttons.reasons(request, language)))
        request = work.requests.close(actor, wanted, reason)
        following.changed(work, request, Act.CLOSED)
        previews.renew_all(work, request)
        teaches = reason is Reason.ANSWERED and may_be_reused(request)
        below = ((proposal_texts.propose(request, language),),) if teaches else ()
        return Reply(Saying(duty_texts.closed(request, language), below))

    await act(update, context, do)


async def history(update: Update, context: Context, wanted: int) -> None:
    """Tell who did what with a request; that somebody looked is written down."""

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        request = work.requests.allowed(Action.LOOK, actor, wanted)
        if request.owner_id != actor.id:
            Audit(work.session, work.clock).note(Deed.LOOKED, by=actor.id, whose=request.member_id, about=f"{wanted}")
        traces = work.requests.history(wanted)
        names = {each.by: name_of(work, each.by) for each in traces if each.by is not None}
        return Reply(Saying(duty_texts.history(request, traces, names, visitor.reader)))

    await act(update, context, do)


async def stay(update: Update, context: Context, wanted: int) -> None:
    """Begin to count anew: the owner is on it."""

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        request = work.requests.allowed(Action.ANSWER, actor, wanted)
        stays(request, work.clock)
        return Reply(Saying(duty_texts.noted(request, visitor.reader.language)))

    await act(update, context, do)


def _tell_former(work: Work, request: Request, former: int | None, by: Actor) -> None:
    if former is not None:
        name = name_of(work, by.id)
        tell(work, former, lambda language: Saying(duty_texts.anothers_now(request, name, language)))
