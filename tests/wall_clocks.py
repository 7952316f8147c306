"""Cases of events around the changes of clocks in every European zone, and what must be true of their reminders."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from events.moments import Moment
from events.offsets import Offset, Unit
from events.planner import JOINABLE, Phase, Schedule, planned
from events.quiet import Quiet, told_at

BESIDE = ("Atlantic/Azores", "Atlantic/Canary", "Atlantic/Faroe", "Atlantic/Madeira", "Atlantic/Reykjavik")
FAR = ("Africa/Ceuta", "Arctic/Longyearbyen", "Asia/Nicosia", "Asia/Famagusta", "Asia/Tbilisi", "Asia/Yerevan")
NAMES = sorted({*BESIDE, *FAR, *(name for name in available_timezones() if name.startswith("Europe/"))})
QUARTER = timedelta(minutes=15)
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59)) | st.just(time(2, 30))


def change_days(year: int) -> list[date]:
    """Return the last Sundays of March and October, on which most of Europe changes its clocks."""
    lasts = [date(year, month, 31) for month in (3, 10)]
    return [last - timedelta(days=(last.weekday() + 1) % 7) for last in lasts]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Return an event within ten days after a change of the clocks, with rules that reach over it."""
    change = draw(st.sampled_from([day for year in range(2024, 2032) for day in change_days(year)]))
    day = change + timedelta(days=draw(st.integers(-2, 10)))
    clock = draw(st.none() | CLOCKS)
    days = st.builds(Offset, st.integers(1, 12), st.just(Unit.DAYS), st.none() | CLOCKS)
    hours = st.builds(Offset, st.integers(1, 200), st.just(Unit.HOURS))
    minutes = st.builds(Offset, st.integers(1, 999), st.just(Unit.MINUTES))
    rules = draw(st.lists(days | hours | minutes, min_size=1, max_size=4, unique=True))
    zone = ZoneInfo(draw(st.sampled_from(NAMES)))
    return Schedule(Moment(day, clock), None, zone, draw(st.booleans()), tuple(rules))


AROUND = st.integers(-20 * 24 * 60, 2 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
MOMENTS = st.datetimes(datetime(2024, 3, 1), datetime(2031, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001  hypothesis wants bare ones
QUIETS = st.builds(Quiet, CLOCKS, CLOCKS) | st.just(Quiet())


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return every moment at which clocks in a zone show this, found by trying the offsets of the days around."""
    bare = wall.replace(tzinfo=UTC)
    offsets = {(bare + timedelta(days=by)).astimezone(zone).utcoffset() or timedelta() for by in (-2, 2)}
    return sorted(at for offset in offsets if shows(at := bare - offset, zone) == wall)


def shows(at: datetime, zone: ZoneInfo) -> datetime:
    """Return what clocks in a zone show at a moment."""
    return at.astimezone(zone).replace(tzinfo=None)


def right(schedule: Schedule, now: datetime) -> None:
    """Hold a plan against what clocks show, found another way."""
    plan = {each.rule: each for each in planned(schedule, now)}
    for rule in schedule.rules or ():
        if schedule.starts.clock is None and rule.at is None:
            assert rule not in plan
            continue
        each = plan[rule]
        if rule.unit is Unit.DAYS:
            wall_clock_right(schedule, rule, each.due_at)
        else:
            unit = timedelta(hours=1) if rule.unit is Unit.HOURS else timedelta(minutes=1)
            assert each.due_at == begins(schedule) - rule.amount * unit
        phase_right(schedule, each.phase, each.due_at, now)
    dues = [each.due_at for each in planned(schedule, now)]
    assert all(later >= earlier for later, earlier in pairwise(dues))


def wall_clock_right(schedule: Schedule, rule: Offset, due_at: datetime) -> None:
    """See that a rule in days keeps the wall clock; where clocks skip it, it is later by what they skip."""
    at = rule.at or schedule.starts.clock
    assert at is not None
    wall = datetime.combine(schedule.starts.day - timedelta(days=rule.amount), at)
    shown = instants(wall, schedule.zone)
    if shown:
        assert due_at == shown[0]
        return
    later = due_at.astimezone(schedule.zone).replace(tzinfo=None) - wall
    before, after = ((wall + timedelta(days=by)).replace(tzinfo=schedule.zone).utcoffset() for by in (-1, 1))
    assert before is not None
    assert after is not None
    assert later == after - before > timedelta()


def phase_right(schedule: Schedule, phase: Phase, due_at: datetime, now: datetime) -> None:
    """See that nobody is reminded too early, or of what has begun."""
    assert (phase is Phase.AHEAD) == (now < due_at)
    if phase in {Phase.DUE, Phase.LATE} and schedule.starts.clock is not None:
        assert now < begins(schedule)
    if phase is Phase.STARTED:
        assert schedule.online
        assert begins(schedule) <= now < begins(schedule) + JOINABLE


def begins(schedule: Schedule) -> datetime:
    """Return when an event with an hour begins; of an hour that is skipped, as much later."""
    assert schedule.starts.clock is not None
    wall = datetime.combine(schedule.starts.day, schedule.starts.clock)
    shown = instants(wall, schedule.zone)
    return shown[0] if shown else wall.replace(tzinfo=schedule.zone).astimezone(UTC)


def quiet_right(quiet: Quiet, zone: ZoneInfo, due_at: datetime, left: timedelta) -> None:
    """See that quiet hours only ever delay, less than a day and an hour, and never beyond what is of use."""
    closes = due_at + left
    told = told_at(due_at, closes, quiet, zone)
    shown = told.astimezone(zone).time()
    assert due_at <= told < max(closes, due_at + QUARTER)
    assert told - due_at <= timedelta(hours=25)
    if told != due_at and instants(datetime.combine(told.astimezone(zone).date(), quiet.ends), zone):
        assert shown == quiet.ends
