"""The library in force follows the content files and what coordinators publish, while the helpdesk runs."""

import asyncio
import datetime as dt
import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from bot import learning
from bot.learning import NotLearned
from bot.programme import ContentEvents
from delivery.owner import Owner
from handlers.clock import tell_trouble
from handlers.house import House
from handlers.reports import KNOWLEDGE
from knowledge.editing.edits import Edits
from knowledge.editing.overlay import Held, Overlay
from knowledge.files.reading import NoContent, content_files
from knowledge.in_force import InForce
from knowledge.library import Library
from knowledge.renewing import lesson, renewed, taught, unlearned
from people.alarms import Alarms

log = structlog.get_logger(__name__)

MOST_TOLD = 5
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
Stamp = tuple[int, int]
Signature = frozenset[tuple[str, int, int, int]]


@dataclass(slots=True)
class Renewal:
    """Builds a new library beside the old one whenever files or edits have changed, and puts it in its place.

    Of a broken file what was there before stays in force. Coordinators hear of what is broken, once.
    """

    house: House
    owner: Owner
    files: Signature
    """Of what the library at the start was read from, without any edit."""
    folder: Path
    """Where it is remembered what was learned from the knowledge."""
    _seen: tuple[Signature, Stamp] | None = None
    _redundant: list[int] = field(default_factory=list)
    _troubles: tuple[str, ...] = ()
    _confirmed: tuple[str, ...] | None = None
    _learning: asyncio.Task[None] | None = None
    _not_before: dt.datetime | None = None
    _pause: dt.timedelta = FIRST_PAUSE
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    programme: ContentEvents = field(init=False)

    def __post_init__(self) -> None:
        """Follow the file of events as well, which names topics and guides of the knowledge."""
        self.programme = ContentEvents(self.house, self.owner)

    async def look(self) -> None:
        """Renew the library if anything has changed; done when it is in force."""
        async with self._turn:
            files = await asyncio.to_thread(signature, self.house.content_dir)
            stamp = await self.house.database.read(self._stamp)
            if self._seen != (files, stamp):
                stamp, held = await self.house.database.read(self._stamp_and_edits)
                if self._seen is None and not held and files == self.files:
                    self._found(InForce(self.house.library.content, Overlay()).troubles)
                else:
                    await self._renew(held)
                self._seen = files, stamp

    async def renew(self) -> None:
        """Do the same after a publication; a failure here is left to the next look."""
        try:
            await self.look()
        except Exception:
            log.exception("the knowledge could not be renewed at once")

    async def watch(self, *, owns: bool) -> None:
        """Look, and as the owner of the data take over events, tell what is broken and tidy away what files say by now.

        What is broken at one look alone was perhaps half written; it is told if it is so at the next one, too.
        """
        before = self._troubles
        await self.look()
        if not owns:
            return
        await self.programme.look()
        if self._troubles == before and self._troubles != self._confirmed:
            await self.owner.grouped(self._tell)
            self._confirmed = self._troubles
            self.house.wake()
        if self._redundant:
            await self.house.database.write(self._leave_to_files)
            self._redundant = []

    async def teach(self) -> None:
        """See to it that a plain library learns from its phrasings, beside everything else; what fails, later again."""
        waits = self._not_before is not None and self.house.clock.now() < self._not_before
        if not waits and not self.learns:
            self._learning = asyncio.create_task(self._learn_quietly())

    @property
    def learns(self) -> bool:
        """Whether something is being learned now."""
        return self._learning is not None and not self._learning.done()

    async def close(self) -> None:
        """Leave alone what is being learned."""
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.wait([self._learning])

    async def _learn_quietly(self) -> None:
        try:
            await self.learn()
        except NotLearned as failure:
            if self._not_before is None:
                log.warning("the matching could not learn from the knowledge, and goes on plain", reason=str(failure))
            self._put_off()
        except Exception:
            log.exception("the matching could not learn from the knowledge, and goes on plain")
            self._put_off()
        else:
            self._not_before, self._pause = None, FIRST_PAUSE

    def _put_off(self) -> None:
        self._not_before, self._pause = self.house.clock.now() + self._pause, min(2 * self._pause, LONGEST_PAUSE)

    async def learn(self) -> None:
        """Let the phrasings be learned of which the library is still plain; then put the learned one in its place.

        It takes half a minute, and whatever was learned until then counts, also of a library that came meanwhile.
        Raises `NotLearned`.
        """
        before, failure = self.house.library, None
        if not unlearned(before):
            return
        try:
            await learning.learn_apart(lesson(before), self.folder)
        except NotLearned as error:
            failure = error
        if not await self._learned() and failure is None and self.house.library is before:
            failure = NotLearned("it left nothing that can be read")
        if failure is not None:
            raise failure

    async def _learned(self) -> bool:
        """Take over what is learned by now; say whether anything is."""
        async with self._turn:
            library = self.house.library
            new = await asyncio.to_thread(taught, library, self.folder)
            if new.learned.keys() == library.learned.keys():
                return False
            self._put(new)
            log.info("the matching has learned from the knowledge", languages=len(new.learned))
            return True

    async def _renew(self, held: Sequence[Held]) -> None:
        before = self.house.library
        try:
            read, library = await asyncio.to_thread(renewed, self.house.content_dir, held, before)
        except NoContent as problem:
            self._found((str(problem),))
            return
        self._put(library)
        self._redundant = list(read.overlay.redundant)
        self._found(read.troubles)
        log.info("the knowledge was renewed", entries=len(library.entries()), guides=len(library.guides()))

    def _put(self, library: Library) -> None:
        self.house.library = library
        # What stays for hours need not be looked through for garbage again and again, while everybody waits.
        gc.freeze()

    def _found(self, troubles: tuple[str, ...]) -> None:
        for each in set(troubles) - set(self._troubles):
            log.warning("something in the knowledge is broken; what was there before stays in force", what=each)
        for each in set(self._troubles) - set(troubles):
            log.info("this is mended in the knowledge", what=each)
        self._troubles = troubles

    def _stamp(self, session: Session) -> Stamp:
        return Edits(session, self.house.clock).stamp()

    def _stamp_and_edits(self, session: Session) -> tuple[Stamp, list[Held]]:
        return self._stamp(session), Edits(session, self.house.clock).held()

    def _tell(self, session: Session) -> None:
        lines = [*self._troubles[:MOST_TOLD], *(["…"] if len(self._troubles) > MOST_TOLD else [])]
        Alarms(session, self.house.clock).stands(KNOWLEDGE, "\n".join(lines))
        tell_trouble(self.house, session)

    def _leave_to_files(self, session: Session) -> None:
        Edits(session, self.house.clock).leave_to_files(self._redundant)


def signature(directory: Path) -> Signature:
    """Return what changes whenever a file of the knowledge does."""
    faq, long = content_files(directory, {})
    return frozenset(_stat(file) for file in (directory / "profile.yaml", directory / "facts.yaml", *faq, *long))


def _stat(file: Path) -> tuple[str, int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return str(file), 0, 0, 0
    return str(file), found.st_mtime_ns, found.st_size, found.st_ino
