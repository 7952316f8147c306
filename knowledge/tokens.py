"""Short names for entries, guides and sections: a button may carry 64 bytes, and ids are longer."""

from base64 import b32encode
from hashlib import blake2b

from core.refusal import NotYours
from knowledge.library import Library


def token_of(id_: str) -> str:
    """Return the eight letters that stand for an id, the same for ever."""
    return b32encode(blake2b(id_.encode(), digest_size=5).digest()).decode().lower()


def meant(library: Library, token: str) -> str:
    """Return the id in this library that a token stands for. Raises `NotYours` if there is none any more."""
    found = known(library, token)
    if found is None:
        raise NotYours(token)
    return found


def known(library: Library, token: str) -> str | None:
    """Return the id in this library that a token stands for; None if there is none any more."""
    return next((id_ for id_ in library.content.phrasings() if token_of(id_) == token), None)
