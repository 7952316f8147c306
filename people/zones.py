"""Time zones as people name them: by a city, a country, or their IANA name."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from core.language import Language
from people.times import city_in, city_of, locale_of

MOST = 6
CLOSE = 75
"""How like a name what was typed must be to be suggested, of 100."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The zones that somebody may mean, and whether one was named letter by letter."""

    zones: tuple[str, ...]
    sure: bool = False


def zones_meant(typed: str, language: Language) -> Meant:
    """Return the zones that this may mean; cities and countries are known in the reader's language and in English."""
    wanted, names = _plain(typed[:100]), _names(language.code)
    named = names.get(wanted, ())
    if named or not wanted:
        return Meant(named[:MOST], sure=len(named) == 1)
    close = process.extract(wanted, list(names), scorer=fuzz.ratio, limit=MOST, score_cutoff=CLOSE)
    return Meant(tuple(dict.fromkeys(zone for name, _, _ in close for zone in names[name]))[:MOST])


@lru_cache(maxsize=64)
def _names(code: str) -> Mapping[str, tuple[str, ...]]:
    """Return the zones by each name that a city, a country or the zone itself has in this language or in English."""
    found: dict[str, list[str]] = {}
    for name, zone in _named((locale_of(Language(code)), Locale("en"))):
        zones = found.setdefault(_plain(name), [])
        if zone not in zones:
            zones.append(zone)
    return {name: tuple(zones) for name, zones in found.items()}


def _named(locales: Sequence[Locale]) -> Iterator[tuple[str, str]]:
    there = available_timezones()
    for territory, zones in get_global("territory_zones").items():
        # A country of Europe is hardly named for its islands elsewhere.
        for zone in sorted(
            there.intersection(zones) - {"Etc/UTC"}, key=lambda zone: (not zone.startswith("Europe/"), zone)
        ):
            yield from ((locale.territories[territory], zone) for locale in locales if territory in locale.territories)
            yield from ((city, zone) for locale in locales if (city := city_in(zone, locale)))
            yield city_of(zone), zone
    # Names such as Portugal are there for old programs, and a country above.
    yield from ((zone, zone) for zone in sorted(there) if "/" in zone or zone == "UTC")


def _plain(name: str) -> str:
    """Return a name in small letters, without accents, as it is typed on a phone."""
    bare = unicodedata.normalize("NFKD", name.casefold().replace("_", " "))
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).replace("-", " ").split())
