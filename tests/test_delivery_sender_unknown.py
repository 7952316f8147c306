"""A call of which nobody knows the end: what somebody waits for is made once more, anything else is not."""

import asyncio
from typing import Any

import pytest

from core.database import Database
from core.sqlite import Sqlite
from delivery.models import Fate, OutboxRow
from delivery.outbox import Call, Outbox, Upload
from delivery.reports import About
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import outbox, puts, puts_call, reports, runs, saying, until_found
from tests.sending import sending


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
async def maria(telegram: Sandbox) -> Person:
    """Somebody who has started the bot."""
    person = telegram.new_person("Maria")
    await person.starts()
    return person


def heard(telegram: Sandbox) -> list[str]:
    """Return what arrived, in order."""
    return [message.text for message in telegram.arrivals()]


def may(chat: int) -> Call:
    """Return a call that nobody waits for."""
    return Call("may", "sendMessage", chat, {"chat_id": chat, "text": "survey"}, must=False)


async def test_what_must_arrive_is_sent_once_more_when_its_answer_is_lost(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", lost=True)
    async with sending(database, telegram, clock) as post:
        await post.say("k", maria.id, "answer")
        (row,) = await post.settles("k")

    assert heard(telegram) == ["answer", "answer"]
    assert (row.state, row.attempts, row.unknowns) == (Fate.SENT, 2, 1)


async def test_what_nobody_waits_for_is_not_sent_again(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", lost=True)
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.call(may(maria.id)))
        (row,) = await post.settles("may")

    assert heard(telegram) == ["survey"]
    assert row.state == Fate.UNCERTAIN


@pytest.mark.parametrize("fault", [{"dropped": True}, {"silent": True}, {"html": True, "status": 200}], ids=str)
async def test_unknown_a_second_time_it_is_uncertain_and_coordinators_may_see_it(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, fault: dict[str, Any]
) -> None:
    telegram.faults.add("sendMessage", times=2, **fault)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id, "answer")
        (row,) = await post.settles("k")

    assert (row.state, row.attempts) == (Fate.UNCERTAIN, 2)
    assert [(each.about, each.chat_id, each.key) for each in await reports(sqlite)] == [
        (About.UNCERTAIN, maria.id, "k")
    ]


async def test_what_was_being_sent_when_the_process_ended_is_unknown_at_the_next_start(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    def put(box: Outbox) -> None:
        box.say("must", maria.id, saying("answer"))
        box.call(may(maria.id))
        box.say("untouched", maria.id, saying("next"))

    await puts(database, clock, put)
    await database.write(runs("UPDATE outbox SET state = 'claimed', attempts = 1 WHERE key <> 'untouched'"))
    async with sending(database, telegram, clock) as post:
        rows = await post.settles("must", "may", "untouched")

    assert [row.state for row in rows] == [Fate.SENT, Fate.UNCERTAIN, Fate.SENT]
    assert heard(telegram) == ["answer", "next"]


async def test_more_than_one_transaction_takes_was_left_behind(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("settling", "sender"):
        monkeypatch.setattr(f"delivery.{module}.MOST_LEFT", 2)
    for number in range(5):
        call = Call(f"k{number}", "sendMessage", maria.id, {}, must=False)
        await puts_call(database, clock, call)
    await database.write(runs("UPDATE outbox SET state = 'claimed', attempts = 1"))
    async with sending(database, telegram, clock) as post:
        rows = await post.settles(*(f"k{number}" for number in range(5)))

    assert {row.state for row in rows} == {Fate.UNCERTAIN}


async def test_an_answer_that_comes_after_another_owner_settled_the_call_does_not_count(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", latency=0.2)
    async with sending(database, telegram, clock) as post:
        await post.say("k", maria.id, "answer")
        await until_found(lambda: is_claimed(database))
        await database.write(runs("UPDATE outbox SET attempts = 7"))
        await asyncio.sleep(0.4)

    assert (await outbox(database))["k"].state == Fate.CLAIMED


async def is_claimed(database: Database) -> bool:
    """Whether the only call is on its way."""
    return all(row.state == Fate.CLAIMED for row in (await outbox(database)).values())


async def lost(
    database: Database, telegram: Sandbox, clock: MovedClock, put: Call | None, chat: int, *files: tuple[str, Upload]
) -> OutboxRow:
    """Send something twice, of which nobody learns whether it arrived."""
    telegram.faults.add(times=2, dropped=True)
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.call(put, files) if put else box.say("k", chat, saying("answer")))
        (row,) = await post.settles("k")
    return row


async def test_what_may_never_have_arrived_is_said_again_when_its_person_shows_up(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    row = await lost(database, telegram, clock, None, maria.id)
    said: list[object] = []
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: said.append((box.has_left_over(maria.id), box.say_again(maria.id))))
        (again,) = await post.settles("k/again")
        await post.put(lambda box: said.append((box.has_left_over(maria.id), box.say_again(maria.id))))

    assert (row.state, again.state) == (Fate.UNCERTAIN, Fate.SENT)
    assert said == [(True, 1), (False, 0)]
    assert heard(telegram) == ["answer"]


async def test_later_edits_find_what_was_said_again(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await lost(database, telegram, clock, None, maria.id)
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.say_again(maria.id))
        await post.settles("k/again")
        await post.put(lambda box: box.edit("edit", "k", maria.id, saying("closed")))
        await post.settles("edit")

    assert [message.text for message in maria.screen() if message.from_bot] == ["closed"]


async def test_a_file_is_said_again_with_its_content(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    body = {"chat_id": maria.id, "document": "attach://form"}
    call = Call("k", "sendDocument", maria.id, body)
    await lost(database, telegram, clock, call, maria.id, ("form", Upload(b"content", "form.pdf")))
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.say_again(maria.id))
        (again,) = await post.settles("k/again")

    assert again.state == Fate.SENT
    assert maria.screen()[-1].raw["document"]["file_name"] == "form.pdf"


async def test_what_nobody_waits_for_or_was_lost_days_ago_is_not_said_again(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    said: list[int] = []
    await puts(database, clock, lambda box: box.call(may(maria.id)))
    await puts(database, clock, lambda box: box.say("old", maria.id, saying("old")))
    await database.write(
        runs("UPDATE outbox SET state = 'uncertain', settled_at = created_at"),
    )
    await puts(database, clock, lambda box: said.append(box.has_left_over(maria.id)))
    clock.moves(hours=25)
    await puts(database, clock, lambda box: said.append(box.say_again(maria.id)))

    assert said == [True, 0]


async def test_a_claim_that_took_too_long_is_given_back_without_a_call(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.sender.STALE_SECONDS", -1.0)
    await puts(sqlite, clock, lambda box: box.say("late", maria.id, saying("too late?")))

    async with sending(sqlite, telegram, clock):
        row = await until_found(lambda: _given_back(sqlite))

    assert (row.state, row.unknowns) == (Fate.WAITING, 0)
    assert heard(telegram) == []


async def _given_back(database: Database) -> OutboxRow | None:
    row = (await outbox(database))["late"]
    return row if row.trouble == "it is too late to begin" else None
