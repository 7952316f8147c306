"""Working time counts hours in which people are at work, and no others."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.working_time import WorkingTime

LILLE = WorkingTime.of("Mon-Fri 09:00-17:00", "Europe/Paris", "FR")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def at(text: str) -> datetime:
    """A moment on the clocks of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=LILLE.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-23 10:00", "2026-11-23 12:30", 2.5),  # a Monday
        ("2026-11-23 07:00", "2026-11-23 20:00", 8),
        ("2026-11-27 16:00", "2026-11-30 10:00", 2),  # over a weekend
        ("2026-11-28 10:00", "2026-11-29 10:00", 0),
        ("2026-12-24 09:00", "2026-12-28 09:00", 8),  # Friday is Christmas Day
        ("2026-11-10 09:00", "2026-11-12 17:00", 16),  # the 11th is the Armistice
        ("2026-11-23 12:00", "2026-11-23 10:00", 0),
        ("2026-03-27 16:00", "2026-03-30 10:00", 2),  # clocks are put forward between
        ("2026-10-23 16:00", "2026-10-26 10:00", 2),  # and back
    ],
)
def test_evenings_weekends_and_public_holidays_do_not_count(since: str, until: str, hours: float) -> None:
    assert LILLE.between(at(since), at(until)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        ("2026-12-24 18:00", "2026-12-28 09:00"),
        ("2026-03-28 12:00", "2026-03-30 09:00"),
    ],
)
def test_the_next_opening_is_a_moment_at_which_people_are_at_work(moment: str, opens: str) -> None:
    assert LILLE.next_opening(at(moment)) == at(opens)
    assert LILLE.is_open(at(opens))
    assert LILLE.is_open(at(moment)) == (moment == opens)


@pytest.mark.parametrize(
    ("moment", "rest", "due"),
    [
        ("2026-11-23 10:00", timedelta(days=1), "2026-11-24 10:00"),
        ("2026-11-27 10:00", timedelta(days=1), "2026-11-30 10:00"),
        ("2026-11-27 20:00", timedelta(hours=2), "2026-11-30 11:00"),
        ("2026-12-23 10:00", timedelta(days=2), "2026-12-28 10:00"),
        ("2026-11-23 16:00", timedelta(hours=3), "2026-11-24 11:00"),
        ("2026-11-23 09:00", timedelta(days=14), "2026-12-10 17:00"),
    ],
)
def test_a_day_stands_for_a_working_day(moment: str, rest: timedelta, due: str) -> None:
    assert LILLE.after(at(moment), rest) == at(due)


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=20)))
def test_as_much_has_passed_when_it_is_due_as_was_asked_for(moment: datetime, rest: timedelta) -> None:
    due = LILLE.after(moment, rest)

    passed = rest.days * LILLE.day + timedelta(seconds=rest.seconds)
    assert abs(LILLE.between(moment, due) - passed) < timedelta(seconds=1)


def test_somebody_in_another_zone_works_at_other_moments() -> None:
    azores = WorkingTime.of("Mon-Fri 09:00-17:00", "Atlantic/Azores", "PT")

    assert not azores.is_open(at("2026-11-23 10:00"))
    assert azores.is_open(at("2026-11-23 11:00"))


def test_a_country_that_nobody_knows_has_no_holidays() -> None:
    nowhere = WorkingTime.of("Mon-Fri 09:00-17:00", "Europe/Paris", "")

    assert nowhere.is_open(at("2026-12-25 10:00"))


def test_where_the_hours_cannot_be_read_all_time_counts() -> None:
    always = WorkingTime.of("whenever", "Europe/Paris", "FR")

    assert always.is_open(at("2026-12-25 03:00"))
    assert always.between(at("2026-12-25 03:00"), at("2026-12-26 03:00")) == timedelta(days=1)
    assert always.after(at("2026-12-25 03:00"), timedelta(days=1, hours=2)) == at("2026-12-26 05:00")
