"""What a link to the bot carries: at most 64 of the letters A to Z, a to z, digits, `_` and `-`."""

from knowledge.library import Library
from knowledge.tokens import known, token_of

ENTRY = "entry_"
EVENT = "event_"
_LONGEST = 64


def link_to_entry(id_: str) -> str:
    """Return what a link carries that opens an entry, guide or section, such as `entry_who-pays`."""
    payload = ENTRY + id_.replace("#", "_")
    return payload if len(payload) <= _LONGEST else ENTRY + token_of(id_)


def linked_entry(library: Library, payload: str) -> str | None:
    """Return the id of what such a link opens; None if that is gone or never was."""
    named = payload.removeprefix(ENTRY)
    id_ = named.replace("_", "#", 1)
    return id_ if library.holds(id_) else known(library, named)
