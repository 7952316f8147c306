"""Everybody who has to do with a helpdesk at once: members, experts, coordinators, editors, and the content's files."""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.groups import Group
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.campaigns.patience import Unheard, Waiting

Story = Callable[["Town"], Awaitable[None]]


@dataclass(slots=True)
class Asked:
    """A request: its number, the word by which it is known, and whether its member still waits for an answer."""

    number: int
    mark: str
    told: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Town:
    """Who is there, what they have done so far, and whether the day is over: then nobody begins anything new."""

    telegram: Sandbox
    experts: Group
    elena: Person
    boris: Person
    lea: Person
    ada: Person
    content: Path
    dice: random.Random
    goers: list[Person]
    soon: dict[str, float]
    """The events that are about to start, and when (unix seconds) people are reminded of each."""
    waiting: Waiting = field(default_factory=Waiting)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    done: Counter[str] = field(default_factory=Counter)
    chats: list[tuple[Person, list[str]]] = field(default_factory=list)
    registered: dict[tuple[int, str], float] = field(default_factory=dict)
    moves: list[tuple[float, str]] = field(default_factory=list)
    requests: tuple[asyncio.Queue[Asked], ...] = field(default_factory=lambda: (asyncio.Queue(), asyncio.Queue()))
    """What waits for each of the two experts."""
    versions: dict[str, list[float]] = field(default_factory=lambda: {"dogs": [], "child": []})
    """When each version of two entries was there for all to read; the first is the version 1."""
    _people: int = 0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _serving: list[asyncio.Task[None]] = field(default_factory=list)

    def begins(self, asking: dict[Story, int], serving: list[Story]) -> None:
        """Let so many people live each story again and again; those who serve stay until nobody asks any more."""
        self._tasks = [self._task(story) for story, seats in asking.items() for _ in range(seats)]
        self._serving = [self._task(story, always=True) for story in serving]

    async def ends(self, within: float) -> None:
        """Let everybody come to an end; who does not in so many seconds has waited in vain."""
        self.over.set()
        self.waiting.calm = True
        _, late = await asyncio.wait(self._tasks, timeout=within)
        self.waiting.complaints += [f"{task.get_name()} did not come to an end" for task in late]
        await self.leaves()

    async def leaves(self) -> None:
        """Let everybody stop at once."""
        for task in (*self._tasks, *self._serving):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._serving, return_exceptions=True)

    def screens(self) -> str:
        """Return what everybody sees at the end."""
        lines = []
        for person in self.telegram.people:
            lines += [f"--- {person.name}", *(_shown(message) for message in person.screen())]
        for thread, name in self.experts.topics.items():
            lines += [f"--- topic {name}", *(_shown(m) for m in self.experts.messages if m.thread == thread)]
        return "\n".join(lines)

    def newcomer(self, name: str = "Member") -> Person:
        """Return somebody whom the helpdesk does not know."""
        self._people += 1
        return self.telegram.new_person(f"{name} {self._people}")

    def mark(self) -> str:
        """Return a word that nobody else says."""
        self._people += 1
        return f"q{self._people:05}"

    async def rests(self, least: float = 0.2, most: float = 1.0) -> None:
        """Let a moment pass."""
        await asyncio.sleep(self.dice.uniform(least, most))

    def _task(self, story: Story, *, always: bool = False) -> asyncio.Task[None]:
        name = getattr(story, "__name__", "somebody")
        return asyncio.create_task(self._again_and_again(story, name, always=always), name=name)

    async def _again_and_again(self, story: Story, name: str, *, always: bool) -> None:
        while always or not self.over.is_set():
            try:
                await story(self)
                self.done[name] += 1
            except Unheard as vain:
                self.waiting.complaints.append(f"{name}: {vain}")


def _shown(message: Message) -> str:
    whose = "" if message.from_bot else f" {message.author.get('first_name')}:"
    return f"{message.date} [{message.id}]{whose} {message.text[:160]!r} {message.buttons or ''}"


# --- members


async def asks_an_expert(town: Town) -> None:
    """Open a request, add something, and wait for the answer and the end."""
    member, mark, sees = town.newcomer(), town.mark(), town.waiting.sees
    await member.says(f"/expert How do others pay for {mark}?")
    await member.presses(await sees(member, mark, "Send now"), "Send now")
    card = await sees(member, rf"^Request \d+ ·[\s\S]*{mark}")
    asked = Asked(int(card.text.split()[1]), mark)
    await member.says(f"/add {asked.number} and for the roof of {mark}")
    await sees(member, rf"Added to request {asked.number}\b")
    town.requests[asked.number % 2].put_nowait(asked)
    try:
        await sees(member, rf"Answer to your request {asked.number}:[\s\S]*this is how {mark}", times=12)
    finally:
        asked.told.set()
    await sees(member, rf"Request {asked.number} (· closed|is closed)", times=12)


async def chats(town: Town) -> None:
    """Say one thing after the other without waiting."""
    person = town.newcomer()
    await person.says("/start")
    words = [f"/nr{person.id}x{number}" for number in range(8)]
    for each in words:
        await town.rests(0.1, 0.8)
        await person.says(each)
    await town.waiting.sees(person, f"There is no command {words[-1]} here")
    town.chats.append((person, words))


async def reads(town: Town) -> None:
    """Ask what two entries say, both of which change all the time: nothing older than what was published is told."""
    for entry, words, told in (
        ("dogs", "Are dogs allowed?", r"guide dogs|Dogs, version (\d+)\."),
        ("child", "price of tickets for children", r"children come in free|Children, version (\d+)\."),
    ):
        person, at = town.newcomer(), time.time()
        known = sum(at - each > TAKES_EFFECT for each in town.versions[entry])
        await person.says(words)
        message = await town.waiting.sees(person, told)
        found = re.search(told, message.text)
        if int((found and found[1]) or 0) < known:
            town.waiting.complaints.append(f"version {known} of {entry} was published and {message.text[:40]!r} told")
        await town.rests()


TAKES_EFFECT = 20.0  # seconds: with a start after a kill in between


async def comes_to_events(town: Town) -> None:
    """Register for all events that people are still to be reminded of, one by one."""
    if not town.goers:
        await town.over.wait()
        return
    person = town.goers.pop()
    for event, at in town.soon.items():
        if at - time.time() > 20:
            await _registers(town, person, event)
    await _registers(town, person, "moved")


async def _registers(town: Town, person: Person, event: str) -> None:
    await person.says(f"/register {event}")
    await town.waiting.sees(person, rf"(?i)You are registered[\s\S]*{event}|{event}[\s\S]*You are registered")
    town.registered[person.id, event] = time.time()
    await town.rests()


# --- those who serve


async def elena_answers(town: Town) -> None:
    """Answer every second request."""
    await _serves(town, town.elena, await town.requests[0].get())


async def boris_answers(town: Town) -> None:
    """Answer the others."""
    await _serves(town, town.boris, await town.requests[1].get())


async def _serves(town: Town, expert: Person, asked: Asked) -> None:
    """Take a request, answer it by a reply to its card, send that, and close it."""
    number, group, sees = asked.number, town.experts, town.waiting.sees

    async def looks_it_up() -> None:
        await expert.says(f"/history {number}")

    words = f"Well, this is how {asked.mark} is paid for."
    card = await sees(expert, rf"Request {number} ·[\s\S]*{asked.mark}", in_=group, again=looks_it_up, times=12)
    if town.dice.random() < 0.5:
        await expert.says(f"/take {number}")
        await sees(expert, rf"Request {number} is with you|With {expert.name}")
    await expert.replies(card, words)
    await expert.presses(await _previewed(town, expert, card, words, number), "Send")
    await asked.told.wait()
    await expert.says(f"/close {number} Answered")
    await sees(expert, rf"Request {number} is closed")


async def _previewed(town: Town, expert: Person, card: Message, words: str, number: int) -> Message:
    """Return the preview of an answer; a card that came twice may be the one nobody knows, a command does the same."""
    pattern, sees = rf"not sent yet[\s\S]*{words}", town.waiting.sees

    async def replies() -> None:
        await expert.replies(card, words)

    try:
        return await sees(expert, pattern, "Send", in_=town.experts, again=replies, times=2)
    except Unheard:  # it has been calm for a while
        town.done["answered by a command"] += 1
        await expert.says(f"/reply {number} {words}")
        return await sees(expert, pattern, "Send")


async def lea_moves_an_event(town: Town) -> None:
    """Move an event to another day, and tell all who come."""
    day = f"{1 + len(town.moves) % 28}"
    said = await town.lea.says(f"/reschedule moved {day}.12.2027 14:00")
    preview = await town.waiting.sees(town.lea, "This is what changes", "Change and tell", after=said.id)
    await town.lea.presses(preview, "Change and tell")
    await town.waiting.sees(town.lea, "is changed", after=preview.id)
    town.moves.append((time.time(), f"{day} December 2027"))
    await town.rests(10, 16)


async def ada_edits(town: Town) -> None:
    """Publish another answer."""
    number, ada, sees = len(town.versions["dogs"]) + 1, town.ada, town.waiting.sees
    said = await ada.says("/edit dogs answer")
    asked = await sees(ada, "Please send the new text", after=said.id)
    await ada.says(f"Dogs, version {number}.")
    preview = await sees(ada, rf"Dogs, version {number}\.", "Publish", after=asked.id)
    await ada.presses(preview, "Publish")
    await sees(ada, "Published", after=preview.id)
    town.versions["dogs"].append(time.time())
    await town.rests(12, 18)  # with three messages and a press each time, she is to send fewer than what is a flood


async def somebody_writes_a_file(town: Town) -> None:
    """Put another answer into a file of the content."""
    file = town.content / "faq" / "visit" / "tickets-child.md"
    words = re.sub(r"Nothing: children come in free\.|Children, version \d+\.", "{}", file.read_text())
    new = file.with_suffix(".new")
    new.write_text(words.format(f"Children, version {len(town.versions['child']) + 1}."))
    new.replace(file)
    town.versions["child"].append(time.time())
    await town.rests(4, 8)
