"""Out of hours, a member is told when somebody works next."""

import datetime as dt
from zoneinfo import ZoneInfo

from core.saying import Saying
from handlers.context import Work
from handlers.requests import following
from people.times import said_time, said_weekday
from tickets import member_queries, news
from tickets.models import Request

TALKS = dt.timedelta(minutes=30)
"""How long after their last word an expert counts as talking to the member."""


def say_when_closed(work: Work, request: Request) -> None:
    """Say when the experts are back, once a day, unless they are at work or one of them is talking just now."""
    now = work.clock.now()
    opens = work.office.time().next_opening(now)
    if opens <= now or _is_talking(work, request, now):
        return
    reader = following.reader_of(work, request)
    zone = ZoneInfo(reader.zone)
    day = said_weekday(opens.astimezone(zone).date(), reader.language)
    said = news.out_of_hours(day, said_time(opens, reader.language, reader.zone), reader.language)
    key = f"request/hours/{request.member_id}/{now.astimezone(zone).date()}"
    following.call_member(work, request, key, Saying(said), "notice", follows=request.card_key)


def _is_talking(work: Work, request: Request, now: dt.datetime) -> bool:
    last = work.session.scalar(member_queries.last_of_expert(request.id))
    return last is not None and now - last <= TALKS
