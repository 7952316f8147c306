"""Sends poison to a running helpdesk, and looks whether anybody has to suffer for it."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.serve import Service
from bot.settings import load_settings
from bot.web import SECRET_HEADER, WEBHOOK_PATH
from delivery.intake import read_update
from delivery.models import Handling, InboxRow
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.campaigns.choice import Report
from tests.campaigns.poison import addressed, draw_many, malformed
from tests.campaigns.process import free_port

SECRET = "campaign"
FIRST = 10_000_000  # the ids of poisoned updates; the local Telegram's own are far above
PER_CHAT = 3  # so few that nobody counts as flooding, with what they ask before and after
AT_ONCE = 16
OF_NOBODY = 2  # with those of `malformed`
SET_ASIDE = 60.0  # seconds in which the design's three attempts and their pauses are over
HEARD = 30.0  # seconds for an ordinary answer on a machine that is busy with poison


@dataclass(slots=True)
class Ward:
    """A helpdesk in this process, the people who are poisoned, and their neighbours who are not."""

    telegram: Sandbox
    service: Service
    task: asyncio.Task[None]
    session: aiohttp.ClientSession
    statuses: Counter[int] = field(default_factory=Counter)
    refused: list[bytes] = field(default_factory=list)
    slowest: float = 0.0
    asked: int = 0

    async def post(self, body: bytes) -> None:
        """Bring an update as Telegram does."""
        address = f"http://127.0.0.1:{self.service.http_port}{WEBHOOK_PATH}"
        async with self.session.post(address, data=body, headers={SECRET_HEADER: SECRET}) as response:
            self.statuses[response.status] += 1
            if response.status != 200:
                self.refused.append(body[:200])

    async def asks(self, person: Person, words: str) -> bool:
        """Let somebody say something that has one answer; say whether it came."""
        await person.says(words)
        begun = time.monotonic()
        try:
            await person.sees(f"There is no command {words} here", timeout=HEARD)
        except AssertionError:
            return False
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.asked += 1
        return True

    async def states(self) -> Counter[str]:
        """Return how many updates are in which state."""
        statement = select(InboxRow.state, func.count(InboxRow.id)).group_by(InboxRow.state)

        def read(session: Session) -> Counter[str]:
            return Counter({str(state): count for state, count in session.execute(statement)})

        if self.task.done():
            raise Ended from self.task.exception()
        return await self.service.database.read(read)

    async def troubles(self) -> Counter[str]:
        """Return what was set aside for which reason."""
        statement = select(InboxRow.trouble, func.count(InboxRow.id)).where(InboxRow.state == Handling.DEAD)

        def read(session: Session) -> Counter[str]:
            return Counter({str(why): count for why, count in session.execute(statement.group_by(InboxRow.trouble))})

        return await self.service.database.read(read)


class Ended(Exception):
    """The helpdesk has ended, which nothing that arrives may bring about."""


@asynccontextmanager
async def ward(url: str, folder: Path) -> AsyncIterator[Ward]:
    """Start all that is needed."""
    async with Sandbox() as telegram:
        bot, port = telegram.new_bot("helpdesk"), free_port()
        settings = load_settings(
            env_file=None,
            telegram_token=SecretStr(bot.token),
            telegram_api_url=telegram.url,
            database_url=url,
            data_dir=folder,
            http_port=port,
            metrics_port=0,
            send_rate=1000,
            webhook_url=f"http://127.0.0.1:{port}{WEBHOOK_PATH}",
            webhook_secret=SecretStr(SECRET),
        )
        service = Service(settings)
        task = asyncio.create_task(service.run())
        while not (service.ready and bot.webhook) and not task.done():  # noqa: ASYNC110  # no event tells of it
            await asyncio.sleep(0.01)
        async with aiohttp.ClientSession() as session:
            try:
                yield Ward(telegram, service, task, session)
            finally:
                service.stop()
                await asyncio.wait([task])


async def poisoned(url: str, folder: Path, count: int, seed: int) -> Report:
    """Send so much poison, and note everything that should not have come of it."""
    drawn = await asyncio.to_thread(draw_many, count, seed)
    async with ward(url, folder) as here:
        people = [here.telegram.new_person(f"Person {n}") for n in range(len(drawn) // PER_CHAT + 1)]
        faults = await _before(here, people)
        bodies = list(
            _few_of_nobody(addressed(each, people[n // PER_CHAT].id, FIRST + n) for n, each in enumerate(drawn))
        )
        neighbours = asyncio.create_task(_neighbours(here))
        begun = time.monotonic()
        await _all(here, [*bodies, *malformed(FIRST + len(bodies))])
        posted = time.monotonic()
        faults += await _set_aside(here)
        aside = time.monotonic()
        faults += await _afterwards(here, people)
        neighbours.cancel()
        faults += [f"a neighbour had no answer: {each}" for each in await _result(neighbours)]
        faults += [f"an update was not taken: {each!r}" for each in here.refused]
        troubles, states = await here.troubles(), await here.states()
    figures = {
        "seed": seed,
        "database": here.service.database.name,
        "updates": len(bodies),
        "chats": len(people),
        "handled": states[Handling.DONE],
        "dead": states[Handling.DEAD],
        "reasons": dict(troubles.most_common(8)),
        "posted_s": round(posted - begun, 1),
        "set_aside_s": round(aside - posted, 1),
        "ordinary_questions": here.asked,
        "slowest_answer_s": round(here.slowest, 2),
    }
    return Report(f"poison, {here.service.database.name}, seed {seed}", figures, faults)


def _few_of_nobody(bodies: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out most of what belongs to no chat: all of that is handled in turn, each with the pauses of a failure."""
    of_nobody = 0
    for body in bodies:
        of_nobody += read_update(body).lane == 0
        if of_nobody <= OF_NOBODY or read_update(body).lane:
            yield body


async def _before(here: Ward, people: Sequence[Person]) -> list[str]:
    """Let everybody open a chat."""
    heard = await asyncio.gather(*(here.asks(person, "/before") for person in people))
    return [f"{person} had no answer before" for person, each in zip(people, heard, strict=True) if not each]


async def _all(here: Ward, bodies: Sequence[bytes]) -> None:
    """Bring all of it, so much at once."""
    left = iter(bodies)

    async def bring() -> None:
        for body in left:
            await here.post(body)

    await asyncio.gather(*(bring() for _ in range(AT_ONCE)))


async def _set_aside(here: Ward) -> list[str]:
    end = time.monotonic() + SET_ASIDE
    while (await here.states())[Handling.WAITING]:
        if time.monotonic() > end:
            return [f"{(await here.states())[Handling.WAITING]} updates still wait after {SET_ASIDE} s"]
        await asyncio.sleep(0.1)
    return []


async def _afterwards(here: Ward, people: Sequence[Person]) -> list[str]:
    """Let everybody who was poisoned ask something ordinary."""
    places = asyncio.Semaphore(64)

    async def ask(person: Person) -> bool:
        async with places:
            return await here.asks(person, "/after")

    heard = await asyncio.gather(*map(ask, people))
    return [
        f"{person}, poisoned with {n * PER_CHAT} to {n * PER_CHAT + PER_CHAT - 1}, had no answer afterwards"
        for n, (person, each) in enumerate(zip(people, heard, strict=True))
        if not each
    ]


async def _neighbours(here: Ward) -> list[str]:
    """Let people who have nothing to do with it ask one thing after the other, until cancelled."""
    unheard: list[str] = []
    try:
        for number in itertools.count():
            person = here.telegram.new_person(f"Neighbour {number}")
            for words in ("/one", "/two", "/three"):
                unheard += [] if await here.asks(person, words) else [f"{person} {words}"]
    except asyncio.CancelledError:
        pass
    return unheard


async def _result(task: asyncio.Task[list[str]]) -> list[str]:
    await asyncio.wait([task])
    return task.result()
