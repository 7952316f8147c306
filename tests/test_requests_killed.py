"""Killed without warning at any place of any step of a request, the helpdesk loses nothing and says nothing twice."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from core.sqlite import Sqlite
from delivery.models import Fate, OutboxRow
from sandbox.journal import Call
from tests.campaigns.perishing import PLACES, STEPS, Death, perished, plans
from tests.campaigns.relayed import Judged, Told, judge

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EXPERTS, MARIA, JONAS = -100, 5001, 5002
DEATHS = {
    "sqlite": [
        Death("request.topic", "sender.called"),
        Death("request.album", "database.committed"),
        Death("request.answered", "sender.called"),
    ],
    "postgresql": [
        Death("request.sent", "letter.committed"),
        Death("request.added", "sender.claimed"),
        Death("answer.added", "sender.settle"),
    ],
}


@pytest.mark.timeout(900)
async def test_a_request_lives_through_every_death(database_url: str, tmp_path: Path) -> None:
    deaths = DEATHS["sqlite" if database_url.startswith("sqlite") else "postgresql"]

    judged, figures = await perished(database_url, tmp_path, [deaths])

    assert judged.faults == []
    assert figures["deaths"] == len(deaths)


def test_a_campaign_kills_at_each_place_after_each_step() -> None:
    planned = Counter((death.step, death.place) for plan in plans(Random(1), len(PLACES)) for death in plan)

    assert set(planned) == {(step, place) for step in STEPS for place in PLACES}


def put(words: str, chat: int = MARIA, *, ok: bool = True) -> Call:
    """Return a call as the local Telegram heard it."""
    return Call(0.0, 1, "sendMessage", {"chat_id": str(chat), "text": words}, ok=ok)


def row(words: str, state: Fate = Fate.SENT, unknowns: int = 0, *, must: bool = True) -> OutboxRow:
    """Return a message to Maria as the helpdesk knows it."""
    body = json.dumps({"chat_id": MARIA, "text": words})
    times = dict.fromkeys(("created_at", "due_at", "expires_at"), NOW)
    facts: dict[str, Any] = {"bot_id": 1, "key": words, "method": "sendMessage", "lane": MARIA, "priority": 0, **times}
    return OutboxRow(body=body, state=state, must=must, attempts=1, failures=0, unknowns=unknowns, **facts)


async def found(sqlite: Sqlite, rows: list[OutboxRow], calls: list[Call], told: Told) -> Judged:
    """Return what the judge says of this."""
    await sqlite.write(lambda session: session.add_all(rows))
    telegram: Any = SimpleNamespace(calls=calls)
    return await sqlite.read(lambda session: judge(session, telegram, EXPERTS, told))


@pytest.mark.parametrize(
    ("known", "times", "kept"),
    [
        (row("hello"), 1, True),
        (row("hello"), 0, False),
        (row("hello"), 2, False),
        (row("hello", unknowns=1), 2, True),
        (row("hello", unknowns=1), 3, False),
        (row("hello", unknowns=1, must=False), 2, False),
        (row("hello", Fate.UNCERTAIN, unknowns=1, must=False), 1, True),
        (row("hello", Fate.UNCERTAIN, unknowns=1), 1, False),
        (row("hello", Fate.WAITING), 0, False),
    ],
)
async def test_the_judge_counts_how_often_each_thing_was_said(
    sqlite: Sqlite, known: OutboxRow, times: int, *, kept: bool
) -> None:
    judged = await found(sqlite, [known], [put("hello")] * times, Told())

    assert (judged.faults == []) is kept


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("a remark", "'a remark' was never for member 5001"),
        ("for Jonas", "'for Jonas' was never for member 5001"),
    ],
)
async def test_the_judge_sees_what_was_not_for_somebody(sqlite: Sqlite, said: str, fault: str) -> None:
    told = Told(internal=["a remark"])
    told.to[MARIA], told.to[JONAS] = ["for Maria"], ["for Jonas"]
    calls = [put("for Maria"), put("for Jonas", JONAS), put(f"Answer:\n{said}")]

    assert fault in (await found(sqlite, [], calls, told)).faults


async def test_the_judge_sees_what_never_arrived_or_in_another_order(sqlite: Sqlite) -> None:
    told = Told()
    told.by[MARIA] = ["first", "second", "third"]
    judged = await found(sqlite, [], [put("second", EXPERTS), put("first", EXPERTS)], told)

    assert "'third' has never reached the experts" in judged.faults
    assert "'second' reached the experts before 'first'" in judged.faults
    assert "member 5001 said ['first', 'second', 'third'], and kept is []" in judged.faults


async def test_the_judge_lets_what_was_edited_before_it_could_arrive_come_as_it_says_now(sqlite: Sqlite) -> None:
    told = Told(now={"first": "newer words", "second": "words that never came"})
    told.by[MARIA] = ["first", "second"]
    judged = await found(sqlite, [], [put("newer words", EXPERTS)], told)

    assert "'first' has never reached the experts" not in judged.faults
    assert "'second' has never reached the experts" in judged.faults


async def test_the_judge_takes_an_edit_for_made_where_its_words_stood_already(sqlite: Sqlite) -> None:
    call = Call(0.0, 1, "sendMessage", {"chat_id": str(MARIA), "text": "hello"}, code=400)
    call.description = "Bad Request: message is not modified: it is the same"
    other = Call(0.0, 1, "sendMessage", {"chat_id": str(MARIA), "text": "never"}, code=400, description="Bad Request")
    judged = await found(sqlite, [row("hello"), row("never")], [call, other], Told())

    assert [fault for fault in judged.faults if "hello" in fault] == []
    assert [fault for fault in judged.faults if "never" in fault] != []
