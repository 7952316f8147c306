"""Events as calendar files: read back by the standard's rules, in every European zone, around both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from events.models import Event, EventState
from events.moments import Moment
from events.programme import drafted
from tests.calendar_clocks import CALENDARS, EUROPE, NOW, holds, wrong
from tests.events_at import STARTS, written
from tests.icalendar_reader import Component, moment, read


def event(**fields: Any) -> Event:
    """Return a published event."""
    made = drafted(written(**fields), NOW)
    made.state = EventState.PUBLISHED
    return made


def written_as(made: Event, *, with_room: bool = True) -> tuple[Component, Component]:
    """Return the calendar in an event's file, and the event in it."""
    calendar = read(CALENDARS.event(made, with_room=with_room))
    (found,) = calendar.all("VEVENT")
    return calendar, found


def test_an_event_has_an_id_that_stays_and_a_number_that_grows() -> None:
    made = event()
    before = written_as(made)[1]
    made.sequence, made.title = 3, "Another title"
    after = written_as(made)[1]

    assert (before["UID"], before["SEQUENCE"]) == ("clinic@42.helpdesk", "0")
    assert (after["UID"], after["SEQUENCE"]) == ("clinic@42.helpdesk", "3")


def test_its_clock_is_that_of_its_place_which_the_file_defines() -> None:
    calendar, found = written_as(event())

    assert found.get("DTSTART").parameters == {"TZID": "Europe/Brussels"}
    assert (found["DTSTART"], found["DTEND"]) == ("20261209T093000", "20261209T170000")
    assert moment(found, calendar, "DTSTART") == datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
    assert calendar["METHOD"] == "PUBLISH"


def test_a_day_alone_is_a_whole_day_and_several_end_after_the_last() -> None:
    alone = written_as(event(starts=Moment(STARTS.day), ends=None))[1]
    three = written_as(event(starts=Moment(STARTS.day), ends=Moment(STARTS.day + timedelta(days=2))))[1]

    assert (alone["DTSTART"], alone["DTEND"]) == ("20261209", "20261210")
    assert three["DTEND"] == "20261212"
    assert not written_as(event(starts=Moment(STARTS.day), ends=None))[0].all("VTIMEZONE")


def test_an_end_that_is_not_published_is_not_invented() -> None:
    assert not written_as(event(ends=None))[1].has("DTEND")


def test_an_end_without_its_hour_is_the_end_of_its_day() -> None:
    calendar, found = written_as(event(ends=Moment(STARTS.day)))

    assert moment(found, calendar, "DTEND") == datetime(2026, 12, 9, 23, 0, tzinfo=UTC)


def test_a_cancelled_event_takes_itself_out() -> None:
    made = event()
    made.state = EventState.CANCELLED
    calendar, found = written_as(made)

    assert (calendar["METHOD"], found["STATUS"]) == ("CANCEL", "CANCELLED")


@pytest.mark.parametrize(
    "words",
    [
        "a; b, c\\d: e",
        "first\nsecond\r\nthird",
        "é" * 80,
        "🎉" * 40,
        '"quoted"',
        "END:VEVENT\r\nBEGIN:VEVENT",
        "\\n",
        "C:\\New\\notes",
        "\\",
    ],
)
def test_whatever_is_written_comes_back_as_it_was(words: str) -> None:
    found = written_as(event(title=words, summary=words, place=words))[1]
    plain = words.replace("\r\n", "\n")

    assert (found["SUMMARY"], found["LOCATION"]) == (plain, plain)
    assert found["DESCRIPTION"] == plain


def test_the_room_is_in_it_only_for_who_may_enter() -> None:
    made = event(online="https://room.example.org/1", place="", link="https://clinic.example.org/a,b;c")
    inside, outside = written_as(made)[1], written_as(made, with_room=False)[1]

    assert "https://room.example.org/1" in inside["DESCRIPTION"]
    assert inside["LOCATION"] == "https://room.example.org/1"
    assert inside["URL"] == "https://clinic.example.org/a,b;c"
    assert "room.example.org" not in str(outside)


def test_a_control_character_breaks_no_file() -> None:
    assert written_as(event(title="a\x00b\x07c\x7fd\te"))[1]["SUMMARY"] == "abcd\te"


def test_the_file_alone_says_the_right_moment_in_every_zone() -> None:
    assert wrong(Random(1), 60) == []


@pytest.mark.parametrize("wall", ["2026-03-29 02:30", "2026-03-29 03:00", "2026-10-25 02:30", "2026-10-25 01:59"])
def test_it_does_so_around_the_nights_in_which_clocks_are_changed(wall: str) -> None:
    day, _, clock = wall.partition(" ")

    assert [zone for zone in EUROPE if not holds(zone, date.fromisoformat(day), time.fromisoformat(clock))] == []


def test_a_calendar_of_many_defines_each_zone_once_and_covers_all_its_events() -> None:
    many = [
        event(id_=f"e{year}-{month}", timezone=zone, starts=Moment(date(year, month, 15), time(9)), ends=None)
        for zone in ("Europe/Brussels", "Europe/Vilnius")
        for year in (2024, 2027)
        for month in (1, 7)
    ]
    calendar = read(CALENDARS.feed(many, "Museum desk"))
    found = calendar.all("VEVENT")

    assert sorted(zone["TZID"] for zone in calendar.all("VTIMEZONE")) == ["Europe/Brussels", "Europe/Vilnius"]
    assert [moment(each, calendar, "DTSTART") for each in found] == [each.begins_at for each in many]
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["NAME"] == "Museum desk"
