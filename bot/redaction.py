"""What must not be written down: secrets, and people's words inside exceptions."""

import re
import sqlite3
import traceback
from collections.abc import Iterable, Iterator
from types import TracebackType
from urllib.parse import quote, quote_plus

HIDDEN = "[redacted]"

# A bot's token, also where an address has it with its colon escaped; and a name with its password in any address.
# The look-behinds make both linear: a match can only begin where a run of digits or an authority begins.
BOT_AND_KEY = r"(?<![0-9])[0-9]{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}"
BEFORE_A_HOST = r"(?<=://)[^\s/@:]*:[^\s/]*(?=@)"

# Their messages quote the very value that was wrong, or the statement's parameters.
QUOTES_VALUES = (ValueError, LookupError)
DATABASES = ("sqlalchemy.", "asyncpg.", "sqlite3", "aiosqlite.")
# SQLite's own sentences that name tables and columns and no value.
SQLITE_SAYS = re.compile(
    r"(?:UNIQUE|NOT NULL|FOREIGN KEY) constraint failed|no such table|database (?:is|table is) locked"
    r"|database or disk is full|unable to open database file|attempt to write a readonly database"
    r"|disk I/O error|file is not a database"
)
DEEPEST = 40  # places shown of one traceback, the innermost: a recursion has a thousand


class Redactor:
    """Replaces secrets in text by "[redacted]": the given ones however written, and whatever looks like a token."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, known), BOT_AND_KEY, BEFORE_A_HOST]))

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        return self._pattern.sub(HIDDEN, text)


def describe(error: BaseException) -> str:
    """Say the error's class and, only where it holds nothing that people typed, its message."""
    name = _name(type(error))
    message = _message(error)
    return f"{name}: {message}" if message else name


def render(error: BaseException) -> str:
    """Write the traceback with causes, groups and places, without local variables; each error as `describe` says it."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
        yield "which led to:"
    yield from _places(error.__traceback__)
    yield describe(error)
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        if id(part) not in seen:
            yield from (f"  | {line}" for line in _lines(part, seen))


def _places(where: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(where, limit=-DEEPEST):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        if frame.line:
            yield f"    {frame.line}"


def _message(error: BaseException) -> str:
    if _is_from_a_database(error):
        return _facts(error)
    if isinstance(error, (*QUOTES_VALUES, BaseExceptionGroup)):
        return ""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - a foreign class may fail at this, and the record matters more than its message
        return ""
    return _without_quotes(text) if type(error).__module__.startswith("telegram.") else text


def _is_from_a_database(error: BaseException) -> bool:
    return any(kind.__module__.startswith(DATABASES) for kind in type(error).__mro__)


def _facts(error: BaseException) -> str:
    """Keep what names the rule that was broken and leave out statements, parameters and rows."""
    facts = {
        "from": _name(type(original)) if (original := getattr(error, "orig", None)) else None,
        "code": getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None),
        "table": getattr(error, "table_name", None),
        "constraint": getattr(error, "constraint_name", None),
    }
    said = [str(error)] if isinstance(error, sqlite3.Error) and SQLITE_SAYS.match(str(error)) else []
    return ", ".join(said + [f"{name} {fact}" for name, fact in facts.items() if isinstance(fact, str)])


def _without_quotes(text: str) -> str:
    """Telegram quotes a tag that it does not know, which may be a person's word."""
    return re.sub(r'"[^"]*"', '"…"', text)


def _name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _forms(secret: str) -> Iterator[str]:
    if secret:
        yield from (secret, quote(secret, safe=""), quote(secret, safe=" +"), quote_plus(secret), repr(secret)[1:-1])
