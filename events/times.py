"""When a written event starts and ends, and what cannot be."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core.sheets import Keys
from core.zones import shown_twice, skipped
from events.moments import Moment

_FORM = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?: (?P<clock>\d\d:\d\d))?", re.ASCII)
_YEARS = range(2000, 2100)  # others are slips, and the ends of the calendar have no UTC
_EXAMPLE = "a day and a time such as 2027-03-09 09:30, or a day alone"


def moments_of(keys: Keys, zone: ZoneInfo | None) -> tuple[Moment | None, Moment | None]:
    """Return the start and the end, as far as they are written; what cannot be is noted."""
    starts, ends = _moment(keys, "starts", zone), _moment(keys, "ends", zone)
    if ends and "starts" not in keys:
        keys.error("ends", "there is an end but no start; add `starts`")
    if starts and ends and _before(ends, starts):
        keys.error("ends", f"the event ends ({ends}) before it starts ({starts})")
    return starts, ends


def _moment(keys: Keys, key: str, zone: ZoneInfo | None) -> Moment | None:
    written = keys.text(key, "")
    moment = _read(written)
    if written and moment is None:
        keys.error(key, f"`{key}` must be {_EXAMPLE}, not {written}")
    if moment and moment.clock and zone:
        _shown_once(keys, key, datetime.combine(moment.day, moment.clock), zone)
    return moment


def _read(written: str) -> Moment | None:
    found = _FORM.fullmatch(written)
    if not found or int(written[:4]) not in _YEARS:
        return None
    try:
        return Moment(date.fromisoformat(found["day"]), _clock(found["clock"]))
    except ValueError:
        return None


def _clock(written: str | None) -> time | None:
    return time.fromisoformat(written) if written else None


def _shown_once(keys: Keys, key: str, wall: datetime, zone: ZoneInfo) -> None:
    if skipped(wall, zone):
        sentence = f"clocks in {zone.key} are put forward over {wall:%H:%M} on {wall:%Y-%m-%d}; write another time"
        keys.error(key, sentence)
    elif shown_twice(wall, zone):
        sentence = f"clocks in {zone.key} show {wall:%H:%M} twice on {wall:%Y-%m-%d}; the first one is taken"
        keys.sheet.warning(keys.line_of(key), sentence)


def _before(ends: Moment, starts: Moment) -> bool:
    """Whether an end is not after its start; of one without an hour only the days are compared."""
    if ends.clock and starts.clock:
        return (ends.day, ends.clock) <= (starts.day, starts.clock)
    return ends.day < starts.day
