"""A calendar is imported as a file of events is: again it changes nothing, and of a broken one nothing is taken."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.__main__ import command_line
from core.database import Database
from events.icalendar_files import Calendars
from events.icalendar_import import CalendarFile, is_calendar, read_calendar
from events.importing import Imported, Importing, Source
from events.models import Event, EventState, Run, RunKind
from events.programme import Programme
from events.written import WrittenEvent
from tests.clocks import MovedClock
from tests.events_at import published

HEAD, END = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n", "END:VCALENDAR\r\n"
CLINIC = (
    "BEGIN:VEVENT\r\nUID:clinic-2027\r\nDTSTAMP:20261101T090000Z\r\n"
    "DTSTART;TZID=Europe/Brussels:20270309T093000\r\nDTEND;TZID=Europe/Brussels:20270309T170000\r\n"
    "SUMMARY:Green Deal clinic\\, the second\r\nLOCATION:Brussels\\, Belgium\r\n"
    "DESCRIPTION:One line\\nand a long one that is bro\r\n ken in two\r\nURL:https://clinic.example.org/\r\n"
    "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nDESCRIPTION:Not this\r\nEND:VALARM\r\nEND:VEVENT\r\n"
)


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events.ics"


def calendar(file: Path, events: str, head: str = HEAD) -> CalendarFile:
    """Read a calendar of these events."""
    file.write_bytes((head + events + END).encode())
    return read_calendar(file)


def one(file: Path, **lines: str) -> WrittenEvent:
    """Return the event that these lines say."""
    said = {"UID": "clinic", "SUMMARY": "Clinic", "DTSTART": ":20270309T083000Z"} | lines
    written = "".join(f"{name}{value if value[0] in ':;' else ':' + value}\r\n" for name, value in said.items())
    read = calendar(file, f"BEGIN:VEVENT\r\n{written}END:VEVENT\r\n").read
    assert not read.refused, [str(problem) for problem in read.problems]
    return read.events[0]


def faults(read: CalendarFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.sentence) for problem in read.read.problems]


def test_all_that_a_calendar_says_is_read(file: Path) -> None:
    (event,) = calendar(file, CLINIC).read.events

    assert (event.id, event.title) == ("clinic-2027", "Green Deal clinic, the second")
    assert (str(event.starts), str(event.ends), event.timezone) == (
        "2027-03-09 09:30",
        "2027-03-09 17:00",
        "Europe/Brussels",
    )
    assert (event.place, event.online, event.link) == ("Brussels, Belgium", "", "https://clinic.example.org/")
    assert event.summary == "One line\nand a long one that is broken in two"


@pytest.mark.parametrize(
    ("lines", "starts", "ends", "zone"),
    [
        ({"DTSTART": ":20270309T083000Z"}, "2027-03-09 08:30", "None", "UTC"),
        ({"DTSTART": ";VALUE=DATE:20270309", "DTEND": ";VALUE=DATE:20270310"}, "2027-03-09", "None", "UTC"),
        ({"DTSTART": ";VALUE=DATE:20270309", "DTEND": ";VALUE=DATE:20270312"}, "2027-03-09", "2027-03-11", "UTC"),
        (
            {"DTSTART": ";TZID=W. Europe Standard Time:20270309T093000", "DURATION": "PT1H30M"},
            "2027-03-09 09:30",
            "2027-03-09 11:00",
            "Europe/Berlin",
        ),
        (
            {"DTSTART": ";VALUE=DATE;TZID=W. Europe Standard Time:20270309"},
            "2027-03-09",
            "None",
            "Europe/Berlin",
        ),
        (
            {"DTSTART": ";TZID=/citadel.org/20270101_1/Europe/Riga:20270309T093000", "DURATION": "P1D"},
            "2027-03-09 09:30",
            "2027-03-10 09:30",
            "Europe/Riga",
        ),
        (
            {"DTSTART": ';TZID="Europe/Vilnius":20270309T093000', "DTEND": ":20270309T083000Z"},
            "2027-03-09 09:30",
            "2027-03-09 10:30",
            "Europe/Vilnius",
        ),
    ],
)
def test_moments_are_read_on_the_clock_of_their_start(
    file: Path, lines: dict[str, str], starts: str, ends: str, zone: str
) -> None:
    event = one(file, **lines)

    assert (str(event.starts), str(event.ends), event.timezone) == (starts, ends, zone)


def test_a_calendar_with_a_zone_of_its_own_shows_its_clock(file: Path) -> None:
    events = "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:A\r\nDTSTART:20270709T083000Z\r\nEND:VEVENT\r\n"
    (event,) = calendar(file, events, f"{HEAD}X-WR-TIMEZONE:Europe/Vilnius\r\n").read.events

    assert (str(event.starts), event.timezone) == ("2027-07-09 11:30", "Europe/Vilnius")


def test_a_day_without_a_zone_is_one_of_utc_and_that_is_said(file: Path) -> None:
    events = "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:A\r\nDTSTART;VALUE=DATE:20270709\r\nEND:VEVENT\r\n"
    read = calendar(file, events)

    assert [each.timezone for each in read.read.events] == ["UTC"]
    assert faults(read) == [(7, "no time zone is named; UTC is taken")]


def test_an_address_in_the_place_of_a_place_is_the_room(file: Path) -> None:
    event = one(file, LOCATION="https://room.example.org/1")

    assert (event.place, event.online) == ("", "https://room.example.org/1")


def test_a_long_description_is_cut_and_a_long_id_stays_different(file: Path) -> None:
    event = one(file, DESCRIPTION="x" * 2000, UID="040000008200E00074C5B7101A82E0080000000010" + "A" * 60)
    other = one(file, UID="040000008200E00074C5B7101A82E0080000000010" + "A" * 59 + "B")

    assert event.summary == "x" * 999 + "…"
    assert len(event.id) <= 40
    assert event.id != other.id


@pytest.mark.parametrize(
    ("change", "line", "sentence"),
    [
        (("DTSTART;TZID=Europe/Brussels:20270309T093000", "DTSTART:tomorrow"), 7, "this is no moment of a calendar"),
        (("SUMMARY:Green Deal clinic\\, the second\r\n", ""), 5, "`title` is missing"),
        (("UID:clinic-2027\r\n", ""), 4, "this event has no UID"),
        (("SUMMARY", "RRULE:FREQ=WEEKLY\r\nSUMMARY"), 9, "an event that repeats cannot be imported"),
        (("Europe/Brussels:20270309T09", "Mars/Base:20270309T09"), 7, "there is no time zone Mars/Base"),
        (("20270309T170000", "20270309T070000"), 0, ""),
        (("DTSTART;TZID=Europe/Brussels:", "DTSTART:"), 7, "this time has no zone"),
        (("DTSTART;TZID=Europe/Brussels:20270309T093000", "DTSTART:99991231T233000Z"), 7, "`starts` must be a day"),
        (
            ("DTEND;TZID=Europe/Brussels:20270309T170000", "DURATION:P99999999W"),
            8,
            "this is no length of time",
        ),
        (("DTEND;TZID=Europe/Brussels:20270309T170000", "DURATION:long"), 8, "this is no length of time"),
        (("SUMMARY:", "what is this\r\nSUMMARY:"), 9, "this is no line of a calendar"),
        (("https://clinic.example.org/", "ftp://x"), 13, "the address in `link`"),
    ],
)
def test_what_is_wrong_is_named_by_its_line_and_nothing_is_taken(
    file: Path, change: tuple[str, str], line: int, sentence: str
) -> None:
    read = calendar(file, CLINIC.replace(*change))

    if sentence:
        assert [(number, words[: len(sentence)]) for number, words in faults(read)] == [(line, sentence)]
        assert read.read.events == ()
    else:
        assert read.read.events[0].ends is None


def test_what_is_no_calendar_is_told(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    broken = read_calendar(file)
    file.write_text("")

    assert [line for line, _ in faults(broken)] == [1]
    assert faults(read_calendar(file)) == [
        (1, "there is no event in this file; it must be a calendar with BEGIN:VEVENT")
    ]


def test_a_calendar_is_known_by_its_name_or_its_first_words(tmp_path: Path) -> None:
    for name, words in {"a.ics": "", "b.txt": f"\ufeff{HEAD}", "c.yaml": "events: []"}.items():
        (tmp_path / name).write_text(words)

    assert [is_calendar(tmp_path / name) for name in ("a.ics", "b.txt", "c.yaml", "none")] == [True, True, False, False]


@settings(max_examples=100, deadline=None)
@given(junk=st.text(max_size=400), at=st.integers(0, len(CLINIC)))
def test_whatever_stands_in_it_nothing_breaks(junk: str, at: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "junk.ics"
    file.write_bytes((HEAD + CLINIC[:at] + junk + CLINIC[at:] + END).encode("utf-8", "surrogatepass"))
    read = read_calendar(file)

    assert read.read.events or read.read.problems or read.cancelled or "VEVENT" in junk


async def imports(database: Database, clock: MovedClock, read: CalendarFile) -> Imported:
    """Take over what a calendar says."""

    def work(session: Session) -> Imported:
        importing = Importing(session, clock)
        imported = importing.take_over(read.read.events, Source.CALENDAR)
        importing.call_off(read.cancelled, imported)
        return imported

    return await database.write(work)


async def event(database: Database, id_: str) -> Event:
    return await database.read(lambda session: session.get_one(Event, id_))


async def test_imported_again_it_changes_nothing(database: Database, clock: MovedClock, file: Path) -> None:
    first = await imports(database, clock, calendar(file, CLINIC))
    again = await imports(database, clock, calendar(file, CLINIC))

    assert (first.added, first.changed) == (["clinic-2027"], [])
    assert (again.added, again.changed, again.unchanged) == ([], [], ["clinic-2027"])


async def test_what_a_calendar_cannot_say_it_leaves_alone(database: Database, clock: MovedClock, file: Path) -> None:
    await database.write(lambda session: published(session, clock, "clinic-2027", topic="green", capacity=7))
    await imports(database, clock, calendar(file, CLINIC))
    known = await event(database, "clinic-2027")

    assert (known.title, str(known.starts)) == ("Green Deal clinic, the second", "2027-03-09 09:30")
    assert (known.topic, known.capacity, known.registration) == ("green", 7, "here")


async def test_what_it_calls_off_is_cancelled_and_told_once(database: Database, clock: MovedClock, file: Path) -> None:
    await imports(database, clock, calendar(file, CLINIC))
    called_off = calendar(file, CLINIC.replace("SUMMARY:", "STATUS:CANCELLED\r\nSUMMARY:"))
    outcomes = [await imports(database, clock, called_off) for _ in range(2)]
    runs = await database.read(lambda session: session.scalars(select(Run.kind)).all())

    assert [each.changed for each in outcomes] == [["clinic-2027"], []]
    assert (await event(database, "clinic-2027")).state == EventState.CANCELLED
    assert list(runs) == [RunKind.CHANGE]


async def test_what_we_write_we_read(database: Database, clock: MovedClock, file: Path) -> None:
    def work(session: Session) -> list[tuple[Any, ...]]:
        for number, zone in enumerate(("Europe/Brussels", "Europe/Lisbon", "UTC")):
            published(
                session, clock, f"e{number}", timezone=zone, summary="a; b, c\\d\ne 🎉", title=f"Title {number} ű"
            )
        return [said(each) for each in Programme(session, clock).published()]

    def said(each: Event | WrittenEvent) -> tuple[Any, ...]:
        return each.id, each.title, str(each.starts), str(each.ends), each.timezone, each.place, each.summary

    before = await database.write(work)
    known = await database.read(lambda session: Programme(session, clock).published())
    written = Calendars("Desk", 42, datetime(2026, 11, 23, tzinfo=UTC)).feed(known, "Desk").decode()
    inside = written.partition("VERSION:2.0\r\n")[2].removesuffix(END)

    assert [said(each) for each in calendar(file, inside).read.events] == before


def test_the_command_takes_a_calendar(sqlite_url: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_DATABASE_URL", sqlite_url)
    file.write_text(HEAD + CLINIC + END)
    done = CliRunner().invoke(command_line(), ["events", "import", str(file)])
    file.write_text(HEAD + CLINIC.replace("20270309T093000", "never") + END)
    refused = CliRunner().invoke(command_line(), ["events", "import", str(file)])

    assert (done.exit_code, done.output) == (0, "1 events: 1 added, 0 changed, 0 unchanged\n")
    assert refused.exit_code == 1
    assert "events.ics:" in refused.output
