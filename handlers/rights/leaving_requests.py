"""What happens to requests when somebody is erased: a member's with their topics, an expert's go back to the queue."""

from collections.abc import Collection, Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from delivery import erasing
from delivery.outbox import Call
from handlers.rights.leaving_step import Leaving
from tickets import queries
from tickets.models import Answer, Copy, Part, Request
from tickets.requests import Requests
from tickets.states import Act, State

WITH_SOMEBODY = (State.WITH_EXPERT, State.YOUR_TURN, State.ANSWERED)


def remove_requests(leaving: Leaving) -> None:
    """Remove everything that was said of a member's requests elsewhere: topics, relays, cards and previews."""
    session = leaving.session
    requests = session.scalars(select(Request).where(Request.member_id == leaving.member)).all()
    copies = [(row.chat_id, row.message_id) for row in session.scalars(_copies([each.id for each in requests]))]
    for request in requests:
        if leaving.experts_chat is not None and request.thread_id is not None:
            _remove_topic(leaving, leaving.experts_chat, request)
    _remove_messages(leaving, copies)
    keys = [key for request in requests for key in _keys(session, request)]
    lanes = _chats(leaving, copies) if requests else set()
    for lane in lanes:
        erasing.forget_said(session, lane, [message for chat, message in copies if chat == lane], keys)
    erasing.forget_handled(session, lanes)


def give_requests_back(leaving: Leaving) -> None:
    """Let the open requests of an expert be taken by another."""
    requests = Requests(leaving.session, leaving.clock)
    for request in leaving.session.scalars(queries.of_owner(leaving.member, WITH_SOMEBODY)).all():
        requests.give_back(request, Act.RETURNED)


def _remove_topic(leaving: Leaving, chat: int, request: Request) -> None:
    thread = request.thread_id or 0
    erasing.forget_thread(leaving.session, chat, thread)
    if leaving.outbox is not None:
        body = {"chat_id": chat, "message_thread_id": thread}
        leaving.outbox.call(Call(f"erased/topic/{request.id}", "deleteForumTopic", chat, body))


def _remove_messages(leaving: Leaving, copies: list[tuple[int, int]]) -> None:
    """Have our messages removed from experts' private chats; Telegram does that for 48 hours."""
    for chat, message in copies:
        if leaving.outbox is not None and chat not in (leaving.experts_chat, leaving.member):
            body = {"chat_id": chat, "message_id": message}
            leaving.outbox.call(Call(f"erased/message/{chat}/{message}", "deleteMessage", chat, body, must=False))


def _chats(leaving: Leaving, copies: list[tuple[int, int]]) -> set[int]:
    """Return where experts have read it."""
    here = {leaving.experts_chat} if leaving.experts_chat is not None else set()
    return here | {chat for chat, _ in copies}


def _copies(numbers: Collection[int]) -> Select[Copy]:
    return select(Copy).where(Copy.request_id.in_(numbers))


def _keys(session: Session, request: Request) -> Iterator[str]:
    answers = session.scalars(select(Answer.preview_key).where(Answer.request_id == request.id))
    parts = session.scalars(select(Part.key).where(Part.request_id == request.id))
    yield from filter(None, [f"request/{request.id}/", request.card_key, *answers, *parts])
