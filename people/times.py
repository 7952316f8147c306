"""Moments and days in a reader's words."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_interval

from core.language import Language
from core.text import Text

_IN_EUROPE = {"en": "en-gb", "pt": "pt-pt"}
"""Without a country these would be the American ones: in English with the month first."""


def said_day(day: date, language: Language) -> str:
    """Return a day as it is written in this language, such as 2 March 2026."""
    return _long(day, _IN_EUROPE.get(language.code, language.code))


@lru_cache(maxsize=1000)
def _long(day: date, locale: str) -> str:
    # Every answer says when it was checked last, and to write a day takes longer than to read all else of the answer.
    return format_date(day, "long", locale=Locale.parse(locale, sep="-"))


def said_weekday(day: date, language: Language) -> str:
    """Return the same with its weekday, such as Monday, 2 March 2026."""
    return format_date(day, "full", locale=locale_of(language))


def said_days(first: date, last: date, language: Language) -> str:
    """Return a day or several in a row, saying once what they share, such as 2–4 Mar 2026."""
    if first == last:
        return said_day(first, language)
    return format_interval(first, last, "yMMMMd", locale=locale_of(language))


def said_time(moment: datetime, language: Language, zone: str) -> Text:
    """Return the time of day in this zone, naming its city, such as 14:05 (Paris); a device may show its own."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = format_datetime(local, "HH:mm", locale=locale_of(language))
    return Text(f"{clock} ({said_city(zone, language)})").marked("date_time", int(moment.timestamp()))


def said_moment(moment: datetime, language: Language, zone: str) -> Text:
    """Return day and time in this zone, such as 2 Mar 2026, 14:05; a device may show its own."""
    local = moment.astimezone(ZoneInfo(zone))
    return Text(format_datetime(local, "d MMM y, HH:mm", locale=locale_of(language))).marked(
        "date_time", int(moment.timestamp())
    )


def said_city(zone: str, language: Language) -> str:
    """Return the city that stands for a zone, in this language where its name is known there."""
    return city_in(zone, locale_of(language)) or city_of(zone)


def city_in(zone: str, locale: Locale) -> str | None:
    """Return what a zone's city is called there if it has a name of its own, such as Varsavia."""
    names = locale.time_zones.get(zone)
    city = names.get("city") if names else None
    return city if isinstance(city, str) else None


def city_of(zone: str) -> str:
    """Return the city in a zone's name, such as New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def name_of(code: str, language: Language) -> str:
    """Return what the language with this code is called in this language, such as French."""
    return str(locale_of(language).languages.get(code, code))


def locale_of(language: Language) -> Locale:
    """Return the locale whose dates and names this language uses."""
    return Locale.parse(_IN_EUROPE.get(language.code, language.code), sep="-")
