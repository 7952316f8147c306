"""What a call brought along, made into Python values or refused.

Kinds: s text, i whole number, f number, b yes or no, c chat (number or @name), j JSON, d time in unix seconds, F file.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.errors import bad_request
from sandbox.signatures import Signature

# Telegram keeps times in 32 bits; a time in milliseconds does not fit.
LARGEST_INTEGER = 2**63
LARGEST_DATE = 2**31

MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "file_id": "file_id not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "inline_query_id": "query is too old and response timeout expired or query ID is invalid",
    "message_thread_id": "message thread not found",
    "action": "wrong parameter action in request",
}
FILES = ("photo", "audio", "document", "video", "animation", "voice", "video_note", "sticker")


def read(signature: Signature, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters this method knows, each of its kind; a 400 where one is missing or wrong."""
    values = {
        name: READERS[signature.kinds[name]](name, value)
        for name, value in given.items()
        if name in signature.kinds and value is not None
    }
    for name in signature.required:
        if values.get(name) in (None, ""):
            raise bad_request(_missing(name))
    return values


def unknown(signature: Signature, given: Mapping[str, Any]) -> tuple[str, ...]:
    """Parameters that the method does not have; Telegram ignores them, a test should not."""
    return tuple(name for name in given if name not in signature.kinds and name != "method")


def _missing(name: str) -> str:
    if name in FILES:
        return f"there is no {name.replace('_', ' ')} in the request"
    return MISSING.get(name, f'parameter "{name}" is required')


def _text(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise bad_request(f'parameter "{name}" must be a string')
    text = str(value)
    if not text.isascii():
        check_unicode(text)
    return text


def check_unicode(text: str) -> None:
    """Refuse half a surrogate pair, which has no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _integer(name: str, value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise bad_request(f'can\'t parse "{name}" as Integer') from None
    if isinstance(value, float) and value != number:
        raise bad_request(f'can\'t parse "{name}" as Integer')
    if abs(number) >= LARGEST_INTEGER:
        raise bad_request(f'can\'t parse "{name}" as Integer: number is out of range')
    return number


def check_date(name: str, value: Any) -> int:
    """Unix seconds; milliseconds do not fit into Telegram's 32 bits and are refused."""
    number = _integer(name, value)
    if not 0 <= number < LARGEST_DATE:
        raise bad_request(f'can\'t parse "{name}" as Integer: number is out of range')
    return number


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise bad_request(f'can\'t parse "{name}" as Float') from None


def _yes_or_no(name: str, value: Any) -> bool:  # noqa: ARG001  # every reader is called alike
    return value is True or str(value).lower() in ("true", "yes", "1")


def _chat(name: str, value: Any) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request("chat not found" if value else MISSING[name]) from None


def _json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def _file(name: str, value: Any) -> Any:  # noqa: ARG001  # every reader is called alike
    return value


READERS: dict[str, Callable[[str, Any], Any]] = {
    "s": _text,
    "i": _integer,
    "d": check_date,
    "f": _number,
    "b": _yes_or_no,
    "c": _chat,
    "j": _json,
    "F": _file,
}
