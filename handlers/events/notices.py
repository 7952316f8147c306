"""Words about events, made when somebody's turn comes: in their language and zone, and only if they are still true."""

from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.markdown import from_markdown
from core.saying import Saying
from delivery import calls
from delivery.renderers import Claimed, Renderers
from events import announcements, notice_texts, survey_texts, week
from events.announcements import Announcements
from events.fanout import kind_of
from events.models import Event, RunKind, To
from events.notices import Notice, Notices
from events.week import Week
from handlers.events.seeing import topic_title
from handlers.house import House
from handlers.visitors import reader_for
from knowledge.tokens import token_of
from people.models import Member
from people.reader import Reader


def register(renderers: Renderers, house: House) -> None:
    """Let the texts of everything that many people are told of events be made here."""
    for kind in RunKind:
        renderers.register(kind_of(kind), partial(_notice, house))
    renderers.register(announcements.KIND, partial(_announcement, house))
    renderers.register(week.KIND, partial(_week, house))


def said_of(house: House, notice: Notice, reader: Reader) -> Saying:
    """Return the message that a notice is, as coordinators see it in a preview, too."""
    event, practical = notice.event, practical_of(house, notice.event.guide)
    match notice.kind:
        case RunKind.REMINDER:
            return notice_texts.reminder(notice, reader, house.clock.now(), practical)
        case RunKind.CHANGE:
            return notice_texts.change(notice, reader)
        case RunKind.NEWS:
            return notice_texts.news(notice, reader, topic_title(house, event.topic), token_of(event.topic))
        case RunKind.SURVEY:
            return survey_texts.asks(event, "", reader.language)
        case RunKind.CONCLUSIONS:
            return notice_texts.conclusions(notice, reader, (practical or {}).get(notice_texts.SLIDES))


def practical_of(house: House, guide_id: str) -> notice_texts.Practical | None:
    """Return what the fields of a guide say; None where there is no guide."""
    guide = house.library.guide(guide_id) if guide_id else None
    if guide is None:
        return None
    return {each.id: from_markdown(each.value) if each.value else None for each in guide.fields}


def said_to_many(house: House, words: str, reader: Reader, event: Event | None, topic: str) -> Saying:
    """Return the message that an announcement is, for those who come to an event or who follow a topic."""
    title, token = topic_title(house, topic), token_of(topic)
    return notice_texts.announcement(from_markdown(words), reader, event, title, token)


def _notice(house: House, session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
    member, home = claimed.chat or 0, ZoneInfo(house.profile.timezone)
    notice = Notices(session, clock.now(), house.bot_id, home).find(claimed.subject, member)
    return None if notice is None else _message(member, said_of(house, notice, reader_for(house, notice.member)))


def _announcement(house: House, session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
    member = claimed.chat or 0
    known = Announcements(session, clock).find(claimed.subject, member)
    if known is None:
        return None
    event = session.get(Event, known.about) if known.audience == To.REGISTERED else None
    return _message(member, said_to_many(house, known.words, _reader(house, session, member), event, known.about))


def _week(house: House, session: Session, claimed: Claimed, clock: Clock) -> dict[str, Any] | None:
    member, home = claimed.chat or 0, ZoneInfo(house.profile.timezone)
    events = Week(session, clock, house.bot_id, home).news_for(claimed.subject, member)
    return _message(member, notice_texts.week(events, _reader(house, session, member))) if events else None


def _reader(house: House, session: Session, member: int) -> Reader:
    return reader_for(house, session.get(Member, member))


def _message(chat: int, saying: Saying) -> dict[str, Any]:
    """Return the parameters of one message: what is made at the claim cannot be several."""
    return calls.message(chat, replace(saying, text=saying.text.cut(calls.MOST)))
