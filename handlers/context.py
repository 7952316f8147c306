"""What a handler works with: think first, then decide and say in one transaction."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session
from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext

from core.clock import Clock
from core.saying import Rows, Saying
from delivery import inbox_queries
from delivery.letters import Letter
from delivery.models import Priority
from delivery.outbox import Outbox
from handlers.house import House
from knowledge.editing.edits import Edits
from knowledge.feedback import Feedback
from knowledge.questions import Questions
from people.dialogues import Dialogues
from people.groups import Groups
from people.members import Members
from people.roles import Roles
from tickets.access import Actor
from tickets.experts import Experts, Office
from tickets.parts import Parts
from tickets.requests import Requests

if TYPE_CHECKING:  # they take a context themselves
    from handlers.dialogues import Stories
    from handlers.editors.publications import Publications
    from handlers.presses import Presses

T = TypeVar("T")
log = structlog.get_logger(__name__)

# The update in hand; each is handled in a task of its own, so they do not see each other's.
in_hand: ContextVar[Letter] = ContextVar("in_hand")


class HasHouse(Protocol):
    """The application, as a context sees it."""

    house: House
    presses: "Presses"
    stories: "Stories"
    publications: "Publications"


@dataclass(slots=True)
class Work:
    """One decision: services over its session, and what it says. It may be run again, so it keeps nothing."""

    session: Session
    house: House
    outbox: Outbox
    origin: str
    _said: int = field(default=0)

    @property
    def clock(self) -> Clock:
        """The clock of this decision."""
        return self.house.clock

    @property
    def members(self) -> Members:
        """Who writes to the bot."""
        return Members(self.session, self.clock)

    @property
    def groups(self) -> Groups:
        """The groups that the bot is in."""
        return Groups(self.session, self.clock)

    @property
    def roles(self) -> Roles:
        """Who may do what."""
        return Roles(self.session, self.clock, self.house.admin_ids)

    @property
    def dialogues(self) -> Dialogues:
        """What people are in the middle of."""
        return Dialogues(self.session, self.clock)

    @property
    def questions(self) -> Questions:
        """What was asked and offered."""
        return Questions(self.session, self.clock)

    @property
    def feedback(self) -> Feedback:
        """What members say of answers."""
        return Feedback(self.session, self.clock)

    @property
    def requests(self) -> Requests:
        """What members ask the experts."""
        return Requests(self.session, self.clock)

    @property
    def office(self) -> Office:
        """When the helpdesk works."""
        return self.house.office

    @property
    def experts(self) -> Experts:
        """Who answers requests."""
        return Experts(self.session, self.clock, self.roles, self.office)

    @property
    def parts(self) -> Parts:
        """What was written in requests."""
        return Parts(self.session, self.clock)

    @property
    def somebody_answers(self) -> bool:
        """Whether there is anybody who would see a request."""
        return self.house.experts_chat_id is not None or self.roles.any_holder()

    def actor(self, id_: int) -> Actor:
        """Return a person with the role that they have now."""
        return Actor(id_, self.roles.of(id_))

    @property
    def edits(self) -> Edits:
        """What coordinators change in the knowledge."""
        return Edits(self.session, self.clock)

    def say(
        self,
        chat: int,
        saying: Saying,
        *,
        thread: int | None = None,
        reply_to: int | None = None,
        key: str | None = None,
        priority: Priority = Priority.REPLY,
        must: bool = True,
    ) -> str:
        """Put a message into the outbox and return its key, by which it can be edited later."""
        key = key or self._next_key()
        self.outbox.say(key, chat, saying, thread=thread, reply_to=reply_to, priority=priority, must=must)
        return key

    def edit(self, key: str, chat: int, saying: Saying, **more: Any) -> None:
        """Change the message that was said under this key; `more` are further fields of its call."""
        self.outbox.edit(self._next_key(), key, chat, saying, **more)

    def turn(self, chat: int, message: int, saying: Saying) -> None:
        """Put other words and buttons into a message whose button was pressed."""
        self.outbox.turn(self._next_key(), chat, message, saying)

    def leave_buttons(self, chat: int, message: int, buttons: Rows) -> None:
        """Leave only these buttons below a message whose button was pressed."""
        self.outbox.leave_buttons(self._next_key(), chat, message, buttons)

    def reachable(self, chat: int) -> None:
        """Let go what waited for a chat that has come back."""
        self.house.settling.reachable(self.session, chat)

    def unreachable(self, chat: int, reason: str) -> None:
        """Leave a chat in peace until it comes back."""
        self.house.settling.unreachable(self.session, chat, reason)

    def _next_key(self) -> str:
        self._said += 1
        return f"{self.origin}/{self._said}"


class Context(CallbackContext[Bot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """An update's context: the house, and the one decision that settles the update."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        chat_id: int | None = None,
        user_id: int | None = None,
    ) -> None:
        super().__init__(application, chat_id, user_id)
        self.letter = in_hand.get()

    @property
    def house(self) -> House:
        """What every handler may use."""
        return self._ours.house

    @property
    def presses(self) -> "Presses":
        """What each kind of button does."""
        return self._ours.presses

    @property
    def stories(self) -> "Stories":
        """Who goes on with each kind of dialogue."""
        return self._ours.stories

    @property
    def publications(self) -> "Publications":
        """Who hears of what is published."""
        return self._ours.publications

    @property
    def _ours(self) -> HasHouse:
        application: HasHouse = self.application  # type: ignore[assignment]  # ours has these
        return application

    async def read(self, work: Callable[[Session], T]) -> T:
        """Look something up before deciding."""
        return await self.letter.read(work)

    def received_at(self, work: Work) -> datetime:
        """Return when the update arrived here, which may be long before it is handled."""
        return work.session.scalars(inbox_queries.received_at(self.letter.id)).one()

    async def decide(self, decision: Callable[[Work], T]) -> T:
        """Run the decision as one transaction with all it says and the mark on the update; exactly once per update.

        It is run again if the database failed, so it must do nothing but through its `Work`.
        """

        def run(session: Session) -> T:
            outbox = Outbox(session, self.house.clock, self.house.bot_id)
            return decision(Work(session, self.house, outbox, f"update/{self.letter.id}"))

        value = await self.letter.decide(run)
        self.house.wake()
        return value

    async def forget_content(self) -> None:
        """Settle an update that was none of our business, and keep nothing of what it says."""
        self.letter.forgets = True
        await self.decide(lambda _: None)

    async def answer_press(self, press: CallbackQuery, notice: str | None = None, *, alone: bool = False) -> bool:
        """Stop the button's waiting circle; return whether Telegram took the notice, which it does not take late.

        A notice that stands `alone` has to be closed by hand; what else matters is said in a message.
        """
        try:
            return await press.answer(notice, show_alert=alone or None)
        except TelegramError as error:
            log.info("a press could not be answered", error=type(error).__name__)
            return False


def reappeared(work: Work, update: Update) -> None:
    """Let go and say again what waited, or may be lost, for the person who is writing in private now."""
    chat = update.effective_chat
    if chat is None or chat.type != chat.PRIVATE:
        return
    if not work.outbox.has_left_over(chat.id):
        return
    work.reachable(chat.id)
    work.outbox.say_again(chat.id)
