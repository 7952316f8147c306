"""The bot tells Telegram what it is and can: what to tell comes from the profile, the roles and the languages."""

from sqlalchemy.orm import Session

from delivery.outbox import Outbox
from delivery.reports import About, Report
from handlers.context import Work
from handlers.house import House
from people.introductions import TAG, Introductions, Telling, tellings
from people.roles import Roles

_NOT_TOLD = (About.REFUSED, About.UNCERTAIN, About.EXPIRED)


def is_due(house: House, session: Session) -> bool:
    """Whether Telegram is to be told something."""
    return _introductions(house, session).due(_tellings(house, session))


def introduce(house: House, session: Session) -> None:
    """Tell Telegram what has changed."""
    _introductions(house, session).tell(_tellings(house, session))


def is_about_us(report: Report) -> bool:
    """Whether it is about something that Telegram was told of the bot."""
    return report.tag is not None and report.tag.startswith(TAG)


def note(work: Work, report: Report) -> None:
    """Note what Telegram has not taken, so that it is told again."""
    if report.tag is not None and report.about in _NOT_TOLD:
        _introductions(work.house, work.session).failed(report.tag.removeprefix(TAG))


def _introductions(house: House, session: Session) -> Introductions:
    return Introductions(session, house.clock, Outbox(session, house.clock, house.bot_id))


def _tellings(house: House, session: Session) -> list[Telling]:
    holders = Roles(session, house.clock, house.admin_ids).holders()
    people = {each.id: each.name for each in holders if each.member is not None and each.member.reachable}
    return tellings(house.languages, house.profile.language, house.profile.about, people)
