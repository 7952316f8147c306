"""The slowest and the oddest that can be typed or put into a file is read, or refused with a sentence."""

from pathlib import Path

import pytest

from core.markdown import MOST_BRACKETS, from_markdown
from core.zones import zone_named
from events.file import read_events
from events.icalendar_import import read_calendar

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{here}: &{here} [*{before}, *{before}]\n" for before, here in zip("abcdefgh", "bcdefghi", strict=True)
)
EVENT = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Clinic\r\nDTSTART:20270309T083000Z\r\n{}\r\nEND:VEVENT\r\n"
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{}END:VCALENDAR\r\n"


@pytest.mark.parametrize("name", ["Europe/" * 585, "../" * 1365, "/" * 4096, "a" * 4096, "Europe/Brussels" + " " * 50])
def test_no_name_of_a_zone_is_too_long_to_be_refused(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize("unit", ["[", "![", "[a](", "[a][", "[]("])
def test_of_many_brackets_none_is_looked_for_a_link(unit: str) -> None:
    written = unit * (4096 // len(unit))

    assert from_markdown(written).plain == written
    assert from_markdown(written).marks == ()


def test_as_many_links_as_anybody_writes_are_links() -> None:
    links = from_markdown("[a](https://example.org) " * MOST_BRACKETS)

    assert len(links.marks) == MOST_BRACKETS


@pytest.mark.parametrize(
    "written",
    [
        LAUGHS + "events: *i\n",
        LAUGHS + "events:\n  - id: *i\n    title: *i\n",
        "events: &e [*e]\n",
        "events:\n  - &e {id: x, title: *e}\n",
        "x: &x {id: a}\nevents:\n  - {<<: *x}\n",
        "events: " + "[" * 5000 + "]" * 5000,
        "".join(" " * depth + "a:\n" for depth in range(500)),
    ],
    ids=["bomb", "bomb in a title", "itself", "itself in a title", "merged", "deep", "deeper"],
)
def test_a_file_that_unfolds_without_end_is_refused_with_its_lines(written: str, tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    file.write_text(written)

    read = read_events(file)

    assert not read.events
    assert all(problem.sentence and problem.line for problem in read.problems)
    assert read.problems


@pytest.mark.parametrize(
    ("odd", "titles"),
    [
        ("RRULE:FREQ=SECONDLY;COUNT=999999999", []),
        ("RRULE:FREQ=SECONDLY;BYSECOND=1,2,3;UNTIL=99991231T235959Z", []),
        ("RDATE:" + ",".join(["20270310T083000Z"] * 2000), []),
        ("DESCRIPTION:" + "<a href=" * 5000, ["Clinic"]),
        ("DESCRIPTION;" + "A=b;" * 2000 + "C=d:x", ["Clinic"]),
    ],
    ids=["every second", "for ever", "on many days", "tags", "parameters"],
)
def test_of_a_calendar_no_series_is_taken_however_long(odd: str, titles: list[str], tmp_path: Path) -> None:
    file = tmp_path / "events.ics"
    file.write_text(CALENDAR.format(EVENT.format(odd)))

    read = read_calendar(file).read

    assert [event.title for event in read.events] == titles
    assert titles or "repeat" in read.problems[0].sentence
