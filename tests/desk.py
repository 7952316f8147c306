"""A helpdesk in which requests can be sent, and what its experts do there behind the scenes."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.serve import Service
from delivery.outbox import Outbox
from handlers.context import Work
from people.models import RoleName
from sandbox.people import Person
from sandbox.screen import Message
from tests.museum import museum
from tickets.access import Actor
from tickets.models import Part, Request
from tickets.parts import Parts

T = TypeVar("T")
CLARA = 9001
"""A coordinator by the settings, who never shows up: somebody would see the requests."""
ANNA = 7001
ANNA_ACTS = Actor(ANNA, RoleName.EXPERT)
HELP = """\
policy_topics:
  - id: art
    title: Art
    about: Paintings, sculpture, exhibitions
  - id: nature
    title: Nature
    about: Animals, dogs, plants
help:
  - id: written
    title: Written answer
    facts:
      - A curator writes to you.
  - id: tour
    title: Guided tour
    facts:
      - A curator shows you round.
    form: https://museum.example.org/tour
    needs:
      - id: topic
      - id: group
        title: Your group
        ask: Who comes with you?
      - id: by
"""


def desk(folder: Path, more: str = "") -> Path:
    """Write the content of a service with two kinds of help, and return its folder."""
    return museum(folder, HELP + more)


async def does(helpdesk: Service, decision: Callable[[Work], T], name: str = "story") -> T:
    """Decide something as a handler would; what it says is sent."""
    house = helpdesk.house

    def run(session: Session) -> T:
        return decision(Work(session, house, Outbox(session, house.clock, house.bot_id), name))

    value = await helpdesk.database.write(run)
    house.wake()
    return value


async def request_of(helpdesk: Service, person: Person) -> Request:
    """Return the newest request or draft of a person, as it is kept."""
    found = await requests_of(helpdesk, person)
    assert found, "there is no request"
    return found[-1]


async def requests_of(helpdesk: Service, person: Person) -> list[Request]:
    """Return all requests and drafts of a person, the oldest first."""

    def read(session: Session) -> list[Request]:
        return [each for each in session.query(Request).order_by(Request.id) if each.member_id == person.id]

    return await helpdesk.database.read(read)


async def parts_of(helpdesk: Service, request: Request) -> list[Part]:
    """Return what was written in a request, in order."""
    return await helpdesk.database.read(lambda session: Parts(session, helpdesk.clock).of(request))


async def sends(person: Person, question: str) -> Message:
    """Have a person send a request at once, and return its card."""
    await person.says(f"/expert {question}")
    await person.presses(await person.hears(), "Send now")
    return await person.sees("· received")
