"""A reminder for many at the same second: nobody is skipped, Telegram's limits are kept, and replies do not wait."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from core.clock import Clock
from delivery.models import Fate, OutboxRow
from events.quiet import Quiet
from events.registrations import Registrations
from events.switches import Switches
from sandbox.journal import Call
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.campaigns.audience import audience
from tests.clocks import MovedClock
from tests.delivering import until, until_found
from tests.events_at import met
from tests.programme_at import Clinic, content

WORDS = "“Green Deal clinic” starts in about 1 hour."
HOUR_BEFORE = datetime(2026, 12, 9, 7, 30, tzinfo=UTC)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": content(tmp_path)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chores.Chores.ticks", lambda _: {})


@pytest.fixture
def clinic(helpdesk: Service, clock: MovedClock) -> Clinic:
    return Clinic(helpdesk, clock)


async def come(clinic: Clinic, people: list[Person]) -> None:
    """Let the bot know all these people, who come and never sleep."""

    def work(session: Session) -> None:
        met(session, clinic.clock, *(person.id for person in people))
        for person in people:
            Registrations(session, clinic.clock).register("clinic", person.id)
            Switches(session).be_quiet(person.id, Quiet(time(), time()))

    await clinic.does(work)


async def test_a_hundred_reminders_of_one_second_are_all_sent_and_each_once(clinic: Clinic, telegram: Sandbox) -> None:
    people = await audience(telegram, 100)
    await clinic.is_published()
    await come(clinic, people)
    await clinic.is_seen_at(HOUR_BEFORE)
    await until(lambda: len(telegram.arrivals(words=WORDS)) >= 100)
    await clinic.is_looked_at()
    heard = Counter(message.chat_id for message in telegram.arrivals(words=WORDS))

    assert heard == dict.fromkeys((person.id for person in people), 1)


class TestAtTelegramsPace:
    """The server refuses what comes too fast."""

    @pytest.fixture
    def helpdesk_settings(self, helpdesk_settings: dict[str, Any]) -> dict[str, Any]:
        # A little less than usual: the machine that runs this may stand still for a moment.
        return helpdesk_settings | {"send_rate": 24}

    async def test_none_is_refused_and_a_members_reply_goes_first(
        self, clinic: Clinic, telegram: Sandbox, maria: Person
    ) -> None:
        people = await audience(telegram, 60)
        telegram.strict_limits = True
        await clinic.is_published()
        await come(clinic, people)
        await clinic.is_seen_at(HOUR_BEFORE)
        await maria.says("/help")
        await maria.hears()
        waited_for = len(telegram.arrivals(words=WORDS))
        await until(lambda: len(telegram.arrivals(words=WORDS)) >= 60)

        assert waited_for < 60
        assert [call.code for call in telegram.calls if call.code == 429] == []


async def test_who_has_blocked_the_bot_is_tried_once_and_told_the_rest_on_their_return(
    clinic: Clinic, telegram: Sandbox, maria: Person
) -> None:
    await maria.starts()
    await maria.hears()
    await clinic.is_published()
    await clinic.is_come_to_by(maria)
    maria.blocks()
    await clinic.is_seen_at(datetime(2026, 12, 8, 8, 30, tzinfo=UTC))
    await until_held(clinic)
    await clinic.is_seen_at(HOUR_BEFORE)
    await maria.hears_nothing()
    refused = len(refusals(telegram, maria))
    await maria.starts()
    await until_settled(clinic)
    told = [message.text.partition("\n")[0] for message in telegram.arrivals(maria)]

    assert refused == len(refusals(telegram, maria)) == 1
    assert told.count(WORDS) == 1


def refusals(telegram: Sandbox, person: Person) -> list[Call]:
    """Return the tries to write to somebody that Telegram refused."""
    return [call for call in telegram.called("sendMessage", person) if call.code == 403]


async def until_held(clinic: Clinic) -> None:
    """Wait until what could not be delivered is held."""
    await until_found(lambda: looks(clinic, lambda fates: Fate.HELD in fates))


async def until_settled(clinic: Clinic) -> None:
    """Wait until nothing waits for anybody any more."""
    open_ = {Fate.HELD, Fate.WAITING, Fate.CLAIMED}
    await until_found(lambda: looks(clinic, lambda fates: not open_ & fates))


async def looks(clinic: Clinic, fits: Callable[[set[str]], bool]) -> bool:
    """Whether the fates of all calls fit."""
    statement = select(OutboxRow.state).distinct()
    return fits(set(await clinic.helpdesk.database.read(lambda session: session.scalars(statement).all())))
