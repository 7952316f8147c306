"""What a chat has sent lately, as it stands in the inbox: whole, and with edits that came before their message."""

import json
from collections.abc import Iterator
from typing import Any

from telegram import Message

from core.text import clean
from delivery import inbox_queries
from handlers.context import Work
from handlers.writing import written_in
from knowledge.models import LONGEST, Question
from tickets.parts import Written

FAR_BACK = 5000  # updates; what is older is not looked for
JUST_NOW = 200


def whole_question(work: Work, question: Question, letter: int) -> Written:
    """Return the message that asked a question, whole; where it is not found, the words that are kept of it."""
    for message in _messages(work, question.chat_id, letter - FAR_BACK):
        if message.message_id == question.message_id:
            commanded = (message.text or "").startswith("/")
            written = written_in(message, behind=1 if commanded else 0)
            if " ".join(clean(written.text).split()).startswith(question.text[:LONGEST]):
                return written
    return Written(question.chat_id, question.message_id or -2 * question.id, question.text)


def edited_before(work: Work, written: Written, letter: int) -> bool:
    """Whether an edit of a message was here before the message itself."""
    return _edit_of(work, written.chat, written.message, letter) is not None


def as_edited(work: Work, message: Message, letter: int, behind: int = 0) -> Written:
    """Return what a message says, as edited if the edit was here first."""
    return written_in(newest(work, message, letter), behind)


def newest(work: Work, message: Message, letter: int) -> Message:
    """Return a message, or the edit of it that was here first."""
    return _edit_of(work, message.chat.id, message.message_id, letter) or message


def _edit_of(work: Work, chat: int, id_: int, letter: int) -> Message | None:
    for fields in _updates(work, chat, letter - JUST_NOW):
        edited = fields.get("edited_message")
        if edited and edited.get("message_id") == id_:
            return Message.de_json(edited, None)
    return None


def _messages(work: Work, chat: int, after: int) -> Iterator[Message]:
    """Yield what was written in a chat, edits too, the newest first."""
    for fields in _updates(work, chat, after):
        message = fields.get("edited_message") or fields.get("message")
        if message:
            yield Message.de_json(message, None)


def _updates(work: Work, chat: int, after: int) -> Iterator[dict[str, Any]]:
    for body in work.session.scalars(inbox_queries.arrived_lately(work.house.bot_id, chat, after)):
        yield json.loads(body)
