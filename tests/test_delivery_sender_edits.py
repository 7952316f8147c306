"""A message is changed by the key of the call that sent it, whatever has become of it meanwhile."""

import pytest

from core.database import Database
from core.sqlite import Sqlite
from delivery.models import Fate, Priority
from delivery.outbox import Call, Outbox
from delivery.reports import About
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import outbox, puts, reports, saying
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


def screen(person: Person) -> list[str]:
    """Return what the bot's messages in a private chat say now."""
    return [message.text for message in person.screen() if message.from_bot]


async def test_an_edit_changes_the_message_that_its_key_names(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(database, telegram, clock) as post:
        await post.say("card", maria.id, "waiting")
        await post.settles("card")
        await post.put(lambda box: box.edit("edit", "card", maria.id, saying("answered")))
        await post.settles("edit")

    assert screen(maria) == ["answered"]


async def test_an_edit_waits_for_the_message_it_changes(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", status=500)
    async with sending(database, telegram, clock) as post:
        await post.say("card", maria.id, "waiting")
        await post.tries("card")
        await post.put(lambda box: box.edit("edit", "card", maria.id, saying("answered")))
        post.passes(1.1)
        await post.settles("card", "edit")

    assert [call.method for call in telegram.calls] == ["sendMessage", "sendMessage", "editMessageText"]
    assert screen(maria) == ["answered"]


async def test_an_edit_waits_for_a_message_that_has_more_time_than_itself(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    def put(box: Outbox) -> None:
        box.say("card", maria.id, saying("waiting"), priority=Priority.REMINDER)
        box.edit("edit", "card", maria.id, saying("answered"))

    await puts(database, clock, put)
    async with sending(database, telegram, clock) as post:
        await post.settles("card", "edit")

    assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText"]
    assert screen(maria) == ["answered"]


async def test_of_several_edits_that_wait_only_the_newest_is_made(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    def put(box: Outbox) -> None:
        box.say("card", maria.id, saying("waiting"))
        for number in range(5):
            box.edit(f"edit{number}", "card", maria.id, saying(f"{number}"))

    await puts(database, clock, put)
    async with sending(database, telegram, clock) as post:
        rows = await post.settles("edit0", "edit3", "edit4")

    assert [row.state for row in rows] == [Fate.DROPPED, Fate.DROPPED, Fate.SENT]
    assert len(telegram.called("editMessageText")) == 1
    assert screen(maria) == ["4"]


async def test_the_same_edit_put_twice_is_made(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await puts(database, clock, lambda box: box.say("card", maria.id, saying("waiting")))
    for _ in range(2):
        await puts(database, clock, lambda box: box.edit("edit", "card", maria.id, saying("answered")))
    async with sending(database, telegram, clock) as post:
        await post.settles("card", "edit")

    assert screen(maria) == ["answered"]


async def test_what_follows_an_edit_that_was_overtaken_follows_the_newer_one(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    def put(box: Outbox) -> None:
        box.say("card", maria.id, saying("waiting"))
        box.edit("edit1", "card", maria.id, saying("with an expert"))
        body = {"chat_id": maria.id, "text": "news"}
        box.call(Call("news", "sendMessage", maria.id, body, follows="edit1"))
        box.edit("edit2", "card", maria.id, saying("answered"))

    await puts(database, clock, put)
    async with sending(database, telegram, clock) as post:
        await post.settles("news")

    assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText", "sendMessage"]
    assert screen(maria) == ["answered", "news"]


async def test_where_the_message_never_arrived_its_edit_goes_as_a_new_message(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    telegram.faults.add("sendMessage", status=400, description="Bad Request: message is too long")
    async with sending(database, telegram, clock) as post:
        await post.say("card", maria.id, "waiting")
        await post.settles("card")
        await post.put(lambda box: box.edit("edit", "card", maria.id, saying("answered")))
        await post.settles("edit")
        await post.put(lambda box: box.edit("later", "card", maria.id, saying("closed")))
        await post.settles("later")

    assert screen(maria) == ["closed"]


async def test_an_edit_of_what_was_never_put_goes_as_a_new_message(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.edit("edit", "nothing", maria.id, saying("answered")))
        await post.settles("edit")

    assert screen(maria) == ["answered"]


async def test_where_the_message_was_deleted_its_edit_and_all_later_ones_go_to_a_new_one(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(database, telegram, clock) as post:
        await post.say("card", maria.id, "waiting")
        await post.settles("card")
        await maria.deletes(maria.screen()[-1])
        post.passes(60)
        await post.put(lambda box: box.edit("edit", "card", maria.id, saying("answered")))
        await post.settles("edit")
        await post.put(lambda box: box.edit("later", "card", maria.id, saying("closed")))
        await post.settles("later")

    assert screen(maria) == ["closed"]
    assert len(telegram.arrivals()) == 2


async def test_an_edit_that_changes_nothing_is_accepted(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    async with sending(sqlite, telegram, clock) as post:
        await post.say("card", maria.id, "waiting")
        await post.put(lambda box: box.edit("edit", "card", maria.id, saying("waiting")))
        (row,) = await post.settles("edit")

    assert row.state == Fate.SENT
    assert telegram.called("editMessageText")[0].description.startswith("Bad Request: message is not modified")


async def test_in_a_removed_topic_an_edit_makes_no_message_elsewhere_but_a_report(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, experts: Group
) -> None:
    thread = await maria.opens_topic(experts, "#1")
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.say("card", experts.id, saying("waiting"), thread=thread))
        await post.settles("card")
        await maria.deletes_topic(experts, thread)
        await post.put(lambda box: box.edit("edit", "card", experts.id, saying("answered")))
        (row,) = await post.settles("edit")

    assert row.state == Fate.HELD
    assert [(each.about, each.chat_id, each.key) for each in await reports(database)] == [
        (About.TOPIC_GONE, experts.id, "edit")
    ]
    assert len(telegram.arrivals(experts, "answered")) == 0


async def test_an_edit_of_another_kind_names_its_message_too(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    buttons = {"inline_keyboard": [[{"text": "Take", "callback_data": "take"}]]}
    body = {"chat_id": maria.id, "reply_markup": buttons}
    async with sending(sqlite, telegram, clock) as post:
        await post.say("card", maria.id, "waiting")
        await post.put(lambda box: box.call(Call("edit", "editMessageReplyMarkup", maria.id, body, edits="card")))
        await post.settles("card", "edit")

    assert maria.screen()[-1].buttons == [["Take"]]


async def test_an_edit_names_a_message_of_this_chat_only(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    jonas = telegram.new_person("Jonas")
    await jonas.starts()
    async with sending(database, telegram, clock) as post:
        for person in (maria, jonas):
            await post.say(f"card{person.id}", person.id, "waiting")
        await post.settles(f"card{maria.id}", f"card{jonas.id}")
        await post.put(lambda box: box.edit("edit", f"card{jonas.id}", jonas.id, saying("answered")))
        await post.settles("edit")
        ids = {row.message_id for row in (await outbox(database)).values() if row.key.startswith("card")}

    assert len(ids) == 1
    assert (screen(maria), screen(jonas)) == (["waiting"], ["answered"])
