"""Among equally urgent messages those go first whose chats were told little lately."""

import pytest

from core.database import Database
from delivery.models import Priority
from delivery.outbox import Call
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import puts_call
from tests.sending import sending


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
async def people(telegram: Sandbox) -> list[Person]:
    """People who have started the bot."""
    found = [telegram.new_person(name) for name in ("Maria", "Jonas", "Anna")]
    for person in found:
        await person.starts()
    return found


def said(telegram: Sandbox) -> list[str]:
    """Return what arrived, in order."""
    return [message.text for message in telegram.arrivals()]


async def test_who_makes_us_say_a_lot_makes_nobody_else_wait(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    maria, jonas, anna = people
    async with sending(database, telegram, clock) as post:
        for number in range(4):
            await post.say(f"{number}", maria.id, f"{number}")
            await post.settles(f"{number}")
            post.passes(1.1)
        await post.say("once", jonas.id, "once")
        await post.settles("once")
        texts = [(each.name, each.id, {"chat_id": each.id, "text": each.name}) for each in (maria, jonas, anna)]
        await puts_call(database, clock, *(Call(key, "sendMessage", chat, body) for key, chat, body in texts))
        post.sender.wake()
        await post.settles("Maria", "Jonas", "Anna")

    assert said(telegram)[-3:] == ["Anna", "Jonas", "Maria"]


async def test_who_was_told_nothing_lately_still_waits_for_what_is_more_urgent(
    database: Database, telegram: Sandbox, clock: MovedClock, people: list[Person]
) -> None:
    maria, _, anna = people
    late = Call("late", "sendMessage", anna.id, {"chat_id": anna.id, "text": "late"}, priority=Priority.CHANGE)
    async with sending(database, telegram, clock) as post:
        await post.say("first", maria.id, "first")
        await post.settles("first")
        urgent = Call("urgent", "sendMessage", maria.id, {"chat_id": maria.id, "text": "urgent"})
        await puts_call(database, clock, late, urgent)
        post.sender.wake()
        await post.settles("late", "urgent")

    assert said(telegram)[-2:] == ["urgent", "late"]
