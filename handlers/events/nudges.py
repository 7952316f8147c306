"""What coordinators hear of events by themselves: that nothing came of one yet, that a guide is still incomplete."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.saying import Saying
from delivery.models import Priority
from delivery.outbox import Outbox
from events import coordinator_texts as texts
from events import queries
from events.models import Event, EventState
from events.survey_texts import so_far
from events.surveys import Surveys
from handlers.context import Work
from handlers.house import House
from handlers.visitors import reader_for
from knowledge.editing import buttons as edit_buttons
from knowledge.editing.agenda import Agenda, OpenField
from people.working_hours import at_work

AFTER = (7, 3)
"""Days after an event on which its conclusions are asked for, the later first."""
BEFORE = timedelta(days=10)
"""How long before an event its guide should be complete."""


def nudge(house: House, session: Session) -> bool:
    """Tell each coordinator whom a message reaches, in working hours, once of each; return whether anything is told.

    Who was told is known by the message's key, whoever asks how often.
    """
    local = house.clock.now().astimezone(ZoneInfo(house.profile.timezone))
    if not at_work(house.profile.working_hours, local):
        return False
    work = Work(session, house, Outbox(session, house.clock, house.bot_id), f"nudge/{local.isoformat()}")
    late, incomplete = _without_follow_up(work), _with_open_guide(work)
    people = work.members.reachable(work.roles.coordinators()) if late or incomplete else []
    for member in people:
        for event, days in late:
            _ask_for_conclusions(work, member, event, days)
        for event, fields in incomplete:
            _ask_to_fill_in(work, member, event, fields)
    return bool(people)


def _without_follow_up(work: Work) -> list[tuple[Event, int]]:
    """Return the events of which nothing is published yet so many days after, with how many that are."""
    now = work.clock.now()
    statement = queries.events((EventState.FINISHED,), 50).where(
        Event.over_at <= now - timedelta(days=min(AFTER)),
        Event.over_at > now - timedelta(days=2 * max(AFTER)),
        Event.follow_up == "",
    )
    found = work.session.scalars(statement).all()
    return [
        (event, days)
        for event in found
        if event.over_at and (days := next(each for each in AFTER if event.over_at <= now - timedelta(days=each)))
    ]


def _with_open_guide(work: Work) -> list[tuple[Event, list[OpenField]]]:
    """Return the events that are soon and whose guide has open fields, with these."""
    now = work.clock.now()
    statement = queries.upcoming(now, 50).where(
        Event.begins_at > now, Event.begins_at <= now + BEFORE, Event.guide != ""
    )
    found = [(event, _open_fields(work.house, event.guide)) for event in work.session.scalars(statement)]
    return [(event, fields) for event, fields in found if fields]


def _open_fields(house: House, guide_id: str) -> list[OpenField]:
    guide = house.library.guide(guide_id)
    return [OpenField(guide.id, each) for each in guide.fields if each.value is None] if guide else []


def _ask_for_conclusions(work: Work, member: int, event: Event, days: int) -> None:
    language = reader_for(work.house, work.members.known(member)).language
    counted = so_far(event, Surveys(work.session).results(event.id), work.clock.now(), language)
    saying = texts.nudge_follow_up(event, _days_since(work, event), counted, language)
    _say(work, f"nudge/follow-up/{event.id}/{days}/{member}", member, saying)


def _days_since(work: Work, event: Event) -> int:
    """Return how many days ago an event was, on the calendar of its place."""
    last = event.ends or event.starts
    return (work.clock.now().astimezone(event.zone).date() - last.day).days if last else 0


def _ask_to_fill_in(work: Work, member: int, event: Event, fields: Sequence[OpenField]) -> None:
    language = reader_for(work.house, work.members.known(member)).language
    begins = event.starts.day if event.starts else work.clock.now().date()
    days = (begins - work.clock.now().astimezone(event.zone).date()).days
    words = texts.nudge_guide(event, days, [each.field.name for each in fields], language)
    below = edit_buttons.of_open_fields(Agenda((), (), tuple(fields)), language)
    _say(work, f"nudge/guide/{event.id}/{event.begins_at:%Y-%m-%d}/{member}", member, Saying(words, below))


def _say(work: Work, key: str, member: int, saying: Saying) -> None:
    work.say(member, saying, key=key, priority=Priority.REMINDER, must=False)
