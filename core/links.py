"""Whether an address can be opened by whoever reads it."""

import re
from urllib.parse import urlsplit

from core.language import Sentence, say

_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_UNSAFE = re.compile(r"[\s<>\"`{}|\\^]")
_PAIRS = (("(", ")"), ("[", "]"))


def fault_in(address: str) -> Sentence | None:
    """Return what is wrong with a web address, as the end of a sentence that begins with it; `None`: nothing is."""
    return next((fault for fault in (_of_form(address), _of_host(address), _of_end(address)) if fault), None)


def _of_form(address: str) -> Sentence | None:
    if not address.startswith(("https://", "http://")):
        return Sentence.of(say("must begin with https://"))
    found = _UNSAFE.search(address)
    if found is None:
        return None
    if found[0].isspace():
        return Sentence.of(say("must not have a space in it"))
    return Sentence.of(say("must not have `{letter}` in it"), letter=found[0])


def _of_host(address: str) -> Sentence | None:
    no_host = Sentence.of(say("has no proper host, such as www.example.org"))
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return no_host
    if "@" in parts.netloc:
        return Sentence.of(say("must not have a name or a password before its host"))
    return None if _HOST.fullmatch(host) else no_host


def _of_end(address: str) -> Sentence | None:
    if address[-1] in ".,;:!?'*_":
        return Sentence.of(say("ends with `{letter}`, which hardly belongs to it"), letter=address[-1])
    unbalanced = next((pair for pair in _PAIRS if address.count(pair[0]) != address.count(pair[1])), None)
    if unbalanced is None:
        return None
    return Sentence.of(
        say("has `{left}` and `{right}` that do not belong together"), left=unbalanced[0], right=unbalanced[1]
    )
