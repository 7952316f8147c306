"""What an expert knows about and when they work."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import available_timezones

from people.working_hours import hours_in

_COUNTRY = re.compile("[A-Z]{2}")
_LANGUAGE = re.compile("[a-z]{2,3}")


class BadCompetence(ValueError):
    """Something given cannot be used; each sentence says what to write instead."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Competence:
    """What is given with a role; `None` leaves what was there, an empty list or text takes it away."""

    topics: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None
    hours: str | None = None
    timezone: str | None = None

    @classmethod
    def typed(
        cls,
        topics: str | None = None,
        languages: str | None = None,
        countries: str | None = None,
        hours: str | None = None,
        timezone: str | None = None,
    ) -> "Competence":
        """Read what somebody typed: lists with commas between their parts. Raises `BadCompetence`."""
        spoken = None if languages is None else languages.lower()
        places = None if countries is None else countries.upper()
        competence = cls(_parts(topics), _parts(spoken), _parts(places), _trimmed(hours), _trimmed(timezone))
        problems = tuple(competence.problems())
        if problems:
            raise BadCompetence(problems)
        return competence

    def problems(self) -> Iterator[str]:
        """Say in a sentence each what cannot be used."""
        for language in self.languages or ():
            if not _LANGUAGE.fullmatch(language):
                yield f"{language} is no language; write its code of two letters, such as en"
        for country in self.countries or ():
            if not _COUNTRY.fullmatch(country):
                yield f"{country} is no country; write its code of two letters, such as PT"
        if self.hours and hours_in(self.hours) is None:
            yield f"{self.hours} are no working hours; write them like Mon-Fri 09:00-17:00"
        if self.timezone and self.timezone not in available_timezones():
            yield f"there is no time zone {self.timezone}; write one such as Europe/Brussels"


def _parts(listed: str | None) -> tuple[str, ...] | None:
    if listed is None:
        return None
    return tuple(dict.fromkeys(part.strip() for part in listed.split(",") if part.strip()))


def _trimmed(typed: str | None) -> str | None:
    return None if typed is None else " ".join(typed.split())
