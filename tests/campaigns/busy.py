"""Members, experts and a coordinator at a desk: what each of them may do next, and what must come of it."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from delivery.models import Fate, OutboxRow
from sandbox.people import Person
from sandbox.screen import Message
from tests.campaigns import evidence
from tests.campaigns.relayed import Judged, Told, judge
from tests.experts import Desk
from tickets.models import Copy, Request
from tickets.states import OPEN, Role, State, Topic

T = TypeVar("T")
PATIENCE = 60.0
MOST_OPEN = 2
MEMBERS_DO = ("adds", "adds", "edits", "withdraw", "reopen", "asks", "comes and goes")
EXPERTS_DO = ("both take", "remarks", "reply", "reply", "askback")


@dataclass(slots=True)
class Busy:
    """Does what fits, and writes down what must come of it; what does not fit what there is does nothing."""

    desk: Desk
    told: Told = field(default_factory=Told)
    said: dict[int, list[Message]] = field(default_factory=dict)
    """What members have added to each request."""
    count: int = 0

    async def member_does(self, what: str, number: int) -> None:
        """Let the member of a request do something, one of `MEMBERS_DO`."""
        member = await self.member_of(number)
        match what:
            case "adds":
                await self.adds(number)
            case "edits":
                await self.edits(number)
            case "asks":
                await self.asks(member)
            case "comes and goes":
                await self.comes_and_goes(member)
            case _ if not member.chat().blocked:
                await member.says(f"/{what} {number}")

    async def expert_does(self, what: str, expert: Person, number: int) -> None:
        """Let an expert do something with a request, one of `EXPERTS_DO`."""
        match what:
            case "both take":
                await self.both_take(number)
            case "remarks":
                await self.remarks(expert, number)
            case _:
                await self.answers(expert, number, what)

    # --- members

    async def asks(self, member: Person) -> None:
        """Send a request, unless a few are open."""
        mine = Request.member_id == member.id, Request.state != State.CLOSED
        count = select(func.count(Request.id)).where(*mine)
        if member.chat().blocked or (await self.found(count) or 0) >= MOST_OPEN:
            return
        words = self.words("question", member)
        said = await member.says(f"/expert {words}")
        self.told.by[member.id].append(words)
        await self.until(lambda: self._sends(member, said.id), "the intake does not begin")

    async def adds(self, number: int) -> None:
        """Reply to a card; what is closed takes nothing more."""
        request, member = await self.request(number), await self.member_of(number)
        card = self.card_of(member, number)
        if request is None or card is None or member.chat().blocked:
            return
        words = self.words("addition", member)
        said = await member.replies(card, words)
        if request.state in OPEN:
            self.told.by[member.id].append(words)
            self.said.setdefault(number, []).append(said)

    async def edits(self, number: int) -> None:
        """Change the last words that were added."""
        request, said, member = await self.request(number), self.said.get(number), await self.member_of(number)
        if request is not None and said and request.state in OPEN and not member.chat().blocked:
            words = self.words("new words", member)
            self.told.now[self.told.first(said[-1].text)] = words
            said[-1] = await member.edits(said[-1], words)

    async def comes_and_goes(self, member: Person) -> None:
        """Block the bot, or come back."""
        if member.chat().blocked:
            await member.starts()
        elif member.chat().started:
            member.blocks()

    # --- experts

    async def both_take(self, number: int) -> None:
        """Take it at the same moment."""
        card = await self.known(number)
        if card is not None and _has(card, f"Take {number}"):
            await asyncio.gather(*(each.presses(card, f"Take {number}") for each in (self.desk.elena, self.desk.boris)))

    async def remarks(self, expert: Person, number: int) -> None:
        """Say something that must not leave the topic."""
        card = await self.known(number)
        if card is not None:
            self.told.internal.append(self.words("remark", expert))
            await expert.says(self.told.internal[-1], self.desk.experts, card.thread)

    async def answers(self, expert: Person, number: int, command: str) -> None:
        """Open a preview, and send it; where it may not be sent, it must not be."""
        request, card = await self.request(number), await self.known(number)
        if request is None or card is None:
            return
        words = self.words("answer", expert)
        may = request.state in OPEN and request.owner_id in (None, expert.id)
        if not may:
            self.told.internal.append(words)
        await expert.says(f"/{command} {number} {words}", self.desk.experts, card.thread)
        if may:
            self.told.to[request.member_id].append(words)
            await self.until(lambda: self._presses_send(expert, words), f"no preview shows {words!r}")

    async def types(self, expert: Person, words: str, number: int) -> None:
        """Type a command in the topic, or in the group if there is none."""
        card = await self.known(number)
        await expert.says(words, self.desk.experts, card.thread if card is not None else None)

    async def removes_topic(self, number: int) -> None:
        """Remove the topic with all in it."""
        request = await self.request(number)
        if request is not None and request.topic == Topic.THERE and request.thread_id in self.desk.experts.topics:
            await self.desk.lea.deletes_topic(self.desk.experts, request.thread_id or 0)

    async def waits(self, hours: int) -> None:
        """Let all become quiet, and then time pass, if nobody's messages wait meanwhile."""
        await self.quiet()
        if hours and not any(person.chat().blocked for person in (self.desk.maria, self.desk.jonas)):
            self.desk.later(hours=hours)

    # --- looking

    async def judged(self) -> Judged:
        """Let everybody come back and all become quiet; return what became of everything."""
        for person in (self.desk.maria, self.desk.jonas):
            if person.chat().blocked:
                await person.starts()
        await self.quiet()
        for _ in range(4):
            self.desk.later(minutes=2)  # a topic whose removal was found only now is made again after a while
            with contextlib.suppress(AssertionError):  # what is held for ever is found by the judge
                await self.until(self._is_let_go, "something is held for ever")
            await self.quiet()  # what is done again and again may just have found something to say
            judged = await self._read(self._judge)
            if not judged.faults:
                break
        return judged

    async def quiet(self) -> None:
        """Wait, without any more trouble, until nothing is left to do."""
        self.desk.telegram.faults.clear()
        await self.until(self._is_quiet, "it does not become quiet")

    async def decided(self) -> None:
        """Wait until all that arrived is decided."""
        await self.until(self._is_decided, "something is never decided")

    async def member_of(self, number: int) -> Person:
        """Return whose request it is."""
        request = await self.request(number)
        mine = request is not None and request.member_id == self.desk.jonas.id
        return self.desk.jonas if mine else self.desk.maria

    async def request(self, number: int) -> Request | None:
        """Return a request that was sent."""
        found = await self._read(lambda session: session.get(Request, number))
        return found if found is not None and found.state != State.DRAFT else None

    async def known(self, number: int) -> Message | None:
        """Return the newest card of a request in the group."""
        where = Copy.request_id == number, Copy.role == Role.CARD, Copy.chat_id == self.desk.experts.id
        wanted = await self.found(select(func.max(Copy.message_id)).where(*where))
        return next((message for message in self.desk.experts.messages if message.id == wanted), None)

    def card_of(self, member: Person, number: int) -> Message | None:
        """Return a member's newest card of a request."""
        shown = [each for each in member.screen() if each.from_bot and each.text.startswith(f"Request {number} ·")]
        return shown[-1] if shown else None

    def words(self, what: str, person: Person) -> str:
        """Return words that nobody else says."""
        self.count += 1
        return f"{what} {self.count} by {person.name};"

    async def found(self, statement: Select[Any]) -> int | None:
        """Return what a statement finds."""
        return await self._read(lambda session: session.scalar(statement))

    async def until(self, is_so: Callable[[], Awaitable[bool]], otherwise: str) -> None:
        """Wait until it is so; AssertionError if it does not become so."""
        end = time.monotonic() + PATIENCE
        while not await is_so():
            assert time.monotonic() < end, otherwise
            await asyncio.sleep(0.02)

    async def _sends(self, member: Person, after: int) -> bool:
        """Press the button that sends if it is there by now; whether it was."""
        shown = [each for each in member.screen() if each.id > after and _has(each, "Send now")]
        if shown:
            await member.presses(shown[-1], "Send now")
        return bool(shown)

    async def _presses_send(self, expert: Person, words: str) -> bool:
        for message in reversed(self.desk.experts.messages):
            if message.from_bot and words in message.text and _has(message, "Send"):
                await expert.presses(message, "Send")
                return True
        return False

    async def _is_decided(self) -> bool:
        arrived = await self._read(evidence.inbox)
        return not self.desk.telegram.bot.updates.pending and all(each.state != "waiting" for each in arrived)

    def _judge(self, session: Session) -> Judged:
        return judge(session, self.desk.telegram, self.desk.experts.id, self.told)

    async def _is_let_go(self) -> bool:
        return await self.found(select(func.count(OutboxRow.id)).where(OutboxRow.state == Fate.HELD)) == 0

    async def _is_quiet(self) -> bool:
        return not self.desk.telegram.bot.updates.pending and await self._read(evidence.undone) == 0

    async def _read(self, look: Callable[[Session], T]) -> T:
        return await self.desk.service.database.read(look)


def _has(message: Message, label: str) -> bool:
    return any(label in row for row in message.buttons)
