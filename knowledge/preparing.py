"""What is learned from the knowledge before it serves, and kept in a folder so that it is learned once."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np

from knowledge import calibration, gates, index, learning, matching, rehearsal, repair, slips, standing, words
from knowledge.calibration import HeldOut, calibrated
from knowledge.gates import PLAIN, Gates
from knowledge.learning import Votes
from knowledge.matching import Matcher
from knowledge.rehearsal import Beside

ByLanguage = Mapping[str, Mapping[str, Sequence[str]]]
"""Phrasings by the id of what they ask for, by their language."""

_READ_BY = (calibration, gates, index, learning, matching, rehearsal, repair, slips, standing, words)
_KEPT = 4
_NAME = "matching-{}.npz"


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned of the phrasings of one language: votes, gates, and what these did with held-out questions."""

    votes: Votes | None = None
    gates: Gates = PLAIN
    held_out: HeldOut = field(default_factory=HeldOut)


def learned(asked: ByLanguage, beside: Beside, folder: Path | None = None) -> dict[str, Learned]:
    """Return what can be learned from these phrasings, by language; from the folder if it was learned before.

    `beside` says which ids refer to each other. It takes about 2 s at 750 phrasings and 15 s at 2,000. The same
    phrasings and code give the same.
    """
    file = folder / _NAME.format(_fingerprint(asked, beside)) if folder else None
    if file and (before := _read(file, asked)):
        return before
    new = {language: _learned(phrasings, language, beside) for language, phrasings in asked.items()}
    if file:
        _write(file, new)
    return new


def remembered(asked: ByLanguage, beside: Beside, folder: Path) -> dict[str, Learned] | None:
    """Return what was learned of just these phrasings before, if the folder has it; it takes a moment only."""
    return _read(folder / _NAME.format(_fingerprint(asked, beside)), asked)


def _learned(phrasings: Mapping[str, Sequence[str]], language: str, beside: Beside) -> Learned:
    matcher = Matcher(phrasings, language)
    own = matcher.among_themselves()
    matcher.learn(own)
    return Learned(matcher.votes, *calibrated(phrasings, language, PLAIN if own is None else Gates(), own, beside))


def _fingerprint(asked: ByLanguage, beside: Beside) -> str:
    """Return a name for these phrasings as read by this code: whoever changes either learns anew."""
    phrasings = [[language, list(each.items())] for language, each in asked.items()]
    near = {id_: sorted(each) for id_, each in beside.items()}
    found = hashlib.sha256(json.dumps([phrasings, near], sort_keys=True).encode())
    for module in _READ_BY:
        found.update(Path(str(module.__file__)).read_bytes())
    return found.hexdigest()[:16]


def _write(file: Path, new: Mapping[str, Learned]) -> None:
    """Keep what was learned, whole or not at all; the oldest files make room."""
    about = {
        language: {"gates": asdict(each.gates), "held_out": asdict(each.held_out)} for language, each in new.items()
    }
    votes = {language: each.votes for language, each in new.items() if each.votes is not None}
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=".matching", delete=False) as half:
        np.savez(half, allow_pickle=False, about=np.array(json.dumps(about)), **votes)
    Path(half.name).replace(file)
    for old in sorted(file.parent.glob(_NAME.format("*")), key=_age)[_KEPT:]:
        old.unlink(missing_ok=True)


def _age(file: Path) -> float:
    return -file.stat().st_mtime


def _read(file: Path, asked: ByLanguage) -> dict[str, Learned] | None:
    """Return what this file keeps; nothing if it is not there, or spoilt."""
    try:
        with file.open("rb") as opened, np.load(opened) as kept:
            about: dict[str, Any] = json.loads(str(kept["about"]))
            return {language: _one(about[language], kept.get(language)) for language in asked}
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None


def _one(about: dict[str, Any], votes: Votes | None) -> Learned:
    gates = Gates(*(tuple(about["gates"][gate]) for gate in ("answer", "scope")))
    return Learned(votes, gates, HeldOut(**about["held_out"]))
