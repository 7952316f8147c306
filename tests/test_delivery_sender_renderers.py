"""Texts that are made at the claim: in the version that still holds, and without holding anybody when they fail."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from core.databases import open_database
from delivery.models import Fate
from delivery.outbox import Call
from delivery.renderers import Claimed, Renderers
from delivery.reports import About
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.delivering import puts_call, reports, runs
from tests.sending import sending

VERSION = 3


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


def reminder(session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
    """Make a reminder's text, unless its event has moved on."""
    if claimed.version != VERSION:
        return None
    return {"chat_id": claimed.chat, "text": f"{claimed.subject} at {clock.now():%H:%M}, {claimed.key}"}


def fails(session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
    """Break a rule of the data."""
    session.execute(text("UPDATE outbox SET trouble = 'half done'"))
    session.execute(text("UPDATE outbox SET key = NULL"))
    return {}


def registered() -> Renderers:
    """Return the renderers of these stories."""
    renderers = Renderers()
    renderers.register("reminder", reminder)
    renderers.register("failing", fails)
    return renderers


def call(key: str, chat: int, kind: str, version: int = VERSION, **more: Any) -> Call:
    """Return a call whose text is made at the claim."""
    return Call(key, "sendMessage", chat, kind=kind, subject="clinic", version=version, **more)


async def test_a_text_is_made_at_the_claim_and_kept(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await puts_call(database, clock, call("k", maria.id, "reminder"))
    clock.moves(minutes=7)
    async with sending(database, telegram, clock, registered()) as post:
        (row,) = await post.settles("k")

    assert [message.text for message in telegram.arrivals()] == ["clinic at 09:07, k"]
    assert "clinic at 09:07" in (row.body or "")


async def test_what_is_no_longer_true_is_dropped_with_what_follows_it_and_told(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    await puts_call(database, clock, call("old", maria.id, "reminder", VERSION - 1, report="mine"))
    await puts_call(database, clock, call("next", maria.id, "reminder", follows="old"))
    await puts_call(database, clock, call("new", maria.id, "reminder"))
    async with sending(database, telegram, clock, registered()) as post:
        rows = await post.settles("old", "next", "new")

    assert [row.state for row in rows] == [Fate.DROPPED, Fate.DROPPED, Fate.SENT]
    assert [row.attempts for row in rows] == [0, 0, 1]
    assert [(each.tag, each.about) for each in await reports(database)] == [("mine", About.REFUSED)]


@pytest.mark.parametrize("kind", ["failing", "unknown"])
async def test_a_text_that_cannot_be_made_stops_nobody_and_leaves_nothing_behind(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, kind: str
) -> None:
    await puts_call(database, clock, call("broken", maria.id, kind))
    await puts_call(database, clock, call("whole", maria.id, "reminder"))
    async with sending(database, telegram, clock, registered()) as post:
        broken, whole = await post.settles("broken", "whole")

    assert (broken.state, whole.state) == (Fate.DROPPED, Fate.SENT)
    assert (broken.trouble or "").startswith("could not be made: ")
    assert whole.trouble is None


async def test_trouble_with_the_database_while_a_text_is_made_drops_nothing(
    sqlite_url: str, telegram: Sandbox, clock: MovedClock, maria: Person
) -> None:
    database = open_database(sqlite_url)
    troubles: list[int] = []

    def troubled(session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
        if not troubles:
            troubles.append(1)
            runs("PRAGMA query_only=1")(session)
            try:
                runs("UPDATE outbox SET trouble = 'x'")(session)
            finally:
                runs("PRAGMA query_only=0")(session)
        return reminder(session, claimed, clock)

    renderers = Renderers()
    renderers.register("reminder", troubled)
    await puts_call(database, clock, call("k", maria.id, "reminder"))
    async with sending(database, telegram, clock, renderers) as post:
        (row,) = await post.settles("k")
    await database.close()

    assert (row.state, troubles) == (Fate.SENT, [1])


async def test_many_that_are_no_longer_true_do_not_hold_what_is(
    database: Database, telegram: Sandbox, clock: MovedClock, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.claims.MOST_DROPPED", 3)
    for number in range(8):
        old = call(f"old{number}", maria.id, "reminder", VERSION - 1)
        await puts_call(database, clock, old)
    await puts_call(database, clock, call("new", maria.id, "reminder"))
    async with sending(database, telegram, clock, registered()) as post:
        await post.settles("new", "old7")

    assert len(telegram.arrivals()) == 1


def test_a_kind_has_one_renderer() -> None:
    with pytest.raises(ValueError, match="reminder has a renderer already"):
        registered().register("reminder", reminder)
