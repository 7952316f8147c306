"""Changes against sending: an event is moved or cancelled at a random moment while its reminders are on their way."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database
from core.databases import open_database
from delivery.models import Fate, OutboxRow
from delivery.renderers import Claimed, Renderers
from events.fanout import Fanout, kind_of
from events.models import RunKind
from events.moments import Moment
from events.notices import Notices
from events.offsets import Offset, Unit
from events.programme import Programme
from events.quiet import Quiet
from events.registrations import Registrations
from events.switches import Switches
from sandbox.people import Person
from sandbox.server import Sandbox
from tests import databases
from tests.campaigns.audience import audience
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.seeds import fresh_database
from tests.clocks import MovedClock
from tests.delivering import BOT, owner_of
from tests.events_at import met, published
from tests.sending import Sending, sending

HOME = ZoneInfo("Europe/Brussels")
BEGINS = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
PEOPLE, SHORT, LONG = 12, 30, 1000
ANSWERS = 20.0  # seconds a call may take: a busy machine is not what this is about
LATER = timedelta(days=100)  # later than the last race
LATENCY, LONGEST_WAIT = 0.004, 0.06  # a change comes before, in the middle of, or after the sending


@dataclass(slots=True)
class Races:
    """What came of the races."""

    races: int = 0
    caught: int = 0
    """Reminders whose turn had not come when the change was committed."""
    sent: int = 0
    faults: list[str] = field(default_factory=list)


def renderers() -> Renderers:
    """Return what says in few words what is told: the kind, the event and its start."""
    made = Renderers()
    for kind in RunKind:
        made.register(kind_of(kind), _render)
    return made


def _render(session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
    notice = Notices(session, clock.now(), BOT, HOME).find(claimed.subject, claimed.chat or 0)
    if notice is None:
        return None
    event = notice.event
    return {"chat_id": claimed.chat, "text": f"{notice.kind} {event.id} {event.state} {event.starts}"}


async def race(
    post: Sending, clock: MovedClock, people: list[Person], dice: Random, races: Races, lost: asyncio.Event
) -> None:
    """Run one race, with an event of its own; without the place nothing is sent, and it does not count."""
    database, starts = post.database, clock.now() + timedelta(hours=2)
    number, id_ = races.races + 1, f"race-{starts:%Y%m%d%H%M}"

    def before(session: Session) -> None:
        published(session, clock, id_, starts=_wall(starts), ends=None, reminders=(Offset(1, Unit.HOURS),))
        for person in people:
            Registrations(session, clock).register(id_, person.id)

    def change(session: Session) -> dict[str, int]:
        """Move or cancel the event, and return what waited when that was decided, with how often it had been tried."""
        programme = Programme(session, clock)
        if dice.random() < 0.5:
            programme.reschedule(id_, _wall(starts + LATER))
        else:
            programme.cancel(id_)
        waiting = select(OutboxRow).where(OutboxRow.state == Fate.WAITING, OutboxRow.kind == _REMINDER)
        return {row.key: row.attempts for row in session.scalars(waiting.with_for_update())}

    await database.write(before)
    clock.moves(hours=1)
    await _look(post)
    await asyncio.sleep(dice.uniform(0, LONGEST_WAIT))
    caught = await database.write(change)
    await _look(post)
    rows = await _settled(database, len(people), lost)
    if lost.is_set():
        return
    judge(races, number, rows, caught, len(people))
    await database.write(_forget)


_REMINDER, _CHANGE = kind_of(RunKind.REMINDER), kind_of(RunKind.CHANGE)


def _meet(session: Session, clock: MovedClock, people: list[Person]) -> None:
    """Let the bot know people who never sleep."""
    met(session, clock, *(person.id for person in people))
    for person in people:
        Switches(session).be_quiet(person.id, Quiet(clock_time(), clock_time()))


def _wall(moment: datetime) -> Moment:
    local = moment.astimezone(HOME)
    return Moment(local.date(), clock_time(local.hour, local.minute))


async def _look(post: Sending) -> None:
    clock = post.clock
    await post.database.write(lambda session: Fanout(session, clock, BOT, HOME).look())
    post.sender.wake()


async def _settled(database: Database, people: int, lost: asyncio.Event) -> list[OutboxRow]:
    """Return all rows when none is on its way any more, or the place is lost."""
    end = time.monotonic() + 30
    while True:
        rows = list(await database.read(lambda session: session.scalars(select(OutboxRow)).all()))
        on_its_way = any(row.state in (Fate.WAITING, Fate.CLAIMED) for row in rows)
        if (len(rows) == 2 * people and not on_its_way) or time.monotonic() > end or lost.is_set():
            return rows
        await asyncio.sleep(0.01)


def judge(races: Races, number: int, rows: list[OutboxRow], caught: Mapping[str, int], people: int) -> None:
    """Note what came of one race, and each promise that was not kept."""
    reminders = [row for row in rows if row.kind == _REMINDER]
    changes = [row for row in rows if row.kind == _CHANGE]
    races.races += 1
    races.caught += len(caught)
    races.sent += sum(row.state == Fate.SENT for row in reminders)
    late = [row.key for row in reminders if row.key in caught and row.attempts > caught[row.key]]
    if late:
        races.faults.append(f"race {number}: {len(late)} reminders were sent after the change")
    told = sum(row.state == Fate.SENT for row in changes)
    if told != people:
        races.faults.append(f"race {number}: {told} of {people} were told of the change")


def _forget(session: Session) -> None:
    for row in session.scalars(select(OutboxRow)):
        session.delete(row)


async def raced(url: str, seed: int, count: int) -> Races:
    """Run so many races on one database."""
    database, clock, races, dice = open_database(url), MovedClock(BEGINS), Races(), Random(seed)
    try:
        async with Sandbox() as telegram:
            telegram.new_bot("helpdesk")
            people = await audience(telegram, PEOPLE)
            telegram.faults.latency = LATENCY
            await database.write(lambda session: _meet(session, clock, people))
            while races.races < count:
                await _some(database, telegram, clock, people, dice, count, races)
    finally:
        await database.close()
    return races


async def _some(
    database: Database,
    telegram: Sandbox,
    clock: MovedClock,
    people: list[Person],
    dice: Random,
    count: int,
    races: Races,
) -> None:
    """Run the races that are left, as far as nobody loses the place: on a busy machine a connection may be too slow."""
    owner = owner_of(database)
    await database.write(_forget)
    async with sending(database, telegram, clock, renderers(), owner=owner, answers=ANSWERS) as post:
        while races.races < count and not owner.lost.is_set():
            await race(post, clock, people, dice, races, owner.lost)


def run(choice: Choice) -> Iterator[Report]:
    """Run all, the databases side by side."""
    with ThreadPoolExecutor(len(choice.databases)) as threads:
        for job in as_completed([threads.submit(_on, kind, choice) for kind in choice.databases]):
            yield job.result()


def _on(kind: str, choice: Choice) -> Report:
    with ExitStack() as stack:
        server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
        with fresh_database(server) as (url, _):
            races = asyncio.run(raced(url, choice.seed, LONG if choice.long else SHORT))
    figures = {"races": races.races, "not yet sent at the change": races.caught, "sent before it": races.sent}
    name = f"races, {kind}, seed {choice.seed}"
    say(f"{name} is over: {figures}, {len(races.faults)} faults")
    return Report(name, figures, races.faults)
