"""Days, times and names are written as in the reader's language, by the tables that its writers agreed on."""

from datetime import UTC, date, datetime

import pytest

from core.language import Language
from people.times import name_of, said_city, said_day, said_days, said_time, said_weekday

MARCH = date(2027, 3, 9)
NOON = datetime(2027, 3, 9, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "day", "weekday"),
    [
        ("en", "9 March 2027", "Tuesday, 9 March 2027"),
        ("fr", "9 mars 2027", "mardi 9 mars 2027"),
        ("de", "9. März 2027", "Dienstag, 9. März 2027"),
        ("es", "9 de marzo de 2027", "martes, 9 de marzo de 2027"),
        ("it", "9 marzo 2027", "martedì 9 marzo 2027"),
        ("pl", "9 marca 2027", "wtorek, 9 marca 2027"),
    ],
)
def test_a_day_is_written_out(code: str, day: str, weekday: str) -> None:
    assert said_day(MARCH, Language(code)) == day
    assert said_weekday(MARCH, Language(code)) == weekday


@pytest.mark.parametrize(
    ("last", "code", "said"),
    [
        (date(2027, 3, 9), "en", "9 March 2027"),
        (date(2027, 3, 11), "en", "9–11 Mar 2027"),
        (date(2027, 4, 2), "en", "9 Mar – 2 Apr 2027"),
        (date(2028, 1, 2), "en", "9 Mar 2027 – 2 Jan 2028"),
        (date(2027, 3, 11), "fr", "9–11 mars 2027"),
        (date(2027, 3, 11), "de", "9.–11. März 2027"),
        (date(2027, 3, 11), "es", "9–11 de marzo de 2027"),
        (date(2027, 3, 11), "it", "09–11 mar 2027"),
        (date(2027, 3, 11), "pl", "9–11 marca 2027"),
    ],
)
def test_several_days_in_a_row_say_once_what_they_share(last: date, code: str, said: str) -> None:
    assert " ".join(said_days(MARCH, last, Language(code)).split()) == said


@pytest.mark.parametrize(
    ("code", "said"), [("en", "12:05 (Warsaw)"), ("pl", "12:05 (Warszawa)"), ("it", "12:05 (Varsavia)")]
)
def test_a_time_names_its_city_in_the_readers_language(code: str, said: str) -> None:
    assert said_time(NOON, Language(code), "Europe/Warsaw").plain == said


def test_a_city_without_a_name_of_its_own_keeps_the_zones() -> None:
    assert said_city("Europe/Vilnius", Language("de")) == "Vilnius"


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("fr", "en", "French"),
        ("pl", "pt", "polaco"),
        ("en", "fi", "englanti"),
        ("en", "sr-latn-me", "engleski"),
        ("xx", "en", "xx"),
    ],
)
def test_a_language_is_called_as_its_reader_calls_it(code: str, language: str, name: str) -> None:
    assert name_of(code, Language(language)) == name
