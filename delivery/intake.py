"""Takes in what Telegram sends: written down first, understood later."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.database import Database, is_trouble
from core.failpoint import failpoint
from delivery import inbox_queries
from delivery.health import Health
from delivery.metrics import DeliveryMetrics
from delivery.models import Handling, InboxRow
from delivery.reports import About, Report

log = structlog.get_logger(__name__)

MOST_BYTES = 1_000_000  # what Telegram sends is far smaller
KEPT = 4000  # bytes of what cannot be read
PATIENCE = 7.0  # seconds without an answer, more than SQLite waits for a lock, after which a database is silent
_WIDEST = 2**63 - 1
ORDER_LOCK = 1_618_033_988  # any number that nothing else in this database locks
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it is written down; without an id it cannot be handled and is set aside at once."""

    update_id: int | None
    lane: int
    body: str
    trouble: str | None = None


def read_update(raw: bytes) -> Arrival:
    """Read as little as can be: the id, and whose it is. Nothing that arrives makes this fail."""
    try:
        return arrival(json.loads(raw))
    except (ValueError, RecursionError):
        return unreadable(raw)


def unreadable(raw: bytes) -> Arrival:
    """Return what is kept of something that is not JSON; its id, if it seems to have one, so that it is confirmed."""
    found = _UPDATE_ID.search(raw)
    return Arrival(int(found[1]) if found else None, 0, json.dumps(raw.decode("latin-1")[:KEPT]), "not JSON")


def arrival(update: Any) -> Arrival:
    """Return what is kept of a parsed update: ASCII JSON, in which no character can trouble a database."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    try:
        body = json.dumps(update)
    except (ValueError, RecursionError):
        return Arrival(update_id if _is_id(update_id) else None, 0, "{}", "cannot be written as JSON")
    if not _is_id(update_id):
        return Arrival(None, 0, body, "no update_id")
    return Arrival(update_id, lane_of(update), body)


def lane_of(update: dict[str, Any]) -> int:
    """Return the chat an update belongs to, else the person, else 0: what shares a lane is handled in order."""
    for event in update.values():
        if isinstance(event, dict):
            found = _chat_of(event) or _chat_of(event.get("message")) or _id_in(event, "from") or _id_in(event, "user")
            return found or _number(event.get("user_chat_id"))
    return 0


def _chat_of(event: Any) -> int:
    return _id_in(event, "chat")


def _id_in(event: Any, field: str) -> int:
    whose = event.get(field) if isinstance(event, dict) else None
    return _number(whose.get("id")) if isinstance(whose, dict) else 0


def _number(value: Any) -> int:
    return value if _is_id(value) else 0


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _WIDEST


@dataclass(frozen=True, slots=True)
class Bringing:
    """What one caller brought, and whether it is on disk yet."""

    rows: list[dict[str, Any]]
    written: asyncio.Future[None]


class Intake:
    """Writes down what arrives; when `receive` returns, it is on disk and may be acknowledged."""

    def __init__(
        self, database: Database, clock: Clock, bot_id: int, metrics: DeliveryMetrics, wake: Callable[[], None]
    ) -> None:
        self._database, self._clock, self._bot_id, self._metrics, self._wake = database, clock, bot_id, metrics, wake
        self.health = Health(clock, metrics)
        self._gathered: list[Bringing] = []
        self._writing: asyncio.Task[None] | None = None

    async def receive(self, arrivals: Iterable[Arrival]) -> None:
        """Write these down, each at most once; if this raises, nothing of it may be acknowledged."""
        rows = [self._row(each) for each in arrivals]
        if not rows:
            return
        bringing = Bringing(rows, asyncio.get_running_loop().create_future())
        self._gathered.append(bringing)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await bringing.written
        self._wake()

    async def feels(self) -> None:
        """Find out whether updates could be written down, were there any; tell of a longer time without it."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._database.grouped(self._comes_and_goes)
        except Exception as error:
            if not is_trouble(error):
                raise
            self.health.troubled(error)
        else:
            self.health.works()
            await self._tell()

    def _comes_and_goes(self, session: Session) -> None:
        """Write as for an update: a database that is full or read-only can still be asked."""
        row = InboxRow(**self._row(Arrival(None, 0, "{}")) | {"state": Handling.DEAD})
        session.add(row)
        session.flush()
        session.delete(row)

    async def _tell(self) -> None:
        outage = self.health.untold
        if outage is not None:
            report = Report(About.DATABASE, detail=f"{outage.seconds} {outage.reason.name}")
            await self._database.grouped(lambda session: report.put(session, self._bot_id, self._clock.now()))
            self.health.untold = None
            self._wake()

    async def _write(self) -> None:
        """Write what has gathered with one statement; what arrives meanwhile gathers for the next one."""
        try:
            while self._gathered:
                together, self._gathered = self._gathered, []
                await self._write_together(together)
        finally:
            self._writing = None

    async def _write_together(self, together: list[Bringing]) -> None:
        rows = [row for bringing in together for row in bringing.rows]
        try:
            new = await self._database.urgent(lambda session: write_down(session, rows))
        except Exception as error:  # noqa: BLE001  each goes to who brought something
            await self._failed(together, error)
            return
        failpoint("intake.committed")
        self.health.works()
        self._metrics.received.inc(new)
        for bringing in together:
            if not bringing.written.done():
                bringing.written.set_result(None)

    async def _failed(self, together: list[Bringing], error: Exception) -> None:
        """Let one that cannot be written fail alone; trouble with the database is everybody's."""
        if is_trouble(error):
            self.health.troubled(error)
        if len(together) > 1 and not is_trouble(error):
            for bringing in together:
                await self._write_together([bringing])
            return
        for bringing in together:
            if not bringing.written.done():
                bringing.written.set_exception(error)

    def _row(self, each: Arrival) -> dict[str, Any]:
        if each.trouble:
            log.warning("an update cannot be handled and was set aside", trouble=each.trouble)
        state = Handling.DEAD if each.trouble else Handling.WAITING
        return {
            "bot_id": self._bot_id,
            "update_id": each.update_id,
            "lane": each.lane,
            "body": each.body,
            "received_at": self._clock.now(),
            "state": state,
            "attempts": 0,
            "trouble": each.trouble,
        }


def write_down(session: Session, rows: list[dict[str, Any]]) -> int:
    """Insert those that are not there yet; a second delivery of the same update changes nothing."""
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        # Ids are given out in the order of inserts and must be seen in it, or a chat's second update goes first.
        session.execute(inbox_queries.one_after_the_other(), {"number": ORDER_LOCK})
        new = len(session.connection().execute(inbox_queries.new_updates(), rows).all())
    else:
        values = {"rows": inbox_queries.listed(rows)}
        new = session.connection().execute(inbox_queries.new_updates_at_once(), values).rowcount
    failpoint("intake.commit")
    return new
