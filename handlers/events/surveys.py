"""Three taps after an event; the answers are kept at the last one, at most once, and without a name."""

from telegram import Update

from core.press import parts
from core.refusal import NotYours
from core.saying import Saying
from events import buttons
from events.models import Event
from events.registrations import Registrations
from events.survey_texts import QUESTIONS, asks, closed, read_answers, thanks
from events.surveys import Surveys, taken_until
from events.texts import answered_before
from handlers.context import Context, Work
from handlers.events.seeing import for_button
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor


async def answered(update: Update, context: Context, rest: str) -> None:
    """Ask the next question in the same message, or keep the answers, in time. Raises `NotYours`."""
    id_, written = parts(rest, 2)
    if read_answers(written) is None:
        raise NotYours(rest)
    await for_button(update, context, id_, lambda work, visitor, event: _answer(work, visitor, event, written))


def register(registry: Registry) -> None:
    """Add what an answer does."""
    registry.presses.on(buttons.SURVEY, answered)


def _answer(work: Work, visitor: Visitor, event: Event, written: str) -> Reply | None:
    language, said = visitor.reader.language, read_answers(written) or {}
    known = Registrations(work.session, work.clock).of(event.id, visitor.user.id)
    if known is None or event.over_at is None or event.over_at > work.clock.now():
        raise NotYours(event.id)
    if known.surveyed:
        return Reply(Saying(answered_before(language)))
    if (until := taken_until(event)) is None or work.clock.now() >= until:
        visitor.leave_buttons(work, ())
        return Reply(Saying(closed(event, language)))
    if len(said) < len(QUESTIONS):
        return visitor.turn(work, asks(event, written, language))
    if not Surveys(work.session).answer(event.id, visitor.user.id, said):
        raise NotYours(event.id)
    visitor.leave_buttons(work, ())
    return Reply(Saying(thanks(language)))
