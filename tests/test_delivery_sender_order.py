"""Calls go out by priority, replies as they were put, others by earliest expiry; in each chat one after the other."""

import asyncio
import time
from datetime import timedelta

import pytest

from core.database import Database
from core.databases import open_database
from core.saying import Button, Saying
from core.text import text
from delivery.claims import Ready
from delivery.models import Fate, Priority
from delivery.outbox import Call, Outbox
from delivery.pacer import Pacer, Second
from delivery.sender import IN_FLIGHT
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import outbox, puts_call, puts_words, reports, saying, until
from tests.sending import sending


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
async def people(telegram: Sandbox) -> list[Person]:
    """People who have started the bot."""
    found = [telegram.new_person(name) for name in ("Maria", "Jonas", "Anna", "Lars", "Ines", "Paul")]
    for person in found:
        await person.starts()
    return found


@pytest.fixture
def maria(people: list[Person]) -> Person:
    """One of them."""
    return people[0]


def texts(telegram: Sandbox, chat: Person | None = None) -> list[str]:
    """Return what arrived, in order."""
    return [message.text for message in telegram.arrivals(chat)]


def message(chat: int, words: str) -> dict[str, object]:
    """Return a message's parameters."""
    return {"chat_id": chat, "text": words}


async def test_a_reply_goes_before_a_change_a_reminder_and_an_article(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    for person, priority in zip(people, reversed(Priority), strict=False):
        call = Call(priority.name, "sendMessage", person.id, message(person.id, priority.name), priority=priority)
        await puts_call(database, clock, call)
    async with sending(database, telegram, clock) as post:
        await post.settles(*(priority.name for priority in Priority))

    assert texts(telegram) == ["REPLY", "CHANGE", "REMINDER", "ARTICLE"]


async def test_calls_whose_slots_are_due_are_claimed_together_and_the_other_slots_given_back(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    for person in people:
        await puts_call(database, clock, Call(person.name, "sendMessage", person.id, message(person.id, "Yes.")))
    pacer, claims = Pacer(rate=1e6), list[int]()
    pacer.second = Second(len(people) + 1, time.monotonic)  # one slot that is kept would make it full
    async with sending(database, telegram, clock, pacer=pacer, together=8) as post:
        claim = post.sender._claim_in  # noqa: SLF001  to count

        async def counted(slots: int) -> list[Ready]:
            claimed = await claim(slots)
            claims.append(len(claimed))
            return claimed

        post.sender._claim_in = counted  # type: ignore[method-assign]  # noqa: SLF001  to count
        await post.settles(*(person.name for person in people))
        await until(lambda: pacer.second.full_for() == 0)

    assert claims[0] == len(people)
    assert len(texts(telegram)) == len(people)


async def test_of_calls_to_one_chat_only_the_first_is_claimed_however_many_slots_are_due(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", latency=0.05)
    for key in ("first", "second"):
        await puts_call(database, clock, Call(key, "sendMessage", maria.id, message(maria.id, key)))
    async with sending(database, telegram, clock, pacer=Pacer(rate=1e6), together=8) as post:
        await post.settles("first", "second")

    assert texts(telegram) == ["first", "second"]


async def test_replies_go_in_the_order_in_which_they_were_put_however_long_they_are_tried(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    for person, days in zip(people, (14, 1, 3), strict=False):
        expires = clock.now() + timedelta(days=days)
        call = Call(str(days), "sendMessage", person.id, message(person.id, str(days)), expires_at=expires)
        await puts_call(database, clock, call)
    async with sending(database, telegram, clock) as post:
        await post.settles("14", "1", "3")

    assert texts(telegram) == ["14", "1", "3"]


async def test_of_equally_urgent_reminders_what_expires_first_goes_first(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    for person, hours in zip(people, (3, 1, 2), strict=False):
        expires = clock.now() + timedelta(hours=hours)
        body = message(person.id, str(hours))
        call = Call(str(hours), "sendMessage", person.id, body, priority=Priority.REMINDER, expires_at=expires)
        await puts_call(database, clock, call)
    async with sending(database, telegram, clock) as post:
        await post.settles("1", "2", "3")

    assert texts(telegram) == ["1", "2", "3"]


async def test_a_chat_gets_one_message_at_a_time_and_others_do_not_wait_for_it(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    maria, jonas, *_ = people
    telegram.faults.add("sendMessage", chat=maria, latency=0.2)
    for number in range(3):
        await puts_words(database, clock, f"m{number}", maria.id, f"m{number}")
    await puts_words(database, clock, "j", jonas.id, "j")
    async with sending(database, telegram, clock) as post:
        await post.settles("m0", "m1", "m2", "j")

    assert texts(telegram, maria) == ["m0", "m1", "m2"]
    assert texts(telegram)[0] == "j"


async def test_a_chat_whose_first_message_rests_gets_nothing_else_before_it(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    maria, jonas, *_ = people
    telegram.faults.add("sendMessage", chat=maria, status=500)
    async with sending(database, telegram, clock) as post:
        await post.say("first", maria.id, "first")
        await post.tries("first")
        await post.say("second", maria.id, "second")
        await post.say("other", jonas.id, "other")
        await post.settles("other")
        assert texts(telegram) == ["other"]
        post.passes(1.1)
        await post.settles("first", "second")

    assert texts(telegram, maria) == ["first", "second"]


async def test_a_chat_rests_after_a_restart_too(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    maria, jonas, *_ = people
    telegram.faults.add("sendMessage", chat=maria, status=500)
    async with sending(database, telegram, clock) as post:
        await post.say("first", maria.id, "first")
        await post.tries("first")
    await puts_words(database, clock, "second", maria.id, "second")
    await puts_words(database, clock, "other", jonas.id, "other")
    async with sending(database, telegram, clock) as post:
        await post.settles("other")
        assert texts(telegram) == ["other"]
        post.passes(1.1)
        await post.settles("first", "second")

    assert texts(telegram, maria) == ["first", "second"]


@pytest.mark.unhurried
async def test_what_a_chat_was_sent_before_a_restart_still_counts(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    maria, jonas, *_ = people
    async with sending(database, telegram, clock) as post:
        for number in range(3):
            await post.say(f"m{number}", maria.id, f"m{number}")
        await post.settles("m0", "m1", "m2")
    await puts_words(database, clock, "m3", maria.id, "m3")
    await puts_words(database, clock, "other", jonas.id, "other")
    async with sending(database, telegram, clock) as post:
        await post.settles("other")
        assert texts(telegram, maria) == ["m0", "m1", "m2"]
        post.passes(1.1)
        await post.settles("m3")


async def test_what_is_due_later_is_sent_later(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    due = clock.now() + timedelta(minutes=10)
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("a", "sendMessage", maria.id, message(maria.id, "a"), due_at=due)))
        await post.say("b", maria.id, "b")
        await post.settles("b")
        assert texts(telegram) == ["b"]
        post.passes(601)
        await post.settles("a")


async def test_the_same_key_is_sent_once(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(database, telegram, clock) as post:
        for words in ("first words", "other words"):
            await post.say("k", maria.id, words)
        await post.settles("k")
        await post.say("k", maria.id, "third words")
        await post.say("end", maria.id, "end")
        await post.settles("end")

    assert texts(telegram) == ["first words", "end"]


async def test_a_long_text_goes_as_several_messages_in_order_with_the_buttons_below_the_last(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    paragraphs, buttons = [letter * 3000 for letter in "abc"], ((Button("Take", data="take"),),)
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.say("k", maria.id, Saying(text("\n\n".join(paragraphs)), buttons), reply_to=1))
        await post.settles("k/0", "k/1", "k")

    assert texts(telegram) == paragraphs
    assert [message.reply_to for message in telegram.arrivals()] == [1, None, None]
    assert [message.buttons for message in telegram.arrivals()] == [[], [], [["Take"]]]


async def test_what_follows_waits_for_what_it_follows(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    maria, jonas, *_ = people
    telegram.faults.add("sendMessage", chat=maria, status=500)

    def put(box: Outbox) -> None:
        box.say("first", maria.id, saying("first"))
        box.call(Call("second", "sendMessage", jonas.id, message(jonas.id, "second"), follows="first"))

    async with sending(database, telegram, clock) as post:
        await post.put(put)
        await post.tries("first")
        assert texts(telegram) == []
        post.passes(1.1)
        await post.settles("first", "second")

    assert texts(telegram) == ["first", "second"]


def three_in_a_row(box: Outbox, chat: int) -> None:
    """Put three calls, each of which follows the one before."""
    box.call(Call("first", "sendMessage", chat, message(chat, "first")))
    box.call(Call("second", "sendMessage", chat, message(chat, "second"), follows="first", report="mine"))
    box.call(Call("third", "sendMessage", chat, message(chat, "third"), follows="second"))


@pytest.mark.parametrize("ending", ["refused", "expired", "forgotten"])
async def test_what_follows_something_that_is_not_sent_is_dropped_however_long_the_row(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, ending: str
) -> None:
    telegram.faults.add("sendMessage", status=400 if ending == "refused" else 500, times=1)
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: three_in_a_row(box, maria.id))
        if ending != "refused":
            await post.tries("first")
        if ending == "expired":
            post.passes(25 * 3600)
            await database.write(post.settling.expire)
        if ending == "forgotten":
            await post.put(lambda box: box.forget("first"))
        rows = await post.settles("first", "second", "third")

    first = {"refused": Fate.REFUSED, "expired": Fate.EXPIRED, "forgotten": Fate.DROPPED}[ending]
    assert [row.state for row in rows] == [first, Fate.DROPPED, Fate.DROPPED]
    assert [(each.tag, each.about) for each in await reports(database)] == [("mine", "refused")]


async def test_only_what_nobody_has_sent_can_be_forgotten(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    forgotten = []
    async with sending(database, telegram, clock) as post:
        await post.say("sent", maria.id)
        await post.settles("sent")
        await post.put(lambda box: forgotten.append((box.forget("sent"), box.forget("never put"))))

    assert forgotten == [(False, False)]
    assert (await outbox(database))["sent"].state == Fate.SENT


async def test_what_is_not_sent_in_its_time_expires_and_whoever_asked_hears_of_it(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    expires = clock.now() + timedelta(minutes=5)
    for key, report in (("told", "mine"), ("untold", None)):
        call = Call(key, "sendMessage", maria.id, message(maria.id, key), report=report, expires_at=expires)
        await puts_call(database, clock, call)
    clock.moves(minutes=5)
    async with sending(database, telegram, clock) as post:
        await asyncio.sleep(0.05)
        expired = await database.write(post.settling.expire)

    assert expired == 2
    assert texts(telegram) == []
    assert [(each.tag, each.about) for each in await reports(database)] == [("mine", "expired")]


async def test_sixteen_calls_at_most_are_on_their_way(sqlite_url: str, telegram: Sandbox, clock: MovedClock) -> None:
    database = open_database(sqlite_url)
    crowd = [telegram.new_person(f"P{number}") for number in range(IN_FLIGHT + 4)]
    for person in crowd:
        await person.starts()
        await puts_words(database, clock, f"{person.id}", person.id)
    silent = telegram.faults.add("sendMessage", times=None, silent=True)
    async with sending(database, telegram, clock, answers=60) as post:
        await until(lambda: silent.hits == IN_FLIGHT)
        await asyncio.sleep(0.1)
        post.sender.grace = 0.01
    await database.close()

    assert silent.hits == IN_FLIGHT
