"""What the buttons of a preview do: send, add, have it read, change, discard; and send again, or correct."""

from collections.abc import Awaitable, Callable

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from handlers.context import Context, Work
from handlers.experts import bringing, fates, previews
from handlers.experts.acting import acting, acting_on
from handlers.experts.places import place_in
from handlers.registry import Registry
from handlers.requests import following
from handlers.visitors import Visitor
from tickets import expert_cards, expert_news, lifecycle, preview_texts, sending_texts
from tickets.access import Action
from tickets.answers import Answers, is_unsent
from tickets.models import Answer, Part, Request
from tickets.states import Act, AnswerKind, AnswerState, Side

KINDS = {expert_cards.ANSWER: AnswerKind.ANSWER, expert_cards.ASK_BACK: AnswerKind.QUESTION}


def opens(kind: AnswerKind) -> Callable[[Update, Context, str], Awaitable[None]]:
    """Return what a card's button does: open something to send, or show what is open already."""

    async def press(update: Update, context: Context, rest: str) -> None:
        wanted = number(rest)

        def do(work: Work, visitor: Visitor) -> None:
            actor, answers = work.actor(visitor.user.id), Answers(work.session, work.clock)
            request = work.requests.allowed(Action.ANSWER, actor, wanted)
            place = place_in(work, request, visitor.chat.id)
            if place is None:
                raise NotYours(rest)
            answer = answers.open_of(request, actor.id, place.chat)
            if answer is None:
                answer = previews.begin(work, request, actor, kind, place)
            elif not answers.parts(answer):
                answer.kind = kind
            answer.takes_more = visitor.private
            previews.say(work, request, answer)
            if visitor.private:
                take_more(work, answer)

        await acting(update, context, do)

    return press


async def send(update: Update, context: Context, rest: str) -> None:
    """Send all that is in an answer, in order, and nothing else."""

    def do(work: Work, visitor: Visitor, request: Request, answer: Answer) -> None:
        if not is_unsent(answer):
            return
        every = Answers(work.session, work.clock).parts(answer)
        if not every:
            words = sending_texts.nothing_in_it(visitor.reader.language)
            visitor.say(work, Saying(words))
            return
        asks = answer.kind == AnswerKind.QUESTION
        request = work.requests.answered(work.actor(visitor.user.id), request.id, asks_back=asks)
        answer.state, answer.sent_at, answer.takes_more = AnswerState.SENT, work.clock.now(), False
        fates.deliver(work, request, every, AnswerKind(answer.kind))
        fates.settle(work, request, answer, "blocked" if every[0].trouble else None)
        following.changed(work, request, Act.ASKED_BACK if asks else Act.ANSWERED)

    await acting_on(update, context, rest, do)


async def more(update: Update, context: Context, rest: str) -> None:
    """Say how more is added; in private, let all that is written now join until it is done."""

    def do(work: Work, visitor: Visitor, request: Request, answer: Answer) -> None:
        if not is_unsent(answer):
            return
        if visitor.private:
            take_more(work, answer)
            previews.renew(work, request, answer)
        else:
            visitor.say(work, Saying(sending_texts.more_in_group(visitor.reader.language)))

    await acting_on(update, context, rest, do)


async def done(update: Update, context: Context, rest: str) -> None:
    """Let nothing more join, and show the preview below what was written."""

    def do(work: Work, visitor: Visitor, request: Request, answer: Answer) -> None:
        if is_unsent(answer) and answer.takes_more:
            stop_taking(work, visitor, answer)
            visitor.leave_buttons(work, ())
            previews.say(work, request, answer)

    await acting_on(update, context, rest, do)


async def edit(update: Update, context: Context, rest: str) -> None:
    """Offer to take parts out, and say how words are changed."""

    def do(work: Work, visitor: Visitor, request: Request, answer: Answer) -> None:
        if is_unsent(answer):
            language = previews.place_of(work, answer).reader.language
            saying = preview_texts.preview(previews.described(work, request, answer), language, choosing=True)
            previews.renew(work, request, answer, saying)
            visitor.say(work, Saying(sending_texts.how_to_edit(visitor.reader.language)))

    await acting_on(update, context, rest, do)


async def back(update: Update, context: Context, rest: str) -> None:
    """Show the preview as it was."""
    await acting_on(update, context, rest, lambda work, _, request, answer: previews.renew(work, request, answer))


async def remove(update: Update, context: Context, rest: str) -> None:
    """Take a part out again."""
    whole, about = parts(rest, 2)

    def do(work: Work, _: Visitor, request: Request, answer: Answer) -> None:
        part = work.session.get(Part, number(about))
        if is_unsent(answer) and part is not None and part.answer_id == answer.id:
            Answers(work.session, work.clock).remove(part)
            previews.renew(work, request, answer)

    await acting_on(update, context, whole, do)


async def discard(update: Update, context: Context, rest: str) -> None:
    """Send nothing."""

    def do(work: Work, visitor: Visitor, request: Request, answer: Answer) -> None:
        if is_unsent(answer):
            stop_taking(work, visitor, answer)
            Answers(work.session, work.clock).cancel(answer)
            previews.renew(work, request, answer)

    await acting_on(update, context, rest, do)


async def again(update: Update, context: Context, rest: str) -> None:
    """Send once more what has not arrived."""
    wanted = number(rest)

    def do(work: Work, visitor: Visitor) -> None:
        _, answer = previews.held(work, wanted)
        if answer.state != AnswerState.SENT:
            raise NotYours(rest)
        request = work.requests.allowed(Action.ANSWER, work.actor(visitor.user.id), answer.request_id)
        every = Answers(work.session, work.clock).parts(answer)
        failed = [part for part in every if part.trouble and part.trouble not in ("blocked", preview_texts.ONCE_MORE)]
        if failed:
            header = AnswerKind(answer.kind) if failed[0] is every[0] else None
            fates.deliver(work, request, failed, header, again=f"/{work.origin}")
            fates.settle(work, request, answer, None)

    await acting(update, context, do)


async def correct(update: Update, context: Context, rest: str) -> None:
    """Send the new words of something that was sent."""

    def do(work: Work, visitor: Visitor, request: Request, part: Part) -> None:
        lifecycle.check(request, Act.CORRECTED, work.clock.now())
        edited = int(part.edited_at.timestamp() * 1000) if part.edited_at else 0
        fates.deliver(work, request, [part], AnswerKind.CORRECTION, again=f"/corrected/{edited}")
        work.requests.note(request, Act.CORRECTED, visitor.user.id)
        _turned(work, visitor, sending_texts.correction_sent(request.id, visitor.reader.language))

    await _about_part(update, context, rest, do)


async def leave(update: Update, context: Context, rest: str) -> None:
    """Leave the member with the old words."""

    def do(work: Work, visitor: Visitor, _: Request, __: Part) -> None:
        _turned(work, visitor, sending_texts.left(visitor.reader.language))

    await _about_part(update, context, rest, do)


async def show_again(update: Update, context: Context, rest: str) -> None:
    """Bring a message of the member once more, of which nobody knows whether it arrived."""
    wanted = number(rest)

    def do(work: Work, visitor: Visitor) -> None:
        part = work.session.get(Part, wanted)
        if part is None or part.side != Side.MEMBER:
            raise NotYours(rest)
        request = work.requests.allowed(Action.LOOK, work.actor(visitor.user.id), part.request_id)
        place = place_in(work, request, visitor.chat.id)
        if place is not None:
            visitor.leave_buttons(work, ())
            bringing.bring(work, request, place, work.parts.album(part), again=f"/{work.origin}")

    await acting(update, context, do)


def take_more(work: Work, answer: Answer) -> None:
    """Let all that its author writes in private join an answer, until they are done."""
    work.dialogues.begin(answer.author_id, previews.DIALOGUE, "more", answer=answer.id)
    answer.takes_more = True


def stop_taking(work: Work, visitor: Visitor, answer: Answer) -> None:
    """Let nothing more join by itself."""
    answer.takes_more = False
    dialogue = work.dialogues.open(visitor.user.id)
    if dialogue is not None and dialogue.kind == previews.DIALOGUE and dialogue.facts.get("answer") == answer.id:
        work.dialogues.end(visitor.user.id)


def register(registry: Registry) -> None:
    """Add what the buttons of cards and previews do."""
    presses = registry.presses
    for button, kind in KINDS.items():
        presses.on(button, opens(kind))
    presses.on(preview_texts.SEND, send)
    presses.on(preview_texts.MORE, more)
    presses.on(preview_texts.DONE, done)
    presses.on(preview_texts.EDIT, edit)
    presses.on(preview_texts.BACK, back)
    presses.on(preview_texts.REMOVE, remove)
    presses.on(preview_texts.DISCARD, discard)
    presses.on(preview_texts.RETRY, again)
    presses.on(preview_texts.CORRECT, correct)
    presses.on(preview_texts.LEAVE, leave)
    presses.on(expert_news.SHOW_AGAIN, show_again)


async def _about_part(
    update: Update, context: Context, rest: str, act: Callable[[Work, Visitor, Request, Part], None]
) -> None:
    wanted = number(rest)

    def do(work: Work, visitor: Visitor) -> None:
        part = work.session.get(Part, wanted)
        if part is None or part.side != Side.EXPERT:
            raise NotYours(rest)
        act(work, visitor, work.requests.allowed(Action.ANSWER, work.actor(visitor.user.id), part.request_id), part)

    await acting(update, context, do)


def _turned(work: Work, visitor: Visitor, saying: Saying) -> None:
    reply = visitor.turn(work, saying)
    if reply is not None:
        visitor.say(work, reply.saying)
