"""Who was erased when, as keyed hashes in files beside the database: a restored backup must forget them again."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

KEPT = timedelta(days=400)
"""How long an erasure is remembered: longer than any backup should be kept."""
BACKUPS_KEPT = timedelta(days=30)
"""How long a backup may be kept; people are told so when they are erased."""
KEY_BYTES = 32


def backups_until(now: datetime) -> date:
    """Return the day on which no backup of now is kept any more."""
    return (now + BACKUPS_KEPT).date()


@dataclass(frozen=True, slots=True)
class ErasedPeople:
    """The list in a folder; without the key beside it nobody can tell whom a line means."""

    folder: Path

    @property
    def lines(self) -> Path:
        """The file with a line for each erasure: when, and the hash."""
        return self.folder / "erasures.txt"

    @property
    def key(self) -> Path:
        """The file with the key; it belongs into the same backup as the list."""
        return self.folder / "erasures.key"

    def add(self, member: int, at: datetime) -> None:
        """Remember that somebody was erased; on disk when this returns. Twice does no harm."""
        self.folder.mkdir(parents=True, exist_ok=True)
        line = f"{at.isoformat()} {_hash(self._secret(), member)}\n"
        handle = os.open(self.lines, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def when(self, member: int) -> datetime | None:
        """Return when somebody was erased last; None: never, as far as is remembered."""
        return self.among([member]).get(member)

    def among(self, people: Iterable[int]) -> dict[int, datetime]:
        """Return who of these people was erased, and when last."""
        if not self.lines.exists() or not self.key.exists():
            return {}
        latest = dict(sorted((hashed, at) for at, hashed in self._lines()))
        secret = self._secret()
        return {person: latest[hashed] for person in people if (hashed := _hash(secret, person)) in latest}

    def forget(self, now: datetime) -> int:
        """Remove the lines that were kept long enough; returns how many."""
        lines = self._lines() if self.lines.exists() else []
        kept = [(at, hashed) for at, hashed in lines if now - at <= KEPT]
        if len(kept) < len(lines):
            written = self.lines.with_suffix(".new")
            written.write_text("".join(f"{at.isoformat()} {hashed}\n" for at, hashed in kept))
            written.chmod(0o600)
            written.replace(self.lines)
        return len(lines) - len(kept)

    def _lines(self) -> list[tuple[datetime, str]]:
        words = (line.split() for line in self.lines.read_text().splitlines())
        return [(datetime.fromisoformat(two[0]), two[1]) for two in words if len(two) == 2]

    def _secret(self) -> bytes:
        """Return the key; the first who needs it makes it."""
        if not self.key.exists():
            made = self.key.with_name(f"{self.key.name}.{os.getpid()}")
            made.write_bytes(secrets.token_bytes(KEY_BYTES))
            made.chmod(0o600)
            try:
                os.link(made, self.key)  # of two who make one at once, the first wins
            except FileExistsError:
                pass
            finally:
                made.unlink()
        return self.key.read_bytes()


def _hash(secret: bytes, member: int) -> str:
    return hmac.new(secret, str(member).encode(), hashlib.sha256).hexdigest()
