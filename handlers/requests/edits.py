"""A member edits what they have written in a request: the experts see what it said before, and what it says now."""

from dataclasses import replace

from telegram import Message, Update

from core.saying import Saying
from handlers.context import Context, Work
from handlers.experts import topic as experts
from handlers.requests import following
from handlers.requests.prompts import ask
from handlers.visitors import Reply, Visitor, respond, visitor_of
from handlers.writing import written_in
from tickets import belonging_texts, intake_texts, member_buttons
from tickets.intake import Step
from tickets.models import Part, Request
from tickets.requests import subject_of
from tickets.states import OPEN, Act, Side, State

_WORDS_BEFORE = {"/add": 2}
"""How many words stand before what a command says; elsewhere the command alone."""


async def edited_part(update: Update, context: Context) -> None:
    """Keep what a message of a request says now, and show the experts what it said before."""
    visitor = replace(await visitor_of(update, context), attached=False)
    message = _message(update)

    def decide(work: Work) -> Reply | None:
        part = work.parts.at(message.chat.id, message.message_id)
        request = work.requests.held(part.request_id) if part is not None else None
        if part is None or request is None or part.side != Side.MEMBER or part.author_id != visitor.user.id:
            return None
        if request.state == State.CLOSED:
            return _closed(request, visitor)
        before = work.parts.edit(part, written_in(message, _before(message)))
        if before is None:
            return None
        return _shown(work, visitor, request, part, before)

    await respond(update, context, visitor, decide, always=True)


def _shown(work: Work, visitor: Visitor, request: Request, part: Part, before: str) -> Reply | None:
    language = visitor.reader.language
    if request.state == State.DRAFT:
        return _in_draft(work, visitor, request)
    if request.state in OPEN and part.album_until is None:
        work.requests.note(request, Act.CHANGED, visitor.user.id)
        experts.edited(work, request, part, before)
        following.card_changed(work, request)
    return Reply(Saying(belonging_texts.edit_shown(request, language)))


def _in_draft(work: Work, visitor: Visitor, request: Request) -> Reply | None:
    if request.step == Step.KEPT:
        return None
    words = next((part.text for part in work.parts.of(request) if part.text), "")
    request.subject = subject_of(words) if words else request.subject
    if request.step == Step.REVIEW:
        return ask(work, request, Step.REVIEW)
    return Reply(Saying(intake_texts.noted_in_draft(visitor.reader.language)))


def _closed(request: Request, visitor: Visitor) -> Reply:
    language = visitor.reader.language
    words = belonging_texts.edit_not_shown(request, language)
    return Reply(Saying(words, member_buttons.closed(request, language)))


def _before(message: Message) -> int:
    command = (message.text or message.caption or "").split(maxsplit=1)[:1]
    if not command or not command[0].startswith("/"):
        return 0
    return _WORDS_BEFORE.get(command[0].partition("@")[0].casefold(), 1)


def _message(update: Update) -> Message:
    if update.edited_message is None:
        raise ValueError("this update is no edit")
    return update.edited_message
