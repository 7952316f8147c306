"""What coordinators do with events: who may, and which event is meant."""

from collections.abc import Callable, Sequence

from telegram import Update
from telegram.ext import filters

from core.refusal import NotYours
from core.text import clean
from events import lists, queries
from events.models import Event, EventState
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.events.seeing import near
from handlers.questions.answers import private_visitor
from handlers.visitors import Reply, Visitor, respond
from people.access import NotForYou, may_use

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
Then = Callable[[Work, Visitor, Event], Reply | None]


def permitted(work: Work, visitor: Visitor) -> None:
    """Let coordinators pass. Raises `NotForYou`."""
    if not may_use("newevent", work.roles.of(visitor.user.id)):
        raise NotForYou


def found(work: Work, typed: str) -> Event | None:
    """Return the event of this id, a draft too, however its letters are written."""
    return work.session.get(Event, typed) or work.session.scalar(queries.named(clean(typed)))


def meant(work: Work, id_: str) -> Event:
    """Return the event that a button names. Raises `NotYours`."""
    event = work.session.get(Event, id_)
    if event is None:
        raise NotYours(id_)
    return event


def of_states(work: Work, *states: EventState, latest: bool = False) -> list[Event]:
    """Return the newest events in these states, the next one first, or the latest."""
    if latest:
        return list(work.session.scalars(queries.past(work.clock.now(), 27)))
    ahead = (Event.over_at.is_(None)) | (Event.over_at > work.clock.now())
    return list(work.session.scalars(queries.events(states, 27).where(ahead)))


async def for_event(
    update: Update, context: Context, typed: str, kind: str, then: Then, question: str, *, latest: bool = False
) -> None:
    """Answer a coordinator's command that names an event; without a name ask which.

    `kind` is what the buttons of the choice do; `latest` offers what is over, else what is to come.
    """
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply | None:
        permitted(work, visitor)
        event = found(work, typed) if typed else None
        if event is not None:
            return then(work, visitor, event)
        if typed:
            return Reply(lists.no_such(typed, near(work, typed), kind, visitor.reader))
        offered = _offered(work, latest=latest)
        return Reply(lists.which(offered, kind, visitor.reader.language.gettext(question), visitor.reader))

    await respond(update, context, visitor, answer)


async def for_button(update: Update, context: Context, id_: str, then: Then) -> None:
    """Answer a coordinator's press on a button that names an event. Raises `NotYours`."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply | None:
        permitted(work, visitor)
        return then(work, visitor, meant(work, id_))

    await respond(update, context, visitor, answer)


def _offered(work: Work, *, latest: bool) -> Sequence[Event]:
    return of_states(work, EventState.PUBLISHED, latest=latest)
