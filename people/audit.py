"""Who did what with whose data or rights: only ever added to, sealed row by row, without anybody's name."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select, text
from sqlalchemy.orm import Session

from core.clock import Clock
from people.ledger import AUDIT_KEPT, Alias, AuditRow
from people.rows import removed

LOCK = 2_718_281_828  # any number that nothing else in this database locks
AT_ONCE = 1000  # rows looked at together
KEPT = AUDIT_KEPT


class Deed(StrEnum):
    """What was done."""

    EXPORTED = "exported a person's data"
    ERASED = "erased a person"
    GRANTED = "granted a role"
    REVOKED = "revoked a role"
    LISTED = "listed the people of an event"
    LOOKED = "looked into another's request"
    BACKED_UP = "made a backup"
    RESTORED = "restored a backup"
    COPIED = "copied the database"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at all seals found: how many rows, the last seal, and the rows that are not as they were written."""

    rows: int
    last: str
    broken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """Writes down what was done, in the transaction that does it."""

    session: Session
    clock: Clock

    def note(self, did: Deed, *, by: int | None = None, whose: int | None = None, about: str = "") -> AuditRow:
        """Write down that somebody did this; `by` None: on the command line. `about` says no person's words or name."""
        self._one_after_the_other()
        row = AuditRow(at=self.clock.now(), did=did, about=about, before=self.last_seal())
        row.who, row.whose = self._alias(by), self._alias(whose)
        row.seal = seal(row)
        self.session.add(row)
        self.session.flush()
        return row

    def last_seal(self) -> str:
        """Return the seal of the newest row; empty where there is none."""
        return self.session.scalar(select(AuditRow.seal).order_by(AuditRow.id.desc()).limit(1)) or ""

    def check(self) -> Checked:
        """Look whether every row is as it was written, and follows the one before.

        The oldest rows may go when they were kept long enough. That the newest ones are there, only the last seal
        tells, if somebody has written it down elsewhere; the log has it every day.
        """
        rows, last, broken = 0, "", []
        for row in self._rows():
            if row.seal != seal(row) or (rows and row.before != last):
                broken.append(row.id)
            rows, last = rows + 1, row.seal
        return Checked(rows, last, tuple(broken))

    def of(self, member: int, limit: int = 1000) -> Sequence[AuditRow]:
        """Return what this person did, and what was done with their data, the newest first."""
        name = select(Alias.name).where(Alias.member_id == member).scalar_subquery()
        concerns = or_(AuditRow.who == name, AuditRow.whose == name)
        return self.session.scalars(select(AuditRow).where(concerns).order_by(AuditRow.id.desc()).limit(limit)).all()

    def forget(self) -> int:
        """Remove what was kept as long as the table says, and the names that stand nowhere any more."""
        gone = removed(self.session, delete(AuditRow).where(AuditRow.at < self.clock.now() - KEPT))
        used = select(AuditRow.who).where(AuditRow.who == Alias.name).exists()
        suffered = select(AuditRow.whose).where(AuditRow.whose == Alias.name).exists()
        removed(self.session, delete(Alias).where(~used, ~suffered))
        return gone

    def _rows(self) -> Iterator[AuditRow]:
        after = 0
        while True:
            page = select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id).limit(AT_ONCE)
            rows = self.session.scalars(page).all()
            yield from rows
            if len(rows) < AT_ONCE:
                return
            after = rows[-1].id

    def _alias(self, member: int | None) -> str | None:
        if member is None:
            return None
        known = self.session.get(Alias, member)
        if known is None:
            known = Alias(member_id=member, name=secrets.token_hex(8))
            self.session.add(known)
            self.session.flush()
        return known.name

    def _one_after_the_other(self) -> None:
        """Let each row follow one that is committed; SQLite has one writer anyway."""
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})


def seal(row: AuditRow) -> str:
    """Return the SHA-256 over what a row says and the seal before it."""
    said = [_written(row.at), row.who, str(row.did), row.whose, row.about, row.before]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
