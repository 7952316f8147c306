"""Experts say until when they are away; what was theirs goes back into the queue."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from telegram import Update

from core.saying import Saying
from handlers.context import Context, Work
from handlers.experts.duty import act
from handlers.requests import following
from handlers.visitors import Reply, Visitor
from people.typed_days import typed_day
from tickets import duty_texts, queries
from tickets.access import Actor
from tickets.experts import Expert
from tickets.states import OURS, Act

OFF = ("off", "back", "-")
LONGEST = timedelta(days=400)


async def away(update: Update, context: Context) -> None:
    """`/away UNTIL`: the day on which they are back."""
    typed = " ".join(context.args or ())

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        language = visitor.reader.language
        if typed.casefold() in OFF:
            return Reply(Saying(duty_texts.back_again(language, was_away=work.experts.comes_back(actor.id))))
        zone = _zone(work.experts.of(actor.id), visitor)
        today = work.clock.now().astimezone(zone).date()
        day = typed_day(typed, today, language)
        if day is None or not today < day <= today + LONGEST:
            return Reply(Saying(duty_texts.away_how(language)))
        work.experts.goes_away(actor.id, datetime.combine(day, time(), zone).astimezone(UTC))
        return Reply(Saying(duty_texts.away(day, give_back_all(work, actor.id, "away"), language)))

    await act(update, context, do)


def give_back_all(work: Work, owner: int, why: str) -> int:
    """Put every request of an expert whose ball is with us back into the queue; returns how many."""
    every = list(work.session.scalars(queries.of_owner(owner, OURS)))
    for each in every:
        request = work.requests.held(each.id)
        if request is not None and request.owner_id == owner:
            work.requests.give_back(request, why)
            following.changed(work, request, Act.RETURNED)
    return len(every)


def _zone(expert: Expert | None, visitor: Visitor) -> ZoneInfo:
    return expert.time.zone if expert is not None else ZoneInfo(visitor.reader.zone)
