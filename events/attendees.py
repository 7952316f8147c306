"""Who comes to an event, as a table that any office program opens; nothing in it is taken for a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.cells import safe
from core.language import Language
from events.models import Registration, Standing
from people.models import Member

MOST = 20_000
Row = tuple[Registration, Member]


def attendees(session: Session, event_id: str) -> list[Row]:
    """Return those who come, who are offered a place, and who wait for one in the order of their turn."""
    order = (Registration.queue.is_(None).desc(), Registration.queue, Registration.since, Registration.member_id)
    statement = (
        select(Registration, Member)
        .join(Member, Member.id == Registration.member_id)
        .where(Registration.event_id == event_id, Registration.state != Standing.CANCELLED)
    )
    return [(row[0], row[1]) for row in session.execute(statement.order_by(*order).limit(MOST))]


def table(rows: Iterable[Row], zone: ZoneInfo, language: Language) -> bytes:
    """Return the table as CSV in UTF-8, which begins with the mark that office programs look for."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_heads(language))
    for registration, member in rows:
        writer.writerow([safe(cell) for cell in _cells(registration, member, zone, language)])
    return written.getvalue().encode("utf-8-sig")


def _heads(language: Language) -> list[str]:
    return [
        language.pgettext("column", "Name"),
        language.pgettext("column", "Telegram name"),
        language.pgettext("column", "Number"),
        language.pgettext("column", "State"),
        language.pgettext("column", "Since"),
        language.pgettext("column", "Language"),
    ]


def _cells(registration: Registration, member: Member, zone: ZoneInfo, language: Language) -> list[str]:
    states = {
        Standing.REGISTERED: language.pgettext("column", "registered"),
        Standing.OFFERED: language.pgettext("column", "offered a place"),
        Standing.WAITING: language.pgettext("column", "waiting"),
    }
    return [
        member.name,
        member.username or "",
        str(member.id),
        states[Standing(registration.state)],
        _moment(registration.since, zone),
        member.chosen or member.spoken or "",
    ]


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
