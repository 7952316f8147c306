"""Presses tried out: by somebody with a role, on a helpdesk whose database stays as it was."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.application import handle
from bot.serve import Service
from core.refusal import Refusal
from core.text import Text
from delivery.letters import Letter
from handlers.context import Work
from handlers.experts import acting
from handlers.visitors import Visitor
from tickets.access import OwnedBy

T = TypeVar("T")


@dataclass(slots=True)
class Trial(Letter):
    """An update whose decision is taken and then taken back."""

    async def decide(self, decision: Callable[[Session], T]) -> T:
        """Run the decision, and keep nothing of it."""
        values: list[T] = []

        def work(session: Session) -> None:
            values.append(decision(session))
            session.flush()
            session.rollback()

        await self.database.write(work)
        self.decided = True
        return values[0]


def press_of(person: int, data: str, chat: dict[str, Any] | None = None) -> str:
    """Return the update of a press by somebody, in private or in another chat."""
    who = {"id": person, "is_bot": False, "first_name": "Person", "language_code": "en"}
    chat = chat or {"id": person, "type": "private", "first_name": "Person"}
    message = {"message_id": 4711, "date": 1_790_000_000, "chat": chat, "text": "Something"}
    press = {"id": "1", "from": who, "chat_instance": "1", "data": data, "message": message}
    return json.dumps({"update_id": 1, "callback_query": press})


class Tried:
    """Lets people press what no button showed them."""

    def __init__(self, service: Service, monkeypatch: Any) -> None:
        self.service = service
        self._refused: list[type[Refusal]] = []
        monkeypatch.setattr("handlers.refusals.tell", self._tell)
        name_owner = acting._name_owner  # noqa: SLF001  it tells what was refused without raising it

        def named(work: Work, visitor: Visitor, refused: OwnedBy) -> Text:
            self._refused.append(type(refused))
            return name_owner(work, visitor, refused)

        monkeypatch.setattr(acting, "_name_owner", named)

    async def _tell(self, _update: object, _context: object, refusal: Refusal) -> None:
        self._refused.append(type(refusal))

    async def press(self, person: int, data: str, chat: dict[str, Any] | None = None) -> type[Refusal] | None:
        """Return how the press is refused; None if it does something. Nothing of it is kept."""
        self._refused.clear()
        service = self.service
        letter = Trial(1, person, press_of(person, data, chat), 1, service.bot_id, service.database, service.metrics)
        await handle(service.application, letter)
        return self._refused[0] if self._refused else None
