"""What coordinators type on a phone is read as they mean it, and what is told of small numbers names nobody."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.cells import safe
from core.language import Language
from events.form import Form, Purpose, id_for, taken
from events.moments import Moment
from events.survey_texts import read_answers, results
from events.typed import Around, Unreadable, Wanted, read_typed, zone_of

ENGLISH = Language("en")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
STARTS = Moment(date(2027, 3, 9), time(9, 30))


def around(language: str = "en", **more: object) -> Around:
    return Around(NOW, Language(language), BRUSSELS, **more)  # type: ignore[arg-type]  # each story gives what it needs


@pytest.mark.parametrize(
    ("typed", "language", "read"),
    [
        ("2027-03-09 09:30", "en", "2027-03-09 09:30"),
        ("9.3.2027 9:30", "en", "2027-03-09 09:30"),
        ("09/03/2027 09.30", "en", "2027-03-09 09:30"),
        ("9 March 2027, 9:30", "en", "2027-03-09 09:30"),
        ("Tuesday 9 mar 2027 at 9h30", "en", "2027-03-09 09:30"),
        ("9 mars 2027 à 9 h 30", "fr", "2027-03-09 09:30"),
        ("9 mars 2027 à 9h30", "fr", "2027-03-09 09:30"),
        ("9. März 2027 09:30", "de", "2027-03-09 09:30"),
        ("9 de marzo de 2027 9:30", "es", "2027-03-09 09:30"),
        ("9 marca 2027 9:30", "pl", "2027-03-09 09:30"),
        ("9 March 2027", "pl", "2027-03-09"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, language: str, read: str) -> None:
    assert read_typed("starts", typed, around(language)) == read


@pytest.mark.parametrize(
    ("field", "typed", "wanted"),
    [
        ("starts", "soon", Wanted.MOMENT),
        ("starts", "30.2.2027 09:30", Wanted.MOMENT),
        ("starts", "9.3.1999", Wanted.MOMENT),
        ("starts", "9.3.2027 at 9", Wanted.MOMENT),
        ("starts", "22.11.2026", Wanted.FUTURE),
        ("starts", "28.3.2027 02:30", Wanted.SHOWN),
        ("ends", "09:30", Wanted.LATER),
        ("ends", "8.3.2027", Wanted.LATER),
        ("title", " \n ", Wanted.WORDS),
        ("title", "x" * 201, Wanted.SHORTER),
        ("link", "example.org", Wanted.ADDRESS),
        ("capacity", "0", Wanted.PLACES),
        ("capacity", "many", Wanted.PLACES),
        ("timezone", "the moon", Wanted.ZONE),
        ("reminders", "7d, sometimes", Wanted.OFFSETS),
        ("registration", "perhaps", Wanted.CHOICE),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_wanted(field: str, typed: str, wanted: Wanted) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_typed(field, typed, around(starts=STARTS))

    assert refusal.value.wanted is wanted


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("ends", "17:00", "2027-03-09 17:00"),
        ("ends", "10.3.2027 12:00", "2027-03-10 12:00"),
        ("capacity", "120", 120),
        ("timezone", "Vilnius", "Europe/Vilnius"),
        ("reminders", "7d@09:00, 1d 1d; 1h", ["7d@09:00", "1d", "1h"]),
        ("registration", "Here", "here"),
    ],
)
def test_other_fields_are_read(field: str, typed: str, read: object) -> None:
    assert read_typed(field, typed, around(starts=STARTS)) == read


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Vilnius, Lithuania", "Europe/Vilnius"),
        ("Lisbon", "Europe/Lisbon"),
        ("Ghent, Belgium", "Europe/Brussels"),
        ("Springfield", None),
    ],
)
def test_the_zone_of_a_place_is_known_only_where_it_is_sure(place: str, zone: str | None) -> None:
    assert zone_of(place, ENGLISH) == zone


def test_a_moved_event_lasts_as_long_as_before() -> None:
    form = Form(Purpose.MOVE, "x", {"starts": "2027-03-09 22:00", "ends": "2027-03-10 01:30"})

    moved = taken(form, "starts", "2027-04-01 09:00", ENGLISH)
    without_hour = taken(form, "starts", "2027-04-01", ENGLISH)

    assert moved.fields["ends"] == "2027-04-01 12:30"
    assert without_hour.fields["ends"] == "2027-04-02"


def test_an_id_says_what_an_event_is_called_and_is_free() -> None:
    assert id_for("Être prêt: Green Deal!", []) == "etre-pret-green-deal"
    assert id_for("Clinic", ["CLINIC", "clinic-2"]) == "clinic-3"
    assert id_for("会議", []) == "event"


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ((9, 7, 6, 0), "Very useful: 9 · Useful: 7 · A little useful: 6 · Not useful: 0"),
        ((9, 7, 3, 0), "Very useful: 9 · Useful: few · A little useful: few · Not useful: 0"),
        ((9, 2, 3, 0), "Very useful: few · Useful: few · A little useful: few · Not useful: 0"),
        ((5, 2, 0, 0), "not shown"),
        ((7, 0, 0, 0), "Very useful: 7 · Useful: 0 · A little useful: 0 · Not useful: 0"),
    ],
)
def test_a_small_count_cannot_be_told_from_the_others(counts: Sequence[int], line: str) -> None:
    said = results({"useful": {str(answer): count for answer, count in enumerate(counts) if count}}, ENGLISH).plain

    assert said.splitlines()[:3] == [
        f"Survey: {sum(counts)} people answered.",
        "How useful was it for your work?",
        line,
    ]


def test_results_of_fewer_than_five_are_not_shown() -> None:
    few = {"useful": {"0": 3, "1": 1}}

    assert "nothing is shown" in results(few, ENGLISH).plain


@pytest.mark.parametrize("written", ["", "4", "09", "0000", "a", "²"])
def test_answers_that_no_button_sends_are_none(written: str) -> None:
    assert read_answers(written) is None


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+2", "'=1+2"),
        ("+32", "'+32"),
        (" -1", "' -1"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("Maria", "Maria"),
        ("\u202e=1", "'\u202e=1"),
        ("\u200b+1", "'\u200b+1"),
        ("＝1", "'＝1"),
        ("\n=1", "'\n=1"),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_is_never_computed(cell: str, shown: str) -> None:
    assert safe(cell) == shown
