"""Experts: what they know, when they work, how much they have, and who of them suits a request."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.zones import zone_named
from people.models import RoleName
from people.roles import Holder, Roles
from people.rows import found_or_added, removed
from tickets import queries
from tickets.countries import code_of
from tickets.models import Absence, Request
from tickets.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Office:
    """When the helpdesk works: its hours, IANA zone, and the country whose public holidays it keeps."""

    hours: str
    zone: str
    country: str

    def time(self, hours: str | None = None, zone: str | None = None) -> WorkingTime:
        """Return its working time, or that of somebody with hours or a zone of their own; its holidays are theirs."""
        known = zone if zone and zone_named(zone) else self.zone
        return WorkingTime.of(hours or self.hours, known, self.country)


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody who answers requests; a coordinator may, too, but is not suggested."""

    id: int
    name: str
    role: RoleName
    topics: frozenset[str]
    languages: frozenset[str]
    countries: frozenset[str]
    time: WorkingTime
    load: int
    away_until: dt.datetime | None
    reachable: bool
    """Whether a message in private would reach them."""
    username: str | None = None

    def is_away(self, now: dt.datetime) -> bool:
        """Whether they have said that they are away."""
        return self.away_until is not None and self.away_until > now


@dataclass(frozen=True, slots=True)
class Experts:
    """Knows who answers requests."""

    session: Session
    clock: Clock
    roles: Roles
    office: Office

    def all(self) -> list[Expert]:
        """Return everybody who answers requests, by id."""
        now = self.clock.now()
        load = {row[0]: row[1] for row in self.session.execute(queries.load())}
        away = {each.member_id: each.until for each in self.session.scalars(select(Absence).where(Absence.until > now))}
        return [self._expert(holder, load, away) for holder in self.roles.holders()]

    def of(self, id_: int) -> Expert | None:
        """Return this expert; None for who is none, or not any more."""
        return next((each for each in self.all() if each.id == id_), None)

    def suited(self, request: Request, most: int = 3) -> Sequence[Expert]:
        """Return who suits a request best, the best first."""
        return best(request, self.all(), self.clock.now())[:most]

    def goes_away(self, id_: int, until: dt.datetime) -> None:
        """Note that an expert is away until then."""
        row = found_or_added(self.session, Absence, id_, lambda: Absence(member_id=id_, until=until))
        row.until = until
        self.session.flush()

    def comes_back(self, id_: int) -> bool:
        """Note that an expert is there again; says whether they were away."""
        return removed(self.session, delete(Absence).where(Absence.member_id == id_)) > 0

    def _expert(self, holder: Holder, load: Mapping[int | None, int], away: Mapping[int, dt.datetime]) -> Expert:
        granted, member = holder.granted, holder.member
        return Expert(
            id=holder.id,
            name=member.name if member is not None else str(holder.id),
            role=holder.name,
            topics=frozenset(granted.topics if granted else ()),
            languages=frozenset(granted.languages if granted else ()),
            countries=frozenset(granted.countries if granted else ()),
            time=self.office.time(granted.hours if granted else None, granted.timezone if granted else None),
            load=load.get(holder.id, 0),
            away_until=away.get(holder.id),
            reachable=member is not None and member.reachable and member.opened_at is not None,
            username=member.username if member is not None else None,
        )


def best(request: Request, experts: Iterable[Expert], now: dt.datetime) -> Sequence[Expert]:
    """Return the experts by how well they suit a request; without who is away, and who asks it.

    First whose topics, then whose languages, then whose countries; among equals who is at work, then who has least. Who
    has named none of them takes any, after who has named this one.
    """
    country = code_of(request.country or "", request.language)

    def order(expert: Expert) -> tuple[int, int, int, bool, int, int]:
        topic = _fit(request.policy_topic, expert.topics)
        language = _fit(request.language.partition("-")[0], expert.languages)
        return (
            -topic,
            -language,
            -_fit(country, expert.countries),
            not expert.time.is_open(now),
            expert.load,
            expert.id,
        )

    there = [each for each in experts if each.role == RoleName.EXPERT and each.id != request.member_id]
    return sorted((each for each in there if not each.is_away(now)), key=order)


def _fit(wanted: str | None, known: frozenset[str]) -> int:
    if not known:
        return 1
    return 2 if wanted in known else 0


def forget_absences(session: Session, now: dt.datetime) -> int:
    """Remove absences that are over; returns how many."""
    return removed(session, delete(Absence).where(Absence.until <= now))
