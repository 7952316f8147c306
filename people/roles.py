"""Who may do what, granted by numeric id."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from people import queries
from people.audit import Audit, Deed
from people.competence import Competence
from people.models import Member, Role, RoleName
from people.rows import found_or_added, removed


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role: what was granted, and whom the bot has met under that id."""

    id: int
    name: RoleName
    granted: Role | None
    member: Member | None
    by_settings: bool
    """A coordinator by the operator's settings, whatever was granted."""

    @property
    def opened(self) -> bool:
        """Whether they have opened a chat with the bot."""
        return self.member is not None and self.member.opened_at is not None


@dataclass(frozen=True, slots=True)
class Roles:
    """Grants and takes away roles; `admins` are coordinators whatever was granted."""

    session: Session
    clock: Clock
    admins: Sequence[int] = field(default=())

    def of(self, id_: int) -> RoleName:
        """Return what this person may do."""
        if id_ in self.admins:
            return RoleName.COORDINATOR
        granted = self.session.get(Role, id_)
        return granted.name if granted is not None else RoleName.MEMBER

    def grant(self, id_: int, name: RoleName, competence: Competence | None = None, *, by: int | None = None) -> Role:
        """Give a role, in the place of any other; what the competence leaves out stays as it was."""
        role = found_or_added(self.session, Role, id_, lambda: _nothing_yet(id_, name, self.clock.now()))
        role.name, role.granted_by, role.granted_at = name, by, self.clock.now()
        _take_over(role, competence or Competence())
        self.session.flush()
        Audit(self.session, self.clock).note(Deed.GRANTED, by=by, whose=id_, about=str(name))
        return role

    def revoke(self, id_: int, *, by: int | None = None) -> bool:
        """Take a granted role away; says whether there was one."""
        had = removed(self.session, queries.revoke(id_)) > 0
        if had:
            Audit(self.session, self.clock).note(Deed.REVOKED, by=by, whose=id_)
        return had

    def holders(self) -> list[Holder]:
        """Return everybody with a role, by id."""
        granted = {role.member_id: role for role in self.session.scalars(queries.roles())}
        ids = sorted({*granted, *self.admins})
        met = {member.id: member for member in self.session.scalars(queries.members(ids))}
        return [self._holder(id_, granted.get(id_), met.get(id_)) for id_ in ids]

    def any_holder(self) -> bool:
        """Whether anybody has a role."""
        return bool(self.admins) or self.session.scalar(queries.any_role()) is not None

    def coordinators(self) -> list[int]:
        """Return the ids of the coordinators, granted or by the settings."""
        return sorted({*self.session.scalars(queries.granted(RoleName.COORDINATOR)), *self.admins})

    def _holder(self, id_: int, granted: Role | None, member: Member | None) -> Holder:
        by_settings = id_ in self.admins
        name = RoleName.COORDINATOR if by_settings or granted is None else granted.name
        return Holder(id_, name, granted, member, by_settings)


def _nothing_yet(id_: int, name: RoleName, at: datetime) -> Role:
    return Role(member_id=id_, name=name, granted_at=at, topics=[], languages=[], countries=[])


def _take_over(role: Role, competence: Competence) -> None:
    for listed in ("topics", "languages", "countries"):
        value = getattr(competence, listed)
        if value is not None:
            setattr(role, listed, list(value))
    for written in ("hours", "timezone"):
        value = getattr(competence, written)
        if value is not None:
            setattr(role, written, value or None)
