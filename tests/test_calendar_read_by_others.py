"""A library that knows nothing of the one that writes our calendar files reads them as we mean them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types
import vobject.icalendar  # type: ignore[import-untyped]  # the same
from hypothesis import given, settings
from hypothesis import strategies as st

from events.models import Event, EventState
from events.moments import Moment
from events.programme import drafted
from tests.calendar_clocks import CALENDARS, EUROPE, NOW
from tests.events_at import written

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=120).filter(str.strip)


def file_of(**fields: Any) -> bytes:
    """Return the file of a published event."""
    made: Event = drafted(written(**fields), NOW)
    made.state = EventState.PUBLISHED
    return CALENDARS.event(made, with_room=True)


def by_vobject(content: bytes) -> Any:
    """Return the event that vobject reads; it remembers zones by name, and each file defines its own years."""
    vars(vobject.icalendar)["__tzidMap"].clear()
    return vobject.readOne(content.decode()).vevent


@settings(max_examples=25, deadline=None)
@given(zone=st.sampled_from(EUROPE), day=st.dates(date(2026, 1, 1), date(2028, 12, 31)), hour=st.integers(4, 22))
def test_it_finds_the_moment_at_which_it_starts_in_every_european_zone(zone: str, day: date, hour: int) -> None:
    content = file_of(timezone=zone, starts=Moment(day, time(hour, 30)), ends=None)
    meant = datetime.combine(day, time(hour, 30), ZoneInfo(zone)).astimezone(UTC)

    assert by_vobject(content).dtstart.value.astimezone(UTC) == meant


@settings(max_examples=30, deadline=None)
@given(words=WORDS)
def test_it_reads_any_words_back_as_they_are(words: str) -> None:
    content = file_of(title=" ".join(words.split()) or "x")

    assert by_vobject(content).summary.value == (" ".join(words.split()) or "x")


def test_it_sees_days_alone_as_whole_days() -> None:
    first_day = date(2026, 12, 9)
    found = by_vobject(file_of(starts=Moment(first_day), ends=Moment(first_day + timedelta(days=1))))

    assert (found.dtstart.value, found.dtend.value) == (first_day, date(2026, 12, 11))


@pytest.mark.parametrize("name", ["uid", "dtstamp", "sequence", "status", "summary", "dtstart", "dtend", "location"])
def test_what_the_standard_asks_for_is_there_once(name: str) -> None:
    assert len(by_vobject(file_of()).contents[name]) == 1
