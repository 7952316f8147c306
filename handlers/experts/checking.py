"""A colleague reads what an expert is about to send."""

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from delivery.outbox import Call
from handlers.context import Context, Work
from handlers.experts import previews
from handlers.experts.acting import acting, acting_on
from handlers.experts.bringing import albums
from handlers.experts.places import private_of
from handlers.experts.sendings import sendings
from handlers.registry import Registry
from handlers.visitors import Visitor
from tickets import preview_texts, sending_texts
from tickets.access import Action
from tickets.answers import Answers, is_unsent
from tickets.contents import worded
from tickets.experts import Expert
from tickets.models import Answer, Request
from tickets.states import Act, AnswerState

SHOWN = 6


async def check(update: Update, context: Context, rest: str) -> None:
    """Ask the group to read it; in private, ask who shall."""

    def do(work: Work, visitor: Visitor, request: Request, answer: Answer) -> None:
        if not is_unsent(answer):
            return
        language, of = visitor.reader.language, previews.described(work, request, answer)
        if not visitor.private:
            answer.state = AnswerState.CHECKING
            language = previews.place_of(work, answer).reader.language
            visitor.say(work, sending_texts.please_read(of, previews.name_of(work, answer.author_id), language))
            previews.renew(work, request, answer)
            return
        found = [(each.id, each.name) for each in _colleagues(work, request, answer)]
        if found:
            visitor.say(work, sending_texts.colleagues(of, found[:SHOWN], language))
        else:
            visitor.say(work, Saying(sending_texts.nobody_to_ask(language)))

    await acting_on(update, context, rest, do)


async def ask(update: Update, context: Context, rest: str) -> None:
    """Show it to a colleague in private, and ask what they think of it."""
    whole, about = parts(rest, 2)
    wanted = number(about)

    def do(work: Work, visitor: Visitor, request: Request, answer: Answer) -> None:
        if not is_unsent(answer):
            return
        if wanted not in {each.id for each in _colleagues(work, request, answer)}:
            raise NotYours(rest)
        answer.state, answer.reader_id = AnswerState.CHECKING, wanted
        _show(work, request, answer, wanted)
        visitor.leave_buttons(work, ())
        previews.say(work, request, answer)

    await acting_on(update, context, whole, do)


async def good(update: Update, context: Context, rest: str) -> None:
    """Tell the author that a colleague finds it good."""
    await _verdict(update, context, rest, good=True)


async def changes(update: Update, context: Context, rest: str) -> None:
    """Tell the author that a colleague would change something."""
    await _verdict(update, context, rest, good=False)


def register(registry: Registry) -> None:
    """Add the buttons by which colleagues read for each other."""
    registry.presses.on(preview_texts.CHECK, check)
    registry.presses.on(preview_texts.ASK_HIM, ask)
    registry.presses.on(preview_texts.GOOD, good)
    registry.presses.on(preview_texts.CHANGES, changes)


async def _verdict(update: Update, context: Context, rest: str, *, good: bool) -> None:
    wanted = number(rest)

    def do(work: Work, visitor: Visitor) -> None:
        (_, answer), reader = previews.held(work, wanted), visitor.user.id
        if answer.author_id == reader:
            raise NotYours(rest)
        request = work.requests.allowed(Action.CHECK, work.actor(reader), answer.request_id)
        if answer.state != AnswerState.CHECKING:
            visitor.leave_buttons(work, ())
            return
        answer.state, answer.reader_id = AnswerState.OPEN, reader if good else None
        work.requests.note(request, Act.LOOKED_AT, reader)
        _tell_author(work, request, answer, visitor, good=good)
        previews.renew(work, request, answer)

    await acting(update, context, do)


def _tell_author(work: Work, request: Request, answer: Answer, visitor: Visitor, *, good: bool) -> None:
    place, reader = previews.place_of(work, answer), previews.name_of(work, visitor.user.id)
    author = previews.called(work, answer.author_id)
    words = sending_texts.was_read(request.id, reader, author, place.reader.language, good=good)
    work.say(place.chat, Saying(words, silent=answer.chat_id < 0), thread=place.thread)
    visitor.leave_buttons(work, ())


def _show(work: Work, request: Request, answer: Answer, reader: int) -> None:
    place = private_of(work, reader)
    for together in albums(Answers(work.session, work.clock).parts(answer)):
        for count, sending in enumerate(sendings(together, lambda part: worded(part.text, part.entities))):
            key = f"request/{request.id}/part/{together[0].id}/read/{work.origin}/{count}"
            work.outbox.call(Call(key, sending.method, reader, {"chat_id": reader, **sending.fields}))
    of, author = previews.described(work, request, answer), previews.name_of(work, answer.author_id)
    work.say(reader, sending_texts.please_read(of, author, place.reader.language))


def _colleagues(work: Work, request: Request, answer: Answer) -> list[Expert]:
    """Return who may read it in private: experts whom a message reaches, but for its author and who has asked."""
    out = (answer.author_id, request.member_id)
    return [each for each in work.experts.all() if each.reachable and each.id not in out]
