"""The build that campaigns run: the real one, the real one with a tick that says numbered notices, or a broken one."""

import asyncio
import json
import sys
import time
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.__main__ import main
from bot.commands import running
from bot.serve import Service
from core.database import is_trouble
from delivery import pacer
from delivery.models import Priority
from delivery.outbox import Call, Outbox
from people.models import Member
from tests.campaigns.broken import BUILDS

EVERY = 4  # seconds between two notices
READERS = 6


class NoticeService(Service):
    """The service with something to say by itself: short-lived `may` messages, as the bot will have them later.

    The tick says each notice many times over; only the unique key makes it one.
    """

    async def _one_shift(self) -> None:
        ticking = asyncio.create_task(self._notices())
        try:
            await super()._one_shift()
        finally:
            ticking.cancel()

    async def _notices(self) -> None:
        while True:
            await asyncio.sleep(0.3)
            try:
                await self.owner.grouped(self._say_notices)
            except Exception as error:
                if not is_trouble(error):
                    raise

    def _say_notices(self, session: Session) -> None:
        number = int(time.time()) // EVERY
        outbox = Outbox(session, self.clock, self.bot_id)
        for reader in session.scalars(select(Member.id).order_by(Member.id.desc()).limit(READERS)):
            body = {"chat_id": reader, "text": f"Notice {number} for {reader}"}
            call = Call(f"notice/{reader}/{number}", "sendMessage", reader, body, priority=Priority.ARTICLE, must=False)
            outbox.call(call)


class MeasuredService(Service):
    """The service beside something that notes how late the loop comes back to it, and writes that down at the end."""

    async def run(self) -> None:
        """Run, measured."""
        late: list[float] = []
        measuring = asyncio.create_task(_note_lag(late))
        try:
            await super().run()
        finally:
            measuring.cancel()
            listed = sorted(late) or [0.0]
            places = {"p50": 0.5, "p99": 0.99, "most": 1.0}
            lag = {name: 1000 * listed[min(len(listed) - 1, int(at * len(listed)))] for name, at in places.items()}
            sys.stderr.write(f"lag {json.dumps({name: round(ms, 1) for name, ms in lag.items()})}\n")
            sys.stderr.flush()


async def _note_lag(late: list[float], every: float = 0.01) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(every)
        late.append(time.perf_counter() - begun - every)


def measured() -> None:
    """Swap one part; all else is the real one."""
    setattr(running, "Service", MeasuredService)  # noqa: B010  mypy would object to an assignment


def with_notices() -> None:
    """Swap one part; all else is the real one."""
    setattr(running, "Service", NoticeService)  # noqa: B010  mypy would object to an assignment


def hurried() -> None:
    """Let a group's minute be short: what is said there is not to take as long as Telegram's limits make it."""
    setattr(pacer, "GROUP_SECONDS", 0.3)  # noqa: B010  mypy would object to an assignment


CHANGES: dict[str, Callable[[], None]] = {"notices": with_notices, "hurried": hurried, "measured": measured, **BUILDS}


def run(changes: str = "") -> None:
    """Run the helpdesk as it is, or with changes such as `hurried+notices`; some break it in the way they are named."""
    for change in filter(None, changes.split("+")):
        CHANGES[change]()
    sys.argv = ["helpdesk", "run"]
    main()


if __name__ == "__main__":
    run(*sys.argv[1:])
