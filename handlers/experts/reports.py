"""What is heard of the calls that bring requests to experts: topics, cards, messages."""

from typing import Any

from core.language import Language
from core.saying import Saying
from core.text import Text
from delivery.outbox import Call
from delivery.reports import About, Report
from delivery.threads import TOPIC_GONE, Threads
from handlers.context import Work
from handlers.experts import bringing, fates, previews
from handlers.experts import topic as experts_topic
from handlers.experts.places import place_in, written_to
from handlers.requests import following
from tickets import expert_news
from tickets.copies import Copies
from tickets.models import Part, Request
from tickets.states import OPEN, Act, Role, Side, Topic

KEPT = "kept"


def heard(work: Work, report: Report) -> None:
    """Take note of what became of a call; for reports of every kind, the tag says whether it is about a request."""
    if report.about == About.TOPIC_GONE:
        _topic_gone(work, report)
        return
    tag = (report.tag or "").split(":")
    if len(tag) < 4 or tag[0] != "request":
        return
    request = work.requests.held(int(tag[1]))
    if request is None:
        _nobodys(work, report, tag[2])
    elif tag[2] == "topic":
        _topic(work, request, report, int(tag[3]))
    elif tag[2] == "xcard":
        _card(work, request, report)
    elif tag[2] == "part":
        _part(work, request, report, [int(each) for each in tag[3].split("-")])
    else:
        fates.heard(work, request, report, tag[2], tag[3])


def member_blocked(work: Work, member: int) -> None:
    """Tell the topics of a member's open requests, once, that nothing reaches them."""
    for request in work.requests.of_member(member, OPEN):
        if _blocked_or_back(work, request) is not Act.BLOCKED:
            work.requests.note(request, Act.BLOCKED, None)
            _tell(work, request, "blocked", expert_news.blocked)


def member_back(work: Work, member: int) -> None:
    """Tell those topics that what waited goes now."""
    for request in work.requests.of_member(member, OPEN):
        if _blocked_or_back(work, request) is Act.BLOCKED:
            work.requests.note(request, Act.BACK, None)
            _tell(work, request, "back", expert_news.back)


def tell_kept(work: Work, request: Request) -> None:
    """Tell a member once that their request is kept, although it has not reached the experts yet."""
    if request.thread_id is None and request.state in OPEN:
        _tell_member(work, request, KEPT, expert_news.waits_for_topic)


def _topic(work: Work, request: Request, report: Report, made: int) -> None:
    if request.topic_round != made or request.topic != Topic.ASKED:
        return
    thread = report.result.get("message_thread_id") if isinstance(report.result, dict) else None
    if report.about == About.SENT and thread is not None:
        before = request.thread_id
        experts_topic.topic_made(work, request, thread)
        previews.moved(work, request, before)
        if work.outbox.has(f"request/{request.id}/{KEPT}"):
            _tell_member(work, request, "reached", expert_news.reached_experts)
        return
    work.outbox.forget(report.key or "")
    experts_topic.topic_refused(work, request)
    tell_kept(work, request)


def _topic_gone(work: Work, report: Report) -> None:
    """Find the request by the topic that the call was for, or by the call's tag."""
    thread = Threads(work.session, work.clock, work.house.bot_id).of(report.key or "")
    ours = thread is not None and report.chat_id == work.house.experts_chat_id
    found = work.requests.in_thread(thread) if thread is not None and ours else None
    tag = (report.tag or "").split(":")
    number = found.id if found is not None else int(tag[1]) if tag[0] == "request" else 0
    request = work.requests.held(number)
    if request is not None:
        experts_topic.topic_gone(work, request, thread)


def _card(work: Work, request: Request, report: Report) -> None:
    """Know the card by its message; pin it in its topic, and show there what has changed meanwhile."""
    place = place_in(work, request, report.chat_id or 0)
    if report.about != About.SENT or report.message_id is None or place is None:
        return
    known = Copies(work.session, work.clock).at(place.chat, report.message_id) is not None
    Copies(work.session, work.clock).add(request.id, place.chat, report.message_id, Role.CARD)
    if known:
        return
    if place.thread is not None:
        body = {"chat_id": place.chat, "message_id": report.message_id, "disable_notification": True}
        key = place.key(request, f"pin/{report.message_id}")
        bringing.put(work, place, Call(key, "pinChatMessage", place.chat, body))
    bringing.renew_card(work, request, place)


def _part(work: Work, request: Request, report: Report, ids: list[int]) -> None:
    """Know each message of what was brought, and that it has arrived; say where it could not be."""
    parts = [part for part in (work.session.get(Part, id_) for id_ in ids) if part is not None]
    place = place_in(work, request, report.chat_id or 0)
    if not parts or place is None:
        return
    if report.about == About.SENT:
        _arrived(work, request, report, parts)
    elif report.about == About.EXPIRED and request.state in OPEN:
        bringing.bring(work, request, place, parts, again=f"/{work.origin}")
    elif report.about == About.UNCERTAIN:
        saying = expert_news.may_be_missing(parts[0].id, place.reader.language)
        work.say(place.chat, saying, thread=place.thread, key=f"{report.key}/uncertain")
    elif report.about == About.REFUSED and report.detail != TOPIC_GONE:
        words = expert_news.not_brought(place.reader.language)
        bringing.note(work, place, f"{report.key}/refused", words)


def _arrived(work: Work, request: Request, report: Report, parts: list[Part]) -> None:
    results = report.result if isinstance(report.result, list) else [report.result]
    copies, chat = Copies(work.session, work.clock), report.chat_id or 0
    for place, result in enumerate(results):
        message = _id_in(result)
        part = parts[min(place, len(parts) - 1)]
        if message is not None:
            role = Role.RELAY if part.side == Side.MEMBER else Role.NOTICE
            copies.add(request.id, chat, message, role, part=part.id)
    for part in parts:
        part.arrived_at = part.arrived_at or work.clock.now()


def _id_in(result: Any) -> int | None:
    found = result.get("message_id") if isinstance(result, dict) else None
    return found if isinstance(found, int) else None


def _nobodys(work: Work, report: Report, what: str) -> None:
    """Remove the topic of a request that was erased while it was made."""
    thread = report.result.get("message_thread_id") if isinstance(report.result, dict) else None
    if what == "topic" and thread is not None and report.chat_id is not None:
        body = {"chat_id": report.chat_id, "message_thread_id": thread}
        work.outbox.call(Call(f"{report.key}/out", "deleteForumTopic", report.chat_id, body))


def _blocked_or_back(work: Work, request: Request) -> Act | None:
    acts = [Act(each.act) for each in work.requests.history(request.id) if each.act in (Act.BLOCKED, Act.BACK)]
    return acts[-1] if acts else None


def _tell(work: Work, request: Request, what: str, words: Any) -> None:
    for place in written_to(work, request):
        experts_topic.tell(work, request, place, what, words(place.reader.language))
    experts_topic.card_changed(work, request)


def _tell_member(work: Work, request: Request, what: str, words: Any) -> None:
    def say(language: Language) -> Saying:
        told: Text = words(request.id, language)
        return Saying(told)

    following.member_told(work, request, say, f"request/{request.id}/{what}")
