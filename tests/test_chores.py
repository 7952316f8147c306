"""What the helpdesk does again and again by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.chores import Chores
from bot.serve import Service
from bot.ticks import scheduler
from core.clock import Clock
from delivery.models import INBOX_DAYS, Fate, InboxRow, OutboxRow
from delivery.outbox import Call, Outbox
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.delivering import until


@pytest.fixture
def clock() -> Clock:
    """A clock that this story moves."""
    return MovedClock()


@pytest.fixture
def chores(helpdesk: Service) -> Chores:
    """The chores of the running helpdesk."""
    return Chores(helpdesk.house, helpdesk.owner, helpdesk.metrics, helpdesk.renewal, helpdesk.telling, lambda: True)


async def test_the_gauges_tell_what_waits_and_how_long(chores: Chores, helpdesk: Service, clock: MovedClock) -> None:
    await helpdesk.database.write(lambda session: _later(session, helpdesk, clock))
    clock.moves(seconds=90)

    await chores.gauge()

    figures = generate_latest(helpdesk.registry).decode()
    assert "helpdesk_calls_due 1.0" in figures
    assert "helpdesk_oldest_due_seconds 30.0" in figures
    assert "helpdesk_updates_waiting 0.0" in figures


async def test_what_was_not_sent_in_its_time_is_given_up(chores: Chores, helpdesk: Service, clock: MovedClock) -> None:
    await helpdesk.database.write(lambda session: _later(session, helpdesk, clock))
    clock.moves(days=2)

    await chores.expire()

    assert await helpdesk.database.read(lambda session: session.scalar(select(OutboxRow.state))) == Fate.EXPIRED


async def test_an_update_is_removed_after_its_days(
    chores: Chores, helpdesk: Service, clock: MovedClock, maria: Person
) -> None:
    await maria.says("Who can use the platform?")
    await maria.hears()
    await chores.tidy()
    kept = await helpdesk.database.read(lambda session: session.scalar(select(func.count(InboxRow.id))))
    clock.moves(days=INBOX_DAYS, seconds=1)

    await chores.tidy()

    left = await helpdesk.database.read(lambda session: session.scalar(select(func.count(InboxRow.id))))
    assert (kept, left) == (1, 0)


async def test_a_process_without_the_place_leaves_the_chores_to_the_owner(helpdesk: Service) -> None:
    house = replace(helpdesk.house, database=Untouchable())
    standby = Chores(house, Untouchable(), helpdesk.metrics, helpdesk.renewal, helpdesk.telling, lambda: False)

    for chore in (standby.expire, standby.tell_trouble, standby.tidy):
        await chore()


async def test_a_chore_that_fails_is_tried_again() -> None:
    tries = 0

    async def fails() -> None:
        nonlocal tries
        tries += 1
        raise OSError("away") if tries == 1 else ValueError("a bug")

    ticks = scheduler({"failing": (0.01, fails)})
    ticks.start()
    await until(lambda: tries >= 3)
    ticks.shutdown(wait=False)

    assert tries >= 3


class Untouchable:
    """A database, or a place, that must not be used."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was used")


def _later(session: Session, helpdesk: Service, clock: MovedClock) -> None:
    """Put something that is due in a minute, into a chat that nobody can reach meanwhile."""
    due = clock.now() + timedelta(minutes=1)
    helpdesk.settling.unreachable(session, 4711, "blocked")
    Outbox(session, clock, helpdesk.bot_id).call(Call("later", "sendMessage", 4711, {}, due_at=due))
