"""What a button sends back when it is pressed: its kind, then what it is about, in few letters."""

import re

from core.refusal import NotYours

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NUMBER = re.compile(r"[1-9a-z][0-9a-z]{0,12}")
_LARGEST = 2**63 - 1  # what a column of ids holds


def press(kind: str, *about: str | int) -> str:
    """Return what a button sends back, such as `pick:2s:1`; a number is written in base 36."""
    return ":".join([kind, *(base36(each) if isinstance(each, int) else each for each in about)])


def kind_and_rest(data: str) -> tuple[str, str]:
    """Take apart what was sent back: the kind, and what follows it."""
    kind, _, rest = data.partition(":")
    return kind, rest


def parts(rest: str, count: int) -> list[str]:
    """Return what a button is about, in this many parts. Raises `NotYours`."""
    found = rest.split(":")
    if len(found) != count:
        raise NotYours(rest)
    return found


def number(written: str) -> int:
    """Return the number that `press` has written, 0 to 2^63-1. Raises `NotYours`."""
    if written == "0":
        return 0
    if not _NUMBER.fullmatch(written) or int(written, 36) > _LARGEST:
        raise NotYours(written)
    return int(written, 36)


def base36(value: int) -> str:
    """Return a whole number, 0 or more, in few letters."""
    digits = ""
    while value:
        value, digit = divmod(value, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
