"""A day is understood as people type it."""

from datetime import date

import pytest

from core.language import Language, Languages
from people.typed_days import typed_day
from tests.catalogs import ROOT

TODAY = date(2026, 11, 23)  # a Monday
UNDERSTOOD = {
    "en": {
        "2026-12-03": (12, 3),
        "until 2026-12-03": (12, 3),
        "3.12.": (12, 3),
        "friday": (11, 27),
        "Fri": (11, 27),
        "until next Friday": (11, 27),
        "fridya": (11, 27),
        "monday": (11, 30),
        "tomorrow": (11, 24),
        "tommorow": (11, 24),
        "until 3 December": (12, 3),
        "December 3rd": (12, 3),
        "Thursday, 3 dec 2026": (12, 3),
        "for 3 days": (11, 26),
        "1 week": (11, 30),
    },
    "fr": {"vendredi": (11, 27), "jusqu’au 3 décembre": (12, 3), "1er decembre": (12, 1), "2 semaines": (12, 7)},
    "de": {"Freitag": (11, 27), "bis zum 3. Dezember": (12, 3), "Do": (11, 26), "bis Donnerstag": (11, 26)},
    "it": {"venerdì": (11, 27), "venerdi": (11, 27), "fino al 3 dicembre": (12, 3), "3 giorni": (11, 26)},
    "es": {"viernes": (11, 27), "hasta el 3 de diciembre": (12, 3)},
    "pl": {
        "piątek": (11, 27),
        "do piątku": (11, 27),
        "do 3 grudnia": (12, 3),
        "środa": (11, 25),
        "do środy": (11, 25),
        "2 tygodnie": (12, 7),
    },
}
TOMORROW = {
    "de": "bis morgen",
    "es": "hasta manana",
    "fr": "jusqu’à demain",
    "it": "fino a domani",
    "pl": "do jutra",
}
NO_DAY = (
    "",
    "soon",
    "31.2.",
    "31 February",
    "friday and monday",
    "3 or 4 December",
    "Friday 3 December",  # it is a Thursday
    "12",
    "999999999999 weeks",
    "one two three four five six seven friday",
)


@pytest.mark.parametrize("language", UNDERSTOOD)
def test_a_day_in_words_is_understood_in_a_readers_language_and_in_english(language: str) -> None:
    listed = {**UNDERSTOOD[language], "friday": (11, 27), "until 3 December": (12, 3)}
    read = {typed: typed_day(typed, TODAY, Language(language)) for typed in listed}

    assert read == {typed: date(2026, *day) for typed, day in listed.items()}


@pytest.mark.parametrize("code", TOMORROW)
def test_tomorrow_has_its_word_in_each_language(code: str) -> None:
    language = Languages.load(ROOT / "locales").best(code)

    assert typed_day(TOMORROW[code], TODAY, language) == date(2026, 11, 24)


def test_what_names_no_day_or_two_is_none() -> None:
    assert {typed: typed_day(typed, TODAY, Language("en")) for typed in NO_DAY} == dict.fromkeys(NO_DAY)


def test_without_a_year_it_is_the_next_such_day() -> None:
    assert typed_day("7 January", TODAY) == date(2027, 1, 7)
    assert typed_day("23.11.", TODAY) == TODAY
