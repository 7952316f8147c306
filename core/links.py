"""Whether an address can be opened by whoever reads it."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_UNSAFE = re.compile(r"[\s<>\"`{}|\\^]")
_PAIRS = (("(", ")"), ("[", "]"))


def fault_in(address: str) -> str | None:
    """Return what is wrong with a web address, as the end of a sentence; `None` where nothing is."""
    return next((fault for fault in (_of_form(address), _of_host(address), _of_end(address)) if fault), None)


def _of_form(address: str) -> str | None:
    if not address.startswith(("https://", "http://")):
        return "must begin with https://"
    found = _UNSAFE.search(address)
    return f"must not have {_named(found[0])} in it" if found else None


def _named(letter: str) -> str:
    return "a space" if letter.isspace() else f"`{letter}`"


def _of_host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "has no proper host, such as www.example.org"
    if "@" in parts.netloc:
        return "must not have a name or a password before its host"
    return None if _HOST.fullmatch(host) else "has no proper host, such as www.example.org"


def _of_end(address: str) -> str | None:
    if address[-1] in ".,;:!?'*_":
        return f"ends with `{address[-1]}`, which hardly belongs to it"
    unbalanced = next((pair for pair in _PAIRS if address.count(pair[0]) != address.count(pair[1])), None)
    return f"has `{unbalanced[0]}` and `{unbalanced[1]}` that do not belong together" if unbalanced else None
