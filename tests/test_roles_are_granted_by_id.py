"""Roles: who may do what, by numeric id, also for somebody the bot has not met."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from people.access import commands_for, may_use
from people.competence import BadCompetence, Competence
from people.members import Members
from people.models import Role, RoleName
from people.roles import Holder, Roles

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
JONAS, ADA, RUI = 2**52 + 1, 7, 5


@dataclass(frozen=True, slots=True)
class Noon:
    def now(self) -> datetime:
        return NOON


def roles(session: Session) -> Roles:
    return Roles(session, Noon(), admins=(ADA,))


async def test_an_expert_is_kept_with_what_they_know(database: Database) -> None:
    competence = Competence.typed("green, digital,green", "EN,fr", "pt", "Mon-Fri  09:00-17:00", "Europe/Lisbon")
    await database.write(lambda session: roles(session).grant(JONAS, RoleName.EXPERT, competence, by=ADA))

    role = await database.read(lambda session: session.get_one(Role, JONAS))
    assert (role.name, role.granted_by, role.granted_at) == (RoleName.EXPERT, ADA, NOON)
    assert (role.topics, role.languages, role.countries) == (["green", "digital"], ["en", "fr"], ["PT"])
    assert (role.hours, role.timezone) == ("Mon-Fri 09:00-17:00", "Europe/Lisbon")


async def test_granting_again_keeps_what_is_not_said_and_removes_what_is_said_to_be_empty(database: Database) -> None:
    first = Competence.typed("green", "en,fr", "PT", "Mon 09:00-12:00", "Europe/Lisbon")
    await database.write(lambda session: roles(session).grant(JONAS, RoleName.EXPERT, first))
    again = Competence.typed(topics="", languages="de", hours="")
    await database.write(lambda session: roles(session).grant(JONAS, RoleName.COORDINATOR, again))

    role = await database.read(lambda session: session.get_one(Role, JONAS))
    assert (role.name, role.topics, role.languages, role.countries) == (RoleName.COORDINATOR, [], ["de"], ["PT"])
    assert (role.hours, role.timezone) == (None, "Europe/Lisbon")


async def test_a_revoked_role_is_gone_and_revoking_twice_says_so(database: Database) -> None:
    await database.write(lambda session: roles(session).grant(JONAS, RoleName.EXPERT))

    assert await database.write(lambda session: roles(session).revoke(JONAS))
    assert not await database.write(lambda session: roles(session).revoke(JONAS))
    assert await database.read(lambda session: roles(session).of(JONAS)) is RoleName.MEMBER


async def test_an_administrator_is_a_coordinator_whatever_was_granted(database: Database) -> None:
    await database.write(lambda session: roles(session).grant(ADA, RoleName.EXPERT))

    assert await database.read(lambda session: roles(session).of(ADA)) is RoleName.COORDINATOR
    (holder,) = await database.read(lambda session: roles(session).holders())
    assert (holder.name, holder.by_settings) == (RoleName.COORDINATOR, True)


async def test_the_coordinators_are_those_granted_and_those_of_the_settings(database: Database) -> None:
    def grant(session: Session) -> None:
        roles(session).grant(RUI, RoleName.COORDINATOR)
        roles(session).grant(JONAS, RoleName.EXPERT)

    await database.write(grant)

    assert await database.read(lambda session: roles(session).coordinators()) == [RUI, ADA]


async def test_the_list_tells_who_has_not_opened_a_chat(database: Database) -> None:
    def fill(session: Session) -> None:
        members = Members(session, Noon())
        members.met(JONAS, "Jonas")
        members.met(RUI, "Rui", private=False)
        for id_ in (JONAS, RUI, 9):
            roles(session).grant(id_, RoleName.EXPERT)

    def listed(session: Session) -> list[Holder]:
        return roles(session).holders()

    await database.write(fill)

    holders = await database.read(listed)
    assert [(holder.id, holder.opened) for holder in holders] == [(5, False), (7, False), (9, False), (JONAS, True)]
    assert [holder.member.name if holder.member else None for holder in holders] == ["Rui", None, None, "Jonas"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"languages": "english"}, "english is no language"),
        ({"countries": "Portugal"}, "PORTUGAL is no country"),
        ({"hours": "9-17"}, "9-17 are no working hours"),
        ({"hours": "Mon-Fry 09:00-17:00"}, "Mon-Fry 09:00-17:00 are no working hours"),
        ({"hours": "Mon-Fri 17:00-09:00"}, "Mon-Fri 17:00-09:00 are no working hours"),
        ({"hours": "Mon 09:00-25:00"}, "Mon 09:00-25:00 are no working hours"),
        ({"timezone": "Lisbon"}, "there is no time zone Lisbon"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_write(typed: dict[str, str], says: str) -> None:
    with pytest.raises(BadCompetence, match=says) as caught:
        Competence.typed(**typed)

    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("hours", ["Mon 09:00-12:00", "Sat-Sun 00:00-23:59", "Mon-Fri 09:00-17:00"])
def test_working_hours_are_taken_as_typed(hours: str) -> None:
    assert Competence.typed(hours=hours).hours == hours


@pytest.mark.parametrize("role", list(RoleName))
def test_everybody_may_use_what_a_member_may(role: RoleName) -> None:
    assert set(commands_for(RoleName.MEMBER)) <= set(commands_for(role))
    assert not may_use("nothing", role)


def test_what_is_the_coordinators_nobody_else_may_use() -> None:
    assert [role for role in RoleName if may_use("gaps", role)] == [RoleName.COORDINATOR]
    assert "gaps" not in commands_for(RoleName.EXPERT)
