"""Cases of events around the changes of clocks in every European zone, and what must be true of their reminders."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

from events.moments import Moment
from events.offsets import Offset, Unit
from events.planner import JOINABLE, Phase, Schedule, planned
from events.quiet import Quiet, told_at

BESIDE = ("Atlantic/Azores", "Atlantic/Canary", "Atlantic/Faroe", "Atlantic/Madeira", "Atlantic/Reykjavik")
FAR = ("Africa/Ceuta", "Arctic/Longyearbyen", "Asia/Nicosia", "Asia/Famagusta", "Asia/Tbilisi", "Asia/Yerevan")
NAMES = sorted({*BESIDE, *FAR, *(name for name in available_timezones() if name.startswith("Europe/"))})
QUARTER = timedelta(minutes=15)


def change_days(year: int) -> list[date]:
    """Return the last Sundays of March and October, on which most of Europe changes its clocks."""
    lasts = [date(year, month, 31) for month in (3, 10)]
    return [last - timedelta(days=(last.weekday() + 1) % 7) for last in lasts]


def any_schedule(lot: Random) -> Schedule:
    """Draw an event around a change of the clocks, with rules that reach over it."""
    change = lot.choice(change_days(lot.randint(2024, 2031)))
    after, clock = lot.randint(-2, 10), lot.choice([None, any_clock(lot), any_clock(lot)])
    rules = tuple(dict.fromkeys(any_rule(lot, after) for _ in range(lot.randint(1, 4))))
    return Schedule(
        Moment(change + timedelta(days=after), clock), None, ZoneInfo(lot.choice(NAMES)), lot.random() < 0.5, rules
    )


def any_rule(lot: Random, after: int) -> Offset:
    """Draw a reminder of an event so many days after a change; of those in days half come on its very day."""
    unit = lot.choice([Unit.DAYS, Unit.DAYS, Unit.HOURS, Unit.MINUTES])
    if unit is not Unit.DAYS:
        return Offset(lot.randint(1, 200 if unit is Unit.HOURS else 999), unit)
    amount = after if after > 0 and lot.random() < 0.5 else lot.randint(1, 12)
    return Offset(amount, unit, lot.choice([None, any_clock(lot)]))


def any_clock(lot: Random) -> time:
    """Draw a time of day; every second is in the hours in which clocks change."""
    return time(lot.randint(0, lot.choice([3, 23])), lot.choice([0, 30, lot.randint(0, 59)]))


def any_now(lot: Random, schedule: Schedule) -> datetime:
    """Draw a time to look at a plan: around the start, or soon after one of its reminders."""
    dues = [each.due_at for each in planned(schedule, schedule.begins)]
    if dues and lot.random() < 0.5:
        return lot.choice(dues) + timedelta(minutes=lot.randint(-5, 60))
    return schedule.begins + timedelta(minutes=lot.randint(-3000, 300))


def any_quiet(lot: Random) -> Quiet:
    """Draw quiet hours."""
    return lot.choice([Quiet(), Quiet(any_clock(lot), any_clock(lot))])


def hold(seed: int, count: int) -> Counter[str]:
    """Hold so many cases against what clocks show; count what they were."""
    lot, met = Random(seed), Counter[str]()
    for _ in range(count):
        schedule = any_schedule(lot)
        met.update(right(schedule, any_now(lot, schedule)))
        due_at = schedule.begins - timedelta(minutes=lot.randint(0, 10 * 24 * 60))
        quiet_right(any_quiet(lot), schedule.zone, due_at, timedelta(minutes=lot.randint(1, 5000)))
    return met


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return every moment at which clocks in a zone show this, found by trying the offsets of the days around."""
    bare = wall.replace(tzinfo=UTC)
    offsets = {(bare + timedelta(days=by)).astimezone(zone).utcoffset() or timedelta() for by in (-2, 2)}
    return sorted(at for offset in offsets if shows(at := bare - offset, zone) == wall)


def shows(at: datetime, zone: ZoneInfo) -> datetime:
    """Return what clocks in a zone show at a moment."""
    return at.astimezone(zone).replace(tzinfo=None)


def right(schedule: Schedule, now: datetime) -> Counter[str]:
    """Hold a plan against what clocks show, found another way; count what was met."""
    plan, met = {each.rule: each for each in planned(schedule, now)}, Counter[str]()
    for rule in schedule.rules or ():
        if schedule.starts.clock is None and rule.at is None:
            assert rule not in plan
            continue
        each = plan[rule]
        met[each.phase] += 1
        if rule.unit is Unit.DAYS:
            met[wall_clock_right(schedule, rule, each.due_at)] += 1
        else:
            unit = timedelta(hours=1) if rule.unit is Unit.HOURS else timedelta(minutes=1)
            assert each.due_at == begins(schedule) - rule.amount * unit
        phase_right(schedule, each.phase, each.due_at, now)
    dues = [each.due_at for each in plan.values()]
    assert all(later >= earlier for later, earlier in pairwise(dues))
    return met


def wall_clock_right(schedule: Schedule, rule: Offset, due_at: datetime) -> str:
    """See that a rule in days keeps the wall clock; where clocks skip it, it is later by what they skip."""
    at = rule.at or schedule.starts.clock
    assert at is not None
    wall = datetime.combine(schedule.starts.day - timedelta(days=rule.amount), at)
    shown = instants(wall, schedule.zone)
    if shown:
        assert due_at == shown[0]
        return ["shown once", "shown twice"][len(shown) - 1]
    later = due_at.astimezone(schedule.zone).replace(tzinfo=None) - wall
    before, after = ((wall + timedelta(days=by)).replace(tzinfo=schedule.zone).utcoffset() for by in (-1, 1))
    assert before is not None
    assert after is not None
    assert later == after - before > timedelta()
    return "skipped"


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
