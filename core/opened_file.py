"""Whether a SQLite file is still the one that was opened."""

import time
from pathlib import Path

import structlog

from core.reasons import Reason

log = structlog.get_logger(__name__)

LOG_STAYS = 1.0  # seconds for which a log is taken to be the one that was seen; it changes only when all have closed it


class FileGone(OSError):
    """The database file is not there any more: what is written now would be lost with it."""

    reason = Reason.GONE


class FileReplaced(FileGone):
    """Another file stands in the place of the one that was opened."""

    reason = Reason.REPLACED


class OpenedFile:
    """Watches a database file and the log beside it, which SQLite finds by its name and takes for the file's own."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._inode: int | None = None
        self._log_inode: int | None = None
        self._log_seen = float("-inf")

    @property
    def log(self) -> Path:
        """Where SQLite keeps what is not in the file yet."""
        return self._file.with_name(self._file.name + "-wal")

    def check(self) -> None:
        """Raise `FileGone`, or once `FileReplaced`: after it, another file may be opened in this place."""
        inode = _inode(self._file)
        if inode is None:
            raise FileGone(f"the database file {self._file} is gone")
        if self._inode not in (None, inode):
            self._set_log_aside()
            self._inode = self._log_inode = None
            raise FileReplaced(f"the database file {self._file} was replaced while in use")
        self._inode = inode
        if self._log_inode is None or time.monotonic() - self._log_seen >= LOG_STAYS:
            self._log_seen, self._log_inode = time.monotonic(), _inode(self.log) or self._log_inode

    def _set_log_aside(self) -> None:
        """Keep the former file's log from being taken for the new one's, whose pages it would overwrite."""
        if self._log_inode is None or _inode(self.log) != self._log_inode:
            return
        kept = self.log.with_name(f"{self.log.name}-of-former-{self._inode}")
        self.log.rename(kept)
        self._file.with_name(self._file.name + "-shm").unlink(missing_ok=True)
        log.error("the database file was replaced; what the former one's log held was set aside", kept=str(kept))


def _inode(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except OSError:
        return None
