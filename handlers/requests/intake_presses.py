"""The buttons of an intake; each may be pressed late, twice, or after the request was sent."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.requests import opening
from handlers.requests.intake import advance, cancel, returned, sent
from handlers.requests.prompts import LEFT, application, ask, changeable, way_of
from handlers.visitors import Reply, Visitor, respond
from tickets import intake_buttons as buttons
from tickets import intake_texts
from tickets.access import Action
from tickets.intake import CHANGES, COUNTRY, ROLE, TOPIC, Step, answer, choose_consent, choose_topic
from tickets.models import Request
from tickets.states import State

T = TypeVar("T")
Then = Callable[[Work, Visitor, Request], Reply | None]
Choose = Callable[[Work, Request, int], Reply]
CONSENTS = 3


async def kind_chosen(update: Update, context: Context, rest: str) -> None:
    """Note the kind of help."""
    written, place = parts(rest, 2)

    def then(work: Work, visitor: Visitor, request: Request) -> Reply:
        request.kind = _at(work.house.profile.help, place).id
        notes = application(work.house.profile, request, visitor.reader.language)
        return advance(work, request, Step.KIND, *notes)

    await _at_draft(update, context, written, then)


async def topic_chosen(update: Update, context: Context, rest: str) -> None:
    """Note the topic."""
    written, place = parts(rest, 2)

    def then(work: Work, _: Visitor, request: Request) -> Reply:
        choose_topic(request, _at(work.house.profile.policy_topics, place).id)
        return advance(work, request, TOPIC)

    await _at_draft(update, context, written, then)


async def role_chosen(update: Update, context: Context, rest: str) -> None:
    """Note what the member is."""
    written, place = parts(rest, 2)

    def then(work: Work, _: Visitor, request: Request) -> Reply:
        answer(request, ROLE, _at(work.house.profile.roles, place).id)
        return advance(work, request, ROLE)

    await _at_draft(update, context, written, then)


async def consent_chosen(update: Update, context: Context, rest: str) -> None:
    """Note what may be made of the answer."""
    written, place = parts(rest, 2)
    if number(place) >= CONSENTS:
        raise NotYours(rest)

    def then(work: Work, _: Visitor, request: Request) -> Reply:
        choose_consent(request, number(place))
        return advance(work, request, Step.CONSENT)

    await _at_draft(update, context, written, then)


async def fix_chosen(update: Update, context: Context, rest: str) -> None:
    """Ask again for one answer."""
    written, place = parts(rest, 2)

    def then(work: Work, _: Visitor, request: Request) -> Reply:
        return ask(work, request, CHANGES + _at(changeable(work.house.profile, request), place))

    await _at_draft(update, context, written, then)


async def skipped(update: Update, context: Context, rest: str) -> None:
    """Leave a step out."""
    written, need = parts(rest, 2)

    def then(work: Work, _: Visitor, request: Request) -> Reply:
        if need != ROLE and need not in way_of(work.house.profile, request).needs:
            return advance(work, request, need)
        answer(request, need, None)
        if need == TOPIC:
            choose_topic(request, None)
        return advance(work, request, need)

    await _at_draft(update, context, written, then)


async def same_country(update: Update, context: Context, rest: str) -> None:
    """Take the country that is remembered."""

    def then(work: Work, visitor: Visitor, request: Request) -> Reply:
        member = work.members.known(visitor.user.id)
        answer(request, COUNTRY, member.country if member else None)
        return advance(work, request, COUNTRY)

    await _at_draft(update, context, rest, then)


async def remember(update: Update, context: Context, rest: str) -> None:
    """Remember the country for next time."""
    await _remembered(update, context, rest, keeps=True)


async def forget(update: Update, context: Context, rest: str) -> None:
    """Remember the country no more."""
    await _remembered(update, context, rest, keeps=False)


async def send(update: Update, context: Context, rest: str) -> None:
    """Send the request as it is."""
    await _at_draft(update, context, rest, sent)


async def change(update: Update, context: Context, rest: str) -> None:
    """Ask what is to be changed."""
    await _at_draft(update, context, rest, lambda work, _, request: ask(work, request, Step.CHANGE))


async def cancelled(update: Update, context: Context, rest: str) -> None:
    """Leave the intake; the draft is kept."""

    def then(work: Work, visitor: Visitor, request: Request) -> Reply:
        return cancel(work, visitor, request)

    await _at_draft(update, context, rest, then)


async def go_on(update: Update, context: Context, rest: str) -> None:
    """Go on with a draft."""
    await _at_draft(update, context, rest, lambda work, _, request: returned(work, request))


async def discard(update: Update, context: Context, rest: str) -> None:
    """Forget a draft."""

    def then(work: Work, visitor: Visitor, request: Request) -> Reply:
        work.requests.discard(request)
        work.dialogues.end(visitor.user.id)
        return Reply(Saying(intake_texts.discarded(visitor.reader.language)))

    await _at_draft(update, context, rest, then)


async def join(update: Update, context: Context, rest: str) -> None:
    """Put a further question into a draft."""
    written, question = parts(rest, 2)

    def then(work: Work, visitor: Visitor, request: Request) -> Reply:
        asked = work.questions.asked_by(visitor.user.id, number(question))
        return opening.add_to_draft(work, visitor, request, asked, context.letter.id)

    await _at_draft(update, context, written, then)


async def anew(update: Update, context: Context, rest: str) -> None:
    """Discard a draft and begin another with a further question."""
    written, question = parts(rest, 2)

    def then(work: Work, visitor: Visitor, request: Request) -> Reply:
        asked = work.questions.asked_by(visitor.user.id, number(question))
        work.requests.discard(request)
        return opening.begin(work, visitor, asked, context.letter.id)

    await _at_draft(update, context, written, then)


def register(registry: Registry) -> None:
    """Add what the buttons of an intake do."""
    for kind, press in (
        (buttons.KIND, kind_chosen),
        (buttons.CHOOSE, topic_chosen),
        (buttons.AM, role_chosen),
        (buttons.USE, consent_chosen),
        (buttons.FIX, fix_chosen),
        (buttons.SKIP, skipped),
        (buttons.SAME, same_country),
        (buttons.REMEMBER, remember),
        (buttons.FORGET, forget),
        (buttons.SEND, send),
        (buttons.CHANGE, change),
        (buttons.CANCEL, cancelled),
        (buttons.GO_ON, go_on),
        (buttons.DISCARD, discard),
        (buttons.JOIN, join),
        (buttons.ANEW, anew),
    ):
        registry.presses.on(kind, press)


async def _at_draft(update: Update, context: Context, written: str, then: Then) -> None:
    """Do something with a member's own draft; say so if it was sent meanwhile."""
    visitor = await private_visitor(update, context)

    def decide(work: Work) -> Reply | None:
        request = work.requests.allowed(Action.SEE, work.actor(visitor.user.id), number(written))
        if request.state != State.DRAFT:
            return Reply(Saying(intake_texts.sent_already(request, visitor.reader.language)))
        request.touched_at = work.clock.now()
        request.step = (request.step or Step.REVIEW).removeprefix(LEFT)
        return then(work, visitor, request)

    await respond(update, context, visitor, decide)


async def _remembered(update: Update, context: Context, rest: str, *, keeps: bool) -> None:
    visitor = await private_visitor(update, context)

    def decide(work: Work) -> Reply:
        request = work.requests.allowed(Action.SEE, work.actor(visitor.user.id), number(rest))
        member, language = work.members.known(visitor.user.id), visitor.reader.language
        if member is not None:
            member.country = request.country if keeps else None
        said = intake_texts.remembered(request.country or "", language) if keeps else intake_texts.forgotten(language)
        return Reply(Saying(said))

    await respond(update, context, visitor, decide)


def _at(each: Sequence[T], written: str) -> T:
    """Return what stands in this place, from 1. Raises `NotYours`."""
    place = number(written)
    if not 1 <= place <= len(each):
        raise NotYours(written)
    return each[place - 1]
