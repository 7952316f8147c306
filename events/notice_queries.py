"""What is asked of the database when somebody's turn comes: in few statements, for it is asked of each message."""

from functools import cache
from typing import NamedTuple

from sqlalchemy import BigInteger, Select, and_, bindparam, exists, select

from events.models import Event, OwnReminder, QuietHours, Registration, Run, Switch
from people.models import Member


class Turn(NamedTuple):
    """A run, and all that matters of one person for it."""

    run: Run
    event: Event
    member: Member
    registration: Registration | None
    asked: OwnReminder | None
    hours: QuietHours | None
    off: bool
    """Whether they have switched this reminder off."""


@cache
def turn() -> Select[Run, Event, Member, Registration, OwnReminder, QuietHours, bool]:
    """Return the `Turn` of a person. Parameters: `run`, `member`. Built once: to build it costs more than to run it."""
    run, member = bindparam("run", type_=BigInteger()), bindparam("member", type_=BigInteger())
    off = exists().where(
        Switch.member_id == Member.id,
        Switch.event_id.in_(("", Run.event_id)),
        Switch.rule.in_(("", Run.rule)),
    )
    standing = and_(Registration.event_id == Run.event_id, Registration.member_id == Member.id)
    own = and_(OwnReminder.event_id == Run.event_id, OwnReminder.rule == Run.rule, OwnReminder.member_id == Member.id)
    return (
        select(Run, Event, Member, Registration, OwnReminder, QuietHours, off)
        .select_from(Run)
        .join(Event, Event.id == Run.event_id)
        .join(Member, Member.id == member)
        .outerjoin(Registration, standing)
        .outerjoin(OwnReminder, own)
        .outerjoin(QuietHours, QuietHours.member_id == Member.id)
        .where(Run.id == run)
        # One claim may look at several people, and what is asked must be as it is now, not as it was for the first.
        .execution_options(populate_existing=True)
    )
