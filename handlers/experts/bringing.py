"""Brings the card of a request, and what was written in it, to a place where experts see it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from core.saying import Saying
from core.text import Text, bold, fill, join, text
from delivery import calls
from delivery.models import Priority
from delivery.outbox import Call
from handlers.context import Work
from handlers.experts.places import Place, is_at_work, rings
from handlers.experts.sendings import WITHOUT_WORDS, Sending, sendings
from knowledge.buttons import reason_label
from knowledge.profile import Profile
from tickets import expert_cards
from tickets.contents import FILES, IN_ALBUMS, worded
from tickets.copies import Copies
from tickets.expert_cards import Facts, card, quiet
from tickets.expert_news import owner_called
from tickets.intake import TOPIC, answered
from tickets.models import REOPENS, Part, Request
from tickets.parts import Parts
from tickets.states import Side

LAST = 5
"""How many of the last messages a topic that is made again begins with."""


def show_card(work: Work, request: Request, place: Place, what: str = "card") -> None:
    """Show the card of a request here, once."""
    saying = the_card(work, request, place)
    body = calls.message(place.chat, replace(saying, silent=not rings(work, place)), thread=place.thread)
    put(work, place, Call(place.key(request, what), "sendMessage", place.chat, body, report=_tag(request, "xcard")))


def renew_card(work: Work, request: Request, place: Place) -> None:
    """Bring the card here up to date, if it says anything else than it did."""
    key, saying = place.key(request, "card"), the_card(work, request, place)
    said, body = work.outbox.last_said(key), calls.edited_message(place.chat, saying)
    if said is not None and any(said.get(field) != body.get(field) for field in ("text", "entities", "reply_markup")):
        more = {"priority": Priority.CHANGE, "expires_at": work.clock.now() + REOPENS, "report": _tag(request, "xcard")}
        work.edit(key, place.chat, saying, **more)


def the_card(work: Work, request: Request, place: Place) -> Saying:
    """Return the card as it is read here now."""
    return card(request, facts_of(work, request, place), place.reader)


def bring(work: Work, request: Request, place: Place, parts: Sequence[Part], again: str = "") -> None:
    """Bring these messages here, each once, albums as one; where one answers another, so does what is brought.

    With `again`, a part of a key, what was brought before is brought once more.
    """
    for together in albums(parts):
        answered = Copies(work.session, work.clock).counterpart(together[0], place.chat)
        answered = answered or _card_in_private(work, request, place)
        key = place.key(request, f"part/{together[0].id}{again}")
        first = together[0]
        _call_for_wordless(work, request, place, first, f"{key}/for")
        for number, sending in enumerate(sendings(together, lambda part: _words(work, request, part, place, first))):  # noqa: B023  used at once
            own = key if not number else f"{key}/{number}"
            _send(work, request, place, sending, own, together, None if number else answered)
        for part in together:
            part.key = part.key or key


def note(
    work: Work, place: Place, key: str, words: Text, *, reply_to: int | None = None, calls_for: int | None = None
) -> None:
    """Say something here, once; in the group silently, unless the expert whom it calls for is at work."""
    heard = rings(work, place) or (calls_for is not None and is_at_work(work, calls_for))
    saying = Saying(words, silent=not heard)
    body = calls.message(place.chat, saying, thread=place.thread, reply_to=reply_to)
    put(work, place, Call(key, "sendMessage", place.chat, body))


def missing(work: Work, request: Request) -> list[Part]:
    """Return what a place that has just got the card must be brought: what it does not say; no unfinished album."""
    parts = Parts(work.session, work.clock).of(request)
    question = question_of(request, parts)
    on_card = () if expert_cards.is_long(_joined(question)) else tuple(part.id for part in question)
    mine = (part for part in parts if part.id not in on_card and part.album_until is None)
    return [part for part in mine if part.side == Side.MEMBER or part.arrived_at]


def last_ones(parts: Sequence[Part]) -> list[Part]:
    """Return the last of these, and those before them that have never arrived among the experts."""
    first = max(len(parts) - LAST, 0)
    return [part for place, part in enumerate(parts) if place >= first or _waits(part)]


def question_of(request: Request, parts: Sequence[Part]) -> list[Part]:
    """Return the words that a request was sent with."""
    return [
        part
        for part in parts
        if part.side == Side.MEMBER and part.kind == "text" and request.sent_at and part.said_at <= request.sent_at
    ]


def facts_of(work: Work, request: Request, place: Place) -> Facts:
    """Return what a card says that the request itself does not know."""
    profile, library = work.house.profile.said_in(place.reader.language), work.house.library
    known, owner = work.members.known(request.member_id), request.owner_id
    having = work.members.known(owner) if owner is not None else None
    kind = next((each for each in profile.help if each.id == request.kind), None)
    needs = {need.id: need.title for need in kind.needs} if kind is not None else {}
    return Facts(
        question=_joined(question_of(request, Parts(work.session, work.clock).of(request))),
        name=known.name if known is not None else "",
        owner=having.name if having is not None else None,
        role=profile.role(request.requester_role) or "",
        kind=kind.title if kind is not None else "",
        topic=_topic(profile, request),
        refused=[library.title(each, place.reader.languages) for each in request.seen if library.holds(each)],
        missed=reason_label(request.missed, place.reader.language),
        details=[(needs.get(name) or name, str(words)) for name, words in request.details.items() if name != TOPIC],
        blocked=is_blocked(work, request),
    )


def _topic(profile: Profile, request: Request) -> str:
    """Return what the request is about: a topic of the profile, or what was typed instead of one."""
    topics = {topic.id: topic.title for topic in profile.policy_topics}
    return topics.get(request.policy_topic or "") or answered(request, TOPIC) or ""


def is_blocked(work: Work, request: Request) -> bool:
    """Whether it was last heard of the member that they have blocked the bot."""
    known = work.members.known(request.member_id)
    return known is not None and not known.reachable


def put(work: Work, place: Place, call: Call, priority: Priority = Priority.CHANGE) -> None:
    """Make a call where experts are: behind what single people wait for, and tried for as long as it may matter."""
    values = {name: getattr(call, name) for name in ("body", "report", "must", "follows", "due_at")}
    until = work.clock.now() + REOPENS
    work.outbox.call(
        Call(call.key, call.method, place.chat, priority=priority, expires_at=until, **values),
    )


def albums(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Put together what belongs to one album, at most ten; everything else is alone."""
    for _, several in groupby(parts, lambda part: part.album if part.kind in IN_ALBUMS and part.album else part.id):
        together = list(several)
        for start in range(0, len(together), 10):
            yield together[start : start + 10]


def _send(
    work: Work, request: Request, place: Place, sending: Sending, key: str, parts: Sequence[Part], reply_to: int | None
) -> None:
    body: dict[str, Any] = {"chat_id": place.chat, **sending.fields}
    if not rings(work, place):
        body["disable_notification"] = True
    if place.thread is not None:
        body["message_thread_id"] = place.thread
    if reply_to is not None:
        body["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    tag = _tag(request, "part", "-".join(str(part.id) for part in parts))
    put(work, place, Call(key, sending.method, place.chat, body, report=tag))


def _words(work: Work, request: Request, part: Part, place: Place, first: Part) -> Text:
    """Return words behind a line that says whose they are and, in the group, calls the owner.

    Below a file that line is needed only where it calls somebody, and once in an album.
    """
    words = quiet(worded(part.text, part.entities))
    calls_nobody = place.thread is None or request.owner_id is None
    if part.kind != "text" and (part is not first or (calls_nobody and part.side == Side.MEMBER)):
        return words
    return join("\n", [bold(_whose(work, request, part, place)), *([words] if words.plain else [])])


def _whose(work: Work, request: Request, part: Part, place: Place) -> Text:
    language, owner = place.reader.language, owner_of(work, request)
    if part.side != Side.MEMBER:
        return text(language.gettext("Sent to the requester:"))
    if place.thread is None:
        return fill(language.gettext("The requester of request {number}:"), number=request.id)
    if owner is not None:
        return fill(language.gettext("The requester, for {name}:"), name=owner)
    return text(language.gettext("The requester:"))


def _call_for_wordless(work: Work, request: Request, place: Place, part: Part, key: str) -> None:
    """Call the owner before something below which no words can stand; a sticker is not worth it."""
    says_itself = part.kind in ("text", "sticker") or (part.kind in FILES and part.kind not in WITHOUT_WORDS)
    if not says_itself and place.thread is not None and request.owner_id is not None and part.side == Side.MEMBER:
        note(work, place, key, bold(_whose(work, request, part, place)))


def owner_of(work: Work, request: Request) -> Text | None:
    """Return the owner's name so that it calls them."""
    if request.owner_id is None:
        return None
    known = work.members.known(request.owner_id)
    return owner_called(known.name if known is not None else "", request.owner_id)


def _card_in_private(work: Work, request: Request, place: Place) -> int | None:
    """Return the card below which a message stands in a private chat, where other requests are, too."""
    if place.thread is not None:
        return None
    cards = Copies(work.session, work.clock).cards(request)
    return next((card.message_id for card in cards if card.chat_id == place.chat), None)


def _joined(parts: Sequence[Part]) -> Text:
    return join("\n\n", [worded(part.text, part.entities) for part in parts])


def _waits(part: Part) -> bool:
    return part.side == Side.MEMBER and part.arrived_at is None


def _tag(request: Request, what: str, about: str = "") -> str:
    return f"request:{request.id}:{what}:{about}"
