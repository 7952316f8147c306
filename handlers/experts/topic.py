"""The experts' half of what becomes of a request: its card, its topic, and what the member writes."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from core.failpoint import failpoint
from core.text import Text
from delivery.models import Priority
from delivery.outbox import Call
from delivery.threads import Threads
from handlers.context import Work
from handlers.experts import bringing, similar
from handlers.experts.places import Place, group_reader, private_of, shown_in, topic_of, written_to
from people.models import RoleName
from tickets import expert_cards, expert_news
from tickets.copies import Copies
from tickets.models import REOPENS, Part, Request
from tickets.states import OPEN, Act, Consent, State, Topic

AGAIN = timedelta(minutes=1)
"""How long after it was refused, or made again, a topic is asked for again."""
TITLES = timedelta(seconds=10)
"""The least time between two titles of a topic."""
OFFERED_TO = 3  # experts, where there is no group


def card_changed(work: Work, request: Request) -> None:
    """Bring the experts' card and the topic's title up to date; of a request just sent, make them."""
    if request.state == State.DRAFT:
        return
    if work.house.experts_chat_id is None:
        _shown_in_private(work, request)
    elif request.topic == Topic.NONE and request.state in OPEN:
        ask_for_topic(work, request)
    for place in shown_in(work, request):
        bringing.renew_card(work, request, place)
    entitle(work, request)


def relay(work: Work, request: Request, parts: Sequence[Part]) -> None:
    """Bring what the member wrote, one message or a whole album, to the topic or to the owner's private chat.

    Where neither is there yet, it is brought when it is.
    """
    for place in written_to(work, request):
        bringing.bring(work, request, place, parts)


def show_to(work: Work, request: Request, expert: int) -> None:
    """Show a request to an expert in private, and bring there what the member has written; from now on, too."""
    place = private_of(work, expert)
    if not work.outbox.has(place.key(request, "card")):
        bringing.show_card(work, request, place)
        similar.show(work, request, place)
    bringing.bring(work, request, place, bringing.missing(work, request))


def edited(work: Work, request: Request, part: Part, before: str) -> None:
    """Show what a member's message said before it was edited, and what it says now."""
    when = int((part.edited_at or work.clock.now()).timestamp() * 1000)
    for place in written_to(work, request):
        owner = bringing.owner_of(work, request) if request.answered_at is not None else None
        key = place.key(request, f"edit/{part.id}/{when}")
        if part.text == before:
            words = expert_news.replaced(place.reader.language, owner)
        else:
            words = expert_news.edited(before, part.text, place.reader.language, owner)
        answers = Copies(work.session, work.clock).where(part, place.chat)
        bringing.note(work, place, key, words, reply_to=answers, calls_for=request.owner_id if owner else None)
        if part.text == before:
            bringing.bring(work, request, place, [part], again=f"/edit/{when}")


def taken_out(work: Work, request: Request, part: Part) -> None:
    """Take a message of the member away again: it was a question of its own. The part is deleted after this."""
    for place in written_to(work, request):
        key = place.key(request, f"part/{part.id}")
        if work.outbox.forget(key):
            continue
        # It may be on its way just now: what "edits" a call waits for it, and learns its message then.
        body, until = {"chat_id": place.chat}, work.clock.now() + REOPENS
        out = partial(Call, priority=Priority.CHANGE, must=False, edits=key, expires_at=until)
        work.outbox.call(out(f"{key}/out", "deleteMessage", place.chat, body))
        bringing.note(work, place, f"{key}/taken-out", expert_news.taken_out(place.reader.language))


def member_did(work: Work, request: Request, act: Act) -> None:
    """Tell the topic, or the owner in private, what the member has done: withdrawn or reopened it, changed consent."""
    for place in written_to(work, request):
        words = expert_news.did(act, place.reader.language, reuse=request.consent == Consent.REUSE)
        if words is not None:
            tell(work, request, place, act.replace(" ", "-"), words)


def tell(work: Work, request: Request, place: Place, what: str, words: Text) -> None:
    """Say something about a request where experts see it, once for what has caused it."""
    bringing.note(work, place, place.key(request, f"{what}/{work.origin}"), words)


# --- the topic


def ask_for_topic(work: Work, request: Request) -> None:
    """Have a topic made; what becomes of it is heard later."""
    chat = work.house.experts_chat_id
    if chat is None:
        return
    request.topic, request.topic_again_at = Topic.ASKED, work.clock.now() + AGAIN
    request.topic_round += 1
    request.title_told = expert_cards.title(request, group_reader(work).language)
    key = f"request/{request.id}/topic/{request.topic_round}"
    body = {"chat_id": chat, "name": request.title_told}
    tag = f"request:{request.id}:topic:{request.topic_round}"
    place = Place(chat, None, "", group_reader(work))
    bringing.put(work, place, Call(key, "createForumTopic", chat, body, report=tag))


def topic_made(work: Work, request: Request, thread: int) -> None:
    """Begin a topic with the card; one that takes a removed one's place with the last messages, too."""
    before, request.thread_id = request.thread_id, thread
    request.topic, request.title_due_at = Topic.THERE, work.clock.now() + TITLES
    request.topic_again_at = work.clock.now() + AGAIN if before is not None else None
    failpoint("request.topic")
    place = topic_of(work, request)
    if place is None:
        return
    if before is not None:
        _move_what_waits(work, request, place.chat, before)
    bringing.show_card(work, request, place)
    similar.show(work, request, place)
    parts = bringing.missing(work, request)
    bringing.bring(work, request, place, parts if before is None else bringing.last_ones(parts))


def topic_refused(work: Work, request: Request) -> None:
    """Note that a topic could not be made; it is asked for again, unless nobody needs it any more."""
    request.topic = Topic.REFUSED
    request.topic_again_at = work.clock.now() + AGAIN if request.state in OPEN else None


def topic_gone(work: Work, request: Request, thread: int | None) -> None:
    """Have a topic made again that was removed or closed; what is for an older one goes to the one that is there.

    One that was made again a moment ago is made again a little later, so that no mistake makes topics without end.
    """
    chat = work.house.experts_chat_id
    if request.topic != Topic.THERE or chat is None:
        return
    if thread is None or thread == request.thread_id:
        if request.topic_again_at is not None and request.topic_again_at > work.clock.now():
            request.topic = Topic.REFUSED
        else:
            ask_for_topic(work, request)
    else:
        _move_what_waits(work, request, chat, thread)


def entitle(work: Work, request: Request) -> None:
    """Give the topic the title that fits now; at most one in ten seconds, the last of several a little later."""
    place, now = topic_of(work, request), work.clock.now()
    if place is None:
        return
    title = expert_cards.title(request, place.reader.language)
    if title == request.title_told:
        request.title_due_at = None if request.title_due_at and request.title_due_at <= now else request.title_due_at
    elif request.title_due_at is None or request.title_due_at <= now:
        request.title_told, request.title_due_at = title, now + TITLES
        body = {"chat_id": place.chat, "message_thread_id": place.thread, "name": title}
        key = place.key(request, f"title/{int(now.timestamp() * 1000)}")
        # Where the group's limit makes somebody wait, what members write goes first.
        bringing.put(work, place, Call(key, "editForumTopic", place.chat, body), Priority.REMINDER)


def _move_what_waits(work: Work, request: Request, chat: int, before: int) -> None:
    brought = tuple(f"request/{request.id}/{what}/" for what in ("card", "part", "title", "preview", "similar"))
    threads = Threads(work.session, work.clock, work.house.bot_id)
    threads.move(chat, before, request.thread_id or 0, lambda key: key.startswith(brought))


# --- in private


def _shown_in_private(work: Work, request: Request) -> None:
    """Show a request to its owner, and one that nobody has to whom it suits."""
    if request.state not in OPEN:
        return
    if request.owner_id is not None:
        show_to(work, request, request.owner_id)
    elif request.topic_round == 0:
        for id_ in _suited(work, request):
            show_to(work, request, id_)
            request.topic_round = 1


def _suited(work: Work, request: Request) -> list[int]:
    """Return the experts to whom a request is offered; where none can be reached, coordinators."""
    suited = [each.id for each in work.experts.suited(request, most=50) if each.reachable]
    others = [each.id for each in work.experts.all() if each.role == RoleName.COORDINATOR and each.reachable]
    return (suited or [each for each in others if each != request.member_id])[:OFFERED_TO]
