"""What the experts' group needs again and again: titles that are due, topics that were refused, the group's own id."""

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from delivery.outbox import Outbox
from handlers.context import Work
from handlers.experts import reports as experts_reports
from handlers.experts import topic as experts_topic
from handlers.house import House
from people.groups import Groups
from tickets import queries
from tickets.models import Request
from tickets.states import Topic


def is_due(house: House, session: Session) -> bool:
    """Whether anything is to be done; and follow the group if it has moved."""
    if house.experts_chat_id is None:
        return False
    house.experts_chat_id = Groups(session, house.clock).now(house.experts_chat_id)
    now = house.clock.now()
    due = (queries.titles_due(now), queries.topics_due(now), queries.topics_awaited(now))
    return any(session.scalar(each.limit(1)) is not None for each in due)


def look(house: House, session: Session) -> None:
    """Give topics the titles that are due, ask again for those that were refused, and tell whose is long in coming."""
    now = house.clock.now()
    work = Work(session, house, Outbox(session, house.clock, house.bot_id), f"topics/{_stamp(now)}")
    for request in session.scalars(queries.titles_due(now)).all():
        experts_topic.entitle(work, request)
    refused = session.scalars(queries.topics_due(now)).all()
    if refused and house.experts_chat_id is not None:
        work.reachable(house.experts_chat_id)
    for request in refused:
        experts_topic.ask_for_topic(work, request)
    for request in session.scalars(queries.topics_awaited(now)).all():
        request.topic_again_at = None
        experts_reports.tell_kept(work, request)
    session.flush()


def rights_changed(work: Work) -> None:
    """Ask at once for the topics that were refused: the bot's rights in the group have changed."""
    refused = update(Request).where(Request.topic == Topic.REFUSED, Request.topic_again_at.is_not(None))
    work.session.execute(refused.values(topic_again_at=work.clock.now()))


def _stamp(now: dt.datetime) -> int:
    return int(now.timestamp() * 1000)
