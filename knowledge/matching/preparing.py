"""What is learned from the knowledge before it serves, and kept in a folder so that it is learned once."""

import ctypes
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np

from knowledge.matching import calibration, gates, index, learning, rehearsal, repair, slips, standing, words
from knowledge.matching import matcher as matching
from knowledge.matching.calibration import HeldOut, calibrated
from knowledge.matching.gates import PLAIN, Gates
from knowledge.matching.learning import Votes
from knowledge.matching.matcher import Matcher
from knowledge.matching.rehearsal import Beside

ByLanguage = Mapping[str, Mapping[str, Sequence[str]]]
"""Phrasings by the id of what they ask for, by their language."""

_READ_BY = (calibration, gates, index, learning, matching, rehearsal, repair, slips, standing, words)
_KEPT = 4
"""Files of each language."""
_NAME = "matching-{}-{}.npz"


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned of the phrasings of one language: votes, gates, and what these did with held-out questions."""

    votes: Votes | None = None
    gates: Gates = PLAIN
    held_out: HeldOut = field(default_factory=HeldOut)


def learned(asked: ByLanguage, beside: Beside, folder: Path | None = None) -> dict[str, Learned]:
    """Return what can be learned from these phrasings, by language; from the folder if it was learned before.

    `beside` says which ids refer to each other. It takes about 1 s at 400 phrasings and 6 s at 3,000. The same
    phrasings and code give the same.
    """
    found = remembered(asked, beside, folder) if folder else {}
    for language in asked.keys() - found.keys():
        found[language] = _learned(asked[language], language, beside)
        if folder:
            keep(folder, language, fingerprint(asked[language], beside), found[language])
        _give_back()
    return found


def held_out(asked: ByLanguage, language: str, beside: Beside, folder: Path | None = None) -> HeldOut:
    """Return what the gates of one language do with questions that it was not prepared for."""
    own = {language: asked[language]} if language in asked else {}
    return learned(own, beside, folder).get(language, Learned()).held_out


def remembered(asked: ByLanguage, beside: Beside, folder: Path) -> dict[str, Learned]:
    """Return what was learned of just these phrasings before, as far as the folder has it; it takes a moment only."""
    read = {
        language: _read(folder / _NAME.format(language, fingerprint(phrasings, beside)))
        for language, phrasings in asked.items()
    }
    return {language: each for language, each in read.items() if each and _fits(each, asked[language])}


def _learned(phrasings: Mapping[str, Sequence[str]], language: str, beside: Beside) -> Learned:
    matcher = Matcher(phrasings, language)
    own = matcher.among_themselves()
    matcher.learn(own)
    return Learned(matcher.votes, *calibrated(phrasings, language, PLAIN if own is None else Gates(), own, beside))


def fingerprint(phrasings: Mapping[str, Sequence[str]], beside: Beside) -> str:
    """Return a name for these phrasings as read by this code: whoever changes either learns anew."""
    near = sorted((id_, sorted(each)) for id_, each in beside.items() if id_ in phrasings)
    found = hashlib.sha256(json.dumps([[*phrasings.items()], near]).encode())
    found.update(_code())
    return found.hexdigest()[:16]


@cache
def _code() -> bytes:
    """Return what this code is, read once: later its files may be another version's, while this one still runs."""
    return b"".join(Path(str(module.__file__)).read_bytes() for module in _READ_BY)


def _give_back() -> None:
    """Return the memory that learning took to the system, which else keeps half of it for the process (glibc only)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def keep(folder: Path, language: str, fingerprint: str, new: Learned) -> None:
    """Keep what was learned, whole or not at all; the oldest files of the language make room."""
    about = {"gates": asdict(new.gates), "held_out": asdict(new.held_out)}
    votes = {} if new.votes is None else {"votes": new.votes}
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".matching", delete=False) as half:
        np.savez(half, allow_pickle=False, about=np.array(json.dumps(about)), **votes)
    Path(half.name).replace(folder / _NAME.format(language, fingerprint))
    for old in sorted(folder.glob(_NAME.format(language, "*")), key=_age)[_KEPT:]:
        old.unlink(missing_ok=True)


def _fits(learned: Learned, phrasings: Mapping[str, Sequence[str]]) -> bool:
    """Whether it can be of these phrasings: whatever else is in a file would fail with every question."""
    votes, own = learned.votes, learned.gates
    if votes is not None and (
        votes.shape != (sum(map(len, phrasings.values())), len(phrasings))
        or votes.dtype != np.float32
        or not np.isfinite(votes).all()
    ):
        return False
    return all(
        len(found) == len(plain) and np.isfinite(found).all()
        for found, plain in ((own.answer, PLAIN.answer), (own.scope, PLAIN.scope))
    )


def _age(file: Path) -> float:
    return -file.stat().st_mtime


def _read(file: Path) -> Learned | None:
    """Return what this file keeps; nothing if it is not there, or spoilt."""
    try:
        with file.open("rb") as opened, np.load(opened) as kept:
            about: dict[str, Any] = json.loads(str(kept["about"]))
            gates = Gates(*(tuple(about["gates"][gate]) for gate in ("answer", "scope")))
            return Learned(kept.get("votes"), gates, HeldOut(**about["held_out"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None
