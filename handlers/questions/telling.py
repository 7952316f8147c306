"""Telling those who wanted to be told that there is an answer, whenever the knowledge has changed or an editor says so.

Who waits and what answers it are rows, so that nothing depends on who changed the knowledge and how: in the chat, in
the files, before a restart or after.
"""

import asyncio
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session
from telegram import Update

from core.press import number
from delivery import calls
from delivery.models import Priority
from delivery.outbox import KEPT_FOR, Call, Outbox
from handlers.context import Context, Work
from handlers.house import House
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, reader_for, respond
from knowledge.gaps import wish_words
from knowledge.gaps.editors_list import EditorsList
from knowledge.gaps.grouping import Missed, grouped, settled
from knowledge.gaps.news import Known
from knowledge.gaps.wishes import Wished, Wishes
from knowledge.library import Library
from knowledge.renewing import unlearned
from people.members import Members
from people.reader import Reader

Settlement = tuple[int, list[int], str]
"""A group's number, what of it is settled, and the id of what answers it."""
Told = tuple[Wished, str]


@dataclass(slots=True)
class Telling:
    """Follows the library in force; of what it saw last it keeps what was said there."""

    house: House
    _library: Library | None = None
    _known: Known = field(default_factory=Known)
    _matched: Known = field(default_factory=Known)
    """What wishes were last matched with."""

    async def look(self) -> None:
        """Take off the list what is answered by a new wording, and tell those who wait for what has an answer now."""
        library, known, matched = self.house.library, self._known, self._matched
        if library is not self._library:
            known = await asyncio.to_thread(Known.of, library)
            await self._settle(known.new_wordings(self._known))
            # One that has not learned yet is less sure of itself; nobody should be told something wrong by it.
            matched = matched if unlearned(library) else known
        await self._tell(library, matched.changed(self._matched))
        self._library, self._known, self._matched = library, known, matched

    async def _settle(self, new: dict[str, str]) -> None:
        house = self.house
        missed = await house.database.read(lambda session: EditorsList(session, house.clock).missed())
        found = await asyncio.to_thread(self._settlements, missed, new)
        if found:
            await house.database.write(partial(self._write, found))

    def _settlements(self, missed: Sequence[Missed], new: dict[str, str]) -> list[Settlement]:
        if not any(each.key in new for each in missed):
            return []
        groups = grouped(missed, self.house.clock.now().date())
        return [(group.number, ids, answer) for group, answer, ids in settled(groups, new)]

    def _write(self, found: Sequence[Settlement], session: Session) -> None:
        for group, ids, answer in found:
            EditorsList(session, self.house.clock).settle(group, ids, answer)

    async def _tell(self, library: Library, new: Set[str]) -> None:
        waiting = await self.house.database.read(self._waiting)
        for told in await asyncio.to_thread(_answered, waiting, library, new) if waiting else []:
            await self.house.database.write(partial(self._tell_one, library, told))
            self.house.wake()

    def _waiting(self, session: Session) -> list[tuple[Wished, Reader]]:
        clock = self.house.clock
        return [(each, self._reader(session, each.member)) for each in Wishes(session, clock).reachable()]

    def _reader(self, session: Session, member: int) -> Reader:
        return reader_for(self.house, Members(session, self.house.clock).known(member))

    def _tell_one(self, library: Library, told: Told, session: Session) -> None:
        """End a wish and say so, unless it has ended meanwhile."""
        (wished, entry), clock = told, self.house.clock
        question = Wishes(session, clock).question(wished.gap, wished.member)
        if not Wishes(session, clock).end(wished.gap, wished.member):
            return
        EditorsList(session, clock).settle(wished.gap, [wished.gap], entry)
        saying = wish_words.there_is_an_answer(
            wished.text, entry, library, self._reader(session, wished.member), question.id if question else 0
        )
        body, until = calls.message(wished.member, saying), max(wished.until, clock.now() + KEPT_FOR)
        Outbox(session, clock, self.house.bot_id).call(
            Call(wished.key, "sendMessage", wished.member, body, priority=Priority.CHANGE, expires_at=until)
        )


async def withdraw(update: Update, context: Context, rest: str) -> None:
    """Delete this person's wish to be told; of anybody else's nothing is said."""
    gap, visitor = number(rest), await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        ended = Wishes(work.session, work.clock).end(gap, visitor.user.id)
        return Reply(wish_words.withdrawn(visitor.reader.language, was_there=ended))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add the button that withdraws a wish."""
    registry.presses.on(wish_words.UNWISH, withdraw)


def _answered(waiting: Sequence[tuple[Wished, Reader]], library: Library, new: Set[str]) -> list[Told]:
    """Return which wishes have an answer: an editor's word for it, or what of the news clearly answers the question."""
    found = []
    for wished, reader in waiting:
        entry = wished.answer or (_match(wished, reader, library) if new else None)
        if entry is not None and library.holds(entry) and (wished.answer or entry in new):
            found.append((wished, entry))
    return found


def _match(wished: Wished, reader: Reader, library: Library) -> str | None:
    finding = library.find(wished.text, reader.languages)
    return finding.matches[0].id if finding.answered and finding.matches[0].id != wished.shown else None
