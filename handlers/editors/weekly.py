"""Once a week coordinators hear what the knowledge needs."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.saying import Saying
from delivery.models import Priority
from delivery.outbox import Outbox
from handlers.context import Work
from handlers.house import House
from handlers.visitors import reader_for
from knowledge.editing import agenda_texts
from knowledge.editing import buttons as edit_buttons
from knowledge.editing import queries as edit_queries
from knowledge.editing.agenda import Agenda
from people.working_hours import at_work


def sum_up(house: House, session: Session) -> None:
    """Tell each coordinator whom a message reaches, once in a week, from its first working hour on.

    Where nothing is to be done, nothing is said. Who was told is known by the message's key, whoever asks how often.
    """
    local = house.clock.now().astimezone(ZoneInfo(house.profile.timezone))
    agenda = Agenda.of(house.library.content, local.date())
    year, week, _ = local.isocalendar()
    if not at_work(house.profile.working_hours, local):
        return
    work = Work(session, house, Outbox(session, house.clock, house.bot_id), f"weekly/{local.isoformat()}")
    gaps = session.scalar(edit_queries.unanswered()) or 0
    for id_ in work.members.reachable(work.roles.coordinators()) if agenda or gaps else []:
        language = reader_for(house, work.members.known(id_)).language
        saying = Saying(agenda_texts.weekly(agenda, gaps, language), edit_buttons.of_agenda(agenda, language))
        work.say(id_, saying, key=f"weekly/{year}-W{week:02}/{id_}", priority=Priority.REMINDER, must=False)
