"""Experts in a running helpdesk, and a request for them."""

from typing import Any

from bot.serve import Service
from people.competence import Competence
from people.models import RoleName
from people.roles import Roles
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tickets.access import Actor
from tickets.models import Request
from tickets.requests import Requests

ANNA, BORIS, CLARA = 7_000_000_101, 7_000_000_102, 7_000_000_103
"""Two experts, the first of paintings; and a coordinator, if the settings name her."""


async def hears(person: Person, words: str) -> Message:
    """Hear on until something has these words."""
    for _ in range(6):
        message = await person.hears()
        if words in message.text:
            return message
    raise AssertionError(f"{person.name} heard nothing of {words!r}")


async def colleague(telegram: Sandbox, helpdesk: Service, id_: int, name: str) -> Person:
    """An expert who has opened a chat with the bot."""
    if id_ != CLARA:
        competence = Competence(topics=("paintings",)) if id_ == ANNA else None
        await helpdesk.database.write(
            lambda session: Roles(session, helpdesk.clock).grant(id_, RoleName.EXPERT, competence)
        )
    person = telegram.new_person(name, id=id_)
    await person.says("/start")
    await hears(person, "automatic assistant")
    return person


async def asked(helpdesk: Service, maria: Person, question: str = "Who restores wooden frames?") -> int:
    """Maria has sent a request; its number."""
    await maria.says("/start")
    await hears(maria, "automatic assistant")

    def send(session: Any) -> int:
        requests = Requests(session, helpdesk.clock)
        draft = requests.begin(maria.id, "en", question)
        return requests.send(Actor(maria.id, RoleName.MEMBER), draft.id).id

    return await helpdesk.database.write(send)


async def request(helpdesk: Service, number: int) -> Request:
    """The request as it is now."""
    return await helpdesk.database.read(lambda session: session.get_one(Request, number))
