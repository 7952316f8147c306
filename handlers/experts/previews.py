"""Previews: what an expert is about to send, shown where they write, until they send or discard it."""

from dataclasses import replace
from datetime import timedelta

from core.refusal import NotYours
from core.saying import Saying
from core.text import Text
from delivery import calls
from delivery.outbox import Call
from handlers.context import Work
from handlers.experts.places import Place, group_reader, private_of
from handlers.requests import following
from tickets import lifecycle, preview_texts
from tickets.access import Action, Actor, OwnedBy
from tickets.answers import Answers, is_unsent
from tickets.expert_news import owner_called
from tickets.models import Answer, Request
from tickets.parts import Written
from tickets.preview_texts import Preview
from tickets.states import Act, AnswerKind, State

SETTLES = timedelta(seconds=1)
"""How long a preview rests before it shows what has joined it: an album or a long paste comes in pieces."""
DIALOGUE = "answer"
"""The dialogue in which all that an expert writes in private joins an answer."""


def begin(work: Work, request: Request, actor: Actor, kind: AnswerKind, place: Place) -> Answer:
    """Begin something to send, whose preview is still to be said; who answers what nobody has takes it."""
    check(work, request, actor, kind)
    if request.owner_id is None:
        work.requests.take(actor, request.id)
        following.changed(work, request, Act.TAKEN)
    return Answers(work.session, work.clock).begin(request, actor.id, kind, place.chat, place.thread)


def check(work: Work, request: Request, actor: Actor, kind: AnswerKind) -> None:
    """Raise what stands against this person's sending something to this request now."""
    asks = kind is AnswerKind.QUESTION
    work.requests.allowed(Action.ASK_BACK if asks else Action.ANSWER, actor, request.id)
    lifecycle.check(request, Act.ASKED_BACK if asks else Act.ANSWERED, work.clock.now())


def join(work: Work, request: Request, answer: Answer, written: Written) -> None:
    """Put a message into what is about to be sent, and show it: in a new preview at once, in an old one a bit later."""
    if Answers(work.session, work.clock).add(answer, request, written) is None:
        return
    if answer.preview_key is None:
        say(work, request, answer, written.message if answer.thread_id is not None else None)
    else:
        renew(work, request, answer)


def say(work: Work, request: Request, answer: Answer, reply_to: int | None = None) -> None:
    """Show a preview in a new message; a reply to it joins it."""
    place, saying = place_of(work, answer), shown(work, request, answer)
    answer.preview_key = f"request/{request.id}/preview/{answer.id}/{work.origin}"
    body = calls.message(place.chat, saying, thread=place.thread, reply_to=reply_to)
    tag = f"request:{request.id}:preview:{answer.id}"
    work.outbox.call(Call(answer.preview_key, "sendMessage", place.chat, body, report=tag))


def renew(work: Work, request: Request, answer: Answer, saying: Saying | None = None) -> None:
    """Let a preview show what is in it now, or something else; a little later, so that several changes are one."""
    if answer.preview_key is None:
        return
    saying = saying or shown(work, request, answer)
    tag, due = f"request:{request.id}:preview:{answer.id}", work.clock.now() + SETTLES
    work.edit(answer.preview_key, answer.chat_id, saying, report=tag, due_at=due)


def renew_all(work: Work, request: Request) -> None:
    """Let every preview of a request show whether it can still be sent: its owner has changed, or it is closed."""
    for answer in Answers(work.session, work.clock).unsent(request):
        renew(work, request, answer)


def shown(work: Work, request: Request, answer: Answer) -> Saying:
    """Return a preview as it is now: open, sent or discarded."""
    of, language = described(work, request, answer), place_of(work, answer).reader.language
    if is_unsent(answer) and request.state == State.CLOSED:
        return preview_texts.stalled(of, None, language)
    if is_unsent(answer) and request.owner_id not in (None, answer.author_id):
        return preview_texts.stalled(of, name_of(work, request.owner_id or 0), language)
    if is_unsent(answer):
        return _heard(preview_texts.preview(of, language), of)
    if answer.sent_at is None:
        return preview_texts.cancelled(of, language)
    return preview_texts.settled(of, language)


def described(work: Work, request: Request, answer: Answer) -> Preview:
    """Return an answer with what is in it."""
    known = work.members.known(answer.reader_id) if answer.reader_id is not None else None
    parts = Answers(work.session, work.clock).parts(answer)
    return Preview(answer, parts, request.id, known.name if known is not None else None)


def place_of(work: Work, answer: Answer) -> Place:
    """Return where an answer is written."""
    if answer.chat_id > 0:
        return private_of(work, answer.chat_id)
    return Place(answer.chat_id, answer.thread_id, "", group_reader(work))


def own(work: Work, author: int, id_: int) -> tuple[Request, Answer]:
    """Return what this person is about to send. Raises `NotYours`, or `OwnedBy` who has the request."""
    request, answer = held(work, id_)
    if not work.actor(author).is_expert:
        raise NotYours(id_)
    if answer.author_id != author and request.owner_id not in (None, author):
        raise OwnedBy(request.id, request.owner_id or 0)
    if answer.author_id != author:
        raise NotYours("what another expert has begun")
    return request, answer


def held(work: Work, id_: int) -> tuple[Request, Answer]:
    """Return an answer and its request, held in this order as everywhere. Raises `NotYours` where there is none."""
    known = work.session.get(Answer, id_)
    request = work.requests.held(known.request_id) if known is not None else None
    answer = Answers(work.session, work.clock).get(id_)
    if request is None or answer is None:
        raise NotYours(id_)
    return request, answer


def moved(work: Work, request: Request, before: int | None) -> None:
    """Show the previews of a topic that was removed in the one that has taken its place."""
    if before is None:
        return
    for answer in Answers(work.session, work.clock).open_in(request, before):
        answer.thread_id = request.thread_id
        say(work, request, answer)


def called(work: Work, id_: int) -> Text:
    """Return an expert's name so that it calls them."""
    return owner_called(name_of(work, id_), id_)


def name_of(work: Work, id_: int) -> str:
    """Return what somebody is called."""
    known = work.members.known(id_)
    return known.name if known is not None and known.name else str(id_)


def _heard(saying: Saying, of: Preview) -> Saying:
    return replace(saying, silent=not of.private)
