"""A file of events is read whole or refused whole, and each mistake in it is shown where it stands."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.file import EventsFile, Known, read_events
from events.moments import Moment
from events.offsets import Offset, Unit, offset_in
from events.written import Registration

ZONE = ZoneInfo("Europe/Vilnius")
CLINIC = """events:
  - id: green-deal-clinic
    title: Green Deal clinic
    starts: 2027-03-09 09:30
    ends: 2027-03-09 17:00
    timezone: Europe/Brussels
    place: Brussels, Belgium
    online: https://example.org/r
    topic: green
    summary: Two sentences. At most.
    registration: link
    registration_link: https://example.org/join
    capacity: 120
    guide: green-deal-clinic
    link: https://example.org/clinic
    follow_up: https://example.org/after
    reminders: [7d@09:00, 1d, 1h, 10m]
"""
BARE = """events:
  - id: talk
    title: A talk
    timezone: Europe/Vilnius
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the events of a test stand."""
    return tmp_path / "events.yaml"


def read(file: Path, text: str) -> EventsFile:
    file.write_text(text, "utf-8")
    return read_events(file)


def told(read: EventsFile) -> list[str]:
    return [f"{problem.line}: {problem.severity}: {problem.sentence}" for problem in read.problems]


def test_every_key_of_an_event_is_read(file: Path) -> None:
    said = read(file, CLINIC)

    assert told(said) == []
    (event,) = said.events
    assert (event.id, event.title) == ("green-deal-clinic", "Green Deal clinic")
    assert event.starts == Moment(date(2027, 3, 9), time(9, 30))
    assert event.ends == Moment(date(2027, 3, 9), time(17))
    assert (event.timezone, event.place, event.online) == (
        "Europe/Brussels",
        "Brussels, Belgium",
        "https://example.org/r",
    )
    assert (event.topic, event.summary) == ("green", "Two sentences. At most.")
    assert (event.registration, event.registration_link) == (Registration.LINK, "https://example.org/join")
    assert (event.capacity, event.guide) == (120, "green-deal-clinic")
    assert (event.link, event.follow_up) == ("https://example.org/clinic", "https://example.org/after")
    assert event.reminders is not None
    assert [str(each) for each in event.reminders] == ["7d@09:00", "1d", "1h", "10m"]


def test_what_is_left_out_is_not_published(file: Path) -> None:
    (event,) = read(file, BARE).events

    assert (event.starts, event.ends, event.capacity, event.reminders) == (None, None, None, None)
    assert (event.place, event.online, event.summary, event.link) == ("", "", "", "")
    assert event.registration is Registration.CLOSED


def test_no_reminders_at_all_are_not_the_usual_ones(file: Path) -> None:
    assert read(file, BARE + "    reminders: []\n").events[0].reminders == ()


def test_a_file_without_an_event_is_no_mistake(file: Path) -> None:
    assert read(file, "events: []\n") == EventsFile((), ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    capacity", "    capactiy", "13: error: `capactiy` is not a key that is known here; there are"),
        ("id: green-deal-clinic", "id: green deal", "2: error: `green deal` is no id; use at most 40 letters"),
        ("id: green-deal-clinic", f"id: {'g' * 41}", f"2: error: `{'g' * 41}` is no id"),
        ("  - id: green-deal-clinic\n    title", "  - title", "2: error: `id` is missing; add it"),
        ("Green Deal clinic", "", "3: error: `title` is empty; fill it in"),
        ("Green Deal clinic", "G" * 203, "3: error: `title` is too long for a message; shorten it by 3 characters"),
        ("2027-03-09 09:30", "9.3.2027 09:30", "4: error: `starts` must be a day and a time such as 2027-03-09 09:30"),
        ("2027-03-09 09:30", "2027-02-30 09:30", "4: error: `starts` must be"),
        ("2027-03-09 09:30", "2027-03-09 24:00", "4: error: `starts` must be"),
        ("2027-03-09 09:30", "2027-03-09 9:30", "4: error: `starts` must be"),
        ("2027-03-09 09:30", "2027-03-09T09:30", "4: error: `starts` must be"),
        ("2027-03-09 09:30", "0001-01-01 00:00", "4: error: `starts` must be"),
        ("2027-03-09 17:00", "2027-03-09 09:30", "5: error: the event ends (2027-03-09 09:30) before it starts"),
        ("2027-03-09 17:00", "2027-03-08", "5: error: the event ends (2027-03-08) before it starts"),
        ("    starts: 2027-03-09 09:30\n", "", "4: error: there is an end but no start; add `starts`"),
        ("Europe/Brussels", "Europe/Bruxelles", "6: error: there is no time zone Europe/Bruxelles"),
        ("Europe/Brussels", "../etc/passwd", "6: error: there is no time zone ../etc/passwd"),
        ("    timezone: Europe/Brussels\n", "", "2: error: `timezone` is missing; add it"),
        ("https://example.org/r", "example.org/r", "8: error: the address in `online` must begin with https://"),
        ("https://example.org/join", "https://example", "12: error: the address in `registration_link` has no proper"),
        (
            "https://example.org/clinic",
            "https://example.org/a b",
            "15: error: the address in `link` must not have a sp",
        ),
        ("https://example.org/after", "https://example.org/.", "16: error: the address in `follow_up` ends with `.`"),
        ("registration: link", "registration: open", "11: error: `registration` must be here, link, invitation, clos"),
        ("    registration_link: https://example.org/join\n", "", "11: error: with `registration: link` there must"),
        ("120", "0", "13: error: `capacity` must be a number of places from 1, not 0"),
        ("120", "1e3", "13: error: `capacity` must be"),
        ("7d@09:00", "7w", "17: error: `7w` is no reminder; write one such as 7d@09:00, 1d, 1h or 10m"),
        ("7d@09:00", "7h@09:00", "17: error: `7h@09:00` is no reminder"),
        ("7d@09:00", "7d@9:00", "17: error: `7d@9:00` is no reminder"),
        ("7d@09:00", "0m", "17: error: `0m` is no reminder"),
        ("7d@09:00", "1h", "17: error: the reminder `1h` stands here twice; keep one"),
        ("7d@09:00", "0d@10:00", "17: error: the reminder `0d@10:00` would come after the start; make it earlier"),
        ("[7d@09:00, 1d, 1h, 10m]", "1d", "17: error: `reminders` must be a list"),
        ("events:", "event:", "1: error: `events` is missing; add it"),
        ("events:\n", "events: none\nother:\n", "1: error: `events` must be a list"),
    ],
)
def test_a_mistake_refuses_the_file_and_is_told_with_its_line(file: Path, old: str, new: str, expected: str) -> None:
    assert old in CLINIC

    said = read(file, CLINIC.replace(old, new, 1))

    assert any(line.startswith(expected) for line in told(said)), told(said)
    assert said.refused
    assert said.events == ()


def test_every_mistake_is_told_at_once_and_no_event_is_taken(file: Path) -> None:
    said = read(file, CLINIC.replace("120", "many").replace("Europe/", "") + BARE.removeprefix("events:\n"))

    assert [line.partition(":")[0] for line in told(said)] == ["6", "13"]
    assert said.events == ()


def test_an_id_stands_once_however_it_is_written(file: Path) -> None:
    said = read(file, BARE + BARE.removeprefix("events:\n").replace("talk", "Talk", 1))

    assert told(said) == ["5: error: the id `talk` is used already on line 2; choose another"]


def test_topics_and_guides_must_be_known_where_it_is_known_which_there_are(file: Path) -> None:
    file.write_text(CLINIC, "utf-8")

    assert told(read_events(file, Known(["green"], ["green-deal-clinic"]))) == []
    assert told(read_events(file, Known(["smart"], []))) == [
        "9: error: there is no topic `green`; add it to profile.yaml or choose another",
        "14: error: there is no guide `green-deal-clinic`; write it or leave this out",
    ]


def test_a_time_that_clocks_are_put_forward_over_is_refused_by_its_name(file: Path) -> None:
    said = read(file, BARE + "    starts: 2027-03-28 03:30\n")

    forward = "clocks in Europe/Vilnius are put forward over 03:30 on 2027-03-28; write another time"
    assert told(said) == [f"5: error: {forward}"]


def test_of_a_time_that_clocks_show_twice_the_first_is_taken_and_said(file: Path) -> None:
    said = read(file, BARE + "    starts: 2027-10-31 03:30\n")

    twice = "clocks in Europe/Vilnius show 03:30 twice on 2027-10-31; the first one is taken"
    assert told(said) == [f"5: warning: {twice}"]
    starts = said.events[0].starts
    assert starts is not None
    assert starts.utc(ZONE) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2027-05-01 22:00", "2027-05-02 01:00"),
        ("2027-05-01", "2027-05-01 17:00"),
        ("2027-05-01 09:00", "2027-05-01"),
        ("2027-05-01", "2027-05-01"),
    ],
)
def test_an_event_may_end_on_another_day_or_at_an_hour_that_is_not_published(
    file: Path, starts: str, ends: str
) -> None:
    assert told(read(file, f"{BARE}    starts: {starts}\n    ends: {ends}\n")) == []


def test_a_day_alone_has_no_moment(file: Path) -> None:
    starts = read(file, BARE + "    starts: 2027-05-01\n").events[0].starts

    assert starts == Moment(date(2027, 5, 1))
    assert starts.utc(ZONE) is None
    assert str(starts) == "2027-05-01"


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        ("10m", datetime(2027, 3, 29, 6, 20, tzinfo=UTC)),
        ("24h", datetime(2027, 3, 28, 6, 30, tzinfo=UTC)),  # elapsed, wherever the clocks were meanwhile
        ("48h", datetime(2027, 3, 27, 6, 30, tzinfo=UTC)),
        ("2d", datetime(2027, 3, 27, 7, 30, tzinfo=UTC)),  # still 09:30, of the winter
        ("7d@09:00", datetime(2027, 3, 22, 7, 0, tzinfo=UTC)),
        ("1d@03:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # skipped: an hour later by the clock
    ],
)
def test_days_keep_the_wall_clock_and_hours_are_elapsed(offset: str, expected: datetime) -> None:
    starts = Moment(date(2027, 3, 29), time(9, 30))
    read = offset_in(offset)

    assert read is not None
    assert read.before(starts, ZONE) == expected


def test_without_a_published_hour_only_a_reminder_with_its_own_can_come() -> None:
    starts = Moment(date(2027, 3, 29))

    assert Offset(1, Unit.HOURS).before(starts, ZONE) is None
    assert Offset(1, Unit.DAYS).before(starts, ZONE) is None
    assert Offset(1, Unit.DAYS, time(9)).before(starts, ZONE) == datetime(2027, 3, 28, 6, 0, tzinfo=UTC)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=30))
def test_no_text_whatever_makes_reading_fail(
    tmp_path_factory: pytest.TempPathFactory, whole: str, moment: str, other: str
) -> None:
    file = tmp_path_factory.mktemp("events") / "events.yaml"
    keyed = f"events:\n  - id: {other}\n    starts: {moment}\n    online: {other}\n    reminders: [{moment}]\n"
    for text in (whole, keyed):
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        assert all(problem.line >= 1 for problem in read_events(file).problems)
