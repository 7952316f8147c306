"""A process says that it is not ready while it cannot use its database, and tells coordinators afterwards."""

from collections.abc import Callable

import pytest

from core.reasons import Reason
from core.sqlite import Sqlite
from delivery.health import WORTH_TELLING
from delivery.intake import Intake
from delivery.reports import About
from tests.clocks import MovedClock
from tests.delivering import BOT, inbox, metrics, reports, runs


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
def intake(sqlite: Sqlite, clock: MovedClock) -> Intake:
    """What takes updates in."""
    return Intake(sqlite, clock, BOT, metrics(), lambda: None)


def away(sqlite: Sqlite) -> Callable[[], object]:
    """Take the file away; return what brings it back."""
    elsewhere = sqlite.file.rename(sqlite.file.with_name("away.db"))
    return lambda: elsewhere.rename(sqlite.file)


async def test_it_notices_by_itself_that_the_database_cannot_be_used_and_that_it_can_again(
    sqlite: Sqlite, intake: Intake
) -> None:
    await intake.feels()
    before = intake.health.reason
    back = away(sqlite)
    await intake.feels()
    meanwhile = intake.health.reason
    back()
    await intake.feels()

    assert (before, meanwhile, intake.health.reason) == (None, Reason.GONE, None)


async def test_coordinators_hear_of_a_long_time_without_the_database_once(
    sqlite: Sqlite, intake: Intake, clock: MovedClock
) -> None:
    for seconds in (WORTH_TELLING - 1, 90):
        back = away(sqlite)
        await intake.feels()
        clock.moves(seconds=seconds)
        await intake.feels()
        back()
        await intake.feels()
        await intake.feels()

    assert [(each.about, each.detail) for each in await reports(sqlite)] == [(About.DATABASE, "90 GONE")]


async def test_a_database_that_can_only_be_read_is_noticed_without_any_update(sqlite: Sqlite, intake: Intake) -> None:
    await sqlite.write(runs("PRAGMA query_only=1"))
    await intake.feels()

    assert intake.health.reason == Reason.READ_ONLY


async def test_what_is_written_to_find_out_leaves_nothing_behind(sqlite: Sqlite, intake: Intake) -> None:
    await intake.feels()

    assert intake.health.reason is None
    assert await inbox(sqlite) == []
