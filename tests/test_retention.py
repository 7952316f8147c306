"""What a table promises of its keeping is kept: nothing stays longer, nothing goes sooner, over more than a year."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot import kept_page
from bot.backups import forget_backups
from bot.retention import RULES, forget
from core.database import Database
from core.tables import Base
from delivery.models import Fate, Handling
from handlers.house import House
from migrations.schema import METADATA
from people.erased import ErasedPeople
from tests.clocks import MovedClock
from tests.everything import NOW, Someone, fill
from tickets.states import State

DOCS = Path(__file__).parent.parent / "docs"
KEPT_ON = {
    "role": "until it is revoked",
    "alias": "as long as a row of the audit names it",
    "calendar_feed": "as long as the member",
    "follow": "as long as the member",
    "reminder_switch": "as long as the member",
    "quiet_hours": "as long as the member",
    "introduction": "until the role is revoked",
    "publication": "as long as the service",
}
"""What has no days of its own though it concerns a person."""
WITH_THE_MEMBER = {name for name, until in KEPT_ON.items() if until == "as long as the member"}
SOONER = {"absence", "request", "request_part", "request_answer", "request_copy", "request_trace", "request_rated"}
"""What goes when the expert is back, or with the member."""


def promised() -> dict[str, int]:
    """Return the days that each table promises."""
    return {
        each.class_.__tablename__: each.class_.keeping.days
        for each in Base.registry.mappers
        if each.class_.__tablename__ in METADATA.tables and each.class_.keeping.days
    }


DAYS = sorted({each + after for each in promised().values() for after in (-1, 0, 1)} | set(range(0, 403, 50)))
"""When the rules are looked at: around the end of each period, and now and then between."""


@pytest.fixture
def clock() -> MovedClock:
    """A clock that is moved."""
    return MovedClock(NOW)


def settled(session: Session) -> None:
    """Let everything be over and done with at once, so that from now on its days count."""
    values: dict[str, dict[str, object]] = {
        "inbox": {"state": Handling.DONE},
        "outbox": {"state": Fate.SENT, "follows": None, "expires_at": NOW + timedelta(days=1)},
        "group_chat": {"quiet_since": None},
        "event": {"over_at": NOW, "begins_at": NOW, "starts": None, "taken": 0},
        "request": {"state": State.CLOSED, "next_look_at": None},
        "question": {"gap_id": None},
    }
    for name, changes in values.items():
        session.execute(update(METADATA.tables[name]).values(changes))
    session.execute(METADATA.tables["role"].delete())


def there(session: Session) -> set[str]:
    """Return the tables that hold something."""
    return {name for name, table in METADATA.tables.items() if session.scalar(select(func.count()).select_from(table))}


async def test_each_table_is_empty_when_its_days_are_over_and_not_before(database: Database, clock: MovedClock) -> None:
    def begin(session: Session) -> None:
        fill(session, Someone(5_000_000_077, "Maria", 1, "words"), Someone(5_000_000_088, "Jonas", 2, "others"))
        settled(session)

    await database.write(begin)
    house = SimpleNamespace(clock=clock)  # the rules read nothing else
    gone: dict[str, int] = {}
    for day in DAYS:
        clock.moves(days=day - (clock.now() - NOW).days)
        await database.write(partial(forget, cast("House", house)))
        held = await database.read(there)
        gone |= dict.fromkeys(METADATA.tables.keys() - held - gone.keys(), day)

    late = {name: gone.get(name) for name, days in promised().items() if gone.get(name, 999) > days + 1}
    soon = {name: gone[name] for name, days in promised().items() if gone[name] < days and name not in SOONER}
    assert (late, soon) == ({}, {})
    assert {gone[name] for name in WITH_THE_MEMBER} == {gone["member"]}


def test_every_table_that_promises_days_has_a_rule_and_only_one() -> None:
    ruled = [table for rule in RULES for table in rule.tables]

    assert sorted(ruled) == sorted(promised())


def test_what_has_no_days_though_it_concerns_a_person_is_known() -> None:
    personal = [each.class_ for each in Base.registry.mappers if each.class_.keeping.personal]
    endless = {
        each.__tablename__ for each in personal if not each.keeping.days and each.__tablename__ in METADATA.tables
    }

    assert endless == KEPT_ON.keys()


def test_the_page_that_lists_what_is_kept_is_up_to_date() -> None:
    written = (DOCS / "what-is-kept.md").read_text()

    assert written == kept_page.page(), "python -m bot.kept_page > docs/what-is-kept.md"


def test_the_list_of_who_was_erased_forgets_after_its_days(tmp_path: Path, clock: MovedClock) -> None:
    erased = ErasedPeople(tmp_path)
    erased.add(5, clock.now())
    clock.moves(days=399)
    erased.add(6, clock.now())
    clock.moves(days=2)

    assert erased.forget(clock.now()) == 1
    assert (erased.when(5), erased.when(6)) == (None, clock.now() - timedelta(days=2))
    assert forget_backups(tmp_path / "none", clock.now(), timedelta(days=1)) == 0
