"""An event with a practical guide in the content of the museum, and what a story does with it in a running helpdesk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.chores import Chores
from bot.serve import Service
from events.moments import Moment
from events.programme import Programme
from events.quiet import Quiet
from events.registrations import Registrations
from events.switches import Switches
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.events_at import written
from tests.museum import museum

T = TypeVar("T")
TOPICS = """policy_topics:
  - id: green
    title: Green region
"""
GUIDE = """---
id: clinic
question: The clinic, all in one guide
topic: visit
sources:
  - https://museum.example.org/
checked: 2026-03-02
review_by: 2099-12-01
fields:
  - id: venue
    name: Venue and address
    value: Town hall, **Main Street 1**
  - id: first-session
    name: First session
    value: 09:30, room B
  - id: contact
    name: Contact
  - id: bring
    name: What to bring
    value: A *pen*
  - id: slides
    name: Slides
    value: "[Slides of the day](https://museum.example.org/slides)"
---

What you need to know.

## Venue {#venue}

**Venue and address:** {{venue}}
"""


def content(folder: Path) -> Path:
    """Write the content into a folder and return it."""
    made = museum(folder, TOPICS)
    (made / "guides").mkdir()
    (made / "guides" / "clinic.md").write_text(GUIDE)
    return made


@dataclass(frozen=True, slots=True)
class Clinic:
    """The helpdesk's events, which a story changes from outside the chat."""

    helpdesk: Service
    clock: MovedClock

    async def does(self, work: Callable[[Session], T]) -> T:
        """Run one transaction."""
        return await self.helpdesk.database.write(work)

    async def is_published(self, id_: str = "clinic", **fields: Any) -> None:
        """Publish an event in Brussels on 9 December 2026 at 09:30, with its guide."""

        def publishes(session: Session) -> None:
            programme = Programme(session, self.clock)
            programme.draft(written(id_, **{"guide": "clinic", "topic": "green", **fields}))
            programme.publish(id_)

        await self.does(publishes)

    async def is_come_to_by(self, *people: Person, id_: str = "clinic") -> None:
        """Let these register, who never sleep: their quiet hours are none."""

        def registers(session: Session) -> None:
            for person in people:
                Registrations(session, self.clock).register(id_, person.id)
                Switches(session).be_quiet(person.id, Quiet(time(0), time(0)))

        await self.does(registers)

    async def moves(self, starts: Moment) -> None:
        """Reschedule the event."""
        await self.does(lambda session: Programme(session, self.clock).reschedule("clinic", starts))

    async def is_seen_at(self, moment: datetime) -> None:
        """Move the clock there and do what is due."""
        self.clock.moves(seconds=(moment - self.clock.now()).total_seconds())
        await self.is_looked_at()

    async def is_looked_at(self) -> None:
        """Do what is due now."""
        service = self.helpdesk
        chores = Chores(service.house, service.owner, service.metrics, service.renewal, service.telling, lambda: True)
        await chores.keep_events()
        await chores.tell_of_events()
        await chores.announce()
        await chores.tell_of_week()


def at(day: int, hour: int, minute: int = 0) -> Moment:
    """Return a moment in December 2026 on the clock of the place."""
    return Moment(date(2026, 12, day), time(hour, minute))
