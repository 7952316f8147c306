"""Why a database does not do what it was asked, in words for whoever runs it."""

from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


class Reason(StrEnum):
    """What is the matter with the database; docs/when-things-break.md says of each what to do."""

    FULL = "the disk is full"
    READ_ONLY = "it is read-only"
    LOCKED = "it is locked"
    DAMAGED = "it is damaged"
    GONE = "it is gone"
    REPLACED = "it was replaced"
    UNREADABLE = "it cannot be opened, read or written"
    BUSY = "it takes no more connections"
    AWAY = "it cannot be reached"
    SILENT = "it does not answer"
    OTHER = "it is in trouble"


# SQLite's primary result codes; see "Result and Error Codes" in its documentation.
_SQLITE = {
    5: Reason.LOCKED,
    6: Reason.LOCKED,
    8: Reason.READ_ONLY,
    10: Reason.UNREADABLE,
    11: Reason.DAMAGED,
    13: Reason.FULL,
    14: Reason.UNREADABLE,
    26: Reason.DAMAGED,
}
# The beginnings of PostgreSQL's codes; see "PostgreSQL Error Codes" in its documentation.
_POSTGRES = {
    "53100": Reason.FULL,
    "53300": Reason.BUSY,
    "25006": Reason.READ_ONLY,
    "40": Reason.LOCKED,
    "55P03": Reason.LOCKED,
    "XX": Reason.DAMAGED,
    "3D000": Reason.GONE,
    "57P": Reason.AWAY,
    "08": Reason.AWAY,
}


def reason_of(error: BaseException) -> Reason:
    """Return the reason; nothing of it was typed by anybody."""
    named = getattr(error, "reason", None)
    if isinstance(named, Reason):
        return named
    if isinstance(error, PoolTimeoutError):
        return Reason.BUSY
    if isinstance(error, DBAPIError):
        return _of_driver(error)
    if isinstance(error, TimeoutError):
        return Reason.SILENT
    return Reason.AWAY if isinstance(error, OSError) else Reason.OTHER


def _of_driver(error: DBAPIError) -> Reason:
    original = error.orig
    code = getattr(original, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF, Reason.OTHER)
    state = str(getattr(original, "sqlstate", None) or "")
    found = next((reason for begin, reason in _POSTGRES.items() if state.startswith(begin)), None)
    return found or (Reason.AWAY if error.connection_invalidated else Reason.OTHER)


def in_short(error: BaseException) -> dict[str, str]:
    """Return what the log says of trouble: the error's name and, if it is the database's, the reason."""
    reason = reason_of(error)
    return {"error": type(error).__name__, **({"reason": reason} if reason is not Reason.OTHER else {})}
