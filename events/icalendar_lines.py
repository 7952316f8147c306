"""The lines of an iCalendar file, RFC 5545: names, values, escaping, folding."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

LONGEST = 75  # octets of a line without its end; RFC 5545, 3.1
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def line(name: str, value: str, parameters: Mapping[str, str] | None = None) -> str:
    """Return a line whose value is finished already."""
    named = "".join(f";{key}={each}" for key, each in (parameters or {}).items())
    return f"{name}{named}:{value}"


def text_line(name: str, words: str) -> str:
    """Return a line whose value is text, in which some characters must be escaped; RFC 5545, 3.3.11."""
    plain = _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    for bare, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(bare, escaped)
    return line(name, plain)


def address_line(name: str, address: str) -> str:
    """Return a line whose value is a web address, which has no white space of its own."""
    return line(name, "".join(_CONTROL.sub("", address).split()))


def utc(moment: datetime) -> str:
    """Return a moment in UTC, such as 20261209T083000Z."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}Z"


def local(wall: datetime) -> str:
    """Return what a clock shows, such as 20261209T093000."""
    return f"{wall:%Y%m%dT%H%M%S}"


def day(when: date) -> str:
    """Return a day, such as 20261209."""
    return f"{when:%Y%m%d}"


def offset(of_utc: timedelta) -> str:
    """Return how far a clock is from UTC, such as +0200; with its seconds where it has any."""
    seconds = int(of_utc.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}{f'{left:02}' if left else ''}"


def file_of(lines: Iterable[str]) -> bytes:
    """Return a whole file: folded lines, each with its end."""
    return b"".join(_folded(each) + b"\r\n" for each in lines)


def _folded(written: str) -> bytes:
    """Break a long line where no character is broken: what goes on begins with a space."""
    parts: list[str] = []
    rest = written
    while len(rest.encode()) > LONGEST - bool(parts):
        end = _fitting(rest, LONGEST - bool(parts))
        parts.append(rest[:end])
        rest = rest[end:]
    return "\r\n ".join([*parts, rest]).encode()


def _fitting(words: str, octets: int) -> int:
    cut = words.encode()[:octets].decode(errors="ignore")
    return len(cut)
