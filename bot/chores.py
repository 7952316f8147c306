"""What is done again and again while the helpdesk runs; all but the gauges by the owner alone."""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.renewal import Renewal
from bot.retention import enforce, forget_files
from bot.ticks import Tick
from core.failpoint import failpoint
from core.sqlite import Sqlite
from delivery import inbox_queries, outbox_queries
from delivery.erasing import has_farewells
from delivery.metrics import DeliveryMetrics
from delivery.owner import Owner
from handlers.clock import tell_trouble
from handlers.editors import organiser
from handlers.editors.weekly import sum_up
from handlers.events import nudges as event_nudges
from handlers.events import ticks as event_ticks
from handlers.experts import duty_ticks
from handlers.experts import ticks as experts_ticks
from handlers.house import House
from handlers.introducing import introduce, is_due
from handlers.questions.telling import Telling
from handlers.requests import albums
from people.erasure import Erasure


@dataclass(frozen=True, slots=True)
class Chores:
    """The chores of one process; `owns` says whether it has the place now."""

    house: House
    owner: Owner
    metrics: DeliveryMetrics
    renewal: Renewal
    telling: Telling
    owns: Callable[[], bool]

    def ticks(self) -> dict[str, tuple[float, Tick]]:
        """Return each chore and the seconds between two rounds of it."""
        return {
            "gauges": (5, self.gauge),
            "expiry": (5, self.expire),
            "knowledge": (2, self.renew),
            "matching": (10, self.renewal.teach),
            "answers": (5, self.tell_answers),
            "organisers": (5, self.tell_organised),
            "introduction": (5, self.introduce),
            "trouble": (60, self.tell_trouble),
            "week": (300, self.sum_up),
            "events": (1, self.tell_of_events),
            "announcements": (2, self.announce),
            "programme": (5, self.keep_events),
            "nudges": (300, self.nudge),
            "new events": (300, self.tell_of_week),
            "requests": (5, self.watch_requests),
            "topics": (1, self.keep_topics),
            "mornings": (60, self.good_morning),
            "farewells": (5, self.forget_farewells),
            "albums": (0.5, self.pass_albums_on),
            "tidying": (3600, self.tidy),
        }

    async def gauge(self) -> None:
        """Measure what waits and for how long."""
        house, now = self.house, self.house.clock.now()

        def read(session: Session) -> tuple[tuple[int, float], tuple[int, float]]:
            arrived = inbox_queries.backlog(house.bot_id)
            due = outbox_queries.due_backlog(house.bot_id, now)
            return _waiting(session, arrived, now), _waiting(session, due, now)

        (waiting, oldest), (due, latest) = await house.database.read(read)
        self.metrics.waiting.set(waiting)
        self.metrics.oldest_waiting.set(oldest)
        self.metrics.due.set(due)
        self.metrics.oldest_due.set(latest)

    async def expire(self) -> None:
        """Give up what was not sent in its time."""
        if self.owns():
            await self.owner.grouped(self.house.settling.expire)

    async def renew(self) -> None:
        """Bring the knowledge up to date with files and edits."""
        await self.renewal.watch(owns=self.owns())

    async def introduce(self) -> None:
        """Tell Telegram what the bot is and can, where that has changed."""
        if self.owns() and await self.house.database.read(partial(is_due, self.house)):
            await self.owner.grouped(partial(introduce, self.house))
            self.house.wake()

    async def tell_answers(self) -> None:
        """Tell those who wanted to be told that there is an answer now."""
        if self.owns():
            await self.telling.look()

    async def tell_organised(self) -> None:
        """Tell those who asked an organiser what is filled in by now."""
        if self.owns() and await self.owner.grouped(partial(organiser.tell_answers, self.house)) > 0:
            self.house.wake()

    async def sum_up(self) -> None:
        """Tell coordinators once a week what the knowledge needs."""
        if self.owns():
            await self.owner.grouped(partial(sum_up, self.house))
            self.house.wake()

    async def tell_of_events(self) -> None:
        """Put into the outbox what is due of events, a part of the people at a time: others wait for the database."""
        while self.owns() and await self.owner.grouped(partial(event_ticks.fan_out, self.house)) > 0:
            failpoint("event.expanded")
            self.house.wake()

    async def announce(self) -> None:
        """Put into the outbox what is announced to many, a part of them at a time."""
        await self._spread(event_ticks.announce)

    async def tell_of_week(self) -> None:
        """Put into the outbox which events were new last week, for those who want to hear of them weekly."""
        await self._spread(event_ticks.tell_of_week)

    async def _spread(self, put: Callable[[House, Session], int]) -> None:
        while self.owns() and await self.owner.grouped(partial(put, self.house)) > 0:
            self.house.wake()

    async def keep_events(self) -> None:
        """Close the events that are over, and let the places that nobody took go to whose turn it is."""
        if self.owns() and await self.owner.grouped(partial(event_ticks.keep_up, self.house)):
            self.house.wake()

    async def nudge(self) -> None:
        """Remind coordinators of what an event still needs."""
        if self.owns() and await self.owner.grouped(partial(event_nudges.nudge, self.house)):
            self.house.wake()

    async def watch_requests(self) -> None:
        """Remind whom it concerns of requests that rest."""
        if self.owns() and await self.house.database.read(partial(duty_ticks.is_due, self.house)):
            await self.owner.grouped(partial(duty_ticks.watch, self.house))
            self.house.wake()

    async def good_morning(self) -> None:
        """Send experts what is open when their day begins."""
        if self.owns() and await self.owner.grouped(partial(duty_ticks.good_morning, self.house)) > 0:
            self.house.wake()

    async def keep_topics(self) -> None:
        """Give topics the titles that are due, and ask again for those that were refused."""
        if self.owns() and await self.house.database.read(partial(experts_ticks.is_due, self.house)):
            await self.owner.grouped(partial(experts_ticks.look, self.house))
            self.house.wake()

    async def tell_trouble(self) -> None:
        """Tell coordinators what happened while they were not to be told again."""
        if self.owns():
            await self.owner.grouped(partial(tell_trouble, self.house))
            self.house.wake()

    async def pass_albums_on(self) -> None:
        """Bring albums of members to the experts once they are complete."""
        house = self.house
        if self.owns() and await house.database.read(partial(albums.any_complete, house)):
            await self.owner.grouped(partial(albums.pass_on, house))
            house.wake()

    async def tidy(self) -> None:
        """Remove what was kept as long as its table says."""
        if self.owns():
            await self.house.database.write(partial(enforce, self.house))
            await self._leave_no_traces()
            await asyncio.to_thread(forget_files, self.house)

    async def forget_farewells(self) -> None:
        """Remove the last words to those who were erased, and what the database's file still holds of them."""
        house = self.house
        if self.owns() and await house.database.read(has_farewells):
            await house.database.write(lambda session: Erasure(session, house.clock).forget_farewells())
            await self._leave_no_traces()

    async def _leave_no_traces(self) -> None:
        if isinstance(self.house.database, Sqlite):
            await self.house.database.checkpoint()


def _waiting(session: Session, statement: Select[int, dt.datetime | None], now: dt.datetime) -> tuple[int, float]:
    """Return how many wait, and the seconds since the oldest of them."""
    count, oldest = session.execute(statement).one()
    return count, (now - oldest).total_seconds() if oldest else 0.0
