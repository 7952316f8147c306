"""Files go up with their call, media go by their id, and who asked hears what Telegram made of it."""

import pytest
from sqlalchemy import select

from core.database import Database
from core.sqlite import Sqlite
from delivery.models import Fate, OutboxFile
from delivery.outbox import Call, Upload
from delivery.reports import About
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import reports
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


@pytest.mark.parametrize(
    "name", ["form.pdf", "Fiche d’évaluation – été.pdf", 'a "b" \\ c;d.txt', "line\r\nX-Odd: 1.txt"]
)
async def test_a_file_goes_up_whatever_its_name(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person, name: str
) -> None:
    body = {"chat_id": maria.id, "document": "attach://form", "caption": "Your form"}
    file = Upload(bytes(range(256)), name, "application/pdf")
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "sendDocument", maria.id, body), [("form", file)]))
        (row,) = await post.settles("k")

    arrived = maria.screen()[-1].raw
    assert row.state == Fate.SENT
    assert arrived["caption"] == "Your form"
    assert arrived["document"]["file_size"] == 256
    assert "\n" not in arrived["document"]["file_name"]


@pytest.mark.unhurried
async def test_an_album_takes_its_files_along_in_order(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    media = [{"type": "document", "media": f"attach://f{number}"} for number in range(3)]
    files = [(f"f{number}", Upload(b"x" * (number + 1), f"{number}.txt")) for number in range(3)]
    body = {"chat_id": maria.id, "media": media}
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "sendMediaGroup", maria.id, body), files))
        (row,) = await post.settles("k")
        album = telegram.arrivals(maria)
        jonas = telegram.new_person("Jonas")
        await jonas.starts()
        await post.say("after", maria.id, "after")
        await post.say("other", jonas.id, "other")
        await post.settles("other")
        in_between = maria.chat().last_id
        post.passes(1.1)
        await post.settles("after")

    assert [message.raw["document"]["file_name"] for message in album] == ["0.txt", "1.txt", "2.txt"]
    assert row.message_id == album[0].id
    # Three messages fill a chat's bucket, though one call sent them.
    assert in_between == album[-1].id


async def test_media_go_by_the_id_of_a_file_that_telegram_has(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    photo = await maria.sends_photo()
    known = photo.raw["photo"][-1]["file_id"]
    async with sending(sqlite, telegram, clock) as post:
        body = {"chat_id": maria.id, "photo": known}
        await post.put(lambda box: box.call(Call("k", "sendPhoto", maria.id, body)))
        (row,) = await post.settles("k")

    assert row.state == Fate.SENT
    assert maria.screen()[-1].raw["photo"][-1]["file_unique_id"] == photo.raw["photo"][-1]["file_unique_id"]


async def test_a_call_put_twice_keeps_its_files_once(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    body = {"chat_id": maria.id, "document": "attach://form"}
    file = ("form", Upload(b"content", "form.pdf"))
    async with sending(database, telegram, clock) as post:
        for _ in range(2):
            await post.put(lambda box: box.call(Call("k", "sendDocument", maria.id, body), [file]))
        await post.settles("k")

    assert len(await database.read(lambda session: session.scalars(select(OutboxFile)).all())) == 1


async def test_whoever_asked_hears_the_result_and_nobody_else(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, experts: Group
) -> None:
    body = {"chat_id": experts.id, "name": "#1 A question"}
    async with sending(database, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "createForumTopic", experts.id, body, report="request 1")))
        await post.say("untold", maria.id)
        (row, _) = await post.settles("k", "untold")

    (report,) = await reports(database)
    assert (report.about, report.tag, report.key, report.chat_id) == (About.SENT, "request 1", "k", experts.id)
    assert report.result["message_thread_id"] in experts.topics
    assert row.message_id is None


async def test_whoever_asked_hears_the_id_of_the_message(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    body = {"chat_id": maria.id, "text": "hello"}
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "sendMessage", maria.id, body, report="receipt")))
        (row,) = await post.settles("k")

    (report,) = await reports(sqlite)
    assert report.message_id == row.message_id == maria.screen()[-1].id


async def test_a_call_that_is_for_no_chat_is_made_too(
    sqlite: Sqlite, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    commands = [{"command": "help", "description": "What you can do here"}]
    async with sending(sqlite, telegram, clock) as post:
        await post.put(lambda box: box.call(Call("k", "setMyCommands", None, {"commands": commands})))
        (row,) = await post.settles("k")

    assert (row.state, row.message_id) == (Fate.SENT, None)
    assert telegram.called("setMyCommands")[0].ok
