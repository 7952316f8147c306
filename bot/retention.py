"""What every table promises of its keeping is kept here, and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from bot.backups import UNFINISHED, UNFINISHED_KEPT, forget_backups
from core.sqlite import Sqlite
from delivery.keeping import tidy
from handlers.events import ticks as event_ticks
from handlers.house import House
from handlers.rights.figure_list import figures
from knowledge.feedback import Feedback
from knowledge.gaps.organiser import Organiser
from knowledge.questions import Questions
from people.audit import Audit
from people.dialogues import Dialogues
from people.erased import BACKUPS_KEPT, ErasedPeople
from people.erasure import Erasure
from people.groups import Groups
from people.members import Members
from people.tally import Tallies
from tickets.queries import absences_before
from tickets.requests import Requests

log = structlog.get_logger(__name__)

Forget = Callable[[House, Session], object]
REQUESTS = ("request", "request_part", "request_answer", "request_copy", "request_trace", "request_rated")


@dataclass(frozen=True, slots=True)
class Rule:
    """What removes the rows of these tables once they were kept as long as their `keeping` says."""

    tables: tuple[str, ...]
    forget: Forget


RULES = (
    Rule(("inbox", "outbox", "outbox_file", "unreachable"), lambda house, session: tidy(session, house.clock.now())),
    Rule(("question",), lambda house, session: Questions(session, house.clock).forget()),
    Rule(("gap", "wish"), lambda house, session: Feedback(session, house.clock).forget()),
    Rule(("field_question",), lambda house, session: Organiser(session, house.clock).forget()),
    Rule(("dialogue",), lambda house, session: Dialogues(session, house.clock).forget()),
    Rule(("group_chat", "group_asker"), lambda house, session: Groups(session, house.clock).forget()),
    Rule(("member",), lambda house, session: Members(session, house.clock).forget()),
    Rule(("registration", "own_reminder", "event_run", "announcement"), event_ticks.forget),
    Rule(REQUESTS, lambda house, session: Requests(session, house.clock).forget()),
    Rule(("absence",), lambda house, session: session.execute(absences_before(house.clock.now()))),
    Rule(("audit",), lambda house, session: Audit(session, house.clock).forget()),
)
"""In this order: a member goes after what is theirs, and places are counted after members."""


def forget(house: House, session: Session) -> None:
    """Remove what was kept as long as its table says."""
    for rule in RULES:
        rule.forget(house, session)


def enforce(house: House, session: Session) -> None:
    """Count what is to be reported, then remove what was kept as long as its table says, in one transaction."""
    Tallies(session, house.clock, figures(house.profile)).count_up()
    forget(house, session)
    Erasure(session, house.clock).forget_farewells()
    # Kept elsewhere, it would show that the newest rows were taken away.
    log.info("the record of what was done", last_seal=Audit(session, house.clock).last_seal() or "none")


def forget_files(house: House) -> None:
    """Remove the copies of the database made here, and the list of who was erased, each after its time."""
    now = house.clock.now()
    forget_backups(house.data_dir / "backups", now, BACKUPS_KEPT)
    if isinstance(house.database, Sqlite):
        forget_backups(house.database.file.parent, now, UNFINISHED_KEPT, f"{UNFINISHED}*")
    ErasedPeople(house.data_dir).forget(now)
