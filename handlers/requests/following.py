"""Both sides of a request hear what becomes of it: the member by news and their card, the experts by theirs."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from core.language import Language
from core.saying import Saying
from delivery import calls
from delivery.models import Priority
from delivery.outbox import Call
from delivery.reports import About, Report
from handlers.context import Work
from handlers.experts import topic as experts
from handlers.visitors import reader_for
from people.reader import Reader
from tickets import member_queries, news
from tickets.belonging import assistant_answers
from tickets.cards import Described, card
from tickets.intake import TOPIC, answered
from tickets.models import REOPENS, Copy, Part, Request
from tickets.parts import TEXT
from tickets.rating_buttons import stars
from tickets.states import Act, Reason, Role, Side, State

Words = Callable[[Language], Saying]
NEWS: dict[Act, Callable[[Request, Language], Saying]] = {
    Act.TAKEN: news.taken,
    Act.TAKEN_OVER: news.handed_over,
    Act.HANDED_OVER: news.handed_over,
    Act.RETURNED: news.returned,
    Act.NUDGED: news.your_turn,
}
"""What a member is told of an act that somebody else did; what an expert sends speaks for itself."""
RATED = (Reason.ANSWERED, Reason.REFERRED)
"""The reasons after which a member is asked how good the help was."""
TAG = "request:"
KEYS = "request"
"""What the keys of all messages about requests begin with, before the number."""
_OURS = ("card", "notice")


def changed(work: Work, request: Request, act: Act, until: dt.date | None = None) -> None:
    """Tell whom it concerns that somebody other than the member has done this; once for each trace of it.

    `until` is the day on which a request will be closed, for `Act.WARNED`.
    """
    words = _closing(work, request) if act is Act.CLOSED else _news_of(request, act, until)
    if words is not None:
        member_told(work, request, words, _key(work, request, act))
    card_changed(work, request)


def member_told(work: Work, request: Request, words: Words, key: str) -> None:
    """Tell the member something as a new message, in their language; the key makes a repetition harmless.

    If they have blocked the bot it waits for them until they come back. A reply to it belongs to the request.
    """
    reader = reader_of(work, request)
    call_member(work, request, key, words(reader.language), "notice")


def card_changed(work: Work, request: Request) -> None:
    """Bring both sides' cards up to date."""
    if request.state == State.DRAFT:
        return
    if request.card_key is not None:
        _renew_card(work, request, request.card_key)
    experts.card_changed(work, request)


def card_told(work: Work, request: Request) -> None:
    """Show the member their card as a new message; from now on this one is kept up to date."""
    key = f"request/{request.id}/card/{work.origin}"
    call_member(work, request, key, member_card(work, request), "card")
    request.card_key = key


def opened(work: Work, request: Request) -> None:
    """Bring a request that was just sent to the experts: the question on their card, then what has no words."""
    experts.card_changed(work, request)
    attached = [part for part in work.parts.of(request, Side.MEMBER) if part.kind != TEXT]
    for part in attached:
        album = [each for each in attached if each.album == part.album] if part.album else [part]
        if part is album[0]:
            experts.relay(work, request, album)


def member_wrote(work: Work, request: Request, parts: Sequence[Part]) -> None:
    """Bring what the member has written, one message or a whole album, to the experts."""
    experts.relay(work, request, parts)
    card_changed(work, request)


def member_did(work: Work, request: Request, act: Act) -> None:
    """Tell the experts what the member has done with a request, and bring both cards up to date."""
    experts.member_did(work, request, act)
    card_changed(work, request)


def taken_out(work: Work, request: Request, part: Part) -> None:
    """Take a message of the member out of a request again: it was a question of its own."""
    experts.taken_out(work, request, part)
    work.parts.delete(part)
    work.requests.taken_out(request, request.member_id)
    card_changed(work, request)


def member_card(work: Work, request: Request) -> Saying:
    """Return the card as its member sees it now."""
    return card(request, described(work, request), reader_of(work, request))


def described(work: Work, request: Request) -> Described:
    """Return what the profile calls the request's kind and topic, and by when it promises an answer."""
    profile = work.house.profile.said_in(reader_of(work, request).language)
    kind = next((each.title for each in profile.help if each.id == request.kind), "")
    topic = next((each.title for each in profile.policy_topics if each.id == request.policy_topic), None)
    return Described(kind, topic or answered(request, TOPIC) or "", _expected(work, request))


def reader_of(work: Work, request: Request) -> Reader:
    """Return how the member reads today."""
    return reader_for(work.house, work.members.known(request.member_id))


def heard(work: Work, report: Report) -> None:
    """Know by which messages a member was told of a request; for reports whose tag begins with `TAG`."""
    _, number, what = f"{report.tag}::".split(":")[:3]
    arrived = what in _OURS and report.about == About.SENT and work.requests.get(int(number)) is not None
    if arrived and report.chat_id and report.message_id:
        stands_for(work, int(number), report.chat_id, report.message_id, Role.NOTICE)


def stands_for(work: Work, number: int, chat: int, message: int, role: Role) -> None:
    """Note that a reply to this message of ours concerns the request."""
    work.session.merge(Copy(chat_id=chat, message_id=message, request_id=number, role=role))
    work.session.flush()


def call_member(work: Work, request: Request, key: str, saying: Saying, what: str, **more: Any) -> None:
    """Put a message to the member into the outbox; `what` is `card` or `notice`."""
    body = calls.message(request.member_id, saying)
    waits_until = work.clock.now() + REOPENS
    tag = f"{TAG}{request.id}:{what}"
    call = Call(key, "sendMessage", request.member_id, body, report=tag, expires_at=waits_until, **more)
    work.outbox.call(call)


def _renew_card(work: Work, request: Request, key: str) -> None:
    """Bring the member's card up to date, behind what they wait for, if it says anything else than it did."""
    saying = member_card(work, request)
    said, body = work.outbox.last_said(key), calls.edited_message(request.member_id, saying)
    if said is None or any(said.get(field) != body.get(field) for field in ("text", "reply_markup")):
        more = {"priority": Priority.CHANGE, "expires_at": work.clock.now() + REOPENS}
        work.edit(key, request.member_id, saying, **more)


def _closing(work: Work, request: Request) -> Words:
    asks, handed_back = request.reason in RATED, assistant_answers(work.session, request.member_id)

    def words(language: Language) -> Saying:
        more = stars(request, language) if asks else ()
        return news.closed(request, language, more, handed_back=handed_back)

    return words


def _news_of(request: Request, act: Act, until: dt.date | None) -> Words | None:
    if act is Act.WARNED and until is not None:
        return lambda language: news.closes_soon(request, until, language)
    if act is Act.NUDGED and request.state != State.YOUR_TURN:
        return None
    return partial(NEWS[act], request) if act in NEWS else None


def _key(work: Work, request: Request, act: Act) -> str:
    """Return a key for this act, done this time."""
    time = work.session.scalar(member_queries.last_trace(request.id)) or 0
    return f"request/{request.id}/{act.replace(' ', '-')}/{time}"


def _expected(work: Work, request: Request) -> dt.date | None:
    profile = work.house.profile
    if profile.reply_days is None or request.sent_at is None:
        return None
    until = work.office.time().after(request.sent_at, dt.timedelta(days=profile.reply_days))
    return until.astimezone(ZoneInfo(reader_of(work, request).zone)).date()
