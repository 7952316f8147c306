"""Days as people type them on a phone: 2027-01-07, 7.1., 7/1/2027, friday, until 3 December, tomorrow, 2 weeks."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from math import inf

from babel import Locale
from babel.dates import format_timedelta

from core.language import Language
from people.times import locale_of

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -]?(\d{4}|\d{2})?\.?")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|e|o|a)\b")
MOST_WORDS = 7
MOST_TIMES = 60
"""The greatest number of days or weeks in words, such as 3 days."""
ALIKE = 0.8
"""How alike a slip or another case is at least: one letter of five, as in jutra for jutro."""
SHORT = 5  # letters; a shorter name must be typed as it is


def typed_day(typed: str, today: date, language: Language | None = None) -> date | None:
    """Return the day that was typed, day before month; without a year, the next such day.

    Words may be in this language or in English: the name of a weekday or a month, tomorrow, 2 weeks; what stands around
    them, such as until, is left out. None for anything else, and where more than one day is named.
    """
    words = typed.strip()
    if found := _ISO.search(words):
        return _day(*map(int, found.groups()))
    if found := _DAY_FIRST.fullmatch(words):
        return _dated(int(found[1]), int(found[2]), found[3], today)
    each = _WORD.findall(_ORDINAL.sub("", _plain(words)))
    if not 1 <= len(each) <= MOST_WORDS:
        return None
    languages = (language, Language("en")) if language is not None else (Language("en"),)
    return next((day for spoken in languages if (day := _in_words(each, today, spoken)) is not None), None)


def _in_words(words: list[str], today: date, language: Language) -> date | None:
    locale, numbers = locale_of(language), [each for each in words if each.isdecimal()]
    if not numbers:
        return _named(words, today, language)
    if (days := _after(words, locale)) is not None:
        return today + timedelta(days=days)
    months = {_months(locale)[each] for each in words if each in _months(locale)}
    if len(months) != 1 or [len(each) for each in numbers[1:]] not in ([], [4]):
        return None
    day = _dated(int(numbers[0]), months.pop(), numbers[-1] if len(numbers) == 2 else None, today)
    weekdays = _weekdays_in(words, locale)
    return day if day is not None and (not weekdays or weekdays == {day.weekday()}) else None


def _named(words: list[str], today: date, language: Language) -> date | None:
    """Return the day that is named without a number."""
    later = {_plain(language.pgettext("a day as typed", "tomorrow")): 1}
    days = {each: later[name] for each in words for name in get_close_matches(each, later, 1, ALIKE)}
    weekdays = _weekdays_in([each for each in words if each not in days], locale_of(language))
    if len(weekdays) + len(days) != 1:
        return None
    return today + timedelta(days=days.popitem()[1] if days else (weekdays.pop() - today.weekday() - 1) % 7 + 1)


def _after(words: list[str], locale: Locale) -> int | None:
    """Return how many days `3 days` or `2 weeks` are; None for anything else."""
    text = f" {' '.join(words)} "
    found = (days for said, days in _lengths(locale).items() if f" {said} " in text)
    return next(found, None)


def _weekdays_in(words: list[str], locale: Locale) -> set[int]:
    return {day for each in words for day in _weekdays_like(each, locale)}


def _weekdays_like(word: str, locale: Locale) -> Iterator[int]:
    """Yield the weekday that a word names, in the grammar of its language or with a slip of the finger."""
    names = _weekdays(locale)
    if word in names:
        yield names[word]
    elif len(word) >= SHORT:
        ended = [
            name for name in names if len(name) > SHORT and word.startswith(name[:-2]) and len(word) < len(name) + 2
        ]
        yield from {names[name] for name in ended or get_close_matches(word, names, 1, ALIKE)}


@lru_cache(maxsize=32)
def _weekdays(locale: Locale) -> Mapping[str, int]:
    return _names(locale.days, ("wide", "abbreviated"))


@lru_cache(maxsize=32)
def _months(locale: Locale) -> Mapping[str, int]:
    return _names(locale.months, ("wide", "abbreviated"))


@lru_cache(maxsize=32)
def _lengths(locale: Locale) -> Mapping[str, int]:
    times = range(1, MOST_TIMES + 1)
    days = {_plain(format_timedelta(timedelta(each), "day", inf, locale=locale)): each for each in times}
    weeks = {_plain(format_timedelta(timedelta(weeks=each), "week", inf, locale=locale)): 7 * each for each in times}
    return days | weeks


def _names(of: Mapping[str, Mapping[str, Mapping[int, str]]], widths: tuple[str, ...]) -> dict[str, int]:
    return {
        _plain(name).rstrip("."): number
        for use in ("stand-alone", "format")
        for width in widths
        for number, name in of[use][width].items()
    }


def _plain(words: str) -> str:
    bare = unicodedata.normalize("NFKD", words.casefold().replace("ł", "l"))
    return "".join(each for each in bare if not unicodedata.combining(each))


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        number = int(year)
        return _day(number if number > 99 else 2000 + number, month, day)
    return _next(month, day, today)


def _next(month: int, day: int, today: date) -> date | None:
    days = (found for year in range(today.year, today.year + 9) if (found := _day(year, month, day)))
    return next((each for each in days if each >= today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
