"""The events of the content folder, taken over at the start and whenever the file, or what it names, changes."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from bot.content import events_of, known_in
from core.database import is_trouble
from core.reasons import in_short
from delivery.owner import Owner
from events.file import EventsFile, Known
from events.importing import Imported, Importing, Source
from events.written import WrittenEvent
from handlers.clock import tell_trouble
from handlers.house import House
from handlers.reports import PROGRAMME
from people.alarms import Alarms

log = structlog.get_logger(__name__)

MOST_TOLD = 5
Stamp = tuple[tuple[int, int, int] | None, Known]


@dataclass(slots=True)
class ContentEvents:
    """Follows `events.yaml`; of a broken file nothing is taken, and coordinators hear of it once."""

    house: House
    owner: Owner
    _seen: Stamp | None = None
    _broken: Stamp | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def begin(self) -> None:
        """Do the same before anybody is answered; trouble with the database is for the next look."""
        try:
            await self.look()
        except Exception as error:
            if not is_trouble(error):
                raise
            log.warning("the events are read a little later", **in_short(error))

    async def look(self) -> None:
        """Take the file over if it has changed, or the topics and guides that it names; for the owner of the data.

        What is broken at one look alone was perhaps half written; it is told if it is so at the next one, too.
        """
        async with self._turn:
            directory, content = self.house.content_dir, self.house.library.content
            stamp = _stat(directory / "events.yaml"), known_in(content)
            if stamp == self._seen:
                return
            file = await asyncio.to_thread(events_of, directory, content)
            if not file.refused:
                imported = await self.owner.grouped(partial(self._take_over, file.events))
                _say(imported)
            elif self._broken != stamp:
                self._broken = stamp
                return
            else:
                await self.owner.grouped(partial(self._tell, _problems(file)))
            self._seen, self._broken = stamp, None
            self.house.wake()

    def _take_over(self, events: tuple[WrittenEvent, ...], session: Session) -> Imported:
        Alarms(session, self.house.clock).stands(PROGRAMME, "")
        return Importing(session, self.house.clock).take_over(events, Source.CONTENT)

    def _tell(self, problems: list[str], session: Session) -> None:
        for problem in problems:
            log.error("the events are left as they are", problem=problem)
        lines = [*problems[:MOST_TOLD], *(["…"] if len(problems) > MOST_TOLD else [])]
        Alarms(session, self.house.clock).stands(PROGRAMME, "\n".join(lines))
        tell_trouble(self.house, session)


def _say(imported: Imported) -> None:
    log.info("the events were read", added=len(imported.added), changed=len(imported.changed))


def _problems(file: EventsFile) -> list[str]:
    return [f"{each.file.name}:{each.line}: {each.sentence}" for each in file.problems]


def _stat(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
