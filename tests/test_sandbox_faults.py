"""Trouble on demand, flood limits, and a journal that tells what was done from what was answered."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.errors import ApiError
from sandbox.faults import Faults
from sandbox.journal import Call, Journal
from sandbox.stage import Stage, small_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with small_stage() as stage:
        yield stage


async def send(stage: Stage, text: str = "x", chat: Any = None) -> Any:
    return await stage.call("sendMessage", chat_id=(chat or stage.maria).id, text=text)


def arrived(stage: Stage) -> list[str]:
    return [message.text for message in stage.maria.screen() if message.from_bot]


async def test_a_fault_strikes_its_method_and_chat_so_many_times(stage: Stage) -> None:
    jonas = stage.telegram.new_person("Jonas")
    await jonas.starts()
    fault = stage.telegram.faults.add("sendMessage", status=500, times=2, chat=stage.maria)
    await stage.call("getMe")
    await send(stage, "to jonas", jonas)
    for _ in range(2):
        with pytest.raises(ApiError) as refusal:
            await send(stage)
        assert refusal.value.code == 500
    await send(stage, "at last")

    assert arrived(stage) == ["at last"]
    assert fault.hits == 2


async def test_a_fault_may_let_some_pass_first_and_go_on_until_cleared(stage: Stage) -> None:
    stage.telegram.faults.add("*", status=502, skip=1, times=None)
    await send(stage, "one")
    for _ in range(3):
        with pytest.raises(ApiError, match="502"):
            await send(stage, "two")
    stage.telegram.faults.clear()
    await send(stage, "three")

    assert arrived(stage) == ["one", "three"]


def test_a_fault_may_strike_by_chance_and_does_so_alike_each_time() -> None:
    def strikes() -> list[bool]:
        faults = Faults(seed=3)
        faults.add("getMe", status=500, probability=0.5, times=None)
        return [faults.strike("getMe", None) is not None for _ in range(200)]

    assert strikes() == strikes()
    assert 70 < sum(strikes()) < 130


async def test_429_names_the_seconds_to_wait(stage: Stage) -> None:
    stage.telegram.faults.add("sendMessage", retry_after=7)
    with pytest.raises(ApiError) as refusal:
        await send(stage)

    assert refusal.value.description == "Too Many Requests: retry after 7"
    assert refusal.value.parameters == {"retry_after": 7}


@pytest.mark.parametrize("status", [200, 404, 502])
async def test_a_page_of_html_may_come_instead(stage: Stage, status: int) -> None:
    stage.telegram.faults.add("getMe", status=status, html=True)
    async with stage.call.session.get(f"{stage.call.address}/getMe") as response:
        assert response.status == status
        assert response.content_type == "text/html"
        assert str(status) in await response.text()


async def test_any_refusal_can_be_given(stage: Stage) -> None:
    stage.telegram.faults.add("sendMessage", status=400, description="Bad Request: TOPIC_DELETED", parameters={"a": 1})
    stage.telegram.faults.add("sendMessage", blocked=True)
    for code, words in ((400, "Bad Request: TOPIC_DELETED"), (403, "Forbidden: bot was blocked by the user")):
        with pytest.raises(ApiError) as refusal:
            await send(stage)
        assert (refusal.value.code, refusal.value.description) == (code, words)


async def test_a_dropped_connection_did_nothing_and_a_lost_answer_did_it(stage: Stage) -> None:
    stage.telegram.faults.add("sendMessage", dropped=True)
    stage.telegram.faults.add("sendMessage", lost=True)
    for text in ("dropped", "lost"):
        with pytest.raises(aiohttp.ClientConnectionError):
            await send(stage, text)

    assert arrived(stage) == ["lost"]
    dropped, lost = stage.telegram.called("sendMessage")
    assert (dropped.ok, dropped.fault) == (False, "dropped")
    assert (lost.ok, lost.fault, lost.result["text"]) == (True, "dropped after it was done", "lost")


async def test_an_error_may_be_answered_for_what_was_done(stage: Stage) -> None:
    stage.telegram.faults.add("sendMessage", status=500, done=True)
    with pytest.raises(ApiError, match="500"):
        await send(stage, "done")

    assert arrived(stage) == ["done"]


async def test_a_silent_server_never_answers(stage: Stage) -> None:
    stage.telegram.faults.add("sendMessage", silent=True)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await send(stage)

    assert arrived(stage) == []


async def test_latency_delays_the_deed_and_then_the_answer(stage: Stage) -> None:
    stage.telegram.faults.latency = 0.6
    call = asyncio.create_task(send(stage))
    await asyncio.sleep(0.02)
    assert arrived(stage) == []

    await stage.maria.hears()
    assert not call.done()
    await call


async def test_a_caller_who_is_gone_has_still_been_heard(stage: Stage) -> None:
    fault = stage.telegram.faults.add("sendMessage", latency=0.2)
    call = asyncio.create_task(send(stage, "last words"))
    while not fault.hits:  # noqa: ASYNC110  # a fault has no bell
        await asyncio.sleep(0.005)
    call.cancel()

    assert (await stage.maria.hears()).text == "last words"


async def test_a_telegram_that_vanished_refuses_connections_and_returns_on_its_port(stage: Stage) -> None:
    port = stage.telegram.port
    await stage.telegram.vanishes()
    with pytest.raises(aiohttp.ClientConnectionError):
        await send(stage)
    await stage.telegram.returns()
    await send(stage, "back")

    assert stage.telegram.port == port
    assert arrived(stage) == ["back"]


async def test_a_telegram_that_was_stopped_starts_again_with_all_it_knew(stage: Stage) -> None:
    port = stage.telegram.port
    await stage.telegram.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await send(stage)
    await stage.telegram.start()
    await send(stage, "again")

    assert (stage.telegram.port, arrived(stage)) == (port, ["again"])


async def test_the_journal_tells_every_call_with_what_was_asked_and_answered(stage: Stage) -> None:
    await send(stage, "one")
    with pytest.raises(ApiError):
        await stage.call("sendMessage", chat_id=1, text="x")
    first, second = stage.telegram.calls

    assert (first.method, first.params["text"], first.ok, first.code) == ("sendMessage", "one", True, 200)
    assert first.result["message_id"] == 2
    assert (second.ok, second.code, second.description) == (False, 400, "Bad Request: chat not found")
    assert stage.telegram.called("sendMessage", stage.maria) == [first]


async def test_what_was_sent_stays_in_the_journal_as_it_was_sent(stage: Stage) -> None:
    sent = await send(stage, "first form")
    await stage.call("editMessageText", chat_id=stage.maria.id, message_id=sent["message_id"], text="second form")

    assert [call.result["text"] for call in stage.telegram.calls] == ["first form", "second form"]
    assert arrived(stage) == ["second form"]


async def test_what_arrived_is_told_once_for_each_time_whatever_became_of_it(stage: Stage) -> None:
    stage.telegram.faults.add("sendMessage", lost=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await send(stage, "receipt 1")
    sent = await send(stage, "receipt 1")
    await stage.call("editMessageText", chat_id=stage.maria.id, message_id=sent["message_id"], text="changed")
    await stage.call("deleteMessage", chat_id=stage.maria.id, message_id=sent["message_id"])
    await send(stage, "receipt 2")

    assert [message.id for message in stage.telegram.arrivals(stage.maria, "receipt 1")] == [2, 3]
    assert [message.text for message in stage.telegram.arrivals()] == ["receipt 1", "receipt 1", "receipt 2"]


def test_a_journal_lets_its_oldest_calls_go_and_counts_them() -> None:
    journal = Journal(keep=10)
    for number in range(25):
        journal.write(Call(float(number), 1, "getMe", {}))

    assert len(journal.calls) <= 10
    assert journal.forgotten + len(journal.calls) == 25
    assert journal.calls[-1].at == 24.0


class Slow:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(stage: Stage) -> Slow:
    clock = Slow()
    stage.telegram.clock = clock
    stage.telegram.strict_limits = True
    return clock


async def refused_for(stage: Stage, chat: Any = None) -> int:
    """Seconds to wait, 0 if it was sent."""
    params = {"chat_id": (chat or stage.maria).id, "text": "x"}
    async with stage.call.session.post(f"{stage.call.address}/sendMessage", json=params) as response:
        answer = await response.json()
    assert response.status == (200 if answer["ok"] else 429)
    seconds: int = 0 if answer["ok"] else answer["parameters"]["retry_after"]
    return seconds


async def test_without_strict_limits_nothing_is_too_fast(stage: Stage) -> None:
    assert [await refused_for(stage) for _ in range(40)] == [0] * 40


async def test_a_private_chat_takes_three_at_once_then_one_a_second(stage: Stage, clock: Slow) -> None:
    assert [await refused_for(stage) for _ in range(4)] == [0, 0, 0, 2]

    clock.now += 2
    assert await refused_for(stage) == 0
    assert await refused_for(stage) > 0
    assert stage.telegram.limits.violations == 2


async def test_a_bot_takes_thirty_a_second_then_is_closed_for_a_while(stage: Stage, clock: Slow) -> None:
    people = [stage.telegram.new_person(f"P{number}") for number in range(31)]
    for person in people:
        await person.starts()
    assert [await refused_for(stage, person) for person in people] == [0] * 30 + [5]

    clock.now += 3
    assert await refused_for(stage, people[30]) == 2
    clock.now += 2
    assert await refused_for(stage, people[30]) == 0


async def test_a_group_takes_twenty_a_minute_edits_included(stage: Stage, clock: Slow) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot(admin=True)
    sent = await send(stage, "card", group)
    for number in range(19):
        clock.now += 0.5
        await stage.call("editMessageText", chat_id=group.id, message_id=sent["message_id"], text=f"{number}")
    assert await refused_for(stage, group) == 51

    clock.now += 51
    assert await refused_for(stage, group) == 0


async def test_going_on_after_a_429_is_refused_for_longer(stage: Stage, clock: Slow) -> None:
    waits = [await refused_for(stage) for _ in range(6)]

    assert waits == [0, 0, 0, 2, 3, 4]


async def test_answers_to_presses_and_typing_do_not_count(stage: Stage, clock: Slow) -> None:
    for _ in range(10):
        await stage.call("sendChatAction", chat_id=stage.maria.id, action="typing")

    assert await refused_for(stage) == 0
