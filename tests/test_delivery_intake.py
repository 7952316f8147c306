"""Whatever arrives is written down before it is acknowledged, each update once, whatever is in it."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.database import Database
from core.sqlite import Sqlite
from delivery.intake import Arrival, Intake, arrival, lane_of, read_update
from delivery.models import Handling
from tests.clocks import MovedClock
from tests.delivering import BOT, arrives, inbox, metrics, runs, words

CHAT = {"chat": {"id": -1001234567890, "type": "supergroup"}}
ANNA = {"from": {"id": 7_500_000_001, "is_bot": False, "first_name": "Anna"}}


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.mark.parametrize(
    ("raw", "update_id"),
    [
        (b"", None),
        (b"\xff\xfe\x00 not text", None),
        (b"[1, 2]", None),
        (b'"words"', None),
        (b"{}", None),
        (b'{"update_id": "7"}', None),
        (b'{"update_id": true}', None),
        (b'{"update_id": 99999999999999999999999}', None),
        (b'{"update_id": 7, "message": {"text": "\xff"}}', 7),
        (b'{"update_id": 7, "message": ' + b"9" * 5000 + b"}", 7),
        (b'{"update_id": 7, "message": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", 7),
    ],
    ids=[
        "nothing",
        "no text",
        "a list",
        "a string",
        "an empty object",
        "an id in quotes",
        "an id that is no number",
        "an id that is too great",
        "no UTF-8",
        "a number with too many digits",
        "nested too deep",
    ],
)
async def test_what_cannot_be_handled_is_set_aside_and_kept(
    sqlite: Sqlite, clock: MovedClock, raw: bytes, update_id: int | None
) -> None:
    await Intake(sqlite, clock, BOT, metrics(), lambda: None).receive([read_update(raw)])
    (row,) = await inbox(sqlite)

    assert (row.update_id, row.state, row.lane) == (update_id, Handling.DEAD, 0)
    assert row.trouble
    json.loads(row.body)


async def test_nul_half_characters_and_great_numbers_are_kept_as_they_came(
    database: Database, clock: MovedClock
) -> None:
    raw = (
        rb'{"update_id": 7, "message": {"chat": {"id": 5}, "text": "\u0000 \ud83d \u20ac", "n": 1' + b"0" * 400 + b"}}"
    )
    await Intake(database, clock, BOT, metrics(), lambda: None).receive([read_update(raw)])
    (row,) = await inbox(database)

    assert row.state == Handling.WAITING
    assert row.body.isascii()
    assert json.loads(row.body)["message"] == {"chat": {"id": 5}, "text": "\0 \ud83d €", "n": 10**400}


@settings(max_examples=50)
@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    assert read_update(raw).body.isascii()


@settings(max_examples=50, deadline=None)
@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each))
)
def test_no_json_breaks_the_reading(update: Any) -> None:
    assert isinstance(arrival({"update_id": 7, "message": update}).lane, int)


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": CHAT | ANNA}, -1001234567890),
        ({"callback_query": ANNA | {"message": CHAT}}, -1001234567890),
        ({"callback_query": ANNA | {"inline_message_id": "a"}}, 7_500_000_001),
        ({"inline_query": ANNA}, 7_500_000_001),
        ({"message_reaction": CHAT | {"user": ANNA["from"]}}, -1001234567890),
        ({"poll_answer": {"user": ANNA["from"]}}, 7_500_000_001),
        ({"business_connection": {"id": "a", "user_chat_id": 7_500_000_001}}, 7_500_000_001),
        ({"my_chat_member": CHAT | ANNA}, -1001234567890),
        ({"poll": {"id": "5"}}, 0),
        ({"something_new": "words"}, 0),
        ({"message": {"chat": "words", "from": {"id": 2**70}}}, 0),
    ],
    ids=str,
)
def test_a_lane_is_the_chat_or_else_the_person_or_else_nobodys(update: dict[str, Any], lane: int) -> None:
    assert lane_of({"update_id": 1, **update}) == lane


async def test_the_same_update_twice_is_one_row(database: Database, clock: MovedClock) -> None:
    await arrives(database, clock, words(7, 5), words(8, 5), words(7, 5))
    await arrives(database, clock, words(8, 5, "other words"))

    assert [(row.update_id, row.lane) for row in await inbox(database)] == [(7, 5), (8, 5)]


async def test_another_bots_update_with_the_same_id_is_another_one(database: Database, clock: MovedClock) -> None:
    await arrives(database, clock, words(7, 5))
    await Intake(database, clock, BOT + 1, metrics(), lambda: None).receive([arrival(words(7, 5))])

    assert [row.bot_id for row in await inbox(database)] == [BOT, BOT + 1]


async def test_what_arrives_at_the_same_moment_is_all_written_down_and_counted_once(
    database: Database, clock: MovedClock
) -> None:
    figures, woken = metrics(), []
    intake = Intake(database, clock, BOT, figures, lambda: woken.append(1))
    twice = [arrival(words(number, 5)) for number in range(50)] * 2
    await asyncio.gather(*(intake.receive([each]) for each in twice))
    await intake.receive([])

    assert len(await inbox(database)) == 50
    assert figures.received._value.get() == 50  # noqa: SLF001  the library offers no other way to read it
    assert len(woken) == 100


async def test_one_that_no_row_can_hold_fails_alone(database: Database, clock: MovedClock) -> None:
    intake = Intake(database, clock, BOT, metrics(), lambda: None)
    impossible = Arrival(2, None, "{}")  # type: ignore[arg-type]  # that is the point
    works = [intake.receive([each]) for each in (arrival(words(1, 5)), impossible, arrival(words(3, 5)))]
    ends = await asyncio.gather(*works, return_exceptions=True)

    assert [type(end) for end in ends].count(type(None)) == 2
    assert [row.update_id for row in await inbox(database)] == [1, 3]


async def test_trouble_with_the_database_is_raised_so_that_nothing_is_acknowledged(
    sqlite_url: str, database_url: str, database: Database, clock: MovedClock
) -> None:
    if isinstance(database, Sqlite):
        await database.write(runs("PRAGMA query_only=1"))
    else:
        await database.write(runs("ALTER TABLE inbox RENAME TO elsewhere"))
    with pytest.raises(Exception, match=r"readonly|does not exist"):
        await arrives(database, clock, words(7, 5))
    await database.write(
        runs("PRAGMA query_only=0" if isinstance(database, Sqlite) else "ALTER TABLE elsewhere RENAME TO inbox")
    )

    assert await inbox(database) == []
