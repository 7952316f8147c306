"""Sends what an expert has decided to send, and follows it until it has arrived or nobody expects it any more."""

from collections.abc import Iterator, Sequence

from core.saying import Saying
from core.text import Text, join, length
from delivery import calls
from delivery.outbox import Call
from delivery.reports import About, Report
from handlers.context import Work
from handlers.experts import previews
from handlers.experts.bringing import albums
from handlers.experts.sendings import Sending, sendings, texts
from handlers.requests import following
from tickets import preview_texts, sending_texts
from tickets.answers import Answers
from tickets.contents import worded
from tickets.copies import Copies
from tickets.models import REOPENS, Answer, Part, Request
from tickets.states import AnswerKind, Role

TROUBLES = {About.UNREACHABLE: "blocked", About.EXPIRED: "expired", About.UNCERTAIN: "uncertain"}
CUT = calls.MOST
"""The length at which a phone cuts what is pasted: such a message and the next are one text."""


def deliver(
    work: Work,
    request: Request,
    parts: Sequence[Part],
    header: AnswerKind | None,
    again: str = "",
    to: int | None = None,
) -> None:
    """Put parts into the outbox for the member, in order; `to` is the message of theirs that the first one answers."""
    language = following.reader_of(work, request).language
    first = preview_texts.header(header, request.id, language) if header is not None else None
    away = work.outbox.is_away(request.member_id)
    for together in _together(parts):
        key = f"request/{request.id}/part/{together[0].id}/sent{again}"
        answers = to or Copies(work.session, work.clock).counterpart(together[0], request.member_id)
        _put(work, request, key, together, list(_sendings(together, first)), answers)
        for part in together:
            part.key, part.arrived_at, part.trouble = key, None, _trouble_of(again, away=away)
        first, to = None, None


def heard(work: Work, request: Request, report: Report, what: str, about: str) -> None:
    """Take note of what became of a preview, of a part of an answer, or of a piece of a part."""
    if what == "preview":
        if report.about == About.SENT and report.message_id and report.chat_id:
            copies = Copies(work.session, work.clock)
            copies.add(request.id, report.chat_id, report.message_id, Role.PREVIEW, answer=int(about))
    elif what in ("sent", "piece"):
        found = (work.session.get(Part, int(each)) for each in about.split("-"))
        parts = [part for part in found if part is not None]
        if parts:
            _note(work, request, report, parts, whole=what == "sent")


def settle(work: Work, request: Request, answer: Answer, trouble: str | None) -> None:
    """Show what became of an answer; new trouble calls its author."""
    previews.renew(work, request, answer)
    if trouble is not None:
        place, author = previews.place_of(work, answer), previews.called(work, answer.author_id)
        of = previews.described(work, request, answer)
        saying = sending_texts.not_delivered(of, trouble, place.reader.language, author)
        work.say(place.chat, saying, thread=place.thread, key=f"request/{request.id}/fate/{answer.id}/{work.origin}")


def _note(work: Work, request: Request, report: Report, parts: Sequence[Part], *, whole: bool) -> None:
    answer = work.session.get(Answer, parts[0].answer_id) if parts[0].answer_id is not None else None
    if report.about == About.SENT:
        _stands(work, request, report, parts)
    if not whole or answer is None:
        return
    before = [part.trouble for part in parts]
    trouble = None if report.about == About.SENT else _trouble(report)
    for part in parts:
        part.trouble = trouble
        part.arrived_at = work.clock.now() if trouble is None else None
    work.session.flush()
    settle(work, request, answer, trouble if trouble not in before else None)
    if any(before) and trouble is None:
        _after_all(work, request, answer)


def _trouble_of(again: str, *, away: bool) -> str | None:
    """Return what stands against a part's arriving while it is on its way."""
    if away:
        return "blocked"
    return preview_texts.ONCE_MORE if again else None


def _trouble(report: Report) -> str:
    return TROUBLES.get(About(report.about)) or report.detail or "refused"


def _after_all(work: Work, request: Request, answer: Answer) -> None:
    """Say that all of an answer has arrived of which some did not at first."""
    if all(part.arrived_at and not part.trouble for part in Answers(work.session, work.clock).parts(answer)):
        place = previews.place_of(work, answer)
        words = sending_texts.delivered_after_all(request.id, place.reader.language)
        work.say(place.chat, Saying(words, silent=True), thread=place.thread)


def _stands(work: Work, request: Request, report: Report, parts: Sequence[Part]) -> None:
    """Know each message that has arrived, so that a reply to it belongs to the request."""
    results = report.result if isinstance(report.result, list) else [report.result]
    for place, result in enumerate(results):
        message = result.get("message_id") if isinstance(result, dict) else None
        if isinstance(message, int) and report.chat_id is not None:
            part = parts[min(place, len(parts) - 1)]
            Copies(work.session, work.clock).add(request.id, report.chat_id, message, Role.RELAY, part=part.id)


def _put(
    work: Work, request: Request, key: str, parts: Sequence[Part], each: Sequence[Sending], answers: int | None
) -> None:
    """Put the calls that send these parts; each follows the one before it, and the last one's fate is theirs."""
    about, follows = "-".join(str(part.id) for part in parts), None
    until = work.clock.now() + REOPENS
    for number, sending in enumerate(each, 1):
        own = key if number == len(each) else f"{key}/{number}"
        body = {"chat_id": request.member_id, **sending.fields}
        if answers is not None and number == 1:
            body["reply_parameters"] = {"message_id": answers, "allow_sending_without_reply": True}
        tag = f"request:{request.id}:{'sent' if number == len(each) else 'piece'}:{about}"
        call = Call(own, sending.method, request.member_id, body, report=tag, follows=follows, expires_at=until)
        work.outbox.call(call)
        follows = own


def _together(parts: Sequence[Part]) -> list[list[Part]]:
    """Put together the parts of an album, and of a text that a phone has cut into several messages."""
    groups: list[list[Part]] = []
    for together in albums(parts):
        if groups and together[0].kind == "text" and _was_cut(groups[-1][-1]):
            groups[-1] += together
        else:
            groups.append(together)
    return groups


def _was_cut(part: Part) -> bool:
    return part.kind == "text" and length(part.text) == CUT


def _sendings(parts: Sequence[Part], header: Text | None) -> Iterator[Sending]:
    if parts[0].kind == "text":
        words = join("", [_words(part) for part in parts])
        yield from texts(join("\n\n", [header, words]) if header is not None else words)
        return
    if header is not None:
        yield from texts(header)
    yield from sendings(parts, _words)


def _words(part: Part) -> Text:
    return worded(part.text, part.entities)
