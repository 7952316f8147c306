"""What an answer of Telegram's means for the call that was made."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from core.text import clean
from delivery.backend import NotSent, ServerFault


class Verdict(Enum):
    """What became of a call: accepted, refused in one of the ways that ask for something, or unknown."""

    ACCEPTED = auto()
    WAIT = auto()  # too many requests: the same call again after the time Telegram names, not counted
    AGAIN = auto()  # not made: the same call again, after a growing pause
    TOKEN = auto()  # the token is wrong or revoked: stop sending
    UNREACHABLE = auto()  # the person or group refused the bot
    MIGRATED = auto()  # the group has a new id
    TOPIC_GONE = auto()
    NO_RIGHT = auto()
    ANEW = auto()  # the message to edit is gone: send it as a new one
    PLAIN = auto()  # Telegram cannot read our formatting: our bug, the words go without it
    FAILED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with its facts."""

    verdict: Verdict
    trouble: str = ""
    seconds: float = 0
    new_chat: int | None = None


# Telegram documents no list of these; they are the words its server uses, looked for in small letters.
_BY_WORDS = (
    ("message is not modified", Verdict.ACCEPTED),
    ("topic_not_modified", Verdict.ACCEPTED),
    ("message to edit not found", Verdict.ANEW),
    ("message can't be edited", Verdict.ANEW),
    ("message_id_invalid", Verdict.ANEW),
    ("thread not found", Verdict.TOPIC_GONE),
    ("topic_deleted", Verdict.TOPIC_GONE),
    ("topic_id_invalid", Verdict.TOPIC_GONE),
    ("topic_closed", Verdict.TOPIC_GONE),
    ("not enough rights", Verdict.NO_RIGHT),
    ("have no rights", Verdict.NO_RIGHT),
    ("need administrator rights", Verdict.NO_RIGHT),
    ("chat_admin_required", Verdict.NO_RIGHT),
    ("not a forum", Verdict.NO_RIGHT),
    ("can't parse entities", Verdict.PLAIN),
    ("entity_bounds_invalid", Verdict.PLAIN),
)
_BY_KIND: dict[type[TelegramError], Verdict] = {
    RetryAfter: Verdict.WAIT,
    ChatMigrated: Verdict.MIGRATED,
    InvalidToken: Verdict.TOKEN,
    NotSent: Verdict.AGAIN,
    ServerFault: Verdict.AGAIN,
    Conflict: Verdict.AGAIN,
}
_UNREACHABLE_WORDS = ("blocked", "deactivated", "kicked", "not a member", "initiate conversation")


def judge(error: TelegramError | None) -> Answer:
    """Return what an error, or its absence, means."""
    if error is None:
        return Answer(Verdict.ACCEPTED)
    verdict = _verdict(error)
    seconds = _seconds(error.retry_after) if isinstance(error, RetryAfter) else 0
    new_chat = error.new_chat_id if isinstance(error, ChatMigrated) else None
    return Answer(verdict, clean(error.message), seconds, new_chat)


def _verdict(error: TelegramError) -> Verdict:
    words = error.message.lower()
    if isinstance(error, Forbidden) and any(each in words for each in _UNREACHABLE_WORDS):
        return Verdict.UNREACHABLE
    if isinstance(error, InvalidToken) and "method not found" in words:
        return Verdict.FAILED  # the token is right and the name is our bug
    if isinstance(error, BadRequest | Forbidden):
        return next((verdict for part, verdict in _BY_WORDS if part in words), Verdict.FAILED)
    return next((verdict for kind, verdict in _BY_KIND.items() if isinstance(error, kind)), Verdict.UNKNOWN)


def _seconds(wait: float | dt.timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)
