"""The logs say what happened, and never a secret or what a person typed."""

import asyncio
import gc
import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy
import structlog
from telegram.error import BadRequest

from bot.logs import configure, loop_problem
from bot.redaction import Redactor, describe, render

TOKEN = "123456789:AAcanary_token-canary_token-canary_1"
ANOTHER = "987654321:BBcanary_other-canary_other-canary_2"
PASSWORD = "p@ss/canary"
WORDS = "canary: nobody told me where the venue is"
NOTHING: dict[str, str] = {}

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def logging_is_put_back() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    yield
    logging.captureWarnings(False)
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Lines:
    configure("json", [TOKEN, PASSWORD, ""])
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def caught(action: Callable[[], object]) -> BaseException:
    try:
        action()
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what the test looks at
        return error
    raise AssertionError("nothing was raised")


def raising(error: BaseException) -> Callable[[], None]:
    def action() -> None:
        raise error

    return action


def broken_rule() -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("CREATE TABLE said (words TEXT UNIQUE)"))
            twice = [{"words": WORDS}, {"words": WORDS}]
            connection.execute(sqlalchemy.text("INSERT INTO said VALUES (:words)"), twice)
    finally:
        engine.dispose()


def test_a_json_line_holds_the_time_the_level_the_place_and_the_facts(written: Lines) -> None:
    structlog.get_logger("delivery.sender").warning("sent", attempt=2, took=0.5, after=None, ids=[1, 2], ok=True)

    (line,) = written()
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "delivery.sender",
        "event": "sent",
        "attempt": 2,
        "took": 0.5,
        "after": None,
        "ids": [1, 2],
        "ok": True,
    }


def test_both_ways_of_logging_look_the_same(written: Lines) -> None:
    structlog.get_logger("a").info("%s of %s", 1, 2)
    logging.getLogger("a").info("%s of %s", 1, 2)

    first, second = written()
    assert {**first, "at": ""} == {**second, "at": ""}


def test_what_belongs_to_the_task_is_in_its_lines(written: Lines) -> None:
    with structlog.contextvars.bound_contextvars(update=7):
        structlog.get_logger().info("handled")
        logging.getLogger("a").info("handled")

    assert [line["update"] for line in written()] == [7, 7]


def test_a_text_record_is_one_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", [])
    logging.getLogger("bot").info("one\ntwo\x1b[2J\x00")
    structlog.get_logger("bot").error("three", title="a\r\nb")

    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith(r"info     bot: one\ntwo\x1b[2J\x00")
    assert second.endswith(r"error    bot: three title=a\r\nb")


def test_a_traceback_follows_its_text_record_indented(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", [])
    try:
        raising(RuntimeError("loop is closed"))()
    except RuntimeError:
        logging.getLogger("bot").exception("failed")

    first, *rest = capsys.readouterr().err.splitlines()
    assert first.endswith("bot: failed")
    assert rest[-1] == "    RuntimeError: loop is closed"
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("secret", [TOKEN, ANOTHER, PASSWORD, "p%40ss%2Fcanary"])
def test_no_secret_is_written_wherever_it_stands(
    log_format: Any, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(log_format, [TOKEN, PASSWORD])
    plain, structured = logging.getLogger("plain"), structlog.get_logger("structured")
    address = f"https://api.telegram.org/bot{secret}/getMe"
    error = caught(raising(ConnectionError(f"cannot connect to {address}")))

    plain.error(address)
    plain.error("%s", address)
    plain.error("%(address)s", {"address": address})
    plain.error(error)
    plain.error("failed", exc_info=error)
    structured.error(address)
    structured.error("%s", address)
    structured.error("failed", exc_info=error, url=address, urls=[{address: (address,)}], why=error, path=Path(address))

    said = capsys.readouterr().err
    assert said.count("[redacted]") >= 8
    assert "canary" not in said


def test_a_number_that_is_a_secret_is_hidden_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", ["73"])
    structlog.get_logger().info("connected", password=73)

    assert json.loads(capsys.readouterr().err)["password"] == "[redacted]"


def test_a_name_and_password_in_any_address_are_hidden() -> None:
    redact = Redactor([])

    assert redact("via http://user:canary@proxy:3128/x") == "via http://[redacted]@proxy:3128/x"
    assert redact("at http://host:80/a@b") == "at http://host:80/a@b"


@pytest.mark.timeout(20)  # a pattern that starts again at each letter would need hours
@pytest.mark.parametrize("letters", ["1", "1:", "://", "://a:", "a:b@"])
def test_text_of_any_length_is_gone_through_once(letters: str) -> None:
    text = letters * 500_000

    assert Redactor([TOKEN])(text).startswith(letters)


@pytest.mark.parametrize(
    "error",
    [
        caught(broken_rule),
        caught(lambda: int(WORDS)),
        caught(lambda: NOTHING[WORDS]),
        caught((WORDS + "\ud800").encode),
        caught(lambda: json.loads(WORDS)),
        asyncpg.DataError(f"invalid input for query argument $1: '{WORDS}'"),
        asyncpg.UniqueViolationError(f"DETAIL: Key (words)=({WORDS}) already exists."),
        BadRequest(f'Can\'t parse entities: unsupported start tag "{WORDS}" at byte offset 0'),
        ExceptionGroup(WORDS, [ValueError(WORDS), ExceptionGroup("inner", [KeyError(WORDS)])]),
        caught(raising(type("Odd", (Exception,), {"__str__": lambda self: NOTHING[WORDS]})())),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_written_without_what_people_typed(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("text", [])
    outer = RuntimeError("the update failed")
    outer.__cause__ = error

    logging.getLogger("a").error("failed: %s", error, exc_info=outer)
    structlog.get_logger("b").error("failed: %s", error, exc_info=outer, why=error)

    said = capsys.readouterr().err
    assert said.count(type(error).__name__) >= 4
    assert said.count("RuntimeError: the update failed") == 2
    assert "canary" not in said
    assert "venue" not in said


def test_a_database_error_still_says_which_rule_was_broken() -> None:
    said = render(caught(broken_rule))

    assert "sqlite3.IntegrityError: UNIQUE constraint failed: said.words, code SQLITE_CONSTRAINT_UNIQUE" in said
    assert said.endswith("sqlalchemy.exc.IntegrityError: from sqlite3.IntegrityError")


def test_an_error_of_postgresql_still_says_its_code_and_constraint() -> None:
    error = asyncpg.UniqueViolationError.new({"C": "23505", "M": WORDS, "D": WORDS, "t": "said", "n": "said_words_key"})

    assert describe(error) == (
        "asyncpg.exceptions.UniqueViolationError: code 23505, table said, constraint said_words_key"
    )


def test_an_errors_group_shows_each_of_its_errors_with_its_place() -> None:
    error = BaseExceptionGroup("two", [caught(raising(OSError("first"))), caught(raising(OSError("second")))])

    assert [line for line in render(error).splitlines() if "OSError" in line] == [
        "  | OSError: first",
        "  | OSError: second",
    ]


def test_errors_that_lead_to_each_other_are_written_once() -> None:
    first, second = RuntimeError("first"), RuntimeError("second")
    first.__context__, second.__context__ = second, first

    assert render(first).splitlines() == ["RuntimeError: second", "which led to:", "RuntimeError: first"]


def test_a_cause_that_was_suppressed_stays_out() -> None:
    error = RuntimeError("second")
    error.__context__ = RuntimeError("first")
    error.__suppress_context__ = True

    assert render(error) == "RuntimeError: second"


def test_a_recursion_is_cut_to_its_innermost_places() -> None:
    def again() -> None:
        again()

    assert len(render(caught(again)).splitlines()) < 100


def test_a_record_that_cannot_be_formatted_names_its_place_and_not_its_arguments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("text", [])
    logging.getLogger("a").error("%d updates", WORDS)

    said = capsys.readouterr().err
    assert said.startswith(f"a log record could not be written: {__file__}:")
    assert "canary" not in said


async def test_a_task_whose_error_nobody_took_is_logged_without_its_message(written: Lines) -> None:
    async def fails() -> None:
        raise ValueError(WORDS)

    asyncio.get_running_loop().set_exception_handler(loop_problem)
    task = asyncio.ensure_future(fails())
    await asyncio.wait([task])
    del task
    gc.collect()

    (line,) = written()
    assert line["event"] == "Task exception was never retrieved"
    assert line["traceback"].endswith("\nValueError")


def test_a_thread_that_dies_is_logged(written: Lines) -> None:
    thread = threading.Thread(target=lambda: int(WORDS))
    thread.start()
    thread.join()

    (line,) = written()
    assert (line["level"], line["traceback"].splitlines()[-1]) == ("critical", "ValueError")


def test_a_process_that_dies_says_why_without_the_words() -> None:
    program = f"from bot.logs import configure; configure('json', []); int({WORDS!r} + '')"
    root = Path(__file__).parent.parent
    ended = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert json.loads(ended.stderr)["traceback"].splitlines()[-1] == "ValueError"


def test_control_c_is_no_error(written: Lines) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert written() == []


def test_a_warning_goes_the_same_way(written: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"old address https://x/bot{TOKEN}", UserWarning, stacklevel=1)
        logging.captureWarnings(False)

    (line,) = written()
    assert (line["logger"], TOKEN in line["event"]) == ("py.warnings", False)


def test_a_closed_stderr_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    configure("json", [])
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)

    logging.getLogger("a").error("nobody hears this")


def test_a_number_that_json_has_no_word_for_is_text(written: Lines) -> None:
    structlog.get_logger().info("measured", rate=float("nan"))

    assert written()[0]["rate"] == "nan"


def test_requests_and_statements_are_not_reported_one_by_one(written: Lines) -> None:
    for name in ("aiohttp.access", "sqlalchemy.engine.Engine", "apscheduler.executors.default", "aiosqlite"):
        logging.getLogger(name).info(WORDS)

    assert written() == []
