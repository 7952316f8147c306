"""People who write all the time, and know which answer each of their messages must get."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.entries import Content
from knowledge.library import Finding, Library
from knowledge.whole_messages import Phrases
from people.flood import MESSAGES
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox

LINES = MESSAGES - 6  # what one person says; an album counts more than once, and a question at the end is still free
MOST_OPEN = 4
PATIENCE = 10.0  # seconds for an answer; then somebody else comes
MOST_ANSWERED = 40
NOTICE = "Notice "  # what begins so was not asked for
PHRASES = (
    "good practice",
    "peer review",
    "report costs",
    "How tall is the Eiffel tower?",
    "Is it going to rain tomorrow?",
    "zxqv blorp 99",
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is said (a picture album if there are no words), and what the answer begins with."""

    words: str
    mark: str

    def is_answered_by(self, text: str) -> bool:
        """Whether this may be the answer."""
        return text.startswith(self.mark)


@dataclass(frozen=True, slots=True)
class Said:
    """A line that somebody said, in which chat, when, and as which updates it left."""

    chat: int
    line: Line
    updates: tuple[int, ...]
    at: float


START = Line("/start", "This is the automatic assistant of")
HELP = Line("/help", "Type your question in your own words")
ALBUM = Line("", "This assistant understands written words only")
CHOOSE, UNKNOWN = "Several answers come close", "None of the checked answers fits"


class Lines:
    """What can be said: questions of the knowledge, some that fit several entries, some that fit none.

    What is learned of it is kept in a folder, for the helpdesk that is asked. What somebody asked just before may
    change what is found; so only such questions are said as always find the same.
    """

    def __init__(self, content: Content, learned: Path) -> None:
        library = Library.prepared(content, learned)
        titles = [entry.in_language(("en",), "en").title for entry in content.entries]
        small_talk = Phrases.load()
        asked = [words for words in (*titles, *PHRASES) if small_talk.kind_of(words) is None]
        findings = {words: library.find(words, ("en",)) for words in asked}
        clear = [(words, each.matches[0]) for words, each in findings.items() if each.answered][:MOST_ANSWERED]
        self.answered = [Line(words, match.title) for words, match in clear]
        ids = [match.id for _, match in clear]
        steady = {words: each for words, each in findings.items() if _is_steady(library, words, each, ids)}
        self.unknown = [Line(words, UNKNOWN) for words, each in steady.items() if not each.offered]
        # Somebody who was offered several entries at once takes the first: the order of handling decides what that is.
        self.choices = [
            (Line(words, CHOOSE), Line("1", each.offered[0].title))
            for words, each in steady.items()
            if len(each.offered) > 1
        ]

    def script(self, dice: random.Random, person: int) -> Iterator[Line]:
        """Yield what one person says; no two neighbours have the same answer, so a repetition can be told."""
        yield START
        last, said = START, 1
        while said < LINES:
            for line in self._next(dice, f"/nr{person}x{said}"):
                if line.mark != last.mark:
                    yield line
                    last, said = line, said + 1

    def _next(self, dice: random.Random, command: str) -> tuple[Line, ...]:
        kind = dice.random()
        if kind < 0.45:
            return (dice.choice(self.answered),)
        if kind < 0.75:
            return (Line(command, f"There is no command {command} here"),)
        if kind < 0.85:
            return (dice.choice(self.unknown),)
        return dice.choice([(HELP,), (ALBUM,), dice.choice(self.choices)])


@dataclass(slots=True)
class Crowd:
    """So many people at a time; who has said all goes, and somebody new comes."""

    telegram: Sandbox
    lines: Lines
    dice: random.Random
    seats: int = 16
    pause: float = 1.0
    said: list[Said] = field(default_factory=list)
    people: dict[int, Person] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def begins(self) -> None:
        """Let them begin to write."""
        self._tasks = [asyncio.create_task(self._seat()) for _ in range(self.seats)]

    async def ends(self) -> None:
        """Let nobody write any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def newcomer(self) -> Person:
        """Return somebody who has not written yet."""
        person = self.telegram.new_person(f"Person {len(self.people)}")
        self.people[person.id] = person
        return person

    async def says(self, person: Person, line: Line) -> Said:
        """Let somebody say this now."""
        updates = self.telegram.bots[0].updates
        first = updates.next_id
        if line is ALBUM:
            await person.sends_album()
        else:
            await person.says(line.words)
        said = Said(person.id, line, tuple(range(first, updates.next_id)), time.time())
        self.said.append(said)
        return said

    async def _patience(self, person: Person, said: Said) -> bool:
        """Have at most so many questions open; whether somebody stays, whom nobody may have answered for good."""
        mine = sum(each.chat == said.chat for each in self.said[-20 * self.seats :])
        end = time.monotonic() + PATIENCE
        while (stays := time.monotonic() < end) and mine - len(self._heard(person)) >= MOST_OPEN:  # noqa: ASYNC110  # an answer may also be a repetition
            await asyncio.sleep(0.1)
        return stays

    def _heard(self, person: Person) -> list[Message]:
        return [each for each in person.screen() if each.from_bot and not each.text.startswith(NOTICE)]

    async def _seat(self) -> None:
        while True:
            person = self.newcomer()
            for line in self.lines.script(self.dice, len(self.people)):
                said = await self.says(person, line)
                await asyncio.sleep(self.dice.uniform(0.3, 1.7) * self.pause)
                if not await self._patience(person, said):
                    break


def _is_steady(library: Library, words: str, finding: Finding, before: Sequence[str]) -> bool:
    """Whether the same is found whichever of these was answered just before."""
    if finding.answered:  # a clear match without the last answer goes before any with it
        return False
    return all(library.find(words, ("en",), after=id_).offered == finding.offered for id_ in before)
