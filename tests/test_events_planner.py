"""Which reminder is due when: by the wall clock or elapsed, through both changes, in every European zone."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.moments import Moment
from events.offsets import Offset, offset_in
from events.planner import LATE_AFTER, USUAL, USUAL_ONLINE, Phase, Schedule, next_look, planned
from events.quiet import Quiet, told_at, zone_then
from tests.wall_clocks import NAMES, any_now, any_schedule, hold, right

BRUSSELS = ZoneInfo("Europe/Brussels")
BEGINS = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)


def rule(written: str) -> Offset:
    found = offset_in(written)
    assert found is not None
    return found


def clinic(*rules: str, online: bool = False, ends: bool = True, armed_at: datetime | None = None) -> Schedule:
    """An event on 9 December 2026 from 09:30 to 17:00 in Brussels."""
    starts = Moment(date(2026, 12, 9), time(9, 30))
    last = Moment(date(2026, 12, 9), time(17, 0)) if ends else None
    own = tuple(map(rule, rules)) if rules else None
    return Schedule(starts, last, BRUSSELS, online, own, armed_at=armed_at)


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_wall_clock_holds_in_whatever_case_can_be_found(lot: Random) -> None:
    schedule = any_schedule(lot)
    right(schedule, any_now(lot, schedule))


def test_in_every_zone_through_both_changes_reminders_come_when_clocks_say() -> None:
    met = hold(seed=1, count=4000)

    assert len(NAMES) > 60
    assert min(met[each] for each in ("skipped", "shown twice", *Phase)) > 20


def test_the_usual_reminders_are_a_week_at_nine_a_day_an_hour_and_online_ten_minutes_before() -> None:
    dues = [each.due_at for each in planned(clinic(online=True), BEGINS - timedelta(days=60))]

    assert (len(USUAL), len(USUAL_ONLINE)) == (3, 4)
    assert dues == [
        datetime(2026, 12, 9, 8, 20, tzinfo=UTC),
        datetime(2026, 12, 9, 7, 30, tzinfo=UTC),
        datetime(2026, 12, 8, 8, 30, tzinfo=UTC),
        datetime(2026, 12, 2, 8, 0, tzinfo=UTC),
    ]
    assert dues[1:] == [each.due_at for each in planned(clinic(), BEGINS - timedelta(days=60))]


@pytest.mark.parametrize(
    ("day", "offset", "expected"),
    [
        (date(2026, 3, 29), "1d", datetime(2026, 3, 28, 11, 0, tzinfo=UTC)),  # in spring 23 hours before
        (date(2026, 3, 29), "24h", datetime(2026, 3, 28, 10, 0, tzinfo=UTC)),
        (date(2026, 10, 25), "1d", datetime(2026, 10, 24, 10, 0, tzinfo=UTC)),  # in autumn 25 hours before
        (date(2026, 10, 25), "24h", datetime(2026, 10, 24, 11, 0, tzinfo=UTC)),
        (date(2026, 3, 30), "1d@02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: 03:30 instead
        (date(2026, 10, 26), "1d@02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # shown twice: the first
    ],
)
def test_a_change_of_the_clocks_moves_what_is_elapsed_and_not_what_clocks_show(
    day: date, offset: str, expected: datetime
) -> None:
    schedule = Schedule(Moment(day, time(12, 0)), None, BRUSSELS, online=False, rules=(rule(offset),))

    assert [each.due_at for each in planned(schedule, expected)] == [expected]


@pytest.mark.parametrize(
    ("after_due", "online", "phase"),
    [
        (timedelta(seconds=-1), False, Phase.AHEAD),
        (timedelta(), False, Phase.DUE),
        (LATE_AFTER - timedelta(seconds=1), False, Phase.DUE),
        (LATE_AFTER, False, Phase.LATE),
        (timedelta(hours=1, seconds=-1), True, Phase.LATE),
        (timedelta(hours=1), False, Phase.EXPIRED),
        (timedelta(hours=1), True, Phase.STARTED),
        (timedelta(hours=8, minutes=29), True, Phase.STARTED),
        (timedelta(hours=8, minutes=30), True, Phase.EXPIRED),
    ],
)
def test_a_reminder_that_comes_late_says_so_and_after_the_start_one_can_at_most_join(
    after_due: timedelta, *, online: bool, phase: Phase
) -> None:
    (reminder,) = planned(clinic("1h", online=online), BEGINS - timedelta(hours=1) + after_due)

    assert reminder.phase is phase


def test_without_a_published_end_one_can_join_for_an_hour() -> None:
    (reminder,) = planned(clinic("1h", online=True, ends=False), BEGINS)

    assert (reminder.phase, reminder.expires_at) == (Phase.STARTED, BEGINS + timedelta(hours=1))


def test_a_day_alone_has_reminders_by_day_until_it_is_over() -> None:
    schedule = Schedule(Moment(date(2026, 12, 9)), None, BRUSSELS, online=False)
    (reminder,) = planned(schedule, datetime(2026, 12, 9, 22, 59, tzinfo=UTC))

    assert (str(reminder.rule), reminder.phase) == ("7d@09:00", Phase.LATE)
    assert planned(schedule, datetime(2026, 12, 9, 23, 0, tzinfo=UTC))[0].phase is Phase.EXPIRED


def test_what_was_due_before_the_event_was_announced_or_moved_is_no_reminder() -> None:
    due_at = BEGINS - timedelta(days=1)

    assert planned(clinic("1d", armed_at=due_at), BEGINS) == ()
    assert len(planned(clinic("1d", armed_at=due_at - timedelta(seconds=1)), BEGINS)) == 1


def test_the_last_reminder_comes_first_and_the_next_look_is_at_the_next_one() -> None:
    now = BEGINS - timedelta(hours=2)
    plan = planned(clinic(), now)

    assert [str(each.rule) for each in plan] == ["1h", "1d", "7d@09:00"]
    assert next_look(plan, now) == BEGINS - timedelta(hours=1)
    assert next_look(plan, BEGINS) is None
    assert planned(clinic(), now) == plan


def test_an_own_reminder_is_only_for_who_asked_for_it() -> None:
    schedule = Schedule(
        clinic().starts, None, BRUSSELS, online=False, rules=(rule("1d"),), own=(rule("2h"), rule("1d"))
    )
    plan = planned(schedule, BEGINS - timedelta(days=9))

    assert {str(each.rule): each.usual for each in plan} == {"2h": False, "1d": True}


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (datetime(2026, 12, 1, 21, 30, tzinfo=UTC), datetime(2026, 12, 2, 6, 0, tzinfo=UTC)),
        (datetime(2026, 12, 2, 5, 59, tzinfo=UTC), datetime(2026, 12, 2, 6, 0, tzinfo=UTC)),
        (datetime(2026, 12, 2, 6, 0, tzinfo=UTC), datetime(2026, 12, 2, 6, 0, tzinfo=UTC)),
        (datetime(2026, 12, 1, 20, 59, tzinfo=UTC), datetime(2026, 12, 1, 20, 59, tzinfo=UTC)),
    ],
)
def test_what_is_due_at_night_waits_for_the_morning(due: datetime, told: datetime) -> None:
    assert told_at(due, due + timedelta(days=3), Quiet(), BRUSSELS) == told


def test_what_the_morning_would_be_too_late_for_comes_at_night_and_no_hours_are_quiet_where_both_ends_meet() -> None:
    due = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)

    assert told_at(due, datetime(2026, 12, 2, 6, 0, tzinfo=UTC), Quiet(), BRUSSELS) == due
    assert told_at(due, due + timedelta(days=3), Quiet(time(7), time(7)), BRUSSELS) == due


def test_who_travels_has_the_clock_of_the_event_from_the_day_before_until_it_is_over() -> None:
    home, there, over = ZoneInfo("Atlantic/Azores"), ZoneInfo("Europe/Vilnius"), BEGINS + timedelta(hours=8)
    eve = datetime(2026, 12, 7, 22, 0, tzinfo=UTC)  # midnight in Vilnius

    assert zone_then(home, there, BEGINS, over, eve - timedelta(seconds=1)) is home
    assert zone_then(home, there, BEGINS, over, eve) is there
    assert zone_then(home, there, BEGINS, over, over) is there
    assert zone_then(home, there, BEGINS, over, over + timedelta(seconds=1)) is home
