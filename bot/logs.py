"""Structured logs on stderr, for people or machines, without secrets and without people's words."""

import asyncio
import copy
import json
import logging
import math
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redaction import Redactor, describe, render

# They report every request, job or statement, some with addresses or words in them.
TALKATIVE = ("aiohttp.access", "aiosqlite", "alembic", "apscheduler", "asyncpg", "sqlalchemy", "telegram")
FIRST = ("at", "level", "logger", "event")

log = logging.getLogger(__name__)


def configure(log_format: Literal["text", "json"], secrets: Iterable[str]) -> None:
    """Send every record of this process to stderr, one line each (in text, a traceback follows indented).

    Nothing leaves with one of `secrets` in it, nor with anything that looks like a bot's token. Exceptions come
    without local variables, and without messages that may quote what people typed. Uncaught errors and warnings
    go the same way. Calling it again replaces what was configured before.
    """
    handler = _Stderr()
    handler.setFormatter(formatter(log_format, secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            _with_arguments,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def formatter(log_format: Literal["text", "json"], secrets: Iterable[str]) -> logging.Formatter:
    """Return what makes a line of a record; nothing secret and nobody's words are in it."""
    return _Formatter(foreign_pre_chain=_shared(), processor=_Line(log_format, Redactor(secrets)))


def loop_problem(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Log what the event loop could not give to anybody; for `loop.set_exception_handler`.

    The loop's own handler writes the task's repr, and with it the whole message of its exception.
    """
    log.error("%s", context["message"], exc_info=context.get("exception"))


class _Stderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, or where it comes from: logging's own way out of an error prints the arguments."""
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - a record that cannot be formatted must not stop what it is about
            line = f"a log record could not be written: {record.pathname}:{record.lineno}"
        with suppress(OSError, ValueError):  # nobody reads stderr any more
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        """Format a copy in which exceptions are described: as text they may quote what people typed."""
        record = copy.copy(record)
        record.args = _described(record.args)
        if isinstance(record.msg, BaseException):
            record.msg = describe(record.msg)
        return super().format(record)


class _Line:
    """Writes an event as one line of text or JSON, in plain values without secrets."""

    def __init__(self, log_format: str, redact: Redactor) -> None:
        self._write = _as_json if log_format == "json" else _as_text
        self._redact = redact

    def __call__(self, _logger: WrappedLogger, _name: str, event: EventDict) -> str:
        event = {key: value for key, value in event.items() if not key.startswith("_")}  # structlog's own notes
        if error := _error(event.pop("exc_info", None)):
            event["traceback"] = render(error)
        return self._write({self._redact(key): self._clean(value) for key, value in event.items()})

    def _clean(self, value: object) -> Any:
        if isinstance(value, Mapping):
            return {self._redact(str(key)): self._clean(part) for key, part in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(part) for part in value]
        text = str(_described(value))
        clean = self._redact(text)
        return value if clean == text and _is_plain(value) else clean


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def _with_arguments(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if arguments := event.pop("positional_args", None):
        event["event"] %= _described(arguments)
    return event


def _described(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_described(part) for part in value)
    if isinstance(value, dict):
        return {key: _described(part) for key, part in value.items()}
    return describe(value) if isinstance(value, BaseException) else value


def _error(reason: object) -> BaseException | None:
    found = reason[1] if isinstance(reason, tuple) else sys.exc_info()[1] if reason is True else reason
    return found if isinstance(found, BaseException) else None


def _is_plain(value: object) -> bool:
    return isinstance(value, bool | int | None) or (isinstance(value, float) and math.isfinite(value))


def _as_json(event: Mapping[str, Any]) -> str:
    return json.dumps({key: event[key] for key in (*FIRST, *_facts(event)) if key in event})


def _as_text(event: Mapping[str, Any]) -> str:
    facts = "".join(f" {_one_line(key)}={_one_line(event[key])}" for key in _facts(event) if key != "traceback")
    indented = "".join(f"\n    {_one_line(line)}" for line in event.get("traceback", "").splitlines())
    return f"{event['at']} {event['level']:<8} {event['logger']}: {_one_line(event['event'])}{facts}{indented}"


def _facts(event: Mapping[str, Any]) -> list[str]:
    return sorted(event.keys() - set(FIRST))


def _one_line(value: object) -> str:
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in str(value))


def _uncaught(kind: type[BaseException], error: BaseException, _where: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log.critical("stopped by an error that nobody expected", exc_info=error)


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    log.critical("a thread was stopped by an error that nobody expected", exc_info=args.exc_value)
