"""Each refusal of Telegram's has its own consequence, as the table of refusals has it."""

from typing import Any

import pytest

from core.database import Database
from core.saying import Saying
from core.sqlite import Sqlite
from core.text import bold
from delivery.models import Fate
from delivery.outbox import Call
from delivery.reports import About
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import outbox, puts_words, reports, until
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


@pytest.fixture
def experts(telegram: Sandbox, maria: Person) -> Group:
    """A forum that the bot administers."""
    group = telegram.new_group("Experts", [maria], forum=True)
    group.add_bot(admin=True)
    return group


def heard(telegram: Sandbox) -> list[str]:
    """Return what arrived, in order."""
    return [message.text for message in telegram.arrivals()]


async def told(database: Database) -> list[str]:
    """Return what the reports are about."""
    return [each.about for each in await reports(database)]


async def test_after_too_many_requests_the_same_call_waits_as_long_as_it_is_told_uncounted(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, experts: Group
) -> None:
    telegram.faults.add("sendMessage", chat=experts, retry_after=30)
    async with sending(database, telegram, clock) as post:
        await post.say("k", experts.id)
        waiting = await post.tries("k")
        await post.say("other", maria.id, "other")
        await post.settles("other")
        post.passes(29)
        await post.say("another", maria.id, "another")
        await post.settles("another")
        assert heard(telegram) == ["other", "another"]
        post.passes(1.1)
        (row,) = await post.settles("k")

    assert (waiting.failures, row.state, row.failures) == (0, Fate.SENT, 0)


async def test_after_too_many_requests_in_a_private_chat_nothing_is_sent_until_then(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, experts: Group
) -> None:
    telegram.faults.add("sendMessage", chat=maria, retry_after=1)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id)
        await post.tries("k")
        refused_at = telegram.calls[-1].at
        await post.say("other", experts.id)
        await post.settles("other")

    assert telegram.calls[-1].at - refused_at >= 0.9


@pytest.mark.parametrize(
    "fault",
    [{"status": 500}, {"status": 502, "html": True}, {"status": 404, "html": True}, {"status": 409}, {"status": 429}],
    ids=str,
)
async def test_after_a_fault_of_the_server_it_is_tried_again_after_growing_pauses(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, fault: dict[str, Any]
) -> None:
    telegram.faults.add("sendMessage", times=4, **fault)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id, "hello")
        for times, pause in ((1, 1), (2, 2), (3, 4), (4, 8)):
            row = await post.tries("k", times)
            assert (row.due_at - clock.now()).total_seconds() == pause
            post.passes(pause)
        (row,) = await post.settles("k")

    assert (row.state, row.attempts, row.failures) == (Fate.SENT, 5, 4)
    assert heard(telegram) == ["hello"]


async def test_while_telegram_cannot_be_reached_it_is_tried_again(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(database, telegram, clock) as post:
        await telegram.vanishes()
        await post.say("k", maria.id, "hello")
        await post.tries("k")
        await telegram.returns()
        post.passes(1.1)
        (row,) = await post.settles("k")

    assert (row.state, row.failures, row.unknowns) == (Fate.SENT, 1, 0)


async def test_with_a_token_that_is_refused_sending_stops_until_it_is_accepted(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.revoke()
    async with sending(database, telegram, clock) as post:
        await post.say("k", maria.id, "hello")
        row = await post.tries("k")
        await until(lambda: post.sender.token_refused)
        await post.say("other", maria.id, "other")
        await until(lambda: len(telegram.called("getMe")) == 0)
        telegram.bot.revoked = False
        await post.settles("k", "other")
        assert not post.sender.token_refused

    assert row.failures == 0
    assert heard(telegram) == ["hello", "other"]
    assert await told(database) == [About.TOKEN]


async def test_a_method_that_does_not_exist_is_our_fault_and_not_the_tokens(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "sendNothing", maria.id, {})))
        (row,) = await post.settles("k")

        assert not post.sender.token_refused
    assert (row.state, row.attempts) == (Fate.REFUSED, 1)


@pytest.mark.parametrize(
    ("description", "about"),
    [
        ("Bad Request: message thread not found", About.TOPIC_GONE),
        ("Bad Request: TOPIC_DELETED", About.TOPIC_GONE),
        ("Bad Request: TOPIC_ID_INVALID", About.TOPIC_GONE),
        ("Bad Request: TOPIC_CLOSED", About.TOPIC_GONE),
        ("Bad Request: not enough rights to send text messages to the chat", About.NO_RIGHT),
        ("Bad Request: have no rights to send a message", About.NO_RIGHT),
        ("Bad Request: need administrator rights in the channel chat", About.NO_RIGHT),
        ("Bad Request: CHAT_ADMIN_REQUIRED", About.NO_RIGHT),
        ("Bad Request: the chat is not a forum", About.NO_RIGHT),
    ],
)
async def test_without_its_topic_or_a_right_a_call_is_held_and_the_domain_hears_of_it(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, experts: Group, description: str, about: About
) -> None:
    telegram.faults.add("sendMessage", status=400, description=description)
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", experts.id)
        (row,) = await post.settles("k")
        assert (row.state, await told(sqlite)) == (Fate.HELD, [about])
        await sqlite.write(lambda session: post.settling.reachable(session, experts.id))
        post.sender.wake()
        (row,) = await post.settles("k")

    assert row.state == Fate.SENT


async def test_a_topic_that_was_removed_is_reported_with_the_domains_own_name_for_the_call(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, experts: Group
) -> None:
    thread = await maria.opens_topic(experts, "#1")
    await maria.deletes_topic(experts, thread)
    body = {"chat_id": experts.id, "message_thread_id": thread, "text": "card"}
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "sendMessage", experts.id, body, report="request 1 card")))
        await post.settles("k")

    (report,) = await reports(database)
    assert (report.about, report.tag, report.chat_id) == (About.TOPIC_GONE, "request 1 card", experts.id)


async def test_formatting_that_telegram_cannot_read_goes_without_it(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", status=400, description="Bad Request: can't parse entities: unsupported")
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.say("k", maria.id, Saying(bold("hello"))))
        (row,) = await post.settles("k")

    (arrived,) = telegram.arrivals()
    assert (arrived.text, arrived.entities, row.state) == ("hello", [], Fate.SENT)


async def test_words_without_formatting_that_telegram_cannot_read_are_refused(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", times=None, status=400, description="Bad Request: can't parse entities: odd")
    async with sending(sqlite, telegram, clock) as post:
        await post.say("k", maria.id)
        (row,) = await post.settles("k")

    assert (row.state, row.attempts) == (Fate.REFUSED, 1)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 400, "description": "Bad Request: chat not found"},
        {"status": 400, "description": "Bad Request: message is too long"},
        {"status": 403, "description": "Forbidden: bots can't send messages to bots"},
        {"status": 413, "html": True},
    ],
    ids=str,
)
async def test_what_cannot_be_is_refused_once_with_its_reason(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, fault: dict[str, Any]
) -> None:
    telegram.faults.add("sendMessage", times=None, **fault)
    body = {"chat_id": maria.id, "text": "hello"}
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "sendMessage", maria.id, body, report="mine")))
        (row,) = await post.settles("k")

    (report,) = await reports(sqlite)
    assert (row.state, row.attempts, bool(row.trouble)) == (Fate.REFUSED, 1, True)
    assert (report.about, report.tag, report.detail) == (About.REFUSED, "mine", row.trouble)


async def test_what_cannot_even_be_put_together_is_refused_and_holds_nobody(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    body = {"chat_id": maria.id, "document": "attach://nothing"}
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "sendDocument", maria.id, body)))
        await post.say("next", maria.id, "next")
        (row, _) = await post.settles("k", "next")

    assert (row.state, heard(telegram)) == (Fate.REFUSED, ["next"])


def one_of_a_run(chat: int) -> Call:
    """Return one call of a broadcast."""
    return Call(f"run/{chat}", "sendMessage", chat, {"chat_id": chat, "text": "news"}, run="news", must=False)


async def test_five_equal_permanent_errors_stop_the_rest_of_that_run(
    database: Database, telegram: Sandbox, clock: MovedClock
) -> None:
    telegram.faults.add("sendMessage", times=4, status=400, description="Bad Request: a")
    telegram.faults.add("sendMessage", times=None, status=400, description="Bad Request: b", latency=0.02)
    chats = list(range(1, 61))
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: [box.call(one_of_a_run(chat)) for chat in chats])
        await post.settles(*(f"run/{chat}" for chat in chats))

    fates = [row.state for row in (await outbox(database)).values()]
    assert fates.count(Fate.DROPPED) > 10
    assert fates.count(Fate.REFUSED) >= 9
    assert await told(database) == [About.RUN_STOPPED]


async def test_equal_errors_of_other_calls_stop_nothing(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    for chat in range(1, 8):
        await puts_words(database, clock, f"{chat}", chat)
    await puts_words(database, clock, "last", maria.id, "last")
    async with sending(database, telegram, clock) as post:
        (row, *_) = await post.settles("last", *(str(chat) for chat in range(1, 8)))

    assert row.state == Fate.SENT
    assert await told(database) == []
